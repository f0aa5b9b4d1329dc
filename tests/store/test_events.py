"""Events: in commit order, in the transaction they explain, never skipped."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ccw_panel.domain.ref import Ref
from ccw_panel.store import events
from ccw_panel.store.engine import Database

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def fail_after_appending(database: Database) -> None:
    with database.write() as conn:
        events.append(conn, NINE, "case.saved", "alice")
        raise ZeroDivisionError


def test_an_event_comes_back_as_it_was_appended(database: Database) -> None:
    with database.write() as conn:
        first = events.last_seq(conn)
        seq = events.append(
            conn, NINE, "case.saved", "alice", record=Ref("case", 1), data={"at": NINE, "of": Ref("case", 2)}
        )

    with database.read() as conn:
        (event,) = events.since(conn, first)
    assert (event.seq, event.at, event.kind, event.actor) == (seq, NINE, "case.saved", "alice")
    assert event.record == Ref("case", 1)
    assert event.data == {"at": "2026-03-02T09:00:00+00:00", "of": "case:2"}


def test_an_event_of_a_change_that_failed_never_was(database: Database) -> None:
    with database.read() as conn:
        before = events.last_seq(conn)

    with pytest.raises(ZeroDivisionError):
        fail_after_appending(database)

    with database.read() as conn:
        assert events.last_seq(conn) == before


def test_reading_on_from_the_last_seq_gives_every_event_once(database: Database) -> None:
    with database.write() as conn:
        start = events.last_seq(conn)
        events.append_many(conn, [(NINE, "case.saved", "alice", n, None, {}) for n in range(25)])

    seen: list[int] = []
    with database.read() as conn:
        while some := events.since(conn, start, limit=10):
            seen += [event.conversation_id or 0 for event in some]
            start = some[-1].seq

    assert seen == list(range(25))


def test_the_history_of_a_conversation_is_oldest_first(database: Database) -> None:
    with database.write() as conn:
        events.append(conn, NINE, "conversation.picked", "alice", conversation_id=3)
        events.append(conn, NINE, "conversation.ended", "alice", conversation_id=3)
        events.append(conn, NINE, "conversation.picked", "bob", conversation_id=4)

    with database.read() as conn:
        assert [e.kind for e in events.of_conversation(conn, 3)] == ["conversation.picked", "conversation.ended"]
