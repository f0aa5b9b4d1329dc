"""`ccw doctor`: what is in order and what is not, each with what to do about it."""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import text

from ccw_panel import __version__
from ccw_panel.commands import Command
from ccw_panel.commands._database import add_database_option, database_url
from ccw_panel.config import Settings
from ccw_panel.demo.kept import data_folder
from ccw_panel.errors import CcwError
from ccw_panel.store import agents, migrations
from ccw_panel.store.engine import Database, open_database

LITTLE_SPACE = 500_000_000  # bytes
_LIBRARIES = ("panel", "panel-material-ui", "bokeh", "tornado", "sqlalchemy", "pandas")

Finding = tuple[bool, str]  # in order, and what was found


def configure(parser: ArgumentParser) -> None:
    add_database_option(parser)


def run(args: Namespace) -> int:
    """0 when everything is in order, 1 when something is not."""
    checks: tuple[Callable[[Namespace], Iterator[Finding]], ...] = (_program, _settings, _files, _database)
    findings = [finding for check in checks for finding in _tried(check, args)]
    for in_order, what in findings:
        print(f"{'ok  ' if in_order else 'NO  '} {what}")
    return 0 if all(in_order for in_order, _ in findings) else 1


def _tried(check: Callable[[Namespace], Iterator[Finding]], args: Namespace) -> Iterator[Finding]:
    try:
        yield from check(args)
    except CcwError as error:
        yield False, str(error)


def _program(_args: Namespace) -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    yield True, f"ccw_panel {__version__} on Python {python}: {libraries}"


def _settings(_args: Namespace) -> Iterator[Finding]:
    settings = Settings.from_environment()
    yield True, f"settings can be used; people sign in for {settings.session_hours} hours"
    if settings.origins:
        yield True, f"browsers reach the desk as {', '.join(settings.origins)}"


def _files(_args: Namespace) -> Iterator[Finding]:
    folder = data_folder()
    free = shutil.disk_usage(folder).free
    yield free > LITTLE_SPACE, f"{free / 1e9:.1f} GB are free for {folder}"
    secret = folder / "secret"
    if secret.exists():
        mode = secret.stat().st_mode & 0o777
        yield (
            mode == 0o600,
            f"{secret} may be read by {'its owner alone' if mode == 0o600 else f'others: chmod 600 {secret}'}",
        )


def _database(args: Namespace) -> Iterator[Finding]:
    database = open_database(database_url(args.database, Settings.from_environment()))
    try:
        yield True, f"{database.name} opens (schema {migrations.HEAD})"
        yield from _content(database)
    finally:
        database.close()


def _content(database: Database) -> Iterator[Finding]:
    with database.read() as conn:
        if database.is_sqlite:
            found = conn.execute(text("PRAGMA quick_check")).scalar()
            yield (
                found == "ok",
                f"its content is {'sound' if found == 'ok' else f'damaged ({found}): restore a backup'}",
            )
            folder = Path(str(database.url.database)).resolve().parent
            free = shutil.disk_usage(folder).free
            yield free > LITTLE_SPACE, f"{free / 1e9:.1f} GB are free beside it"
        people = agents.everybody(conn)
    able = [p for p in people if p.disabled_at is None and p.password_hash and "administrator" in p.roles]
    names = ", ".join(p.name for p in able)
    yield bool(able), f"administrators: {names}" if able else "nobody administers it: `ccw serve` prints a set-up link"


COMMAND = Command("doctor", "say what is in order and what is not", configure, run)
