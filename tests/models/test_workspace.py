"""The workspace of behaviour spec B, against real services and a real store."""

import pytest

from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import (
    AccessDenied,
    CannotClose,
    ConfirmationNeeded,
    NotFound,
    SessionLimitReached,
    TabLimitReached,
)
from ccw_panel.models.workspace import Workspace
from tests.conftest import NINE
from tests.models.conftest import ACTIVE, CLOSED, OPEN, VISITOR, WAITING, WRAP_UP


def conversation(id):
    return Ref("conversation", id)


def fill_sessions(workspace, things):
    for case in things.cases:
        if not workspace.can_create_session():
            return
        workspace.open(case, Origin.GLOBAL_SEARCH)


# ---- limits


def test_nine_sessions_open_beside_home_b1(workspace, things):
    fill_sessions(workspace, things)

    assert len(workspace.sessions) == 10
    assert not workspace.can_create_session()


def test_a_tenth_session_is_refused_with_the_words_of_b3_and_nothing_changes_b7(workspace, things):
    fill_sessions(workspace, things)
    before = workspace.snapshot()

    with pytest.raises(
        SessionLimitReached, match=r"^Maximum sessions reached\. Close a session before opening another\.$"
    ):
        workspace.open(things.contacts[0], Origin.HOME)
    assert workspace.snapshot() == before


def test_an_eleventh_tab_is_refused_with_the_words_of_b4_and_nothing_changes_b2_b7(workspace, things):
    session = workspace.open(things.cases[0], Origin.HOME).session
    for contact in things.contacts[:9]:
        workspace.open(contact, Origin.TIMELINE)
    before = workspace.snapshot()

    with pytest.raises(
        TabLimitReached, match=r"^Maximum tabs reached\. Close a tab in this session before opening another\.$"
    ):
        workspace.open(things.contacts[10], Origin.TIMELINE)
    assert len(session.tabs) == 10 and not session.can_create_tab()
    assert workspace.snapshot() == before


def test_what_is_open_is_focused_even_at_the_limit_b26(workspace, things):
    fill_sessions(workspace, things)

    tab = workspace.open(things.cases[2], Origin.HOME)

    assert tab.record == things.cases[2] and workspace.focused_session is tab.session
    assert len(workspace.sessions) == 10


# ---- what opens where


def test_the_same_record_is_never_opened_twice_in_a_session_b26(workspace, things):
    workspace.open(things.cases[0], Origin.HOME)

    first = workspace.open(things.contacts[0], Origin.TIMELINE)
    again = workspace.open(things.contacts[0], Origin.RELATED)

    assert first is again and len(workspace.focused_session.tabs) == 2


def test_a_tab_elsewhere_that_is_no_anchor_does_not_stop_a_record_from_opening_here_b26(workspace, things):
    workspace.open(things.cases[0], Origin.HOME)
    there = workspace.open(things.contacts[0], Origin.TIMELINE)
    workspace.open(things.cases[1], Origin.GLOBAL_SEARCH)

    here = workspace.open(things.contacts[0], Origin.TIMELINE)

    assert here is not there and here.session is not there.session


def test_two_new_records_are_two_tabs(workspace):
    first = workspace.open(Ref("case", None), Origin.NEW_RECORD)
    second = workspace.open(Ref("case", None), Origin.NEW_RECORD)

    assert first is not second and first.session is not second.session
    assert first.title == "New case"


def test_a_case_session_never_has_a_communication_panel_b53(workspace, things):
    session = workspace.open(things.cases[0], Origin.HOME).session

    assert session.conversation_id is None and session.communication == "hidden"


def test_a_channel_session_shows_the_conversation_in_its_anchor_and_the_panel_b51(workspace):
    session = workspace.open(conversation(ACTIVE), Origin.WORK_ITEM).session

    assert session.conversation_id == ACTIVE and session.anchor.kind == "conversation"
    assert session.communication == "docked" and session.template == "chat"


def test_a_waiting_conversation_becomes_active_when_it_is_opened_from_my_work_items_d29(workspace, services, alice):
    workspace.open(conversation(WAITING), Origin.WORK_ITEM)

    assert services.conversations.get(alice, WAITING).state == "active"


def test_a_waiting_conversation_stays_waiting_when_it_is_only_looked_at(workspace, services, alice):
    workspace.open(conversation(WAITING), Origin.GLOBAL_SEARCH)

    assert services.conversations.get(alice, WAITING).state == "waiting"


@pytest.mark.parametrize("id", [OPEN, CLOSED])
def test_a_conversation_that_is_not_ones_own_or_is_closed_opens_to_be_read_b30(workspace, id):
    tab = workspace.open(conversation(id), Origin.WORK_ITEM)

    assert tab.kind == "closed_conversation" and tab.session.conversation_id is None


