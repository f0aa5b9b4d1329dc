"""Imported rows in SQL: many at once, each marked with where it came from. The caller commits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from ccw_panel.domain.records import record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.sentiment import Score
from ccw_panel.store.messages import LAST_TEXT, score_row
from ccw_panel.store.schema import conversations, message_scores, messages, records

__all__ = ["LAST_TEXT", "EventRow", "add_contacts", "add_conversations", "add_messages", "known_ids"]

EventRow: TypeAlias = tuple[datetime, str, str, int | None, Ref | None, Mapping[str, Any]]


def known_ids(conn: Connection, format: str) -> set[str]:
    """The foreign ids of the conversations that came from this format."""
    asked = select(conversations.c.external_id).where(conversations.c.imported == format)
    return set(conn.execute(asked).scalars())


def add_contacts(conn: Connection, format: str, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert contacts, number them, and return their ids in order."""
    table, number_format = records["contact"], record_type("contact").number_format
    ids = _add(conn, table, format, rows)
    numbered = update(table).where(table.c.id == bindparam("of")).values(number=bindparam("made"))
    conn.execute(numbered, [{"of": id, "made": number_format.format(id=id)} for id in ids])
    return ids


def add_conversations(conn: Connection, format: str, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert conversations and return their ids in order."""
    return _add(conn, conversations, format, rows)


def add_messages(conn: Connection, scored: Iterable[tuple[dict[str, Any], Score | None]]) -> None:
    """Insert messages of new conversations with the scores they have."""
    rows = list(scored)
    conn.execute(insert(messages), [row for row, _ in rows])
    written = select(messages.c.conversation_id, messages.c.seq, messages.c.id)
    written = written.where(messages.c.conversation_id.in_({row["conversation_id"] for row, _ in rows}))
    ids = {(conversation_id, seq): id for conversation_id, seq, id in conn.execute(written)}
    scores = ((ids[row["conversation_id"], row["seq"]], score) for row, score in rows)
    if found := [score_row(id, score) for id, score in scores if score is not None]:
        conn.execute(insert(message_scores), found)


def _add(conn: Connection, table: Table, format: str, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert many rows and look up their ids: SQLite would return them in order for one row at a time only."""
    conn.execute(insert(table), list(rows))
    written = select(table.c.external_id, table.c.id).where(table.c.imported == format)
    ids = {row.external_id: row.id for row in conn.execute(written)}
    return [ids[row["external_id"]] for row in rows]
