"""What the conversation's views do with what a browser sends: everything it may, and nothing it may not."""

from __future__ import annotations

from typing import Any

import pytest

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.templates import CommunicationMode
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.communication import CommunicationView
from ccw_panel.views.tabs.closed_conversation import ClosedConversationTabPage
from ccw_panel.views.tabs.conversation import ConversationTabPage
from tests.models.conftest import ACTIVE, CLOSED, VISITOR, Things

Told = list[dict[str, Any]]


class Seated:
    """The panel and the page of a conversation, and what they told the browser."""

    def __init__(self, workspace: Workspace, id: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.workspace = workspace
        self.tab = workspace.open(Ref("conversation", id), Origin.WORK_ITEM)
        self.page = ConversationTabPage(self.tab, workspace)
        self.panel = CommunicationView(workspace, self.tab.session)
        self.told: Told = []
        for view in (self.panel, self.page):
            monkeypatch.setattr(view.component, "_send_msg", self.told.append)

    def press(self, action: str, **data: Any) -> Told:
        """What the panel answers to an action."""
        return self._sent(self.panel, action, data)

    def press_page(self, action: str, **data: Any) -> Told:
        return self._sent(self.page, action, data)

    def _sent(self, view: Any, action: str, data: dict[str, Any]) -> Told:
        self.told.clear()
        view.component._handle_msg({"action": action, **data})
        return list(self.told)


@pytest.fixture
def seated(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Seated:
    return Seated(workspace, ACTIVE, monkeypatch)


def test_a_sent_message_is_answered_by_the_id_the_browser_gave_it(seated: Seated):
    answers = seated.press("send", client_id="b-1", text="We replace it.")

    sent = next(answer for answer in answers if answer["action"] == "sent")
    assert sent["client_id"] == "b-1"
    assert sent["message"]["text"] == "We replace it."
    assert sent["message"]["mine"]


def test_a_second_window_is_told_once_what_the_first_one_sent(
    seated: Seated, workspace: Workspace, alice: Actor, monkeypatch: pytest.MonkeyPatch
):
    workspace.services.conversations.send(alice, ACTIVE, "From the other window", "other-1")
    seated.told.clear()
    news = workspace.services.feed.since(0)

    workspace.apply(news)
    workspace.apply(news)

    appended = [m["text"] for told in seated.told if told["action"] == "append" for m in told["messages"]]
    assert appended == ["From the other window"]


@pytest.mark.parametrize("text", [None, 7, ["x"], {"a": 1}])
def test_what_is_not_text_is_refused_and_nothing_is_stored(seated: Seated, text: object):
    answers = seated.press("send", client_id="b-1", text=text)

    assert [answer["action"] for answer in answers] == ["not_sent"]
    assert seated.panel.desk.messages == []


def test_a_message_without_an_id_is_refused(seated: Seated):
    answers = seated.press("send", text="Hello")

    assert [answer["action"] for answer in answers] == ["not_sent"]


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("no_such_action", {}),
        ("__init__", {}),
        ("older", {"before_seq": "1; drop table messages"}),
        ("older", {"before_seq": True}),
        ("read", {"seq": -1}),
        ("mode", {"mode": "hidden"}),
        ("draft", {"text": 5}),
    ],
)
def test_what_no_page_would_send_changes_nothing(seated: Seated, action: str, data: dict[str, Any]):
    before = seated.workspace.snapshot()

    seated.press(action, **data)

    assert seated.workspace.snapshot() == before


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("open", {"ref": "nonsense"}),
        ("open", {"ref": "case:999999"}),
        ("new", {"kind": "article"}),
        ("create", {"kind": "user", "values": {}}),
        ("save_field", {"card": "__class__", "name": "email", "value": "x"}),
        ("save_field", {"card": "customer", "name": "created_by", "value": "x"}),
        ("link", {"ref": "article:1"}),
        ("unlink", {"kind": "agent"}),
        ("skills", {"skills": "not a list"}),
        ("timeline_of", {"value": "contact:999"}),
    ],
)
def test_what_no_form_would_send_opens_and_changes_nothing(seated: Seated, action: str, data: dict[str, Any]):
    desk, tab = seated.page.desk, seated.tab

    def state() -> tuple[object, ...]:
        linked = (desk.conversation.customer, desk.conversation.case_id, desk.customer)
        return (*linked, len(seated.workspace.sessions), len(tab.session.tabs))

    before = state()

    seated.press_page(action, **data)

    assert state() == before


def test_unsent_text_marks_the_session_and_is_a_reason_to_stay(seated: Seated):
    seated.press("draft", group="message", text="half a sentence")
    assert seated.tab.unsaved
    assert seated.tab.reasons_to_stay()

    seated.press("send", client_id="b-1", text="half a sentence")
    assert not seated.tab.unsaved


def test_g_16_the_record_in_the_focused_tab_is_linked(seated: Seated, things: Things):
    seated.workspace.open(things.cases[2], Origin.RELATED)
    assert seated.panel.component.data["linkable"] == "Lamp 2"

    seated.press("link_open_record")

    assert seated.page.desk.conversation.case_id == things.cases[2].id
    assert seated.panel.component.data["linkable"] == ""


def test_g_1_the_panel_is_minimised_for_its_session(seated: Seated):
    seated.press("mode", mode="minimized")

    assert seated.tab.session.communication is CommunicationMode.MINIMIZED
    assert seated.panel.component.data["mode"] == "minimized"


def test_b_24_a_new_case_from_the_form_is_about_the_customer_and_will_be_linked(seated: Seated, things: Things):
    seated.press_page("new", kind="case")

    tab = seated.tab.session.focused_tab
    assert tab.kind == "case"
    assert tab.context["customer"] == str(things.contacts[1])
    assert tab.context["conversation_id"] == ACTIVE


@pytest.mark.parametrize("origin", ["timeline", "active_conversation", "related", "lookup"])
def test_b_15_b_16_b_20_b_21_what_is_clicked_opens_in_a_tab_here(seated: Seated, things: Things, origin: str):
    seated.press_page("open", ref=str(things.cases[4]), origin=origin, gesture=None)

    assert seated.workspace.focused_session is seated.tab.session
    assert seated.tab.session.focused_tab.record == things.cases[4]


def test_a_search_answers_the_part_that_asked(seated: Seated):
    answers = seated.press_page("search", part="case", text="arrived broken")

    assert answers[-1]["part"] == "case"
    assert answers[-1]["rows"][0]["title"] == "Lamp arrived broken"


def test_nothing_is_told_after_the_page_was_closed(seated: Seated, workspace: Workspace, alice: Actor):
    seated.panel.close()
    seated.page.close()
    workspace.services.conversations.send(alice, ACTIVE, "Later", "other-1")
    seated.told.clear()

    workspace.apply(workspace.services.feed.since(0))

    assert seated.told == []


def test_an_anonymous_conversation_offers_no_place_for_a_note(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    seated = Seated(workspace, VISITOR, monkeypatch)

    answers = seated.press("note", text="Who is this?")

    assert [answer["action"] for answer in answers] == ["note_refused"]
    assert seated.panel.component.data["note_goes_to"] == ""


def test_a_closed_conversation_is_read_only_and_its_transcript_comes_when_asked(workspace: Workspace):
    tab = workspace.open(Ref("conversation", CLOSED), Origin.WORK_ITEM)
    page = ClosedConversationTabPage(tab, workspace)

    assert page.component.data["conversation"]["state_label"] == "Closed"
    assert page.component.messages == []
    page.component._handle_msg({"action": "transcript"})
    assert page.component.data["problem"] == ""
    page.close()
