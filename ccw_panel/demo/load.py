"""From the demo's CSV files to a database: built once a day and kept in the user's cache, so that opening is a copy.

Everything moves by whole days, so that the last day is the day asked for, and hours stay what they were; the weekdays
on which queues are open move along. For a moment instead of a day, the demo is then set on that moment (see `settle`):
active conversations began minutes ago, and the day has come as far, at whatever hour the demo is opened.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from platformdirs import user_cache_path
from sqlalchemy import Connection, func, insert, select, update

from ccw_panel.demo import tables
from ccw_panel.demo.settle import settle
from ccw_panel.domain.sentiment import WINDOW, conversation_value, level_of
from ccw_panel.errors import NotFound
from ccw_panel.store import schema, search, sequences
from ccw_panel.store.engine import Database, open_database

PASSWORD = "demo"  # of everybody in the demo, which is why only this computer may reach it
CHUNK = 5000  # rows of one executemany
SCORED_AT_ONCE = 2000  # conversations
SLOT = timedelta(minutes=10)  # how finely a settled file follows the clock
KEEP = timedelta(days=2)  # built files not used for so long are removed

_PACKAGE = Path(__file__).parents[1]


def data_folder() -> Path:
    """Where the demo's CSV files are: beside the package in a checkout, in it when installed. Raises NotFound."""
    for folder in (_PACKAGE.parent / "data", _PACKAGE / "demo" / "data"):
        if tables.file_of("conversations", folder).exists():
            return folder
    raise NotFound("demo data", "Make it with: ccw demo-data --out data")


