"""The way of a conversation from its first moment to its last, read from its events (G-120)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from ccw_panel.domain.conversation import CHANNEL_LABELS, Conversation
from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.record import JourneyStep

# event kind -> what the step says; other kinds (messages, links, notes) are no steps of the way
STEPS = {
    "conversation.created": "Entered the queue",
    "conversation.queued": "Entered the queue",
    "conversation.imported": "Imported",
    "conversation.offered": "Offered",
    "conversation.rejected": "Rejected",
    "conversation.timed_out": "Offer not answered",
    "conversation.assigned": "Assigned",
    "conversation.accepted": "Accepted",
    "conversation.picked": "Picked",
    "conversation.released": "Returned to the queue",
    "conversation.parked": "Put aside, waiting",
    "conversation.resumed": "Resumed",
    "conversation.transferred": "Transferred",
    "conversation.ended": "Ended, wrap-up began",
    "conversation.abandoned": "Customer left before an agent answered",
    "conversation.closed": "Closed",
    "conversation.force_closed": "Closed by a supervisor",
}
LAST = {"conversation.closed", "conversation.force_closed", "conversation.abandoned"}
_TIMES = (
    ("created_at", "conversation.created"),
    ("accepted_at", "conversation.accepted"),
    ("wrap_up_at", "conversation.ended"),
    ("closed_at", "conversation.closed"),
)


def journey(conversation: Conversation, events: Sequence[StoredEvent], names: Mapping[str, str]) -> list[JourneyStep]:
    """Its steps, oldest first, each with the seconds until the next; the last step of a finished one has none.

    `names` gives full names by user name. A conversation whose events do not tell its life (imported, or made
    before events were kept) is read from its own times.
    """
    stays = [(e.at, e.kind, _who(e, names)) for e in events if e.kind in STEPS]
    if all(kind == "conversation.imported" for _, kind, _ in stays):
        stays = _from_times(conversation) + stays
    ends: list[datetime | None] = [at for at, _, _ in stays[1:]]
    ends.append(None)
    return [
        JourneyStep(at, STEPS[kind], who, None if kind in LAST or end is None else max(0.0, (end - at).total_seconds()))
        for (at, kind, who), end in zip(stays, ends, strict=True)
    ]


def _who(event: StoredEvent, names: Mapping[str, str]) -> str:
    """The queue a step leads to, else the agent it names, else whoever did it; nobody when it was the system."""
    for given in (event.data.get("queue"), event.data.get("agent")):
        if given:
            return names.get(str(given), str(given))
    return "" if event.actor == "system" else names.get(event.actor, event.actor)


def _from_times(conversation: Conversation) -> list[tuple[datetime, str, str]]:
    where = {
        "conversation.created": conversation.queue_name or CHANNEL_LABELS[conversation.channel],
        "conversation.accepted": conversation.agent_name,
    }
    times = ((getattr(conversation, field), kind) for field, kind in _TIMES)
    return [(at, kind, where.get(kind, "")) for at, kind in times if at is not None]
