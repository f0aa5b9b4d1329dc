"""The life of a conversation: its states, and the events that move it between them (behaviour spec D).

Standard library only. Nothing here reads a clock, a database or a widget.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from ccw_panel.domain.ref import Ref
from ccw_panel.errors import TransitionNotAllowed


class Channel(StrEnum):
    CHAT = "chat"  # live chat: both sides are there now
    PERSISTENT_CHAT = "persistent_chat"
    VOICE = "voice"
    SMS = "sms"
    SOCIAL = "social"
    TEAMS = "teams"


CHANNEL_LABELS = {
    Channel.CHAT: "Live chat",
    Channel.PERSISTENT_CHAT: "Persistent chat",
    Channel.VOICE: "Voice",
    Channel.SMS: "SMS",
    Channel.SOCIAL: "Social",
    Channel.TEAMS: "Teams",
}
LIVE_CHANNELS = frozenset({Channel.CHAT, Channel.VOICE})  # the customer is on the line; the others may wait for days


class State(StrEnum):
    OPEN = "open"  # in a queue, no agent yet
    ACTIVE = "active"  # an agent and the customer are talking
    WAITING = "waiting"  # put aside by the agent, who still owns it
    WRAP_UP = "wrap_up"  # over; notes and disposition remain
    CLOSED = "closed"  # final


class Event(StrEnum):
    PICK = "pick"  # an agent takes it from the queue (D-11)
    RELEASE = "release"  # back to the queue (D-18, D-19)
    PARK = "park"  # closed without End on a channel that can wait (D-20)
    RESUME = "resume"  # reopened from My work items (D-29)
    END = "end"  # the agent says it is over (D-21)
    CLOSE = "close"  # wrap-up is done (D-27)
    FORCE_CLOSE = "force_close"  # by a supervisor (D-32)


TRANSITIONS = {
    (State.OPEN, Event.PICK): State.ACTIVE,
    (State.ACTIVE, Event.RELEASE): State.OPEN,
    (State.ACTIVE, Event.PARK): State.WAITING,
    (State.WAITING, Event.RESUME): State.ACTIVE,
    (State.ACTIVE, Event.END): State.WRAP_UP,
    (State.WRAP_UP, Event.CLOSE): State.CLOSED,
    (State.OPEN, Event.FORCE_CLOSE): State.CLOSED,
    (State.ACTIVE, Event.FORCE_CLOSE): State.CLOSED,
    (State.WAITING, Event.FORCE_CLOSE): State.CLOSED,
    (State.WRAP_UP, Event.FORCE_CLOSE): State.CLOSED,
}


# what the event that a transition leaves behind is called: conversation.picked, conversation.ended ...
PAST = {
    Event.PICK: "picked",
    Event.RELEASE: "released",
    Event.PARK: "parked",
    Event.RESUME: "resumed",
    Event.END: "ended",
    Event.CLOSE: "closed",
    Event.FORCE_CLOSE: "force_closed",
}

STATE_LABELS = {
    State.OPEN: "Open",
    State.ACTIVE: "Active",
    State.WAITING: "Waiting",
    State.WRAP_UP: "Wrap-up",
    State.CLOSED: "Closed",
}
BUSY_STATES = frozenset({State.ACTIVE, State.WRAP_UP})  # an agent spends time on it: handle time (M.5)
MINE_STATES = (State.ACTIVE, State.WAITING, State.WRAP_UP)  # My work items (M-1)
MAX_SKILLS = 20


@dataclass(frozen=True)
class Conversation:
    """One conversation as it stands. Every moment is UTC; durations are seconds."""

    id: int
    channel: Channel
    state: State
    since: datetime  # when it entered `state`
    created_at: datetime
    modified_at: datetime
    subject: str
    customer_name: str  # the linked customer's name, else "Visitor N"
    version: int
    queue_id: int | None = None
    queue_name: str = ""
    agent_id: int | None = None
    agent_name: str = ""
    customer: Ref | None = None  # contact or account (H-13)
    case_id: int | None = None
    visitor_number: int | None = None
    accepted_at: datetime | None = None
    first_response_at: datetime | None = None
    wrap_up_at: datetime | None = None
    closed_at: datetime | None = None
    wait_s: float | None = None
    handle_s: float | None = None
    transfer_count: int = 0
    skills: tuple[str, ...] = ()
    pre_chat: tuple[tuple[str, str], ...] = ()  # question, answer
    self_service: tuple[tuple[datetime, str, str], ...] = ()  # at, what (page visited ...), detail; newest first
    visitor: Mapping[str, Any] = field(default_factory=dict)  # authenticated, browser, system, location ...
    context: Mapping[str, Any] = field(default_factory=dict)  # displayable context variables (C-17)
    csat: int | None = None  # 0..5
    csat_comment: str = ""
    dispositions: tuple[str, ...] = ()
    sentiment: int = 0  # level -3..3 over the last six customer messages (I-2)
    last_seq: int = 0  # seq of its newest message
    read_seq: int = 0  # seq up to which its agent has read
    last_text: str = ""  # start of the newest message
    last_at: datetime | None = None
    customer_waits_since: datetime | None = None  # the unanswered customer message (B-74); None when answered
    case_title: str = ""
    intent: str = ""
    imported: str = ""  # the foreign format it came from

    @property
    def title(self) -> str:
        """What a session and its anchor tab are called: the customer, else the case, else Visitor N (B-60 to B-62)."""
        return self.case_title if self.customer is None and self.case_title else self.customer_name

    @property
    def unread(self) -> int:
        return max(0, self.last_seq - self.read_seq)

    @property
    def may_send(self) -> bool:
        """Whether an agent may write to the customer: not after the end, not before taking it."""
        return self.state is State.ACTIVE


def advance(conversation: Conversation, event: Event, at: datetime) -> Conversation:
    """The conversation as it stands after `event`, entered at `at` (UTC), its times brought up to date.

    Raises TransitionNotAllowed, naming the events its state does allow. Who has it afterwards is up to the
    caller, except that a released conversation has nobody.
    """
    state = TRANSITIONS.get((conversation.state, event))
    if state is None:
        raise refusal(conversation, event)
    after = replace(conversation, state=state, since=at, modified_at=at, handle_s=_handle_s(conversation, at))
    if event is Event.PICK and conversation.accepted_at is None:
        after = replace(after, accepted_at=at, wait_s=max(0.0, (at - conversation.since).total_seconds()))
    if event is Event.RELEASE:
        after = replace(after, agent_id=None, agent_name="")
    if state is State.WRAP_UP:
        after = replace(after, wrap_up_at=at, customer_waits_since=None)
    if state is State.CLOSED:
        after = replace(after, closed_at=at, customer_waits_since=None)
    return after


def refusal(conversation: Conversation, event: str) -> TransitionNotAllowed:
    """The error that says why `event` (a transition, or a verb such as "send") is not possible now."""
    allowed = [e.value.replace("_", " ") for s, e in TRANSITIONS if s is conversation.state]
    return TransitionNotAllowed(
        conversation.id, STATE_LABELS[conversation.state].lower(), event.replace("_", " "), allowed
    )


def event_on_close(conversation: Conversation) -> Event | None:
    """What closing its session does to a conversation (the table D.3); None when nothing."""
    if conversation.state is State.WRAP_UP:
        return Event.CLOSE
    if conversation.state is not State.ACTIVE:
        return None
    return Event.RELEASE if conversation.channel in LIVE_CHANNELS else Event.PARK


def _handle_s(conversation: Conversation, at: datetime) -> float | None:
    """Seconds of agent time so far: what it had, and the state that ends now if an agent was busy in it.

    Never counts backwards when a clock was put back.
    """
    if conversation.state not in BUSY_STATES:
        return conversation.handle_s
    return (conversation.handle_s or 0.0) + max(0.0, (at - conversation.since).total_seconds())
