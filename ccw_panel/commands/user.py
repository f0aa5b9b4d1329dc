"""`ccw user`: add people, give them roles, disable and enable them. Who has the database may do all of it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from ccw_panel.center import THE_CENTRE, ContactCenter, open_center
from ccw_panel.commands import Command
from ccw_panel.commands._database import add_database_option, database_url
from ccw_panel.config import Settings
from ccw_panel.domain.agents import Role


def configure(parser: ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = _sub(kinds, "add", "add a user and print the link with which they choose a password")
    add.add_argument("--role", action="append", choices=list(Role), default=[], help="may be given more than once")
    add.add_argument("--full-name", help="as colleagues read it (default: the user name)")
    add.add_argument("--email", default="")
    roles = _sub(kinds, "roles", "give a user these roles instead of theirs")
    roles.add_argument("--role", action="append", choices=list(Role), default=[], help="may be given more than once")
    link = _sub(kinds, "link", "print a new link with which a user chooses a password")
    _sub(kinds, "disable", "refuse a user from now on, and sign them out everywhere")
    _sub(kinds, "enable", "let a disabled user in again")
    add_database_option(kinds.add_parser("list", help="list the users"))
    for parser_with_link in (add, link):
        parser_with_link.add_argument("--url", help="where browsers reach the desk, such as https://desk.example.com")


def _sub(kinds: object, name: str, text: str) -> ArgumentParser:
    parser: ArgumentParser = kinds.add_parser(name, help=text)  # type: ignore[attr-defined]  # argparse names no public type
    parser.add_argument("name", metavar="NAME")
    add_database_option(parser)
    return parser


def run(args: Namespace) -> int:
    settings = Settings.from_environment()
    does: dict[str, Callable[[ContactCenter, Namespace, Settings], str]] = {
        "add": _add,
        "roles": _roles,
        "link": lambda center, args, settings: _link(center, args.name, args.url, settings),
        "disable": _disable,
        "enable": _enable,
        "list": lambda center, args, settings: "\n".join(_listed(center)),
    }
    with open_center(database_url(args.database, settings)) as center:
        print(does[args.what](center, args, settings))
    return 0


def _add(center: ContactCenter, args: Namespace, settings: Settings) -> str:
    agents = center.services.agents
    agents.add_user(THE_CENTRE, args.name, args.full_name or args.name.strip().capitalize(), args.role, args.email)
    return f"Added {args.name}.\n{_link(center, args.name, args.url, settings)}"


def _link(center: ContactCenter, name: str, url: str | None, settings: Settings) -> str:
    base = url or (f"https://{settings.origins[0]}" if settings.origins else "http://127.0.0.1:5006")
    token = center.services.agents.set_up_link(THE_CENTRE, name)
    return f"{name} chooses a password here, once and within a day:\n{base.rstrip('/')}/set-up?token={token}"


def _roles(center: ContactCenter, args: Namespace, _settings: Settings) -> str:
    center.services.agents.set_roles(THE_CENTRE, args.name, args.role)
    return f"{args.name} has {', '.join(args.role) or 'no role'} now."


def _disable(center: ContactCenter, args: Namespace, _settings: Settings) -> str:
    center.services.agents.disable(THE_CENTRE, args.name)
    return f"{args.name} is disabled and signed out."


def _enable(center: ContactCenter, args: Namespace, _settings: Settings) -> str:
    center.services.agents.enable(THE_CENTRE, args.name)
    return f"{args.name} may sign in again."


def _listed(center: ContactCenter) -> list[str]:
    people = center.services.agents.people()
    width = max((len(person.name) for person in people), default=0)
    return [
        f"{p.name:<{width}}  {p.full_name}  [{', '.join(p.roles) or 'no role'}]{' disabled' if p.disabled else ''}"
        for p in people
    ] or ["There are no users yet."]


COMMAND = Command("user", "add users, give roles, disable and enable", configure, run)
