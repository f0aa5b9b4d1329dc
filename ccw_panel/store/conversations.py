"""Conversations in SQL: how one is read, who has it, what it is linked to. The caller commits; moments are UTC."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import Channel, Conversation, State
from ccw_panel.domain.ref import Ref
from ccw_panel.store.schema import conversations, queues, records, users

_contacts, _accounts, _cases = records["contact"], records["account"], records["case"]


def linked(kind: str) -> ColumnElement[int | None]:
    """The id in `customer` when it is of that kind. CASE keeps PostgreSQL from casting the ids of the other."""
    stored = conversations.c.customer
    return case((stored.like(f"{kind}:%"), cast(func.substr(stored, len(kind) + 2), Integer)), else_=None)


CUSTOMER_NAME = func.coalesce(
    _contacts.c.full_name,
    _accounts.c.name,
    literal("Visitor ") + cast(conversations.c.visitor_number, String),  # NULL when it has no number
    "Visitor",
)
JOINED = (
    conversations.outerjoin(queues, queues.c.id == conversations.c.queue_id)
    .outerjoin(users, users.c.id == conversations.c.agent_id)
    .outerjoin(_contacts, _contacts.c.id == linked("contact"))
    .outerjoin(_accounts, _accounts.c.id == linked("account"))
    .outerjoin(_cases, _cases.c.id == conversations.c.case_id)
)
_READ: Select[Any] = select(
    conversations,
    queues.c.name.label("queue_name"),
    users.c.full_name.label("agent_name"),
    _cases.c.title.label("case_title"),
    CUSTOMER_NAME.label("customer_name"),
).select_from(JOINED)


def get(conn: Connection, id: int) -> Conversation | None:
    """The conversation, or None when there is none."""
    row = conn.execute(_READ.where(conversations.c.id == id)).one_or_none()
    return None if row is None else of_row(row)


def get_to_change(conn: Connection, id: int) -> Conversation | None:
    """The conversation, its row locked on PostgreSQL until commit. SQLite has one writer at a time anyway."""
    conn.execute(select(conversations.c.id).where(conversations.c.id == id).with_for_update())
    return get(conn, id)


def among(
    conn: Connection, where: Iterable[ColumnElement[bool]], order: Iterable[Any], limit: int, offset: int = 0
) -> list[Conversation]:
    """Conversations that meet every condition, in that order; the id settles ties."""
    asked = _READ.where(*where).order_by(*order, conversations.c.id.desc()).limit(limit).offset(offset)
    return [of_row(row) for row in conn.execute(asked)]


def several(conn: Connection, ids: Collection[int], condition: ColumnElement[bool]) -> dict[int, Conversation]:
    """Those of these conversations that meet the condition, by id."""
    found = conn.execute(_READ.where(conversations.c.id.in_(list(ids)), condition))
    return {row.id: of_row(row) for row in found}


def count(conn: Connection, where: Iterable[ColumnElement[bool]]) -> int:
    return conn.execute(select(func.count()).select_from(JOINED).where(*where)).scalar_one()


def counts(conn: Connection, conditions: Sequence[Sequence[ColumnElement[bool]]]) -> list[int]:
    """How many conversations meet each list of conditions, all of it, in one statement."""
    sums = [func.coalesce(func.sum(case((and_(true(), *each), 1), else_=0)), 0) for each in conditions]
    return [int(n) for n in conn.execute(select(*sums).select_from(conversations)).one()]


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """What this person may see of the list of conversations (O-2): their own, those open in their queues, and
    those that never were anybody's (imported); everything for whoever sees every queue."""
    if actor.sees_every_queue:
        return true()
    mine = conversations.c.agent_id == actor.id
    nobodys = and_(conversations.c.agent_id.is_(None), conversations.c.queue_id.is_(None))
    return or_(mine, nobodys, open_to(actor))


def open_to(actor: Actor) -> ColumnElement[bool]:
    """Open in a queue they serve, or in any for whoever sees every queue."""
    is_open = conversations.c.state == State.OPEN
    if actor.sees_every_queue:
        return is_open
    return and_(is_open, conversations.c.queue_id.in_(sorted(actor.queues)))


