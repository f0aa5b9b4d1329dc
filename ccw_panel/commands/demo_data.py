"""`ccw demo-data`: write the CSV files of a demo centre. The same seed, day and size give the same bytes."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from ccw_panel.commands import Command
from ccw_panel.errors import SettingError

SEED = 2026
AS_OF = date(2026, 3, 20)  # of the files that come with the project


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed, another centre (default: {SEED})")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, default=AS_OF, metavar="DATE", help=f"the last day (default: {AS_OF})"
    )
    parser.add_argument("--size", choices=("demo", "load"), default="demo", help="demo: 300 customers; load: 20,000")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder the files go to")


def run(args: Namespace) -> int:
    try:
        from ccw_panel.demo.generate import SIZES, generate
    except ModuleNotFoundError as error:
        if error.name != "faker":
            raise
        raise SettingError("Faker", "not installed", "installed to make demo data: pip install faker") from error
    generate(args.seed, args.as_of, SIZES[args.size], args.out)
    print(f"Wrote {args.size} data up to {args.as_of} into {args.out}.")
    return 0


COMMAND = Command("demo-data", "write the CSV files of a demo centre", configure, run)
