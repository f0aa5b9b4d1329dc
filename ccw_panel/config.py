"""Settings from the environment: each with its name, its default and what it does.

`SETTINGS` is what docs/settings.md lists; a value that cannot be used stops the start with a sentence that says why.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ccw_panel.errors import SettingError

log = logging.getLogger(__name__)

_ORIGIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")
_DATABASE = re.compile(r"demo|sqlite:///.+|postgresql(\+psycopg)?://.+")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True)
class Setting:
    name: str  # of the environment variable
    default: str  # as one would write it there
    meaning: str
    parse: Callable[[str], Any]  # raises ValueError with what it should be


@dataclass(frozen=True)
class Settings:
    """How this process runs. Made by `Settings.from_environment()`."""

    database: str | None = None
    origins: tuple[str, ...] = ()
    cookie_secret: str | None = None
    time_zone: str = "UTC"
    log_level: str = "INFO"
    session_hours: int = 12
    proxies: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of `environment` (the process's own by default); an empty value counts as not set.

        Raises SettingError that names the variable, its value and what it should be.
        """
        environment = os.environ if environment is None else environment
        known = {setting.name for setting in SETTINGS}
        for name in sorted(name for name in environment if name.startswith("CCW_") and name not in known):
            log.warning("%s is not a setting; the settings are %s", name, ", ".join(sorted(known)))
        return cls(**{_attribute(setting): _value(setting, environment) for setting in SETTINGS})


def _attribute(setting: Setting) -> str:
    return setting.name.removeprefix("CCW_").lower()


def _value(setting: Setting, environment: Mapping[str, str]) -> Any:
    given = environment.get(setting.name, "").strip() or setting.default
    try:
        return setting.parse(given)
    except ValueError as error:
        shown = "..." if "SECRET" in setting.name else given
        raise SettingError(setting.name, shown, str(error)) from None


def _database(text: str) -> str | None:
    if text and not _DATABASE.fullmatch(text):
        raise ValueError("demo, sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME")
    return text or None


def _origins(text: str) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in text.split(",") if host.strip())
    if not all(_ORIGIN.fullmatch(host) for host in hosts):
        raise ValueError(
            "host names separated by commas, such as desk.example.com,desk.example.com:8443 (no *, no https://)"
        )
    return hosts


def _proxies(text: str) -> tuple[str, ...]:
    addresses = tuple(address.strip() for address in text.split(",") if address.strip())
    try:
        return tuple(str(ip_address(address)) for address in addresses)
    except ValueError:
        raise ValueError("IP addresses separated by commas, such as 127.0.0.1,10.0.0.5") from None


def _cookie_secret(text: str) -> str | None:
    if text and len(text) < 32:
        raise ValueError("at least 32 characters that nobody can guess")
    return text or None


def _time_zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("a time zone such as Europe/Madrid") from None


def _log_level(text: str) -> str:
    if text.upper() not in _LEVELS:
        raise ValueError(f"one of {', '.join(_LEVELS)}")
    return text.upper()


def _session_hours(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 720):
        raise ValueError("a whole number of hours from 1 to 720")
    return int(text)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "CCW_DATABASE",
        "",
        "The database: sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME. "
        "Not set, or demo: a demo database.",
        _database,
    ),
    Setting(
        "CCW_ORIGINS",
        "",
        "The public host names (HOST or HOST:PORT, separated by commas) under which a proxy shows the desk. "
        "Not set: only the host and port it listens on.",
        _origins,
    ),
    Setting(
        "CCW_COOKIE_SECRET",
        "",
        "Signs the tokens of the desk's pages; at least 32 characters, the same in every process. "
        "Not set: one is made at the first start and kept in the user data directory, for this user alone.",
        _cookie_secret,
    ),
    Setting(
        "CCW_TIME_ZONE",
        "UTC",
        "The time zone of the centre: of opening hours, and of dates for people who have not chosen one of their own.",
        _time_zone,
    ),
    Setting("CCW_LOG_LEVEL", "INFO", "How much is logged: DEBUG, INFO, WARNING or ERROR.", _log_level),
    Setting(
        "CCW_PROXIES",
        "",
        "The addresses of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. "
        "Not set: 127.0.0.1 and ::1 when CCW_ORIGINS is set, otherwise nobody's.",
        _proxies,
    ),
    Setting("CCW_SESSION_HOURS", "12", "How many hours a sign-in lasts, 1 to 720.", _session_hours),
)
