"""The tables of the centre as an analyst takes them: which columns, what they mean, where they come from.

docs/data-dictionary.md is written from here, and a test keeps the two the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, and_, literal, select

from ccw_panel.domain.conversation import CHANNEL_LABELS, STATE_LABELS
from ccw_panel.domain.records import Field, Kind, RecordType, record_types
from ccw_panel.store import schema
from ccw_panel.store.conversations import CUSTOMER_NAME, JOINED


@dataclass(frozen=True)
class FrameColumn:
    """A column: the expression it comes from and, for the dictionary, what it holds."""

    name: str
    source: ColumnElement[Any]
    meaning: str
    words: Mapping[int, str] = field(default_factory=dict)  # of a column that says another one in words


@dataclass(frozen=True)
class Frame:
    name: str
    what: str  # one row is ...
    columns: tuple[FrameColumn, ...]
    source: FromClause
    key: str = "id"


_SYSTEM = {
    "id": "its id",
    "active": "false: deactivated",
    "version": "counts saves",
    "created_at": "UTC",
    "created_by": "user name, or the importer",
    "modified_at": "UTC",
    "modified_by": "user name",
    "imported": "the foreign format it came from; empty: made here",
    "external_id": "its id there",
}
_CONVERSATIONS = {
    "id": "its id",
    "channel": f"one of {', '.join(c.value for c in CHANNEL_LABELS)}",
    "state": f"one of {', '.join(s.value for s in STATE_LABELS)}",
    "since": "UTC; when it entered its state",
    "queue_id": "id of its queue",
    "agent_id": "id of its agent; missing: nobody",
    "case_id": "id of the linked case",
    "subject": "what it is about",
    "intent": "what the customer wants, as a name",
    "created_at": "UTC",
    "accepted_at": "UTC; when an agent first took it",
    "first_response_at": "UTC; the first agent message",
    "wrap_up_at": "UTC; when it ended and the wrap-up began",
    "closed_at": "UTC",
    "modified_at": "UTC",
    "transfer_count": "transfers between agents or queues",
    "skills": "list of skill names",
    "csat_comment": "what the customer wrote with the rating",
    "dispositions": "list of disposition names",
    "last_seq": "number of its messages",
    "last_text": "beginning of the newest message",
    "last_at": "UTC; the newest message",
    "customer_waits_since": "UTC; the customer message not answered yet",
    "version": "counts changes",
    "imported": "the foreign format it came from; empty: held here",
    "external_id": "its id there",
}
_MESSAGES = {
    "id": "its id",
    "conversation_id": "id of its conversation",
    "at": "UTC",
    "sender_name": "as the transcript shows it",
    "text": "what was written",
    "visibility": "public, or internal: never shown to the customer",
    "delivery": "queued, sent, delivered, read or failed",
}
_QUEUES = {
    "id": "its id",
    "name": "its name",
    "closes": "HH:MM in the centre's time zone",
    "short_abandon_s": "who leaves earlier does not count as abandoned, seconds",
}
_AGENTS = {
    "id": "its id",
    "full_name": "first and last name",
    "email": "work address",
    "presence": "available, busy, do_not_disturb, away, offline or inactive",
    "presence_at": "UTC; since when",
    "expires_at": "UTC; sign-in is refused afterwards",
    "disabled_at": "UTC; missing: may sign in",
    "created_at": "UTC",
}
_EVENTS = {
    "at": "UTC",
    "conversation_id": "id of the conversation it is about",
    "data": "object: what else is to know, by kind",
}


@cache
def frames() -> dict[str, Frame]:
    """Every frame by name."""
    listed = [*(_of_records(record) for record in record_types().values()), _queues(), _agents()]
    return {frame.name: frame for frame in (*listed, _conversations(), _messages(), _events())}


def _of_records(record: RecordType) -> Frame:
    table = schema.records[record.kind]
    columns = [FrameColumn("id", table.c.id, _SYSTEM["id"])]
    for f in record.fields:
        columns.append(FrameColumn(f.name, table.c[f.name], _meaning(f)))
        if f.kind is Kind.CHOICE:
            columns.append(FrameColumn(f"{f.name}_label", table.c[f.name], f"{f.name} in words", _words(f)))
    columns += [FrameColumn(name, table.c[name], meaning) for name, meaning in _SYSTEM.items() if name != "id"]
    return Frame(record.table, f"{_article(record.label)} {record.label.lower()}", tuple(columns), table)


def _meaning(f: Field) -> str:
    """What a record's field holds, from its declaration."""
    kinds = {
        Kind.CHOICE: ", ".join(f"{c.value} {c.label}" for c in f.choices),
        Kind.MOMENT: "UTC",
        Kind.DATE: "a calendar day",
        Kind.LOOKUP: f"id of a {' or '.join(f.refers_to)}",
        Kind.CUSTOMER: 'as "contact:12"',
        Kind.RECORD: 'as "case:12"',
        Kind.USER: "id of a user",
    }
    more = [part for part in (kinds.get(f.kind, ""), f.help.rstrip(".")) if part]
    return f"{f.label}; {'; '.join(more)}" if more else f.label


