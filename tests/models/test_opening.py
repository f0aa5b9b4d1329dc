"""What opens where, with a workspace, records and conversations to open: behaviour spec B.2 to B.4."""

import pytest
from sqlalchemy import update

from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import NotFound, SessionLimitReached, TabLimitReached
from ccw_panel.models.inbox import Inbox
from ccw_panel.models.workspace import Workspace
from ccw_panel.store import schema
from tests.conftest import BILLING
from tests.models.conftest import ACTIVE, CLOSED, OPEN, VISITOR, WAITING, WRAP_UP

SESSIONS = [  # B-10, B-11, B-13, B-14
    Origin.HOME,
    Origin.GLOBAL_SEARCH,
    Origin.QUICK_CREATE_NOTIFICATION,
    Origin.NEW_RECORD,
]
TABS = [  # B-12, B-15, B-16, B-20, B-21, B-24, B-31, B-32
    Origin.SEARCH_RESULTS,
    Origin.TIMELINE,
    Origin.FORM_LOOKUP,
    Origin.RELATED,
    Origin.ACTIVE_CONVERSATION,
    Origin.TAB_MENU,
    Origin.KNOWLEDGE,
]


def conversation(id):
    return Ref("conversation", id)


@pytest.fixture
def session(workspace, things):
    """A case session that has the focus."""
    return workspace.open(things.cases[0], Origin.HOME).session


# ---- records


@pytest.mark.parametrize("origin", SESSIONS)
def test_a_record_gets_a_session_with_itself_as_the_anchor_b10_b11_b13_b14(workspace, session, things, origin):
    tab = workspace.open(things.contacts[3], origin)

    assert tab.is_anchor and tab.session is not session
    assert workspace.focused_session is tab.session and len(workspace.sessions) == 3


@pytest.mark.parametrize("origin", TABS)
def test_a_record_opens_in_a_tab_here_b12_b15_b16_b20_b21_b24_b31_b32(workspace, session, things, origin):
    tab = workspace.open(things.contacts[3], origin)

    assert tab.session is session and session.tabs == [session.anchor, tab]
    assert session.focused_tab is tab and tab.can_close


@pytest.mark.parametrize("origin", [Origin.SITE_MAP_VIEW, Origin.SITE_MAP_DASHBOARD])
def test_a_page_of_the_site_map_opens_in_a_tab_here_b17_b18(workspace, session, origin):
    grid = workspace.open(Ref("view", "active-cases"), origin)
    board = workspace.open(Ref("dashboard", "sentiment"), origin)

    assert session.tabs[1:] == [grid, board] and len(workspace.sessions) == 2


def test_a_form_for_a_new_record_is_a_tab_from_the_timeline_and_a_session_from_a_list_b22_b23(workspace, session):
    from_timeline = workspace.open(Ref("activity", None), Origin.TIMELINE)
    from_list = workspace.open(Ref("activity", None), Origin.NEW_RECORD)

    assert from_timeline.session is session and from_timeline.title == "New activity"
    assert from_list.is_anchor and from_list.session is not session


def test_the_api_opens_a_session_from_home_and_a_tab_in_a_session_b36(workspace, things):
    from_home = workspace.open(things.cases[0], Origin.API)
    in_a_session = workspace.open(things.contacts[0], Origin.API)

    assert from_home.is_anchor and in_a_session.session is from_home.session


def test_a_search_is_a_page_in_a_tab_here_b27(workspace, session):
    tab = workspace.search("lamp")

    assert tab.session is session and (tab.kind, tab.title, tab.context) == ("search", "Search: lamp", {"text": "lamp"})


def test_a_similar_case_opens_in_a_tab_here_b33(workspace, session, things):
    assert workspace.open(things.cases[5], Origin.KNOWLEDGE).session is session


def test_shift_opens_a_session_and_ctrl_a_tab_wherever_the_click_was_b40_b41(workspace, session, things):
    shifted = workspace.open(things.cases[1], Origin.TIMELINE, gesture="new_session")
    session.focus()
    held = workspace.open(things.contacts[1], Origin.HOME, gesture="new_tab")

    assert shifted.is_anchor and shifted.session is not session
    assert held.session is session


def test_a_row_of_a_list_opens_a_session_in_home_and_a_tab_elsewhere_b42(workspace, things):
    in_home = workspace.open(things.cases[0], workspace.origin_here())
    in_a_session = workspace.open(things.contacts[0], workspace.origin_here())

    assert in_home.is_anchor and in_a_session.session is in_home.session


def test_articles_are_tabs_like_any_other_and_ten_is_all_b6(workspace, services, sam):
    articles = [
        services.records.create(sam, "article", {"title": f"Lamps {n}", "content": "Turn it on."}).ref
        for n in range(11)
    ]
    anchor = workspace.open(articles[0], Origin.HOME)
    for article in articles[1:10]:
        workspace.open(article, Origin.KNOWLEDGE)

    assert [tab.record for tab in anchor.session.tabs] == articles[:10]
    with pytest.raises(TabLimitReached):
        workspace.open(articles[10], Origin.KNOWLEDGE)


# ---- conversations


