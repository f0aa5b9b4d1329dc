"""The conversations that are open in a workspace: how they stand, what is unread, what closing does to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ccw_panel.domain.conversation import Conversation, Event, State, event_on_close
from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import AccessDenied, NotFound
from ccw_panel.models.session import Session

if TYPE_CHECKING:
    from ccw_panel.models.workspace import Workspace

RESUMES = frozenset({Origin.WORK_ITEM, Origin.API, Origin.CONVERSATION_OFFER})  # where one goes on with work
ALERT_LEVEL = -2  # at or below it a conversation in the background asks for attention (I-6: Negative)


class LiveConversations:
    """What the session list knows of each channel session, read in one question for all of them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[int, Conversation] = {}

    def of(self, session: Session) -> Conversation | None:
        return self._known.get(session.conversation_id or 0)

    def remember(self, conversation: Conversation) -> None:
        self._known[conversation.id] = conversation

    def restore(self) -> None:
        """Reads every open conversation and what of it is unread, after the sessions came back."""
        sessions = self._sessions()
        self._read(sessions)
        unread = self._workspace.services.conversations.unread(self._workspace.actor, list(sessions))
        for id, session in sessions.items():
            session.unread = 0 if session is self._workspace.focused_session else unread.get(id, 0)

    def apply(self, events: Sequence[StoredEvent]) -> None:
        """Counts what customers wrote in the background, and reads again what changed."""
        sessions = self._sessions()
        for event in events:
            session = sessions.get(event.conversation_id or 0)
            received = session is not None and event.kind == "message.received"
            if session is not None and received and session is not self._workspace.focused_session:
                session.unread += 1
        changed = {event.conversation_id for event in events} & set(sessions)
        if changed:
            self._read([id for id in changed if id is not None])
            self._workspace.shown()

    def mark_read(self, session: Session) -> None:
        """The session has the focus: its messages are read (B-72)."""
        id, workspace = session.conversation_id, self._workspace
        if session.unread and id is not None:
            workspace.save(f"read:{id}", partial(workspace.services.conversations.mark_read, workspace.actor, id))
        session.unread = 0

    def reasons_to_stay(self, session: Session) -> list[str]:
        """What closing the session does to its conversation (D.3), as a sentence; nothing when it does nothing."""
        conversation = self._read_one(session)
        event = event_on_close(conversation) if conversation else None
        if conversation is None or event is None:
            return []
        name = conversation.customer_name
        return [
            {
                Event.CLOSE: f"The conversation with {name} is closed for good.",
                Event.RELEASE: f"{name} is still here: without End, the conversation goes back to the queue.",
                Event.PARK: f"Without End, the conversation with {name} waits under My work items.",
            }[event]
        ]

    def resume(self, target: Ref, origin: Origin) -> None:
        """Who opens a conversation of theirs that was put aside goes on with it; who only looks does not (D-29)."""
        if origin not in RESUMES or target.kind != "conversation" or not isinstance(target.id, int):
            return
        conversation = self._mine(target.id)
        if conversation is not None and conversation.state is State.WAITING:
            self.remember(self._workspace.services.conversations.resume(self._workspace.actor, target.id))

    def leave(self, session: Session) -> None:
        """The session closes: the conversation goes where D.3 says."""
        conversation = self._read_one(session)
        if conversation is not None and conversation.state in (State.ACTIVE, State.WRAP_UP):
            self._workspace.services.conversations.leave(self._workspace.actor, conversation.id)

    def _sessions(self) -> dict[int, Session]:
        sessions = self._workspace.sessions
        return {session.conversation_id: session for session in sessions if session.conversation_id is not None}

    def _read(self, ids: Collection[int]) -> None:
        sessions = self._sessions()
        found = self._workspace.services.conversations.several(self._workspace.actor, list(ids)) if ids else {}
        for id, conversation in found.items():
            before = self._known.get(id)
            self._known[id] = conversation
            self._alert(sessions[id], before, conversation)

    @staticmethod
    def _alert(session: Session, before: Conversation | None, now: Conversation) -> None:
        if before is None:
            return
        if now.sentiment <= ALERT_LEVEL < before.sentiment:
            session.request_focus()
        if session.title == session.anchor.title == before.title:
            session.rename_with(session.anchor, now.title)

    def _read_one(self, session: Session) -> Conversation | None:
        """The session's conversation as it stands now, if it is this person's own."""
        return None if session.conversation_id is None else self._mine(session.conversation_id)

    def _mine(self, id: int) -> Conversation | None:
        actor = self._workspace.actor
        try:
            conversation = self._workspace.services.conversations.get(actor, id)
        except (NotFound, AccessDenied):  # gone, or in a queue that this person does not serve: its session must close
            return None
        return conversation if conversation.agent_id == actor.id else None