def _words(f: Field) -> dict[int, str]:
    return {choice.value: choice.label for choice in f.choices}


def _article(label: str) -> str:
    return "an" if label[0] in "AEIOU" else "a"


def _columns(table: Table, meanings: Mapping[str, str], leave_out: Iterable[str] = ()) -> list[FrameColumn]:
    """The columns of a table, with its comments where no other meaning is given."""
    names = [column.name for column in table.c if column.name not in set(leave_out)]
    return [FrameColumn(name, table.c[name], meanings.get(name) or table.c[name].comment or "") for name in names]


def _conversations() -> Frame:
    names = [
        FrameColumn("customer_name", CUSTOMER_NAME, "name of the linked customer, else Visitor N"),
        FrameColumn("queue", schema.queues.c.name, "name of its queue"),
        FrameColumn("agent", schema.users.c.full_name, "full name of its agent"),
    ]
    return Frame(
        "conversations", "a conversation", tuple(_columns(schema.conversations, _CONVERSATIONS) + names), JOINED
    )


def _messages() -> Frame:
    scores, labels = schema.message_scores, schema.message_labels
    source = schema.messages.outerjoin(scores, scores.c.message_id == schema.messages.c.id).outerjoin(
        labels, and_(labels.c.message_id == schema.messages.c.id, labels.c.source == _a_label())
    )
    scored = [
        FrameColumn("level", scores.c.level, "sentiment of a customer message, -3..3"),
        FrameColumn("value", scores.c.value, "the same before rounding, -1..1"),
        FrameColumn("confidence", scores.c.confidence, "of the side of neutral it is on, 0..1"),
        FrameColumn("model", scores.c.model, "what scored it"),
        FrameColumn("true_level", labels.c.level, "the level meant by who wrote it, -3..3; demo data only"),
    ]
    return Frame("messages", "a message", tuple(_columns(schema.messages, _MESSAGES) + scored), source)


def _a_label() -> ColumnElement[Any]:
    """One source of labels a message, so that a message is one row."""
    other = schema.message_labels.alias()
    first = select(other.c.source).where(other.c.message_id == schema.messages.c.id).order_by(other.c.source).limit(1)
    return first.correlate(schema.messages).scalar_subquery()


def _queues() -> Frame:
    return Frame("queues", "a queue", tuple(_columns(schema.queues, _QUEUES)), schema.queues)


def _agents() -> Frame:
    private = ("password_hash", "settings", "must_change_password")
    served = FrameColumn("queues", literal(None), "list of the names of the queues they serve")
    return Frame("agents", "a user", (*_columns(schema.users, _AGENTS, private), served), schema.users)


def _events() -> Frame:
    return Frame("events", "something that happened", tuple(_columns(schema.events, _EVENTS)), schema.events, key="seq")
