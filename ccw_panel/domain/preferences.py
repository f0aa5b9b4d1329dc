"""What a person may choose about their own desk, the defaults, and which values are taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import available_timezones

from ccw_panel.errors import InvalidInput

THEMES = ("system", "light", "dark")

# BCP 47 tags of the languages that dates, times and numbers can be written in.
_LANGUAGES = """
en-GB en-US en-AU en-CA en-IE en-IN cs cs-CZ da da-DK de de-AT de-CH de-DE el el-GR es es-ES es-MX fi fi-FI fr fr-CA
fr-FR hu hu-HU it it-IT ja ja-JP ko ko-KR nb nb-NO nl nl-NL pl pl-PL pt pt-BR pt-PT ro ro-RO sk sk-SK sv sv-SE tr tr-TR
uk uk-UA zh zh-CN zh-TW
"""
LANGUAGES = tuple(_LANGUAGES.split())

MIN_WIDTH, MAX_WIDTH = 200, 900  # px

DEFAULTS: Mapping[str, Any] = {
    "theme": "system",
    "time_zone": "",  # the centre's
    "language": "",  # English
    "shortcuts": True,  # whether single keys do anything
    "keys": {},  # action to the keys chosen for it
    "widths": {},  # a side panel, and a channel where they differ by it, to px: "pane", "comm.voice" (B-84)
    "transcript_hidden": False,  # of calls (B-85)
    "default_presence": "available",  # E-3
}

_NAME = re.compile(r"[a-z][a-z0-9_.]{0,39}")
_CHOSEN = re.compile(r"[^\s]{1,40}( [^\s]{1,40})?")  # "g h" is g, then h


def checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    """`changes` as they may be stored; raises InvalidInput that names every one that cannot be."""
    problems = {}
    for name, value in changes.items():
        problem = _PROBLEMS[name](value) if name in _PROBLEMS else "There is no such setting."
        if problem:
            problems[str(name)[:40]] = problem
    if problems:
        raise InvalidInput(problems)
    return dict(changes)


def with_defaults(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Every setting of a person, the chosen ones over the defaults."""
    return {**DEFAULTS, **{name: value for name, value in stored.items() if name in DEFAULTS}}


def _one_of(values: tuple[str, ...], sentence: str) -> Callable[[Any], str | None]:
    return lambda value: None if isinstance(value, str) and value in values else sentence


def _time_zone(value: Any) -> str | None:
    known = isinstance(value, str) and (value == "" or value in available_timezones())
    return None if known else "Choose a time zone such as Europe/Madrid."


def _switch(value: Any) -> str | None:
    return None if isinstance(value, bool) else "Choose on or off."


def _keys(value: Any) -> str | None:
    if not isinstance(value, Mapping) or len(value) > 100:
        return "Give the keys of each action."
    for action, keys in value.items():
        if not _matches(_NAME, action) or not _matches(_CHOSEN, keys):
            return "Give one key, or two one after the other, for each action."
        if re.match(r"alt\+\w$", keys, re.I):
            return "Choose keys without Alt and a letter: they write letters of other alphabets."
    taken = [keys for keys in value.values() if keys != "none"]
    return None if len(set(taken)) == len(taken) else "Two actions have the same keys; change one of them."


def _widths(value: Any) -> str | None:
    sensible = isinstance(value, Mapping) and len(value) <= 20 and all(_width(*item) for item in value.items())
    return None if sensible else f"A panel is {MIN_WIDTH} to {MAX_WIDTH} pixels wide."


def _width(panel: Any, width: Any) -> bool:
    whole = isinstance(width, int) and not isinstance(width, bool)
    return _matches(_NAME, panel) and whole and MIN_WIDTH <= width <= MAX_WIDTH


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


_PROBLEMS: Mapping[str, Callable[[Any], str | None]] = {
    "theme": _one_of(THEMES, "Choose system, light or dark."),
    "time_zone": _time_zone,
    "language": _one_of(("", *LANGUAGES), "Choose one of the languages listed."),
    "shortcuts": _switch,
    "keys": _keys,
    "widths": _widths,
    "transcript_hidden": _switch,
    "default_presence": _one_of(
        ("available", "busy", "do_not_disturb", "away", "offline"), "Choose a presence that people may choose."
    ),
}
