"""What an agent says about being there (E.1): the base statuses, and which of them a person may choose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    AVAILABLE = "available"
    BUSY = "busy"
    DO_NOT_DISTURB = "do_not_disturb"
    AWAY = "away"
    OFFLINE = "offline"
    INACTIVE = "inactive"  # set by the system when offers are missed (E-6); nobody chooses it


@dataclass(frozen=True)
class PresenceStatus:
    """`label` and `note` are what people read, `base` what routing looks at, `id` its id in a new organisation."""

    presence: Presence
    label: str
    note: str
    base: str
    id: str
    selectable: bool = True


PRESENCES: tuple[PresenceStatus, ...] = (
    PresenceStatus(
        Presence.AVAILABLE, "Available", "New work comes to you", "Available", "f523f628-c07a-e811-8162-000d3aa11f50"
    ),
    PresenceStatus(
        Presence.BUSY, "Busy", "New work comes while you have room", "Busy", "efdeb843-c07a-e811-8162-000d3aa11f50"
    ),
    PresenceStatus(
        Presence.DO_NOT_DISTURB, "Do not disturb", "No new work", "Busy – DND", "08971864-c07a-e811-8162-000d3aa11f50"
    ),
    PresenceStatus(Presence.AWAY, "Appear away", "No new work", "Away", "3dacae76-c07a-e811-8162-000d3aa11f50"),
    PresenceStatus(Presence.OFFLINE, "Offline", "No new work", "Offline", "70139190-c07a-e811-8162-000d3aa11f50"),
    PresenceStatus(Presence.INACTIVE, "Inactive", "Offers were missed", "", "", selectable=False),
)

SELECTABLE: tuple[PresenceStatus, ...] = tuple(status for status in PRESENCES if status.selectable)

# By whom a presence was set (E-23).
AGENT, SYSTEM = "AGENT", "SYSTEM"

_BY_PRESENCE = {status.presence: status for status in PRESENCES}
_BY_LABEL = {status.label: status for status in PRESENCES}


def status_of(name: str) -> PresenceStatus:
    """The status of that name or label ("do_not_disturb", "Do not disturb"); raises ValueError for any other text."""
    return _BY_LABEL[name] if name in _BY_LABEL else _BY_PRESENCE[Presence(name)]


def at_sign_in(default: Presence = Presence.AVAILABLE) -> Presence:
    """The presence a person begins with (E-3): a default of Offline or Away is kept, any other one starts as
    Available, because nothing of their capacity is used by somebody who was signed out."""
    return default if default in (Presence.OFFLINE, Presence.AWAY) else Presence.AVAILABLE
