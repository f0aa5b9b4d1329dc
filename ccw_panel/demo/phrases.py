"""What people say whatever it is about: greetings, empathy, moods, goodbyes (phrases.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

Bank = tuple[str, ...]


@cache
def bank(name: str) -> Bank:
    """The phrases of one bank; a mood's banks are called like "mood.fixed.-2"."""
    return _banks()[name]


@cache
def _banks() -> dict[str, Bank]:
    raw = tomllib.loads((files("ccw_panel.demo") / "phrases.toml").read_text("utf-8"))
    banks = {name: tuple(lines) for name, lines in raw.items() if isinstance(lines, list)}
    for group, phases in raw.items():
        if isinstance(phases, dict):
            for phase, lines in phases.items():
                if isinstance(lines, dict):
                    banks |= {f"{group}.{phase}.{level}": tuple(texts) for level, texts in lines.items()}
                else:
                    banks[f"{group}.{phase}"] = tuple(lines)
    return banks
