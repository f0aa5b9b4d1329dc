"""`ccw import`: conversations of a foreign file into a database."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import UTC, datetime
from pathlib import Path

from ccw_panel.center import THE_CENTRE, now
from ccw_panel.commands import Command
from ccw_panel.commands._database import add_database_option, database_url
from ccw_panel.config import Settings
from ccw_panel.importers import importers
from ccw_panel.services.imports import Imports
from ccw_panel.store.engine import open_database


def configure(parser: ArgumentParser) -> None:
    add_database_option(parser)
    parser.add_argument("what", choices=["conversations"], help="what the file holds")
    parser.add_argument("file", type=Path, metavar="FILE")
    formats = importers()
    parser.add_argument(
        "--format",
        required=True,
        choices=sorted(formats),
        help="; ".join(f"{f.name}: {f.label}" for f in formats.values()),
    )
    parser.add_argument(
        "--start",
        type=_moment,
        metavar="ISO",
        help="when the first conversation began, e.g. 2026-03-02T09:00; UTC unless it names a zone; "
        "without it, so that all of them are over before today",
    )


def run(args: Namespace) -> int:
    database = open_database(database_url(args.database, Settings.from_environment()))
    try:
        added = Imports(database, now).run(THE_CENTRE, args.file, args.format, args.start)
    finally:
        database.close()
    print(f"Imported {added.conversations} conversations with {added.messages} messages into {database.name}.")
    if added.known:
        print(f"{added.known} were there already and did not change.")
    return 0


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a moment such as 2026-03-02T09:00") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


COMMAND = Command("import", "add the conversations of a foreign file", configure, run)
