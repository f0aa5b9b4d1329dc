"""From the demo's CSV files to a database: built once a day and kept in the user's cache, so that opening is a copy.

Everything moves by whole days, so that the last day is the day asked for, and hours stay what they were; the weekdays
on which queues are open move along. For a moment instead of a day, the last morning is then moved on as a whole to end
at that moment (see `settle`): active conversations began minutes ago at whatever hour the demo is opened.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from platformdirs import user_cache_path
from sqlalchemy import Connection, insert, select, update

from ccw_panel.demo import tables
from ccw_panel.demo.settle import settle
from ccw_panel.domain.sentiment import WINDOW, conversation_value, level_of
from ccw_panel.errors import NotFound
from ccw_panel.store import schema, search
from ccw_panel.store.engine import Database, open_database

PASSWORD = "demo"  # of everybody in the demo, which is why only this computer may reach it
CHUNK = 5000  # rows of one executemany
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

    `as_of` a date: the last day of the data is that day. A datetime (UTC): the last morning ends then, to ten minutes.
    None: now.
    """
    moment = datetime.now(UTC) if as_of is None else as_of
    if not isinstance(moment, datetime):
        return _kept(f"demo-{moment:%Y%m%d}", lambda new: _build(new, moment))
    slot = datetime.fromtimestamp(moment.timestamp() // SLOT.total_seconds() * SLOT.total_seconds(), UTC)
    return _kept(f"demo-{slot:%Y%m%d-%H%M}", lambda new: _settled(new, slot))


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
        for name in tables.TABLES:
            _insert(conn, name, _prepared(name, tables.read(name, folder, days), days))
        _primary_contacts(conn, folder)
        _score(conn)
        search.rebuild(conn)


def _prepared(name: str, rows: Iterable[dict[str, Any]], days: int) -> Iterator[dict[str, Any]]:
    """What the files leave to the loader."""
    password = PasswordHasher().hash(PASSWORD) if name == "users" else None
    for row in rows:
        if name == "users":
            row["password_hash"] = password
        elif name == "accounts":
            row["primary_contact_id"] = None  # accounts and contacts name each other: see _primary_contacts
        elif name == "queues":
            row["days"] = sorted((day + days) % 7 for day in row["days"])
        elif name == "settings" and row["name"] == "as_of":
            moved = datetime.fromisoformat(row["value"]) + timedelta(days=days)
            row["value"] = f"{moved:%Y-%m-%dT%H:%M:%SZ}"
        yield row


def _insert(conn: Connection, name: str, rows: Iterator[dict[str, Any]]) -> None:
    statement = insert(tables.table(name))
    while some := list(islice(rows, CHUNK)):
        conn.execute(statement, some)


def _primary_contacts(conn: Connection, folder: Path) -> None:
    accounts = schema.records["account"]
    for row in tables.read("accounts", folder):
        if row["primary_contact_id"]:
            conn.execute(
                update(accounts).where(accounts.c.id == row["id"]).values(primary_contact_id=row["primary_contact_id"])
            )


def _score(conn: Connection) -> None:
    """Score every customer message with the product's scorer, and each conversation by its last six."""
    from ccw_panel.assist.sentiment import load as load_scorer

    scorer, messages = load_scorer(), schema.messages
    asked = select(messages.c.id, messages.c.conversation_id, messages.c.text).where(messages.c.sender == "customer")
    recent: dict[int, list[float]] = {}
    known: dict[str, Any] = {}
    rows = []
    for id, conversation_id, text in conn.execute(asked.order_by(messages.c.conversation_id, messages.c.seq)).all():
        score = known.setdefault(text, None) or scorer.score(text)
        known[text] = score
        rows.append(
            {
                "message_id": id,
                "model": score.model,
                "value": score.value,
                "level": score.level,
                "confidence": score.confidence,
            }
        )
        recent[conversation_id] = [*recent.get(conversation_id, []), score.value][-WINDOW:]
    for start in range(0, len(rows), CHUNK):
        conn.execute(insert(schema.message_scores), rows[start : start + CHUNK])
    _sentiments(conn, {id: int(level_of(conversation_value(values))) for id, values in recent.items()})


def _sentiments(conn: Connection, levels: dict[int, int]) -> None:
    conversations = schema.conversations
    for level in range(-3, 4):
        ids = [id for id, found in levels.items() if found == level]
        for start in range(0, len(ids), 500):
            conn.execute(
                update(conversations).where(conversations.c.id.in_(ids[start : start + 500])).values(sentiment=level)
            )