def built_demo(as_of: date | datetime | None = None) -> Path:
    """A database file of the demo, to be copied and never changed; made when there is none yet, in seconds.

    `as_of` a date: the last day of the data is that day. A datetime (UTC): it is set on that moment, to ten minutes.
    None: now.
    """
    moment = datetime.now(UTC) if as_of is None else as_of
    if not isinstance(moment, datetime):
        return _kept(f"demo-{moment:%Y%m%d}", lambda new: _build(new, moment))
    slot = datetime.fromtimestamp(moment.timestamp() // SLOT.total_seconds() * SLOT.total_seconds(), UTC)
    return _kept(f"demo-{slot:%Y%m%d-%H%M}", lambda new: _settled(new, slot))


def copy_demo(path: Path, moment: datetime) -> None:
    """A demo of one's own at `path`, set on `moment` (UTC) to the second: in well under a second where one was built
    for these ten minutes."""
    shutil.copyfile(built_demo(moment), path)
    _set_on(path, moment)


def _kept(name: str, make: Any) -> Path:
    """The file of that name in the cache; `make` writes it first when it is missing, beside its place."""
    folder = user_cache_path("ccw_panel", appauthor=False) / "demo"
    path = folder / f"{name}-{_fingerprint()}.db"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _remove_old(folder)
        new = path.with_suffix(f".{os.getpid()}.new")
        make(new)
        new.replace(path)  # whole or not at all, also when two processes build
    return path


def _remove_old(folder: Path) -> None:
    oldest = datetime.now(UTC).timestamp() - KEEP.total_seconds()
    for file in folder.iterdir():
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


@cache
def _fingerprint() -> str:
    """What the built file depends on: the data, the schema, the scorer and this code."""
    sources = sorted(
        [
            *data_folder().glob("*.csv*"),
            *(f for part in ("store", "assist", "domain") for f in (_PACKAGE / part).rglob("*.*")),
        ]
    )
    digest = hashlib.sha256()
    for file in (*sources, Path(__file__), _PACKAGE / "demo" / "settle.py", _PACKAGE / "demo" / "tables.py"):
        if file.suffix in (".py", ".txt", ".csv", ".gz"):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _build(path: Path, day: date) -> None:
    database = open_database(f"sqlite:///{path}")
    try:
        load(database, data_folder(), (day - last_day(data_folder())).days)
    finally:
        database.close()


def _settled(path: Path, moment: datetime) -> None:
    shutil.copyfile(built_demo(moment.date()), path)
    _set_on(path, moment)


def _set_on(path: Path, moment: datetime) -> None:
    database = open_database(f"sqlite:///{path}")
    try:
        with database.write() as conn:
            settle(conn, moment)
    finally:
        database.close()


def last_day(folder: Path) -> date:
    """The day of the data's as-of moment."""
    values = {row["name"]: row["value"] for row in tables.read("settings", folder)}
    return datetime.fromisoformat(values["as_of"]).date()


def load(database: Database, folder: Path, days: int = 0) -> None:
    """Fill an empty database from the CSV files in `folder`, everything moved by `days`; one transaction."""
    with database.write() as conn:
        levels: dict[int, int] = {}
        for name in tables.TABLES:
            if name == "events":  # of which those of customers' messages tell the level
                levels = _score(conn)
            _insert(conn, name, _prepared(name, tables.read(name, folder, days), days, levels))
        _primary_contacts(conn, folder)
        search.rebuild(conn)
        sequences.catch_up(conn)


def _prepared(
    name: str, rows: Iterable[dict[str, Any]], days: int, levels: Mapping[int, int]
) -> Iterator[dict[str, Any]]:
    """What the files leave to the loader."""
    password = PasswordHasher().hash(PASSWORD) if name == "users" else None
    for row in rows:
        if name == "users":
            row["password_hash"] = password
        elif name == "accounts":
            row["primary_contact_id"] = None  # accounts and contacts name each other: see _primary_contacts
        elif name == "queues":
            row["days"] = sorted((day + days) % 7 for day in row["days"])
        elif name == "events" and row["kind"] == "message.received":
            row["data"]["level"] = levels[row["data"]["message_id"]]
        yield row


def _insert(conn: Connection, name: str, rows: Iterable[dict[str, Any]]) -> None:
    statement, left = insert(tables.table(name)), iter(rows)
    while some := list(islice(left, CHUNK)):
        conn.execute(statement, some)


def _primary_contacts(conn: Connection, folder: Path) -> None:
    accounts = schema.records["account"]
    for row in tables.read("accounts", folder):
        if row["primary_contact_id"]:
            conn.execute(
                update(accounts).where(accounts.c.id == row["id"]).values(primary_contact_id=row["primary_contact_id"])
            )


def _score(conn: Connection) -> dict[int, int]:
    """Score every customer message with the product's scorer, and each conversation by its last six.

    The level of each message by its id. Some thousand conversations at a time, so that millions of messages fit.
    """
    from ccw_panel.assist.sentiment import load as load_scorer

    score = lru_cache(maxsize=100_000)(load_scorer().score)
    m = schema.messages.c
    asked = select(m.id, m.conversation_id, m.text).where(m.sender == "customer").order_by(m.conversation_id, m.seq)
    levels: dict[int, int] = {}
    last = conn.execute(select(func.coalesce(func.max(m.conversation_id), 0))).scalar_one()
    for start in range(1, last + 1, SCORED_AT_ONCE):
        rows: list[dict[str, Any]] = []
        recent: defaultdict[int, deque[float]] = defaultdict(lambda: deque(maxlen=WINDOW))
        within = m.conversation_id.between(start, start + SCORED_AT_ONCE - 1)
        for id, conversation_id, text in conn.execute(asked.where(within)):
            found = score(text)
            rows.append({"message_id": id} | asdict(found))
            recent[conversation_id].append(found.value)
            levels[id] = found.level
        _insert(conn, "message_scores", rows)
        _sentiments(conn, {id: int(level_of(conversation_value(list(values)))) for id, values in recent.items()})
    return levels


def _sentiments(conn: Connection, levels: Mapping[int, int]) -> None:
    c = schema.conversations.c
    for level in range(-3, 4):
        ids = [id for id, found in levels.items() if found == level]
        if ids:
            conn.execute(update(schema.conversations).where(c.id.in_(ids)).values(sentiment=level))
