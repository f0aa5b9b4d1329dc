"""`ccw serve`: the desk, on this computer or behind a proxy."""

from __future__ import annotations

import logging
from argparse import ArgumentParser, Namespace
from datetime import timedelta
from typing import TYPE_CHECKING

from ccw_panel.commands import Command
from ccw_panel.commands._database import add_database_option, database_url
from ccw_panel.config import Settings
from ccw_panel.demo.kept import data_folder
from ccw_panel.errors import CannotServe

if TYPE_CHECKING:
    from ccw_panel.auth.door import Door

EDGE_PORT = 5007


def configure(parser: ArgumentParser) -> None:
    add_database_option(parser)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this computer only)")
    parser.add_argument("--port", type=_port, default=5006, help="of the desk (default 5006; 0: any that is free)")
    parser.add_argument(
        "--edge-port", type=_port, default=EDGE_PORT, help="of the customers' pages, in a later version"
    )
    parser.add_argument(
        "--role", choices=("all", "desk", "edge", "router"), default="all", help="what this process does"
    )
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="how many processes share the work")
    parser.add_argument(
        "--insecure-demo",
        action="store_true",
        help="show a demo database, whose passwords everybody knows, to the network",
    )


def run(args: Namespace) -> int:
    _refuse_what_is_not_there(args)
    settings = Settings.from_environment()
    _log(settings.log_level)
    from ccw_panel.auth.door import Door  # Panel: only who serves waits for its import
    from ccw_panel.auth.requests import reach_of
    from ccw_panel.center import open_center
    from ccw_panel.serve import Listening, desk_server, free_port, is_free, kept_secret, run_until_stopped

    port = args.port or free_port(args.host)
    if not is_free(args.host, port):
        raise CannotServe(f"Port {port} of {args.host} is taken by another program. Stop that one, or choose --port.")
    with open_center(database_url(args.database, settings)) as center:
        door = Door(center, reach_of(args.host, port, settings), timedelta(hours=settings.session_hours))
        _refuse_open_demo(door, args)
        secret = settings.cookie_secret or kept_secret(data_folder())
        server = desk_server(door, Listening(args.host, port, secret))
        print("\n".join(greeting(door, args, f"http://{_shown(args.host)}:{port}/")), flush=True)
        run_until_stopped(server, door)
    print("Stopped.", flush=True)
    return 0


def greeting(door: Door, args: Namespace, url: str) -> list[str]:
    """What is printed when the desk can be opened."""
    lines = [f"Contact Center  {url}", f"Database        {door.center.database.name}"]
    if door.is_demo:
        people = (f"{person.name} ({', '.join(person.roles) or 'no role'})" for person in door.demo_accounts())
        lines += ["Demo accounts   " + ", ".join(people), "                every password is demo"]
    link = door.agents.first_administrator_link()
    if link:
        lines += [
            "There are no users yet. The first administrator opens, once and within a day:",
            f"{url}set-up?token={link}",
        ]
    if args.edge_port != EDGE_PORT:
        lines.append(f"This version serves the desk alone, so nothing listens on --edge-port {args.edge_port}.")
    return [*lines, "Stop with Ctrl+C."]


def _refuse_what_is_not_there(args: Namespace) -> None:
    if args.role in ("edge", "router"):
        raise CannotServe(
            f"This version serves the desk in one process, so there is no --role {args.role}. Leave it out."
        )
    if args.processes != 1:
        raise CannotServe(
            f"This version serves the desk in one process, so not in {args.processes}. Leave out --processes."
        )


def _refuse_open_demo(door: Door, args: Namespace) -> None:
    from ccw_panel.auth.requests import is_loopback

    if door.is_demo and not is_loopback(args.host) and not args.insecure_demo:
        raise CannotServe(
            f"Everybody knows the passwords of a demo database, so it is not shown to the network (--host {args.host}) "
            "just like that. Name another database, or say --insecure-demo if nothing in it matters."
        )


def _log(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("bokeh", "tornado.access", "alembic", "panel"):  # addresses may hold a set-up link's token
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLogger().level))


def _shown(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "") else f"[{host}]" if ":" in host else host


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


COMMAND = Command("serve", "serve the desk until it is stopped", configure, run)
