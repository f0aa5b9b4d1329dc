"""`ccw demo-data`: write the CSV files of a demo centre, and load them into a database if one is named.

The same seed, day and size give the same bytes. In the database the last day is today.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, select

from ccw_panel.commands import Command
from ccw_panel.errors import ImportRefused, SettingError
from ccw_panel.store import schema
from ccw_panel.store.engine import Database, name_of, open_database, parse_url

SEED = 2026
AS_OF = date(2026, 3, 20)  # of the files that come with the project


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed, another centre (default: {SEED})")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, default=AS_OF, metavar="DATE", help=f"the last day (default: {AS_OF})"
    )
    parser.add_argument("--size", choices=("demo", "load"), default="demo", help="demo: 300 customers; load: 20,000")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder the files go to")
    parser.add_argument("--database", metavar="URL", help="load the files into this empty database as well")


def run(args: Namespace) -> int:
    try:
        from ccw_panel.demo.generate import SIZES, generate
    except ModuleNotFoundError as error:
        if error.name != "faker":
            raise
        raise SettingError("Faker", "not installed", "installed to make demo data: pip install faker") from error
    database = _empty(args.database) if args.database else None
    generate(args.seed, args.as_of, SIZES[args.size], args.out)
    print(f"Wrote {args.size} data up to {args.as_of} into {args.out}.")
    if database:
        _load(database, args.out, args.as_of)
        print(f"Loaded it into {name_of(parse_url(args.database))}. Everybody's password is demo.")
    return 0


def _empty(url: str) -> Database:
    """The database, made when there is none; raises ImportRefused when somebody uses it."""
    database = open_database(url)
    with database.read() as conn:
        used = conn.execute(select(func.count()).select_from(schema.users)).scalar_one()
    if used:
        database.close()
        raise ImportRefused("Demo data", name_of(parse_url(url)), "this database is in use already")
    return database


def _load(database: Database, folder: Path, last_day: date) -> None:
    from ccw_panel.demo.load import load
    from ccw_panel.demo.settle import settle

    now = datetime.now(UTC)
    load(database, folder, (now.date() - last_day).days)
    with database.write() as conn:
        settle(conn, now)
    database.close()


COMMAND = Command("demo-data", "write the CSV files of a demo centre", configure, run)