def claim(conn: Connection, before: Conversation, after: Conversation) -> bool:
    """Give an open conversation to the agent of `after`; False when another agent was first.

    One conditional UPDATE decides the race: of two agents who both saw it open, one finds it so.
    """
    claimed = conn.execute(
        update(conversations)
        .where(conversations.c.id == before.id, conversations.c.state == State.OPEN)
        .values(_state_values(after))
    )
    return claimed.rowcount == 1


def move(conn: Connection, before: Conversation, after: Conversation) -> bool:
    """Store the state that `after` has reached; False when it is no longer in the hands and state of `before`."""
    moved = conn.execute(
        update(conversations)
        .where(
            conversations.c.id == before.id,
            conversations.c.state == before.state,
            conversations.c.agent_id.is_not_distinct_from(before.agent_id),
        )
        .values(_state_values(after))
    )
    return moved.rowcount == 1


def _state_values(after: Conversation) -> dict[Any, Any]:
    times = ("since", "modified_at", "accepted_at", "wrap_up_at", "closed_at", "customer_waits_since")
    values: dict[Any, Any] = {name: getattr(after, name) for name in (*times, "agent_id", "wait_s", "handle_s")}
    return values | {"state": after.state.value, "version": conversations.c.version + 1}


def change(conn: Connection, id: int, at: datetime, **values: Any) -> None:
    """Store new values of columns, and that it was modified."""
    changed = update(conversations).where(conversations.c.id == id)
    conn.execute(changed.values(**values, modified_at=at, version=conversations.c.version + 1))


def mark_read(conn: Connection, id: int, seq: int) -> bool:
    """Its agent has read up to `seq`; False when they had before."""
    reached = case((conversations.c.last_seq < seq, conversations.c.last_seq), else_=seq)
    marked = conn.execute(
        update(conversations)
        .where(conversations.c.id == id, conversations.c.read_seq < reached)
        .values(read_seq=reached)
    )
    return marked.rowcount == 1


def unread(conn: Connection, agent_id: int, ids: Collection[int]) -> dict[int, int]:
    """Messages their agent has not read, of those of these conversations that are theirs."""
    asked = select(conversations.c.id, conversations.c.last_seq - conversations.c.read_seq)
    found = conn.execute(asked.where(conversations.c.id.in_(list(ids)), conversations.c.agent_id == agent_id))
    return {id: max(0, n) for id, n in found}


def last_visitor_number(conn: Connection) -> int:
    """N of the newest Visitor N; 0 when there has been none."""
    return conn.scalar(select(func.max(conversations.c.visitor_number))) or 0


def case_customer(conn: Connection, case_id: int) -> Ref | None:
    """The customer of a case."""
    stored = conn.execute(select(_cases.c.customer).where(_cases.c.id == case_id)).scalar_one_or_none()
    return Ref.parse(stored) if stored else None


def names(conn: Connection) -> dict[str, str]:
    """Full names by user name."""
    return {row.name: row.full_name for row in conn.execute(select(users.c.name, users.c.full_name))}


_PLAIN = (
    "id", "since", "created_at", "modified_at", "subject", "customer_name", "version", "queue_id", "agent_id",
    "case_id", "visitor_number", "accepted_at", "first_response_at", "wrap_up_at", "closed_at", "wait_s", "handle_s",
    "transfer_count", "csat", "csat_comment", "sentiment", "last_seq", "read_seq", "last_text", "last_at",
    "customer_waits_since", "intent", "imported", "visitor", "context",
)  # fmt: skip


def of_row(row: Row[Any]) -> Conversation:
    """The conversation a row of `_READ` holds."""
    stored = row._mapping
    return Conversation(
        **{name: stored[name] for name in _PLAIN},
        channel=Channel(row.channel),
        state=State(row.state),
        queue_name=row.queue_name or "",
        agent_name=row.agent_name or "",
        case_title=row.case_title or "",
        customer=Ref.parse(row.customer) if row.customer else None,
        skills=tuple(row.skills),
        dispositions=tuple(row.dispositions),
        pre_chat=tuple((question, answer) for question, answer in row.pre_chat),
        self_service=tuple((datetime.fromisoformat(at), what, detail) for at, what, detail in row.self_service),
    )
