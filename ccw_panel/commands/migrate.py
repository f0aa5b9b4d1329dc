"""`ccw migrate`: bring a database up to date before anybody needs it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from sqlalchemy import create_engine

from ccw_panel.commands import Command
from ccw_panel.commands._database import add_database_option, database_url
from ccw_panel.config import Settings
from ccw_panel.store import migrations
from ccw_panel.store.engine import name_of, open_database, parse_url


def configure(parser: ArgumentParser) -> None:
    add_database_option(parser)


def run(args: Namespace) -> int:
    """Opening a database migrates it; this says what that came to. Back it up first: `ccw backup FILE`."""
    url = database_url(args.database, Settings.from_environment())
    before = _version(url)
    open_database(url).close()
    name = name_of(parse_url(url))
    if before == migrations.HEAD:
        print(f"{name} is up to date (schema {before}).")
    else:
        print(f"{name} was brought from {f'schema {before}' if before else 'nothing'} to schema {migrations.HEAD}.")
    return 0


def _version(url: str) -> str | None:
    """The schema as it is found; None for an empty database, and for one that only opening can explain."""
    parsed = parse_url(url)
    engine = create_engine(parsed)
    try:
        with engine.connect() as conn:
            return migrations.version(conn)
    except Exception:  # noqa: BLE001  # open_database says what is wrong with it
        return None
    finally:
        engine.dispose()


COMMAND = Command("migrate", "bring a database up to date", configure, run)
