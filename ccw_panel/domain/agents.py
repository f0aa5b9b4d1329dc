"""The people of the centre: who acts, in which roles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    AGENT = "agent"  # works at the desk
    SUPERVISOR = "supervisor"  # sees every queue; may use the desk
    ADMINISTRATOR = "administrator"  # configures; may use the desk
    ANALYST = "analyst"  # reads dashboards and frames; no desk


DESK_ROLES = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Actor:
    """Who is asking, captured once at sign-in and passed to every service call."""

    id: int
    name: str  # the user name, e.g. "alice"
    full_name: str
    roles: frozenset[Role]
    queues: frozenset[int] = frozenset()  # ids of the queues the person serves

    @property
    def may_use_desk(self) -> bool:
        return bool(self.roles & DESK_ROLES)

    @property
    def sees_every_queue(self) -> bool:
        return bool(self.roles & {Role.SUPERVISOR, Role.ADMINISTRATOR, Role.ANALYST})