def test_a_deep_link_opens_as_from_home(workspace, things):
    workspace.open(things.cases[0], Origin.HOME)

    tab = workspace.open_link(str(things.contacts[3]))
    view = workspace.open_link("view:active-cases")

    assert tab.is_anchor and tab.session is not workspace.home
    assert view.session is workspace.home


@pytest.mark.parametrize("link", ["case:999999", "nonsense", "view:no-such-view", "dashboard:none", "case:", "virus:1"])
def test_a_link_to_what_is_not_there_says_so_and_moves_nothing(workspace, things, link):
    workspace.open(things.cases[0], Origin.HOME)
    before = workspace.snapshot()

    with pytest.raises(NotFound, match="There is no "):
        workspace.open_link(link)
    assert workspace.snapshot() == before


def test_a_conversation_of_another_queue_is_refused(workspace, services, carol):
    with pytest.raises(AccessDenied):
        Workspace.restore(services, carol).open(conversation(ACTIVE), Origin.HOME)


# ---- titles


def test_a_session_is_called_after_the_customer_the_account_or_the_case_b60(workspace, things):
    titles = [
        workspace.open(ref, Origin.HOME).session.title
        for ref in (things.contacts[2], things.account, things.cases[0], conversation(ACTIVE))
    ]

    assert titles == ["Ana Ruiz 2", "Alder", "Lamp 0", "Ana Ruiz 1"]


def test_a_customer_nobody_knows_is_visitor_n_b61(workspace):
    assert workspace.open(conversation(VISITOR), Origin.WORK_ITEM).session.title == f"Visitor {VISITOR}"


def test_titles_can_be_set_b67(workspace, things):
    tab = workspace.open(things.cases[0], Origin.HOME)

    tab.session.title, tab.title = "Mine", "The lamp"

    assert Workspace.restore(workspace.services, workspace.actor).snapshot() == workspace.snapshot()


def test_a_saved_title_reaches_the_tab_and_its_session(workspace, things):
    tab = workspace.open(things.cases[0], Origin.HOME)

    changes = {"changes": {"title": ["Lamp 0", "Kettle"]}}
    workspace.apply([StoredEvent(1, NINE, "case.saved", "bob", changes, record=things.cases[0])])

    assert (tab.title, tab.session.title) == ("Kettle", "Kettle")


# ---- closing


def test_home_and_its_dashboard_do_not_close_a9_a10(workspace):
    with pytest.raises(CannotClose):
        workspace.close_session(workspace.home, confirm=True)
    with pytest.raises(CannotClose):
        workspace.home.tabs[0].close(confirm=True)
    assert not workspace.home.can_close and not workspace.home.tabs[0].can_close


def test_an_anchor_does_not_close_b96(workspace, things):
    anchor = workspace.open(things.cases[0], Origin.HOME)

    with pytest.raises(CannotClose, match="Lamp 0 cannot be closed"):
        anchor.close()


def test_closing_a_tab_focuses_the_one_to_its_left_b97(workspace, things):
    workspace.open(things.cases[0], Origin.HOME)
    tabs = [workspace.open(contact, Origin.TIMELINE) for contact in things.contacts[:3]]
    tabs[1].focus()

    tabs[1].close()

    assert workspace.focused_session.focused_tab is tabs[0]


def test_closing_a_tab_in_the_background_leaves_the_focus(workspace, things):
    workspace.open(things.cases[0], Origin.HOME)
    tabs = [workspace.open(contact, Origin.TIMELINE) for contact in things.contacts[:3]]

    tabs[0].close()

    assert workspace.focused_session.focused_tab is tabs[2]


def test_closing_a_session_focuses_the_one_focused_before_b98(workspace, things):
    first, second, third = (workspace.open(case, Origin.GLOBAL_SEARCH).session for case in things.cases[:3])
    first.focus()

    workspace.close_session(first)

    assert workspace.focused_session is third
    workspace.close_session(third)
    assert workspace.focused_session is second
    workspace.close_session(second)
    assert workspace.focused_session is workspace.home


def test_unsaved_text_asks_before_it_is_closed_b99(workspace, things):
    tab = workspace.open(things.cases[0], Origin.HOME)
    tab.unsaved = True

    with pytest.raises(ConfirmationNeeded, match="Lamp 0 has changes that are not saved"):
        workspace.close_session(tab.session)
    workspace.close_session(tab.session, confirm=True)
    assert len(workspace.sessions) == 1


@pytest.mark.parametrize(
    ("id", "asks", "becomes"),
    [
        (ACTIVE, "goes back to the queue", "open"),  # D-19: live chat
        (VISITOR, "waits under My work items", "waiting"),  # D-20: SMS
        (WRAP_UP, "is closed for good", "closed"),  # D-27
    ],
)
def test_closing_a_conversation_session_asks_and_does_what_d3_says_b94(workspace, services, sam, id, asks, becomes):
    session = workspace.open(conversation(id), Origin.WORK_ITEM).session

    with pytest.raises(ConfirmationNeeded, match=asks):
        workspace.close_session(session)
    workspace.close_session(session, confirm=True)

    assert services.conversations.get(sam, id).state == becomes


