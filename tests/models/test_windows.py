"""Switching, restoring and several windows: behaviour spec B.7 and B.9."""

import pytest

from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.templates import CommunicationMode
from ccw_panel.errors import TransitionNotAllowed
from ccw_panel.models.conversation import ConversationDesk
from ccw_panel.models.grid import Grid
from ccw_panel.models.record import RecordForm
from ccw_panel.models.workspace import Workspace
from tests.models.conftest import ACTIVE, VISITOR


def conversation(id):
    return Ref("conversation", id)


# ---- switching


def test_what_was_typed_in_a_form_is_there_after_switching_session_and_tab_b80(workspace, things):
    tab = workspace.open(things.cases[0], Origin.HOME)
    RecordForm.of(tab).edit("description", "The shade is cracked")

    workspace.open(things.contacts[0], Origin.RELATED)
    workspace.open(things.cases[1], Origin.HOME)
    tab.focus()

    assert RecordForm.of(tab).edits == {"description": "The shade is cracked"}


def test_each_session_remembers_its_tabs_its_focus_and_its_pane_b81(workspace, things):
    first = workspace.open(things.cases[0], Origin.HOME).session
    tabs = [workspace.open(contact, Origin.RELATED) for contact in things.contacts[:2]]
    tabs[0].focus()
    first.pane_open = False
    second = workspace.open(things.cases[1], Origin.HOME).session
    workspace.home.focus()

    first.focus()

    assert first.tabs[1:] == tabs and first.focused_tab is tabs[0]
    assert (first.pane_open, second.pane_open) == (False, True)


def test_a_grid_is_as_it_was_left_b82(workspace, services, alice):
    tab = workspace.open(Ref("view", "active-cases"), Origin.SITE_MAP_VIEW)
    grid = Grid(services, alice, "active-cases")
    grid.sort_by("title")
    tab.state = {"grid": grid.state()}

    restored = Workspace.restore(services, alice).tab(tab.id)

    assert Grid(services, alice, "active-cases", restored.state["grid"]).state() == grid.state()


# ---- restoring


@pytest.fixture
def busy(workspace, things):
    """A workspace with a case, a conversation, a new record and something typed in it."""
    workspace.open(things.cases[0], Origin.HOME)
    workspace.open(things.contacts[0], Origin.RELATED).state = {"top": 120}
    workspace.open(conversation(ACTIVE), Origin.WORK_ITEM)
    new = workspace.create_session("case", {"customer": str(things.contacts[1])}).anchor
    RecordForm.of(new).edit("title", "Half a title")
    workspace.sessions[1].focus()
    return workspace


def test_every_kind_of_session_comes_back_in_order_with_its_focus_b110_b111_b112(busy, services, alice):
    again = Workspace.restore(services, alice)

    assert [session.template for session in again.sessions] == ["home", "case", "chat", "case"]
    assert again.snapshot() == busy.snapshot()
    assert again.focused_session.focused_tab.state == {"top": 120}
    assert again.sessions[2].conversation_id == ACTIVE


def test_all_that_is_seen_of_sessions_and_tabs_comes_back_b81_b111(busy, services, alice, things):
    busy.sessions[1].pane_open = False
    busy.sessions[1].update_context({"order": "58214"})
    busy.sessions[2].communication = CommunicationMode.MINIMIZED
    busy.sessions[3].title = "Mine"
    busy.sessions[3].anchor.unsaved = True

    again = Workspace.restore(services, alice)

    for name in ("id", "template", "title", "icon", "context", "pane_open", "communication"):
        assert [getattr(s, name) for s in again.sessions] == [getattr(s, name) for s in busy.sessions], name
    tabs, before = ([tab for session in window.sessions for tab in session.tabs] for window in (again, busy))
    for name in ("id", "kind", "title", "record", "is_anchor", "can_close", "unsaved", "context", "state"):
        assert [getattr(tab, name) for tab in tabs] == [getattr(tab, name) for tab in before], name
    assert [s.focused_tab.id for s in again.sessions] == [s.focused_tab.id for s in busy.sessions]


def test_the_session_focused_before_is_still_known_after_a_restore_b98(busy, services, alice):
    again = Workspace.restore(services, alice)

    again.close_session(again.focused_session, confirm=True)

    assert again.focused_session.title == "New case"


def test_what_was_typed_in_a_new_record_comes_back_b112(busy, services, alice):
    again = Workspace.restore(services, alice).sessions[3].anchor

    assert again.record == Ref("case", None)
    assert RecordForm.of(again).edits["title"] == "Half a title"


def test_a_new_record_that_was_saved_comes_back_as_the_record_b112(busy, services, alice):
    tab = busy.sessions[3].anchor
    form = RecordForm.of(tab)
    form.save()
    tab.became(form.record.ref, form.record.title)

    again = Workspace.restore(services, alice).sessions[3].anchor

    assert again.record == form.record.ref and again.title == "Half a title"


def test_restoring_reads_no_record_and_changes_neither_presence_nor_conversation_b113(
    busy, services, alice, recorded_queries
):
    services.agents.set_presence(alice, "busy")
    before = services.agents.presence(alice), services.conversations.get(alice, ACTIVE)

    with recorded_queries() as queries:
        Workspace.restore(services, alice)

    assert (services.agents.presence(alice), services.conversations.get(alice, ACTIVE)) == before
    assert len(queries) <= 6, str(queries)  # the snapshot, the open conversations, what is unread


# ---- several windows


def test_opening_in_one_window_leaves_the_other_as_it_is_b116(workspace, services, alice, things):
    other = Workspace.restore(services, alice)

    workspace.open(conversation(ACTIVE), Origin.WORK_ITEM)
    workspace.open(things.cases[0], Origin.HOME)

    assert other.sessions == [other.home]


def test_a_conversation_moves_to_another_window_b117(workspace, services, alice):
    other = Workspace.restore(services, alice)
    here = workspace.open(conversation(VISITOR), Origin.WORK_ITEM).session

    here.close(confirm=True)
    there = other.open(conversation(VISITOR), Origin.WORK_ITEM).session

    assert there.conversation_id == VISITOR
    assert services.conversations.get(alice, VISITOR).state == "active"


def test_what_was_ended_in_one_window_takes_no_message_in_the_other_b117(workspace, services, alice):
    desks = []
    for window in (workspace, Workspace.restore(services, alice)):
        desks.append(ConversationDesk.of(window.open(conversation(ACTIVE), Origin.WORK_ITEM).session))
        desks[-1].load()

    desks[0].end()

    with pytest.raises(TransitionNotAllowed):
        desks[1].send("One more thing", "browser-2")


def test_presence_is_the_same_in_every_window_b118(services, alice):
    from ccw_panel.models.desk import Desk

    here, there = (Desk(Workspace.restore(services, alice)) for _ in range(2))

    here.set_presence("busy")
    there.apply(services.feed.since(0))

    assert there.presence["current"] == here.presence["current"] == "Busy"
