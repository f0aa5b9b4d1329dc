"""A conversation to read: closed, waiting in a queue, or a colleague's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import param

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import Conversation
from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.message import Message
from ccw_panel.domain.record import JourneyStep
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.summary import Facts, MoodPoint, facts, mood
from ccw_panel.errors import CcwError
from ccw_panel.models.conversation import CHARTED

if TYPE_CHECKING:
    from ccw_panel.services import Services

PAGE = 500  # messages read at a time


class ClosedConversation(param.Parameterized):
    """What is known of one conversation, read at once; the transcript only when it is asked for."""

    conversation: Conversation | None = param.ClassSelector(class_=Conversation, doc="None when it could not be read.")  # type: ignore[assignment]
    points: list[MoodPoint] = param.List(default=[], doc="The sentiment chart, oldest first.")  # type: ignore[assignment]  # never None
    more_points = param.Boolean(default=False, doc="Whether there are customer messages before the first of `points`.")
    journey: list[JourneyStep] = param.List(default=[], doc="Stays in queues and with agents, oldest first.")  # type: ignore[assignment]  # never None
    facts: Facts = param.ClassSelector(class_=Facts, default=Facts(None, None, (), ()), doc="Issue, outcome, path.")  # type: ignore[assignment]  # never None
    case_outcome = param.String(doc="How its case stands, as a sentence; empty without a case.")
    problem = param.String(doc="Why it could not be read; empty when it could.")

    def __init__(self, services: Services, actor: Actor, conversation_id: int, **params: Any) -> None:
        super().__init__(**params)
        self.id = conversation_id
        self._services = services
        self._actor = actor
        self.load()

    def load(self) -> None:
        """Reads everything but the transcript; what went wrong is in `problem`."""
        try:
            self._read()
        except CcwError as error:
            self.problem = str(error)

    def transcript(self) -> list[Message]:
        """Every message, oldest first."""
        found: list[Message] = []
        before: int | None = None
        while before is None or before > 1:
            page = self._services.conversations.messages(self._actor, self.id, before, PAGE)
            if not page:
                break
            found, before = [*page, *found], page[0].seq
        return found

    def apply(self, events: Sequence[StoredEvent]) -> bool:
        """Reads again when one of the events is about this conversation; whether it did."""
        if not any(event.conversation_id == self.id for event in events):
            return False
        self.load()
        return True

    def _read(self) -> None:
        conversations = self._services.conversations
        conversation = conversations.get(self._actor, self.id)
        customer_said = conversations.scored(self._actor, self.id)
        self.param.update(
            conversation=conversation,
            points=mood(customer_said)[-CHARTED:],
            more_points=len(customer_said) > CHARTED,
            facts=facts(conversation, customer_said),
            journey=list(conversations.journey(self._actor, self.id)),
            case_outcome=self._case_outcome(conversation.case_id),
            problem="",
        )

    def _case_outcome(self, case_id: int | None) -> str:
        if case_id is None:
            return ""
        case = self._services.records.get(self._actor, Ref("case", case_id))
        status, reason = case.labels.get("status", ""), case.labels.get("status_reason", "")
        return f"Case {case.number} is {status.lower()}: {reason.lower()}."
