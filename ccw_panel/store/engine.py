"""The database of a centre: opened, checked and migrated; one transaction to read, one to write.

SQLite runs in WAL mode with `synchronous=FULL`, and a writing transaction begins with BEGIN IMMEDIATE:
a deferred one that reads and then writes fails at once with "database is locked", whatever the time-out.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ccw_panel.errors import NotADatabase, SettingError, StoreError, StoreUnavailable

BUSY_TIMEOUT_S = 5.0  # how long a writer waits for another one
_SQLITE_HEADER = b"SQLite format 3\x00"
_PRAGMAS = ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000")
_RETRY = "Try again in a moment."

# primary SQLite result code -> what is wrong, what to do
_SQLITE_REASONS = {
    sqlite3.SQLITE_BUSY: ("is locked by another program", _RETRY),
    sqlite3.SQLITE_LOCKED: ("is locked by another program", _RETRY),
    sqlite3.SQLITE_READONLY: ("is read-only", "Make the file and its folder writable."),
    sqlite3.SQLITE_IOERR: ("could not be read or written", "Check the disk it is on."),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "Restore it from a backup."),
    sqlite3.SQLITE_FULL: ("is full: its disk has no space left", "Make space, then try again."),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "Check that its folder exists and may be written to."),
}

# class of psycopg's error -> what is wrong, what to do
_POSTGRES_REASONS = {
    "OperationalError": ("did not answer", _RETRY),
    "AdminShutdown": ("was shut down", _RETRY),
    "ConnectionTimeout": ("did not answer in time", _RETRY),
    "DeadlockDetected": ("is busy: two changes waited for each other", _RETRY),
    "DiskFull": _SQLITE_REASONS[sqlite3.SQLITE_FULL],
    "ReadOnlySqlTransaction": ("is read-only here", "Connect to the server that takes changes."),
}


class Database:
    """One process's way to its database; safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._one_writer = threading.Lock()  # measured: eight writers left to SQLite's own lock starve for seconds
        self._writing = threading.local()
        self._after_commit: list[Callable[[], None]] = []

    @property
    def url(self) -> URL:
        return self.engine.url

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def name(self) -> str:
        """What errors and pages call it: the file, or the address without its password."""
        return name_of(self.url)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state and cannot write."""
        with self._errors_explained(), self.engine.connect() as raw:
            conn = raw.execution_options(ccw_begin="read", postgresql_readonly=True)
            with conn.begin():
                yield conn

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection whose changes are committed together when the block ends, and dropped when it raises."""
        with self._errors_explained(), self._writer(), self.engine.begin() as conn:
            yield conn
        for woken in tuple(self._after_commit):
            woken()

    def on_commit(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back after each commit of this process, in the thread that committed; returns how to stop that."""
        self._after_commit.append(callback)
        return partial(self._after_commit.remove, callback)

    def close(self) -> None:
        """Let go of every connection. On SQLite the last one folds the write-ahead log into the file."""
        self.engine.dispose()

    @contextmanager
    def _writer(self) -> Iterator[None]:
        if getattr(self._writing, "now", False):
            raise RuntimeError("write() inside write(): pass the connection on instead")
        if self.is_sqlite and not self._one_writer.acquire(timeout=BUSY_TIMEOUT_S):
            raise StoreUnavailable(self.name, "is busy: another change takes too long", _RETRY)
        self._writing.now = True
        try:
            yield
        finally:
            self._writing.now = False
            if self.is_sqlite:
                self._one_writer.release()

    @contextmanager
    def _errors_explained(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error, PoolTimeout) as error:
            explained = explain(error, self.name)
            if explained is None:
                raise
            raise explained from error


def open_database(url: str) -> Database:
    """The database at `url`, created when there is none and migrated when it is older than this package.

    `url` is sqlite:///FILE, a bare file name, or postgresql+psycopg://USER@HOST/NAME. Raises NotADatabase for a
    file of another program, StoreTooNew for one of a later version, StoreUnavailable when it cannot be used now.
    """
    from ccw_panel.store import migrations  # the migrations import this module

    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        _check_file(parsed)
    database = Database(_engine(parsed))
    try:
        migrations.bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


def parse_url(url: str) -> URL:
    """The address as SQLAlchemy writes it; raises SettingError when it is neither SQLite nor PostgreSQL."""
    expected = "sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
    try:
        parsed = make_url(url if "://" in url else f"sqlite:///{url}")
    except ArgumentError as error:
        raise SettingError("CCW_DATABASE", url, expected) from error
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite") or parsed.database in (None, "", ":memory:"):
        raise SettingError("CCW_DATABASE", parsed.render_as_string(hide_password=True), expected)
    return parsed


def name_of(url: URL) -> str:
    """The file of a SQLite address, and any other without its password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=True)


def explain(error: BaseException, name: str) -> StoreError | None:
    """What a driver's error means for the person at the screen; None when it is not about the database itself."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _explain_sqlite(cause, name)
    if isinstance(error, PoolTimeout):
        return StoreUnavailable(name, "has no free connection", _RETRY)
    reason = _POSTGRES_REASONS.get(type(cause).__name__)
    return StoreUnavailable(name, *reason) if reason else None


def _explain_sqlite(error: sqlite3.Error, name: str) -> StoreError | None:
    code = getattr(error, "sqlite_errorcode", None)  # absent on errors of the Python module itself
    if code is None:
        return None
    primary = code & 0xFF  # the upper bytes say where in SQLite
    if primary == sqlite3.SQLITE_NOTADB:
        return NotADatabase(name)
    reason = _SQLITE_REASONS.get(primary)
    return StoreUnavailable(name, *reason) if reason else None


def _check_file(url: URL) -> None:
    """Refuse, before SQLite touches it, a file that is something else or that has no folder to be in."""
    if url.query:  # file:...?mode=ro and the like: SQLite itself answers
        return
    path = Path(str(url.database))
    if path.is_dir() or not path.parent.is_dir():
        raise StoreUnavailable(str(path), "cannot be opened", "Name a file in a folder that exists.")
    if path.exists() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(len(_SQLITE_HEADER)) != _SQLITE_HEADER:
                raise NotADatabase(str(path))


def _engine(url: URL) -> Engine:
    dumps = partial(json.dumps, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        engine = create_engine(
            url,
            json_serializer=dumps,
            pool_size=8,
            max_overflow=24,
            pool_timeout=10,
            pool_pre_ping=url.get_backend_name() != "sqlite",
        )
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise SettingError(
            "CCW_DATABASE", name_of(url), "one whose driver is installed: pip install ccw_panel[postgres]"
        ) from error
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours (below), not the module's
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(conn: Connection) -> None:
    reading = conn.get_execution_options().get("ccw_begin") == "read"
    connection = conn.connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    connection.execute(f"PRAGMA query_only={int(reading)}")
    connection.execute("BEGIN" if reading else "BEGIN IMMEDIATE")
