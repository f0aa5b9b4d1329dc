"""`ccw export`: the tables of the centre as CSV files that a spreadsheet may open."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pandas as pd

from ccw_panel.center import THE_CENTRE, now
from ccw_panel.commands import Command
from ccw_panel.commands._database import add_database_option, database_url
from ccw_panel.config import Settings
from ccw_panel.errors import CcwError
from ccw_panel.services.reports import Reports
from ccw_panel.store.engine import open_database
from ccw_panel.store.frames import Frame, frames

_INTRODUCTION = """# Data dictionary

The tables of a centre, as `center.frame(NAME)` and `ccw export` give them. `ccw export --dictionary` writes this page
from the declarations in `ccw_panel/domain/records` and the comments of the schema; do not edit it by hand.

Moments are UTC. Durations end in `_s` and are seconds. Sentiment levels are -3 (very negative) to 3 (very positive).
A reference such as `contact:12` is the kind and the `id` of a record. Agents get the conversations they may open, and
what happened in them; supervisors, administrators and analysts get all of it.
"""
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet run a cell


def configure(parser: ArgumentParser) -> None:
    add_database_option(parser)
    parser.add_argument(
        "tables", nargs="*", metavar="TABLE", help=f"which tables, all when none is named: {', '.join(frames())}"
    )
    parser.add_argument("--dictionary", action="store_true", help="print what each column holds instead, in Markdown")
    parser.add_argument("--out", type=Path, default=Path("export"), metavar="DIR", help="a folder, made when missing")


def run(args: Namespace) -> int:
    if args.dictionary:
        print(dictionary(), end="")
        return 0
    database = open_database(database_url(args.database, Settings.from_environment()))
    try:
        reports = Reports(database, now)
        taken = {name: reports.frame(THE_CENTRE, name) for name in args.tables or frames()}
    finally:
        database.close()
    for name, table in taken.items():
        print(f"{write_csv(table, args.out / f'{name}.csv')}: {len(table):,} rows")
    return 0


def dictionary() -> str:
    """Every column of every table with what it holds: docs/data-dictionary.md."""
    tables = "\n".join(_described(frame) for frame in frames().values())
    return f"{_INTRODUCTION}\n{tables}"


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """The path, written anew with one row a line, readable by its owner only.

    A text that a spreadsheet would take for a formula gets a leading apostrophe (OWASP); numbers stay numbers.
    Raises CcwError when it cannot be written.
    """
    texts = table.select_dtypes(include=["str", "object"]).columns
    safe = table.assign(**{name: table[name].map(_inert, na_action="ignore") for name in texts})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # customers' data
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            safe.to_csv(file, index=False, lineterminator="\r\n")  # RFC 4180; so that a lone \r is quoted too
    except OSError as error:
        raise CcwError(f"{path} could not be written: {error.strerror}.") from error
    return path


def _inert(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _described(frame: Frame) -> str:
    rows = "\n".join(f"| `{column.name}` | {_cell(column.meaning)} |" for column in frame.columns)
    head = f"## {frame.name}\n\nOne row is {frame.what}; `{frame.key}` is the key."
    return f"{head}\n\n| column | holds |\n|---|---|\n{rows}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


COMMAND = Command("export", "write the tables of the centre as CSV files", configure, run)
