"""Conversations as the cards of a stream and the rows of a grid."""

from __future__ import annotations

from ccw_panel.domain.conversation import CHANNEL_LABELS, Conversation, State
from ccw_panel.domain.conversation_fields import OPTIONS
from ccw_panel.domain.record import Record, WorkItem
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.sentiment import Level


def work_item(conversation: Conversation) -> WorkItem:
    waits = conversation.customer_waits_since
    return WorkItem(
        ref=Ref("conversation", conversation.id),
        customer=conversation.customer_name,
        subject=conversation.subject,
        channel=conversation.channel.value,
        state=conversation.state.value,
        queue=conversation.queue_name,
        sentiment=conversation.sentiment,
        created_at=conversation.created_at,
        modified_at=conversation.modified_at,
        transfer_count=conversation.transfer_count,
        unread=conversation.unread,
        waits_since=waits or (conversation.since if conversation.state is State.OPEN else None),
        workstream=CHANNEL_LABELS[conversation.channel],
    )


def grid_row(conversation: Conversation) -> Record:
    """A conversation as a grid shows records: stored values, and labels where these are not what is read."""
    c = conversation
    values = {
        "customer": c.customer, "subject": c.subject, "channel": c.channel.value, "state": c.state.value,
        "queue": c.queue_id, "agent": c.agent_id, "sentiment": c.sentiment, "created_at": c.created_at,
        "accepted_at": c.accepted_at, "closed_at": c.closed_at, "modified_at": c.modified_at, "wait_s": c.wait_s,
        "handle_s": c.handle_s, "transfer_count": c.transfer_count, "csat": c.csat, "case": c.case_id,
    }  # fmt: skip
    labels = {
        "customer": c.customer_name,
        "channel": OPTIONS["channel"][c.channel],
        "state": OPTIONS["state"][c.state],
        "queue": c.queue_name,
        "agent": c.agent_name,
        "sentiment": Level(c.sentiment).label,
        "case": c.case_title,
    }
    return Record(
        ref=Ref("conversation", c.id), title=c.title, number="", values=values, labels=labels, version=c.version,
        frozen=c.state is State.CLOSED, created_at=c.created_at, modified_at=c.modified_at, imported=c.imported,
    )  # fmt: skip
