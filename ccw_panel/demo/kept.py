"""The demo database of this computer: made once in the user data directory, kept between runs.

Its clock stands still while nobody has it open. Opened again, it is moved on to the present, so that customers have
not waited through the night; what was done to it stays done.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from platformdirs import user_data_path

RESTED = timedelta(minutes=10)  # a demo left alone for so long is moved on


def data_folder() -> Path:
    """Where this program keeps its own files for this user; made, readable by them alone, when there is none."""
    folder = user_data_path("ccw_panel", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def kept_demo(now: datetime) -> Path:
    """The demo database file, made when there is none and set on `now` (UTC), unless another program has it open."""
    path = data_folder() / "demo.db"
    if not path.exists():
        from ccw_panel.demo.load import copy_demo  # takes pandas; needed once

        new = path.with_suffix(f".{os.getpid()}.new")
        copy_demo(new, now)
        os.replace(new, path)  # noqa: PTH105  # whole or not at all, also when two start at once
    elif _rested(path, now) and _nobody_else_has(path):
        _move_on(path, now)
    return path


def _rested(path: Path, now: datetime) -> bool:
    """Whether it is a demo that can be moved, and its newest moment is long enough ago."""
    asked = "SELECT max(at), (SELECT count(*) FROM settings WHERE name IN ('demo', 'as_of', 'live')) FROM events"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as conn:
            newest, known = conn.execute(asked).fetchone()
    except sqlite3.Error:
        return False  # whoever opens it says what is wrong
    return known == 3 and datetime.fromisoformat(f"{newest}+00:00") < now - RESTED


def _nobody_else_has(path: Path) -> bool:
    """Whether no other connection is open: then only does SQLite let one leave WAL, and no reader sees times change."""
    try:
        with closing(sqlite3.connect(path, timeout=0)) as conn:
            left: bool = conn.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete"
            conn.execute("PRAGMA journal_mode=WAL")
            return left
    except sqlite3.Error:
        return False


def _move_on(path: Path, now: datetime) -> None:
    from ccw_panel.demo.settle import settle
    from ccw_panel.store.engine import open_database

    database = open_database(f"sqlite:///{path}")
    try:
        with database.write() as conn:
            settle(conn, now)
    finally:
        database.close()
