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


def add_contacts(conn: Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert contacts, number them, and return their ids in order."""
    table, number_format = records["contact"], record_type("contact").number_format
    ids = _add(conn, table, rows)
    numbered = update(table).where(table.c.id == bindparam("of")).values(number=bindparam("made"))
    conn.execute(numbered, [{"of": id, "made": number_format.format(id=id)} for id in ids])
    return ids


def add_conversations(conn: Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert conversations and return their ids in order."""
    return _add(conn, conversations, rows)


def add_messages(conn: Connection, scored: Iterable[tuple[dict[str, Any], Score | None]]) -> None:
    """Insert messages with the scores they have."""
    rows = list(scored)
    ids = _add(conn, messages, [row for row, _ in rows])
    conn.execute(
        insert(message_scores),
        [score_row(id, score) for id, (_, score) in zip(ids, rows, strict=True) if score is not None],
    )


def _add(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
    made = conn.execute(insert(table).returning(table.c.id, sort_by_parameter_order=True), list(rows))
    return [int(id) for id in made.scalars()]
