"""CSV files of the demo: one a table, its columns those of the schema; large ones gzipped.

Moments are ISO 8601 in UTC with a Z, days ISO dates, JSON columns JSON, an empty field is NULL where the column
allows it, else the empty text. Lines end in a line feed.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, Table

from ccw_panel.store import schema
from ccw_panel.store.types import UtcDateTime

# in the order in which they can be loaded
TABLES = (
    "settings",
    "users",
    "queues",
    "queue_members",
    "accounts",
    "contacts",
    "cases",
    "activities",
    "articles",
    "conversations",
    "messages",
    "message_labels",
    "events",
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=(?:\.\d+)?(?:Z|\+00:00))")  # to the second
LARGE = ("conversations", "messages", "message_labels", "events")
MADE_WHEN_LOADED = {"users": ("password_hash",), "conversations": ("sentiment",)}


def table(name: str) -> Table:
    return schema.metadata.tables[name]


def columns(name: str) -> list[str]:
    """The columns a CSV file of this table may have, in order."""
    left_out = MADE_WHEN_LOADED.get(name, ())
    return [column.name for column in table(name).columns if column.name not in left_out]


def file_of(name: str, folder: Path) -> Path:
    return folder / f"{name}.csv{'.gz' if name in LARGE else ''}"


class Writer:
    """Writes rows to the tables' files as they come; the same rows give the same bytes."""

    def __init__(self, folder: Path, names: Iterable[str] = TABLES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._stack = ExitStack()
        self._columns = {name: columns(name) for name in names}
        self._files = {name: self._open(file_of(name, folder)) for name in names}
        self._writers = {name: csv.writer(file, lineterminator="\n") for name, file in self._files.items()}
        for name, writer in self._writers.items():
            writer.writerow(self._columns[name])

    def _open(self, path: Path) -> TextIO:
        raw: Any = self._stack.enter_context(path.open("wb"))
        if path.suffix == ".gz":
            raw = self._stack.enter_context(gzip.GzipFile("", "wb", 6, raw, mtime=0))
        return self._stack.enter_context(io.TextIOWrapper(raw, "utf-8", newline=""))

    def write(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        by_name = table(name).columns
        wanted = [(column, _writer_of(by_name[column])) for column in self._columns[name]]
        self._writers[name].writerows(
            [row.get(column) if as_text is None else as_text(row.get(column)) for column, as_text in wanted]
            for row in rows
        )

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()


def _writer_of(column: Column[Any]) -> Callable[[Any], Any] | None:
    """How values of a column are written; None: as csv does it by itself, NULL as the empty text."""
    if isinstance(column.type, JSON):
        return _json
    if isinstance(column.type, UtcDateTime):
        return lambda moment: moment and f"{moment.isoformat()[:19]}Z"
    return (lambda flag: int(bool(flag))) if isinstance(column.type, Boolean) else None


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read(name: str, folder: Path, days: int = 0) -> Iterator[dict[str, Any]]:
    """The rows of a table with Python values, every moment and day moved by `days`."""
    path = file_of(name, folder)
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        by_name = table(name).columns
        parsers = [(column, _parser(by_name[column], days)) for column in header]
        for row in rows:
            yield {column: parse(text) for (column, parse), text in zip(parsers, row, strict=True)}


def _from_json(text: str) -> Any:
    return json.loads(text) if text else None


def moved_text(text: str, by: timedelta) -> str:
    """The JSON text with every moment in it moved."""
    if MOMENT.search(text) is None:
        return text
    return MOMENT.sub(lambda m: f"{datetime.fromisoformat(m[0]) + by:%Y-%m-%dT%H:%M:%S}", text)


def _parser(column: Column[Any], days: int) -> Callable[[str], Any]:
    kind, empty = column.type, None if column.nullable else ""
    moved = timedelta(days=days)
    if isinstance(kind, UtcDateTime):
        return lambda text: datetime.fromisoformat(text) + moved if text else None
    if isinstance(kind, Date):
        return lambda text: date.fromisoformat(text) + moved if text else None
    if isinstance(kind, JSON):
        return (lambda text: json.loads(moved_text(text, moved)) if text else None) if days else _from_json
    if isinstance(kind, Boolean):
        return lambda text: text == "1"
    if isinstance(kind, Integer):
        return lambda text: int(text) if text else None
    if isinstance(kind, Float):
        return lambda text: float(text) if text else None
    return lambda text: text or empty
