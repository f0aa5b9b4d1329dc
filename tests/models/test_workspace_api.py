"""The session and tab API of behaviour spec B.10, under our names."""

import pytest

from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import CannotClose, InvalidInput, NotFound
from ccw_panel.models.workspace import Workspace
from tests.models.conftest import ACTIVE


@pytest.fixture
def session(workspace, things):
    return workspace.open(things.cases[0], Origin.HOME).session


def test_the_names_that_others_rely_on_are_there(workspace, session):
    asked = {
        workspace: "agent sessions home focused_session can_create_session create_session close_session open on "
        "snapshot",
        session: "id title icon is_home can_close tabs focused_tab context update_context can_create_tab create_tab "
        "close close_tab focus request_focus unread needs_attention",
        session.anchor: "id title kind record is_anchor can_close close focus refresh",
    }

    missing = [name for thing, names in asked.items() for name in names.split() if not hasattr(thing, name)]

    assert missing == []


def test_sessions_and_tabs_are_found_by_their_id(workspace, session):
    assert workspace.session(session.id) is session and workspace.session("home") is workspace.home
    assert workspace.tab(session.anchor.id) is session.anchor
    with pytest.raises(NotFound):
        workspace.session("no-such-session")


def test_a_session_closes_itself_but_home_does_not(workspace, session):
    session.close()

    assert workspace.sessions == [workspace.home]
    with pytest.raises(CannotClose):
        workspace.home.close(confirm=True)


@pytest.mark.parametrize("entity", ["incident", "case"])
def test_a_session_is_created_from_pairs_of_parameters(workspace, things, entity):
    pairs = f'[["entityName","{entity}"],["entityId","{things.cases[5].id}"]]'

    session = workspace.create_session("case", {"parametersStr": pairs})

    assert session.anchor.record == things.cases[5]


def test_a_conversation_is_created_from_pairs_of_parameters(workspace):
    pairs = f'[["entityName","msdyn_ocliveworkitem"],["entityId","{ACTIVE}"]]'

    assert workspace.create_session("chat", {"parametersStr": pairs}).conversation_id == ACTIVE


def test_a_case_session_about_something_else_is_refused(workspace, things):
    pairs = f'[["entityName","contact"],["entityId","{things.contacts[0].id}"]]'

    with pytest.raises(InvalidInput, match="A case session shows a case"):
        workspace.create_session("case", {"parametersStr": pairs})
    assert workspace.sessions == [workspace.home]


def test_an_id_of_another_system_is_not_found(workspace):
    with pytest.raises(NotFound):
        workspace.create_session("case", {"id": "9ad0d3e3-0f4c-4bd0-8c1e-0a2f3c6f7f11"})


def test_a_created_session_is_prefilled_and_its_context_reaches_slugs(workspace, things):
    session = workspace.create_session("case", {"customer": str(things.contacts[0]), "order": "58214"})

    assert session.anchor.record == Ref("case", None)
    assert session.anchor.context["customer"] == str(things.contacts[0]) and session.context["order"] == "58214"


def test_a_created_tab_has_the_focus_unless_it_is_not_to(workspace, session, things):
    behind = session.create_tab("contact", id=things.contacts[0].id, focus=False)
    assert session.focused_tab is session.anchor

    again = session.create_tab("contact", id=things.contacts[0].id)

    assert again is behind and session.focused_tab is behind and len(session.tabs) == 2


def test_a_tab_created_in_a_session_behind_brings_it_to_the_front(workspace, session):
    workspace.home.focus()

    tab = session.create_tab("search", text="lamp")

    assert workspace.focused_session is session and session.focused_tab is tab


def test_refreshing_a_tab_asks_its_page_to_read_again(session):
    before = session.anchor.refreshed

    session.anchor.refresh()

    assert session.anchor.refreshed == before + 1


def test_updating_the_context_adds_changes_and_removes_c13(session):
    session.update_context({"order": "58214", "caseTitle": "Kettle", "customerName": None})

    assert (session.context["order"], session.context["caseTitle"]) == ("58214", "Kettle")
    assert "customerName" not in session.context


def test_text_that_no_database_holds_comes_back_as_it_was_made_storable(workspace, services, alice):
    tab = workspace.search("lamp\x00s")
    workspace.create_session("case", {"title": "\x00"})

    assert tab.context == {"text": "lamp\N{REPLACEMENT CHARACTER}s"}
    assert Workspace.restore(services, alice).snapshot() == workspace.snapshot()


# ---- events


def test_each_event_names_what_was_left_and_what_came(workspace, things):
    heard = []
    for event in ("session_switch", "session_closed", "tab_switch"):
        workspace.on(event, heard.append)
    home = workspace.home

    session = workspace.open(things.cases[0], Origin.HOME).session
    tab = workspace.open(things.contacts[0], Origin.RELATED)
    tab.close()
    session.close()

    def switched(from_session, from_tab, to_session, to_tab):
        names = ("previous_session_id", "previous_tab_id", "session_id", "tab_id")
        return dict(zip(names, (from_session.id, from_tab.id, to_session.id, to_tab.id), strict=True))

    assert heard == [
        {"previous_session_id": "home", "new_session_id": session.id},
        switched(home, home.anchor, session, session.anchor),
        switched(session, session.anchor, session, tab),
        switched(session, tab, session, session.anchor),
        {"previous_session_id": session.id, "new_session_id": "home"},
        switched(session, session.anchor, home, home.anchor),
        {"session_id": session.id},
    ]


def test_who_no_longer_listens_hears_nothing(workspace, things):
    heard = []
    stop = workspace.on("session_switch", heard.append)

    stop()
    workspace.open(things.cases[0], Origin.HOME)

    assert heard == []


def test_an_event_that_is_not_there_is_refused(workspace):
    with pytest.raises(NotFound, match="Known: session_switch, session_closed, tab_switch"):
        workspace.on("session_opened", print)


def test_focusing_what_has_the_focus_tells_nobody(workspace, session):
    heard = []
    workspace.on("tab_switch", heard.append)

    session.focus()
    session.anchor.focus()

    assert heard == []


def test_two_workspaces_never_make_the_same_id(services, alice):
    windows = [Workspace.restore(services, alice) for _ in range(3)]

    ids = [window.create_session("case", {}).id for window in windows for _ in range(3)]

    assert len(set(ids)) == 9
