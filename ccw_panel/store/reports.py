"""Numbers in SQL: whole tables for frames, and what the dashboards count. Reads only; every moment is UTC."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import BUSY_STATES, State
from ccw_panel.domain.message import Sender, Visibility
from ccw_panel.store.conversations import CUSTOMER_NAME, JOINED, visible_to
from ccw_panel.store.frames import Frame
from ccw_panel.store.schema import conversations, events, message_scores, messages, queue_members, queues, users

QUOTE = 280  # characters of a message that a dashboard quotes

Rows: TypeAlias = Sequence[Row[*tuple[Any, ...]]]


def rows(conn: Connection, frame: Frame, actor: Actor) -> Rows:
    """The rows of a frame this person may see, in the order of its key; a message comes once for each score."""
    columns = [column.source.label(column.name) for column in frame.columns]
    key = frame.columns[[column.name for column in frame.columns].index(frame.key)].source
    return conn.execute(select(*columns).select_from(frame.source).where(*_seen(frame, actor)).order_by(key)).all()


def queues_served(conn: Connection) -> dict[int, list[str]]:
    """Names of the queues each user serves."""
    served: dict[int, list[str]] = defaultdict(list)
    asked = select(queue_members.c.user_id, queues.c.name).join(queues, queues.c.id == queue_members.c.queue_id)
    for user_id, name in conn.execute(asked.order_by(queues.c.name)):
        served[user_id].append(name)
    return served


def _seen(frame: Frame, actor: Actor) -> list[ColumnElement[bool]]:
    """Records, queues and agents are the team's; conversations and what happened in them as in `visible_to`."""
    if actor.sees_every_queue or frame.name not in ("conversations", "messages", "events"):
        return []
    theirs = select(conversations.c.id).where(visible_to(actor))
    if frame.name == "conversations":
        return [conversations.c.id.in_(theirs)]
    if frame.name == "messages":
        return [messages.c.conversation_id.in_(theirs)]
    return [or_(events.c.conversation_id.in_(theirs), events.c.actor == actor.name)]


def sentiment_conversations(
    conn: Connection, actor: Actor, since: datetime, queue: str | None, channel: str | None
) -> Rows:
    """Conversations begun since then: conversation_id, at, queue, channel, agent, customer, level."""
    asked = select(
        conversations.c.id.label("conversation_id"),
        conversations.c.created_at.label("at"),
        func.coalesce(queues.c.name, "").label("queue"),
        conversations.c.channel,
        func.coalesce(users.c.full_name, "").label("agent"),
        CUSTOMER_NAME.label("customer"),
        conversations.c.sentiment.label("level"),
    ).select_from(JOINED)
    return conn.execute(asked.where(*_within(actor, since, queue, channel)).order_by(conversations.c.id)).all()


def customer_messages(conn: Connection, actor: Actor, since: datetime, queue: str | None, channel: str | None) -> Rows:
    """Their scored customer messages in order: conversation_id, message_id, at, model, value, level, text (cut)."""
    asked = (
        select(
            messages.c.conversation_id,
            messages.c.id.label("message_id"),
            messages.c.at,
            message_scores.c.model,
            message_scores.c.value,
            message_scores.c.level,
            func.substr(messages.c.text, 1, QUOTE).label("text"),
        )
        .join(message_scores, message_scores.c.message_id == messages.c.id)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .outerjoin(queues, queues.c.id == conversations.c.queue_id)
        .where(messages.c.sender == Sender.CUSTOMER.value, messages.c.visibility == Visibility.PUBLIC.value)
    )
    asked = asked.where(*_within(actor, since, queue, channel))
    return conn.execute(asked.order_by(messages.c.conversation_id, messages.c.seq)).all()


def _within(actor: Actor, since: datetime, queue: str | None, channel: str | None) -> list[ColumnElement[bool]]:
    conditions = [visible_to(actor), conversations.c.created_at >= since]
    conditions += [] if queue is None else [queues.c.name == queue]
    return conditions + ([] if channel is None else [conversations.c.channel == channel])


def closed_by(conn: Connection, agent_id: int, since: datetime) -> Rows:
    """closed_at, created_at, first_response_at, handle_s and csat of what an agent closed since then."""
    c = conversations.c
    asked = select(c.closed_at, c.created_at, c.first_response_at, c.handle_s, c.csat)
    return conn.execute(asked.where(c.agent_id == agent_id, c.state == State.CLOSED.value, c.closed_at >= since)).all()


def waits_of(conn: Connection, agent_id: int, since: datetime) -> list[float]:
    """Seconds in the queue of each conversation an agent accepted since then."""
    c = conversations.c
    asked = select(c.wait_s).where(c.agent_id == agent_id, c.accepted_at >= since, c.wait_s.is_not(None))
    return [float(wait) for wait in conn.execute(asked).scalars()]


def capacity(conn: Connection, agent_id: int) -> tuple[int, int]:
    """Units of work an agent has in hand, one a conversation that is active or in wrap-up, and how many they can."""
    busy = [state.value for state in BUSY_STATES]
    in_hand = select(func.count()).select_from(conversations)
    used = conn.execute(
        in_hand.where(conversations.c.agent_id == agent_id, conversations.c.state.in_(busy))
    ).scalar_one()
    return used, conn.execute(select(users.c.capacity).where(users.c.id == agent_id)).scalar() or 0
