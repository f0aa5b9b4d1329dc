"""`ccw`: the command line. Each command is a file of `ccw_panel/commands`; here they are found and run."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from ccw_panel import __version__
from ccw_panel.commands import Command
from ccw_panel.discover import discover
from ccw_panel.errors import CcwError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in `argv` (the program's own by default) and return its exit code; 1 for what it refused."""
    commands: dict[str, Command] = {c.name: c for c in discover("ccw_panel.commands", "COMMAND").values()}
    args = _parser(commands).parse_args(argv)
    try:
        return commands[args.command].run(args)
    except CcwError as error:
        print(f"ccw {args.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser(commands: dict[str, Command]) -> ArgumentParser:
    parser = ArgumentParser(prog="ccw", description="A contact centre's desk: serve it, fill it, look after it.")
    parser.add_argument("--version", action="version", version=f"ccw {__version__}")
    chosen = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in commands.values():
        command.configure(chosen.add_parser(command.name, help=command.help, description=command.help))
    return parser


if __name__ == "__main__":
    sys.exit(main())
