"""`ccw assist`: how good the suggestions are, measured on public data."""

from __future__ import annotations

import platform
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from ccw_panel.assist.accuracy import accuracy, measure, rated_sets, reliability, table
from ccw_panel.assist.sentiment import load
from ccw_panel.commands import Command
from ccw_panel.errors import NotFound

DATA = Path("../shared/data")


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["accuracy"], help="accuracy: how often the sentiment of a message is right")
    parser.add_argument(
        "--data", type=Path, default=DATA, metavar="DIR", help=f"holds vader/ and tweeteval/ ({DATA} when not given)"
    )


def run(args: Namespace) -> int:
    """Print two Markdown tables, as docs/assist.md shows them."""
    try:
        sets = rated_sets(args.data)
    except FileNotFoundError as error:
        raise NotFound(
            f"file {error.filename}", "Name the folder that holds vader/ and tweeteval/ with --data."
        ) from error
    scorer = load()
    when = datetime.now(UTC).date().isoformat()
    print(f"{scorer.model}, vaderSentiment {version('vaderSentiment')}, Python {platform.python_version()}, {when}\n")
    measured = measure(scorer, sets)
    print(f"{table(accuracy(measured))}\n\n{table(reliability(measured))}")
    return 0


COMMAND = Command("assist", "measure the suggestions on public data", configure, run)
