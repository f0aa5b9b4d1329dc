"""Noticing that another process has committed. Only a hint to look: what happened is read from the events."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import Any, Protocol, cast

from ccw_panel.store.engine import Database
from ccw_panel.store.events import CHANNEL

POLL_S = 0.1  # how often a SQLite file is asked whether it changed: 10 microseconds each


class Watch(Protocol):
    """Says when to look; lives in one thread."""

    def wait(self, stop: threading.Event) -> bool:
        """Whether something may have been committed, after at most a second or when `stop` is set."""

    def close(self) -> None: ...


def watch(database: Database) -> Watch:
    """The way to notice other processes' commits on this kind of database."""
    return SqliteWatch(database) if database.is_sqlite else PostgresWatch(database)


class SqliteWatch:
    """Polls `PRAGMA data_version`, which changes when another connection has committed to the file."""

    def __init__(self, database: Database) -> None:
        path = str(database.url.database)
        as_uri = "uri" in database.url.query
        self._connection = sqlite3.connect(path, uri=as_uri, isolation_level=None, check_same_thread=False)
        self._seen = self._version()

    def wait(self, stop: threading.Event) -> bool:
        stop.wait(POLL_S)
        seen, self._seen = self._seen, self._version()
        return seen != self._seen

    def close(self) -> None:
        self._connection.close()

    def _version(self) -> int:
        with closing(self._connection.execute("PRAGMA data_version")) as cursor:
            return int(cursor.fetchone()[0])


class PostgresWatch:
    """LISTENs for the NOTIFY that every appended event sends when its transaction commits."""

    def __init__(self, database: Database) -> None:
        pooled = database.engine.raw_connection()
        pooled.detach()  # it must not go back to the pool while it listens
        self._pooled, self._connection = pooled, cast(Any, pooled.driver_connection)
        self._connection.autocommit = True
        self._connection.execute(f"LISTEN {CHANNEL}")

    def wait(self, stop: threading.Event) -> bool:
        return any(True for _ in self._connection.notifies(timeout=0.5, stop_after=1))

    def close(self) -> None:
        self._connection.close()
