"""A conversation to read: details, facts, transcript, survey and journey (G-120)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.navigation import Gesture, Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import CcwError, InvalidInput, NotFound
from ccw_panel.models.closed_conversation import ClosedConversation
from ccw_panel.models.session import Tab
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.components.closed_conversation_page import ClosedConversationPage
from ccw_panel.views.conversation_data import closed_data, said
from ccw_panel.views.run import guarded
from ccw_panel.views.tabs import TabKind

GESTURES = tuple(gesture.value for gesture in Gesture)


class ClosedConversationTabPage:
    """Reads once; reads again when something happens to the conversation or the tab is refreshed."""

    def __init__(self, tab: Tab, workspace: Workspace) -> None:
        if tab.record is None or not isinstance(tab.record.id, int):
            raise NotFound("conversation in this tab")
        self._workspace = workspace
        self.reading = ClosedConversation(workspace.services, workspace.actor, tab.record.id)
        self.component = ClosedConversationPage(
            data=closed_data(self.reading), on=guarded(workspace, self._handle), sizing_mode="stretch_width", margin=0
        )
        self._unsubscribe = workspace.subscribe(self._apply)
        self._watcher = tab.param.watch(lambda _: self._reload(), "refreshed")

    def shown(self) -> None: ...

    def hidden(self) -> None: ...

    def close(self) -> None:
        self._unsubscribe()
        self._watcher.inst.param.unwatch(self._watcher)

    def _handle(self, action: str, data: dict[str, Any]) -> None:
        if action == "open":
            self._open(data)
        elif action == "transcript":
            self._read_transcript()
        elif action == "reload":
            self._reload()

    def _open(self, data: dict[str, Any]) -> None:
        gesture = data.get("gesture")
        try:
            target = Ref.parse(str(data.get("ref", "")))
        except ValueError as error:
            raise InvalidInput({"ref": f"{error}."}) from None
        self._workspace.open(target, Origin.RELATED, gesture if gesture in GESTURES else None)

    def _read_transcript(self) -> None:
        try:
            found = self.reading.transcript()
        except CcwError as error:
            self.component.data = {**self.component.data, "problem_messages": str(error)}
            return
        if self.component.data.get("problem_messages"):
            self.component.data = {**self.component.data, "problem_messages": ""}
        self.component.messages = [said(message, self._workspace.actor) for message in found]

    def _apply(self, events: Sequence[StoredEvent]) -> None:
        if self.reading.apply(events):
            self._show()

    def _reload(self) -> None:
        self.reading.load()
        self._show()

    def _show(self) -> None:
        fresh = closed_data(self.reading)
        if fresh != self.component.data:
            self.component.data = fresh
        if self.component.messages:
            self._read_transcript()


TAB = TabKind(kind="closed_conversation", label="Conversation", icon="chat", page=ClosedConversationTabPage)