# ---- the API of B.10


def test_create_session_without_an_id_is_a_form_for_a_new_record(workspace):
    session = workspace.create_session("case", {})

    assert session.anchor.record == Ref("case", None) and session.title == "New case"
    assert workspace.focused_session is session


def test_create_session_can_leave_the_focus_where_it_is_b54(workspace, things):
    session = workspace.create_session("record", {"kind": "contact", "id": things.contacts[0].id}, focus=False)

    assert workspace.focused_session is workspace.home and session in workspace.sessions


def test_an_unknown_template_or_one_without_its_conversation_is_refused(workspace):
    with pytest.raises(NotFound, match="Known: case, record, chat"):
        workspace.create_session("fax", {})
    with pytest.raises(NotFound, match="conversation_id"):
        workspace.create_session("chat", {})
    assert len(workspace.sessions) == 1


def test_create_tab_falls_back_as_tab_templates_do_c2(workspace, things):
    session = workspace.open(things.cases[0], Origin.HOME).session

    missing = session.create_tab("contact", id=999_999)
    view = session.create_tab("view", name="no-such-view")

    assert missing.record == Ref("contact", None)
    assert view.kind == "view" and view.record is not None
    with pytest.raises(NotFound):
        session.create_tab("contact", id=999_999, validate=True)


def test_context_comes_from_the_anchor_and_can_be_updated_c13(workspace, things):
    session = workspace.open(things.cases[0], Origin.HOME).session

    session.update_context({"order": "58214", "caseTitle": None})

    assert session.context["customerName"] == "Ana Ruiz 0" and session.context["anchor.title"] == "Lamp 0"
    assert session.context["order"] == "58214" and "caseTitle" not in session.context


def test_request_focus_marks_a_session_in_the_background_only_b75(workspace, things):
    session = workspace.open(things.cases[0], Origin.HOME).session

    session.request_focus()
    assert not session.needs_attention
    workspace.home.focus()
    session.request_focus()

    assert session.needs_attention
    session.focus()
    assert not session.needs_attention


def test_switching_and_closing_are_told_to_who_listens(workspace, things):
    heard = []
    for name in ("session_switch", "session_closed", "tab_switch"):
        workspace.on(name, lambda data, name=name: heard.append((name, data)))

    session = workspace.open(things.cases[0], Origin.HOME).session
    workspace.close_session(session)

    assert [name for name, _ in heard] == ["session_switch", "tab_switch"] * 2 + ["session_closed"]
    assert heard[0][1] == {"previous_session_id": "home", "new_session_id": session.id}
    assert set(heard[1][1]) == {"previous_session_id", "previous_tab_id", "session_id", "tab_id"}


# ---- unread


def customer_wrote(id, seq=1):
    return StoredEvent(seq, NINE, "message.received", "customer", {}, conversation_id=id)


def test_customer_messages_count_in_the_background_and_are_read_on_focus_b70_b72(workspace):
    session = workspace.open(conversation(ACTIVE), Origin.WORK_ITEM).session
    workspace.apply([customer_wrote(ACTIVE)])
    assert session.unread == 0

    workspace.home.focus()
    workspace.apply([customer_wrote(ACTIVE), customer_wrote(ACTIVE)])

    assert session.unread == workspace.unread == 2
    session.focus()
    assert session.unread == 0


# ---- restore


def test_a_second_window_starts_as_the_first_stands(workspace, things, services, alice):
    fill_sessions(workspace, things)
    workspace.open(things.contacts[0], Origin.TIMELINE).state = {"top": 120}
    workspace.focused_session.pane_open = False
    workspace.sessions[3].focus()

    again = Workspace.restore(services, alice)

    assert again is not workspace and again.snapshot() == workspace.snapshot()


def test_a_title_changed_elsewhere_does_not_store_an_old_window_over_a_newer_one(workspace, things, services, alice):
    workspace.open(things.cases[0], Origin.HOME)
    newer = Workspace.restore(services, alice)
    newer.open(things.cases[1], Origin.HOME)
    services.feed.subscribe(workspace.apply)  # only now: the old window has not heard of the newer one

    case = services.records.get(alice, things.cases[0])
    services.records.save(alice, case.ref, {"title": "Called something else"}, case.version)

    assert workspace.sessions[1].title == "Called something else"
    assert services.workspaces.load(alice) == newer.snapshot()


def test_the_window_that_changed_last_is_stored_and_the_other_is_told(workspace, things, services, alice):
    other = Workspace.restore(services, alice)
    services.feed.subscribe(workspace.apply)

    other.open(things.cases[0], Origin.HOME)

    assert workspace.superseded and len(workspace.sessions) == 1
    workspace.load_stored()
    assert workspace.snapshot() == other.snapshot() and not workspace.superseded
