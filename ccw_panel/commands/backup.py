"""`ccw backup`: a copy of the database that can be opened as it is, also while the desk is in use."""

from __future__ import annotations

import os
import sqlite3
import time
from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path

from ccw_panel.commands import Command
from ccw_panel.commands._database import add_database_option, database_url
from ccw_panel.config import Settings
from ccw_panel.errors import CcwError, StoreUnavailable
from ccw_panel.store.engine import explain, open_database


def configure(parser: ArgumentParser) -> None:
    add_database_option(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="where the copy goes; must not exist yet")


def run(args: Namespace) -> int:
    database = open_database(database_url(args.database, Settings.from_environment()))
    try:
        if not database.is_sqlite:
            raise CcwError(
                f"{database.name} is backed up by its own tool: pg_dump --format=custom --file={args.file} ..."
            )
        started = time.monotonic()
        copy_database(Path(str(database.url.database)), args.file)
    finally:
        database.close()
    size = args.file.stat().st_size / 1e6
    print(f"Backed up to {args.file} ({size:.1f} MB, checked, {time.monotonic() - started:.1f} s).")
    print(f"To use it: ccw serve --database sqlite:///{args.file.resolve()}")
    return 0


def copy_database(source: Path, target: Path) -> None:
    """A copy of everything that was committed when it began, checked before it gets its name.

    Raises StoreUnavailable when the target exists, cannot be written, or the copy does not pass its check.
    """
    if target.exists():
        raise StoreUnavailable(str(target), "exists already", "Name a file that does not exist yet.")
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as conn:
            conn.execute("VACUUM INTO ?", (str(unfinished),))
        with closing(sqlite3.connect(unfinished)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise StoreUnavailable(str(source), "is damaged, and so would be its copy", "Restore an older backup.")
        os.chmod(unfinished, 0o600)  # noqa: PTH101  # customers' data
        os.link(unfinished, target)  # unlike a rename, this never replaces a file
    except FileExistsError:
        raise StoreUnavailable(str(target), "exists already", "Name a file that does not exist yet.") from None
    except (sqlite3.Error, OSError) as error:
        raise explain(error, str(target)) or StoreUnavailable(str(target), "cannot be written", str(error)) from error
    finally:
        unfinished.unlink(missing_ok=True)


COMMAND = Command("backup", "copy the database while it is in use", configure, run)
