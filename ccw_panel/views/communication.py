"""The communication panel of a channel session: a ConversationDesk shown by a CommunicationPanel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import param
from panel.io import hold

from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.message import Message
from ccw_panel.domain.templates import CommunicationMode
from ccw_panel.errors import CcwError, InvalidInput
from ccw_panel.models.conversation import ConversationDesk
from ccw_panel.models.session import Session
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.components.communication_panel import CommunicationPanel
from ccw_panel.views.conversation_data import panel_data, said
from ccw_panel.views.run import guarded

LONGEST_CLIENT_ID = 64
LONGEST_SENT = 20_000  # characters taken from a browser at all; the service has its own, smaller limit


class CommunicationView:
    """Keeps the panel in step with its desk: news are told one by one, never sent as a whole list again."""

    def __init__(self, workspace: Workspace, session: Session) -> None:
        self._workspace = workspace
        self._session = session
        self.desk = ConversationDesk.of(session)
        self.desk.load()
        self._told: dict[int, Message] = {message.seq: message for message in self.desk.messages}
        self._seen_seq = self._read_seq()
        self.component = CommunicationPanel(
            data=panel_data(self.desk, session, self._seen_seq),
            messages=[said(message, workspace.actor) for message in self.desk.messages],
            on=guarded(workspace, self._handle),
            sizing_mode="stretch_both",
            margin=0,
        )
        self._actions: dict[str, Callable[[dict[str, Any]], None]] = {
            "send": self._send,
            "draft": self._draft,
            "note": self._note,
            "older": self._older,
            "read": self._read,
            "end": lambda data: self.desk.end(),
            "reload": lambda data: self._reload(),
            "mode": self._mode,
            "link_open_record": lambda data: self._link_open_record(),
        }
        self._unsubscribe = workspace.subscribe(self._apply)
        watched = ["conversation", "case", "customer", "problems"]
        self._watchers = [
            self.desk.param.watch(lambda *_: self._show(), watched),
            self.desk.param.watch(lambda event: self._tell_news(event.new), "messages"),
            self.desk.param.watch(lambda *_: self._mark(), ["draft", "note"]),
            session.param.watch(lambda *_: self._show(), ["communication", "focused_tab"]),
        ]
        self._mark()

    # ---- the life of a page

    def shown(self) -> None:
        """The session came to the front: what is new is marked so, and read."""
        self._seen_seq = self._read_seq()
        self._mark_read(None)
        self._show()

    def hidden(self) -> None:
        """Another session came to the front: a note that was typed is added (B-83)."""
        try:
            kept = self.desk.keep_note()
        except CcwError as error:
            self._workspace.notify(f"Your note is kept, not added. {error}", "warning")
            return
        if kept:
            self.component.tell("note_added", where=self.component.data.get("note_goes_to", ""))

    def close(self) -> None:
        self._unsubscribe()
        for watcher in self._watchers:
            watcher.inst.param.unwatch(watcher)

    # ---- showing

    def _show(self) -> None:
        fresh = panel_data(self.desk, self._session, self._seen_seq)
        if fresh != self.component.data:
            self.component.data = fresh

    def _tell_news(self, messages: Sequence[Message]) -> None:
        """Tells the panel what it has not been told: new messages, and old ones whose state changed."""
        last = max(self._told, default=0)
        new = [message for message in messages if message.seq > last]
        changed = [message for message in messages if message.seq <= last and self._told.get(message.seq) != message]
        self._told = {message.seq: message for message in messages}
        actor = self._workspace.actor
        if new:
            self.component.tell("append", messages=[said(message, actor) for message in new])
        if changed:
            self.component.tell("changed", messages=[said(message, actor) for message in changed])

    def _read_seq(self) -> int:
        return self.desk.conversation.read_seq if self.desk.conversation is not None else 0

    def _mark(self) -> None:
        unsent = bool(self.desk.draft.strip() or self.desk.note.strip())
        if self._session.anchor.unsaved != unsent:
            self._session.anchor.unsaved = unsent

    def _apply(self, events: Sequence[StoredEvent]) -> None:
        with hold():
            self.desk.apply(events)

    def _reload(self) -> None:
        with hold(), param.parameterized.discard_events(self.desk):
            self.desk.load()
        self._told = {message.seq: message for message in self.desk.messages}
        self.component.param.update(
            data=panel_data(self.desk, self._session, self._seen_seq),
            messages=[said(message, self._workspace.actor) for message in self.desk.messages],
        )

    # ---- actions

    def _handle(self, action: str, data: dict[str, Any]) -> None:
        if action in self._actions:
            self._actions[action](data)

    def _send(self, data: dict[str, Any]) -> None:
        """Stores a message; the answer names it by the id the browser gave it, whatever came of it."""
        client_id = str(data.get("client_id", ""))[:LONGEST_CLIENT_ID]
        try:
            if not client_id:
                raise InvalidInput({"message": "The page sent a message without an id. Reload it, then send again."})
            message = self.desk.send(_text(data), client_id)
        except CcwError as error:
            self.component.tell("not_sent", client_id=client_id, why=str(error))
            return
        self.component.tell("sent", client_id=client_id, message=said(message, self._workspace.actor))

    def _draft(self, data: dict[str, Any]) -> None:
        text, group = _text(data), data.get("group")
        (self.desk.save_note_draft if group == "note" else self.desk.save_draft)(text)
        self.component.tell("draft_saved", group=group, text=text)

    def _note(self, data: dict[str, Any]) -> None:
        try:
            self.desk.add_note(_text(data))
        except CcwError as error:
            self.component.tell("note_refused", why=str(error))
            return
        self.component.tell("note_added", where=self.component.data.get("note_goes_to", ""))

    def _older(self, data: dict[str, Any]) -> None:
        found, more = self.desk.load_older(_number(data, "before_seq"))
        self.component.tell("older", messages=[said(message, self._workspace.actor) for message in found], more=more)

    def _read(self, data: dict[str, Any]) -> None:
        if self._workspace.focused_session is self._session:
            self._mark_read(_number(data, "seq"))

    def _mark_read(self, seq: int | None) -> None:
        conversation = self.desk.conversation
        if "conversation" in self.desk.problems or not self.desk.is_mine:
            return
        if conversation.read_seq < (conversation.last_seq if seq is None else seq):
            self.desk.mark_read(seq)

    def _mode(self, data: dict[str, Any]) -> None:
        if data.get("mode") in (CommunicationMode.DOCKED, CommunicationMode.MINIMIZED):
            self._session.communication = CommunicationMode(data["mode"])

    def _link_open_record(self) -> None:
        record = self._session.focused_tab.record
        if record is not None:
            self.desk.link(record)


def _text(data: dict[str, Any]) -> str:
    text = data.get("text")
    if not isinstance(text, str):
        raise InvalidInput({"text": "The page sent something that is not text."})
    return text[:LONGEST_SENT]


def _number(data: dict[str, Any], name: str) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidInput({name: "The page sent something that is not a number."})
    return value
