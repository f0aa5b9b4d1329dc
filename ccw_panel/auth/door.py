"""What the front door of one served process knows: the centre behind it, who may reach it, which sockets are open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from ccw_panel.auth.requests import Reach
from ccw_panel.auth.sockets import Sockets
from ccw_panel.domain.sign_in import LOGIN_LASTS
from ccw_panel.services.agents import Agents, Person

if TYPE_CHECKING:
    from ccw_panel.center import ContactCenter

P = ParamSpec("P")
T = TypeVar("T")

# Who plays which part in the demo, in the order in which people are shown them.
CAST = ("alice", "bob", "carol", "sam", "ada", "nina", "dora")

# Two at once: a comparison takes 64 MB and a core, and a crowd of wrong passwords must leave something for the desk.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="ccw-sign-in")


@dataclass
class Door:
    center: ContactCenter
    reach: Reach
    lasts: timedelta = LOGIN_LASTS
    is_demo: bool = field(init=False)
    sockets: Sockets = field(init=False)
    opened_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        self.is_demo = self.center.is_demo
        self.sockets = Sockets(self.agents.standing)

    @property
    def agents(self) -> Agents:
        return self.center.services.agents

    def demo_accounts(self) -> list[Person]:
        """The cast, on a demo database; nobody on any other."""
        if not self.is_demo:
            return []
        people = {person.name: person for person in self.agents.people()}
        return [people[name] for name in CAST if name in people and not people[name].disabled]

    def administrators(self) -> list[str]:
        """The full names of those who can give roles."""
        return [p.full_name for p in self.agents.people() if "administrator" in p.roles and not p.disabled]

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `function`, computed in a thread: passwords and writes must not hold up anybody's desk."""
        return await asyncio.get_running_loop().run_in_executor(_threads, lambda: function(*args, **kwargs))
