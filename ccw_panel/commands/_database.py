"""The --database option that several commands share."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime

from ccw_panel.config import Settings
from ccw_panel.demo.kept import kept_demo


def add_database_option(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--database",
        metavar="URL",
        help="sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME; without it CCW_DATABASE, "
        "and without that the demo database in the user data directory",
    )


def database_url(option: str | None, settings: Settings) -> str:
    """The database that was asked for, in the command or in the environment; the kept demo when in neither."""
    asked = option or settings.database
    if asked and asked != "demo":
        return asked
    return f"sqlite:///{kept_demo(datetime.now(UTC))}"
