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
from ccw_panel.store.frames import frames

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet run a cell


def configure(parser: ArgumentParser) -> None:
    add_database_option(parser)
    parser.add_argument(
        "tables", nargs="*", metavar="TABLE", help=f"which tables, all when none is named: {', '.join(frames())}"
    )
    parser.add_argument("--out", type=Path, default=Path("export"), metavar="DIR", help="a folder, made when missing")


def run(args: Namespace) -> int:
    database = open_database(database_url(args.database, Settings.from_environment()))
    try:
        reports = Reports(database, now)
        taken = {name: reports.frame(THE_CENTRE, name) for name in args.tables or frames()}
    finally:
        database.close()
    for name, table in taken.items():
        print(f"{write_csv(table, args.out / f'{name}.csv')}: {len(table):,} rows")
    return 0


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
            safe.to_csv(file, index=False)
    except OSError as error:
        raise CcwError(f"{path} could not be written: {error.strerror}.") from error
    return path


def _inert(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


COMMAND = Command("export", "write the tables of the centre as CSV files", configure, run)
