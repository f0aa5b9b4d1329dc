"""The feed: at once in this process, soon from others, every event once."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ccw_panel.domain.history import StoredEvent
from ccw_panel.services.feed import Feed
from ccw_panel.store import events
from ccw_panel.store.engine import Database
from tests.waiting import wait_until

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

_OTHER_PROCESS = """
import sys
from datetime import UTC, datetime
from ccw_panel.store import events
from ccw_panel.store.engine import open_database
database = open_database(sys.argv[1])
for n in range(int(sys.argv[2])):
    with database.write() as conn:
        events.append(conn, datetime.now(UTC), "case.saved", "other", data={"n": n})
database.close()
"""


@pytest.fixture
def feed(database: Database) -> Iterator[Feed]:
    feed = Feed(database)
    yield feed
    feed.stop()


def append(database: Database, n: int = 0) -> None:
    with database.write() as conn:
        events.append(conn, NINE, "case.saved", "alice", data={"n": n})


def fail_after_appending(database: Database) -> None:
    with database.write() as conn:
        events.append(conn, NINE, "case.saved", "alice")
        raise ZeroDivisionError


def test_a_commit_of_this_process_is_heard_at_once(feed: Feed, database: Database) -> None:
    heard: list[StoredEvent] = []
    feed.subscribe(heard.extend)

    append(database)

    assert [event.kind for event in heard] == ["case.saved"]


def test_what_happened_before_is_not_told_again(database: Database) -> None:
    append(database)
    feed, heard = Feed(database), list[StoredEvent]()
    feed.subscribe(heard.extend)

    append(database, n=2)

    assert [event.data["n"] for event in heard] == [2]
    feed.stop()


def test_who_unsubscribed_hears_no_more(feed: Feed, database: Database) -> None:
    heard: list[StoredEvent] = []
    leave = feed.subscribe(heard.extend)
    leave()
    leave()

    append(database)

    assert heard == []


def test_a_change_that_failed_is_never_told(feed: Feed, database: Database) -> None:
    heard: list[StoredEvent] = []
    feed.subscribe(heard.extend)

    with pytest.raises(ZeroDivisionError):
        fail_after_appending(database)
    append(database, n=1)

    assert [event.data["n"] for event in heard] == [1]


def test_a_subscriber_that_fails_does_not_keep_the_others_from_hearing(feed: Feed, database: Database) -> None:
    heard: list[StoredEvent] = []
    feed.subscribe(lambda _events: 1 / 0)
    feed.subscribe(heard.extend)

    append(database)

    assert len(heard) == 1


def test_a_subscriber_that_changes_something_hears_that_too(feed: Feed, database: Database) -> None:
    heard: list[int] = []

    def answer(some: list[StoredEvent]) -> None:
        heard.extend(event.data["n"] for event in some)
        if heard == [0]:
            append(database, n=1)

    feed.subscribe(answer)
    append(database)

    assert heard == [0, 1]


def test_many_writers_are_heard_in_order_and_once(feed: Feed, database: Database) -> None:
    heard: list[StoredEvent] = []
    feed.subscribe(heard.extend)

    threads = [threading.Thread(target=lambda: [append(database, n) for n in range(25)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    seqs = [event.seq for event in heard]
    assert seqs == sorted(set(seqs))
    assert len(seqs) == 100


def test_another_process_is_heard_soon_in_order_and_once(feed: Feed, database: Database) -> None:
    heard: list[StoredEvent] = []
    feed.subscribe(heard.extend)
    feed.start()

    subprocess.run([sys.executable, "-c", _OTHER_PROCESS, str(database.url), "40"], check=True)

    wait_until(lambda: len(heard) == 40)
    assert [event.data["n"] for event in heard] == list(range(40))


def test_who_was_away_catches_up_from_the_last_seq_seen(feed: Feed, database: Database) -> None:
    last = feed.last_seq
    for n in range(5):
        append(database, n)

    assert [event.data["n"] for event in feed.since(last)] == [0, 1, 2, 3, 4]
    assert feed.since(feed.last_seq) == []


def test_a_stopped_feed_leaves_no_thread(database: Database) -> None:
    before = set(threading.enumerate())
    feed = Feed(database)
    feed.start()
    feed.stop()
    feed.stop()

    assert set(threading.enumerate()) <= before