def test_my_work_item_opens_its_session_from_anywhere_b28(workspace, session):
    for origin in (Origin.WORK_ITEM, Origin.RELATED, Origin.GLOBAL_SEARCH):
        tab = workspace.open(conversation(ACTIVE), origin)

        assert tab.is_anchor and tab.kind == "conversation"
    assert len(workspace.sessions) == 3  # Home, the case, and one for the conversation however often it is opened


def test_an_accepted_offer_gets_a_session_with_the_form_and_the_panel_b19_b50(workspace):
    session = workspace.open(conversation(ACTIVE), Origin.CONVERSATION_OFFER).session

    assert session.anchor.kind == "conversation" and session.communication == "docked"


def test_a_picked_conversation_is_mine_and_opens_its_session_b29_b50(workspace, services, alice):
    tab = workspace.open(Inbox(services, alice).pick(OPEN), Origin.WORK_ITEM)

    assert tab.kind == "conversation" and tab.session.conversation_id == OPEN
    assert services.conversations.get(alice, OPEN).state == "active"


def test_opening_a_closed_conversation_does_not_reopen_it_b30(workspace, services, alice):
    workspace.open(conversation(CLOSED), Origin.WORK_ITEM)

    assert services.conversations.get(alice, CLOSED).state == "closed"


def test_a_conversation_that_was_opened_to_be_read_gets_its_panel_once_it_is_mine_b28_b29(workspace, services, alice):
    read = workspace.open(conversation(OPEN), Origin.WORK_ITEM)
    beside = workspace.search("lamp")
    workspace.home.focus()

    tab = workspace.open(Inbox(services, alice).pick(OPEN), Origin.WORK_ITEM)

    assert tab.session is read.session and len(workspace.sessions) == 2
    assert tab.session.tabs == [tab, beside] and workspace.focused_session is tab.session
    assert (tab.session.template, tab.session.conversation_id, tab.session.communication) == ("chat", OPEN, "docked")
    assert workspace.conversation(tab.session).state == "active"
    assert Workspace.restore(services, alice).snapshot() == workspace.snapshot()


def test_a_session_created_for_a_conversation_takes_the_place_of_its_transcript_at_the_limit_too_b26(
    workspace, services, alice, things
):
    read = workspace.open(conversation(OPEN), Origin.WORK_ITEM)
    for case in things.cases[:8]:
        workspace.open(case, Origin.HOME)
    services.conversations.pick(alice, OPEN)

    session = workspace.create_session("chat", {"conversation_id": OPEN}, focus=False)

    assert session is read.session and session.conversation_id == OPEN
    assert len(workspace.sessions) == 10 and workspace.focused_session is not session


def test_a_transcript_in_a_tab_does_not_stand_in_for_a_conversation_that_is_mine_now_b28(workspace, services, alice):
    workspace.open(Ref("view", "all-conversations"), Origin.SITE_MAP_VIEW)
    workspace.open(conversation(OPEN), Origin.RELATED)
    services.conversations.pick(alice, OPEN)

    tab = workspace.open(conversation(OPEN), Origin.RELATED)

    assert tab.is_anchor and tab.kind == "conversation"
    assert workspace.open(conversation(OPEN), Origin.RELATED) is tab


def test_a_waiting_conversation_that_is_open_already_goes_on_from_my_work_items_b26_d29(workspace, services, alice):
    looked_at = workspace.open(conversation(WAITING), Origin.GLOBAL_SEARCH)
    assert services.conversations.get(alice, WAITING).state == "waiting"

    again = workspace.open(conversation(WAITING), Origin.WORK_ITEM)

    assert again is looked_at
    assert services.conversations.get(alice, WAITING).state == "active"


def test_at_the_limit_a_waiting_conversation_stays_waiting_b7(workspace, things, services, alice):
    for case in things.cases[:9]:
        workspace.open(case, Origin.HOME)

    with pytest.raises(SessionLimitReached):
        workspace.open(conversation(WAITING), Origin.WORK_ITEM)
    assert services.conversations.get(alice, WAITING).state == "waiting"


# ---- leaving


def test_closing_a_session_closes_its_tabs_b95(workspace, session, things):
    tabs = [*session.tabs, workspace.open(things.contacts[0], Origin.RELATED)]

    session.close()

    assert workspace.sessions == [workspace.home]
    for tab in tabs:
        with pytest.raises(NotFound):
            workspace.tab(tab.id)


@pytest.mark.parametrize(
    ("id", "asks"), [(ACTIVE, True), (VISITOR, True), (WRAP_UP, True), (WAITING, False), (OPEN, False), (CLOSED, False)]
)
def test_only_a_conversation_that_would_move_asks_before_its_session_closes_b90_b92(workspace, id, asks):
    session = workspace.open(conversation(id), Origin.GLOBAL_SEARCH).session

    assert bool(workspace.reasons_to_stay(session)) is asks


def test_a_session_closes_though_its_conversation_went_where_one_may_not_look_b94(workspace, database, bob):
    session = workspace.open(conversation(ACTIVE), Origin.WORK_ITEM).session
    with database.write() as conn:
        moved = {"agent_id": bob.id, "queue_id": BILLING}
        conn.execute(update(schema.conversations).where(schema.conversations.c.id == ACTIVE).values(**moved))

    session.close()

    assert workspace.sessions == [workspace.home]
