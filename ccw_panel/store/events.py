"""The append-only events: what happened, in commit order, written in the transaction that made it so.

A `KIND.saved` event of a record holds {"version": the version it made, "changes": {field: [old, new]}};
moments and days are ISO text, references are "KIND:ID".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, bindparam, func, insert, select, text

from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.ref import Ref
from ccw_panel.store.schema import events

CHANNEL = "ccw_events"  # of PostgreSQL's NOTIFY
_LOCK = 0x63637701  # of PostgreSQL's advisory locks: whoever holds it appends

# built once: making a statement of many columns costs more than running it
_APPEND = insert(events).returning(events.c.seq)
_SINCE = select(events).where(events.c.seq > bindparam("after")).order_by(events.c.seq).limit(bindparam("most"))

Entry: TypeAlias = tuple[datetime, str, str, int | None, Ref | None, Mapping[str, Any]]


def append(
    conn: Connection,
    at: datetime,
    kind: str,
    actor_name: str,
    *,
    conversation_id: int | None = None,
    record: Ref | None = None,
    data: Mapping[str, Any] | None = None,
) -> int:
    """Write one event and return its `seq`; the caller commits. `at` is UTC, `kind` is "NOUN.PAST_VERB".

    Call it last in a transaction: on PostgreSQL appending waits for every earlier appender to commit.
    """
    _in_commit_order(conn)
    row = _row(at, kind, actor_name, conversation_id, record, data or {})
    seq: int = conn.execute(_APPEND, row).scalar_one()
    return seq


def append_many(conn: Connection, rows: Iterable[Entry]) -> None:
    """Write several events, (at, kind, actor_name, conversation_id, record, data) each, in their order."""
    written = [_row(*row) for row in rows]
    if written:
        _in_commit_order(conn)
        conn.execute(insert(events), written)


def since(conn: Connection, seq: int, limit: int = 500) -> list[StoredEvent]:
    """The events after `seq`, oldest first, at most `limit`: call again with the last one's `seq` for more."""
    return [stored(row) for row in conn.execute(_SINCE, {"after": seq, "most": limit})]


def last_seq(conn: Connection) -> int:
    """`seq` of the newest event; 0 when nothing has happened yet."""
    return int(conn.execute(select(func.coalesce(func.max(events.c.seq), 0))).scalar_one())


def of_records(conn: Connection, refs: Sequence[Ref], limit: int) -> list[StoredEvent]:
    """The newest events about these records, newest first."""
    asked = select(events).where(events.c.record.in_([str(ref) for ref in refs]))
    return [stored(row) for row in conn.execute(asked.order_by(events.c.seq.desc()).limit(limit))]


def of_conversation(conn: Connection, conversation_id: int) -> list[StoredEvent]:
    """Everything that happened to a conversation, oldest first."""
    asked = select(events).where(events.c.conversation_id == conversation_id)
    return [stored(row) for row in conn.execute(asked.order_by(events.c.seq))]


def stored(row: Row[Any]) -> StoredEvent:
    record = Ref.parse(row.record) if row.record else None
    return StoredEvent(row.seq, row.at, row.kind, row.actor, row.data, row.conversation_id, record)


def plain(value: Any) -> Any:
    """A value as JSON can hold it: moments and days as ISO text, references as "KIND:ID"."""
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, Ref):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def _row(
    at: datetime, kind: str, actor: str, conversation_id: int | None, record: Ref | None, data: Mapping[str, Any]
) -> dict[str, Any]:
    about = str(record) if record else None
    return {
        "at": at,
        "kind": kind,
        "actor": actor,
        "conversation_id": conversation_id,
        "record": about,
        "data": plain(data),
    }


def _in_commit_order(conn: Connection) -> None:
    """Make `seq` commit order. SQLite has one writer at a time anyway; PostgreSQL needs a lock until commit,
    because a reader that asks for `seq` after the last one it saw would skip an event committed late."""
    if conn.dialect.name == "postgresql":
        conn.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK}), pg_notify('{CHANNEL}', '')"))
