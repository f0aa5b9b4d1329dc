"""What customers get in touch about: one TOML file an intent, so that a new intent is a new file.

A file holds `label`, `queue`, `weight` (how often it comes), `teams` (how often on Teams), `mood`
(where the customer's mood starts), `escalates` (chance), `case` (chance that a case is opened),
`type` (of the case: 1 question, 2 problem, 3 request), `verify` (order, email, postcode or none),
`groups` (of items it is about; empty: any), `article` (file name in demo/articles), `subjects`,
`[slots]`, `problem`, `again` (the same, when coming back about it), `[[ask]]` (agent's questions
with the customer's answers; `always` asked if marked so, `written` not on the phone, `settles` only
when the matter will be settled), `look` (what the agent finds), `solve`, `[[then]]` (customer's
follow-up question, agent's answer; only after a solution with the words of `after`, not after one
with any of `unless`), `escalate`,
`resolution` and `description` (of the case), `phrase` (what was searched for), and `disposition`.

A line that begins with a tag such as "#reset " belongs to the problems with that tag, which prefer it; a line
without one fits every problem. A `look` may name a cause, as in "@card ", which is then solved by a line
with that cause. A `solve` that begins with "!" leaves the customer nothing to ask about.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Exchange:
    """A question and what may be said to it: by the agent in `ask`, by the customer in `then`."""

    says: tuple[str, ...]
    replies: tuple[str, ...]
    always: bool = False  # without it the rest makes no sense
    written: bool = False  # not on the phone: something is sent
    settles: bool = False  # not when the agent has to pass the matter on
    after: str = ""  # words of the solution it asks about
    unless: tuple[str, ...] = ()  # words of solutions that have answered it

    def suits(self, solution: str) -> bool:
        """Whether a customer may still ask this after the solution."""
        return self.after in solution and not any(words in solution for words in self.unless)


@dataclass(frozen=True)
class Intent:
    name: str
    label: str
    queue: str
    weight: float
    teams: float
    mood: float
    escalates: float
    case: float
    type: int
    verify: str
    article: str
    subjects: tuple[str, ...]
    problem: tuple[str, ...]
    again: tuple[str, ...]
    ask: tuple[Exchange, ...]
    look: tuple[str, ...]
    solve: tuple[str, ...]
    then: tuple[Exchange, ...]
    escalate: tuple[str, ...]
    resolution: tuple[str, ...]
    description: tuple[str, ...]
    phrase: tuple[str, ...]
    disposition: tuple[str, ...]
    groups: tuple[str, ...] = ()
    slots: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def tags(self) -> list[str]:
        """The tag of each problem, "" where it has none."""
        return [line[1:].partition(" ")[0] if line.startswith("#") else "" for line in self.problem]


def fitting(lines: tuple[str, ...], tag: str) -> tuple[str, ...]:
    """The lines of a problem with this tag, else those without a tag; tags are cut off."""
    tagged = tuple(line.partition(" ")[2] for line in lines if tag and line.startswith(f"#{tag} "))
    return tagged or tuple(line for line in lines if not line.startswith("#"))


def caused(line: str) -> tuple[str, str]:
    """(cause, text) of a line; "" when it names no cause."""
    if not line.startswith("@"):
        return "", line
    cause, _, text = line[1:].partition(" ")
    return cause, text


def exchanges(found: tuple[Exchange, ...], tag: str) -> list[Exchange]:
    """The exchanges that a problem with this tag allows."""
    fit = (replace(e, says=fitting(e.says, tag)) for e in found)
    return [exchange for exchange in fit if exchange.says]


def _exchange(raw: dict[str, Any]) -> Exchange:
    given: dict[str, Any] = {name: tuple(raw.get(name, ())) for name in ("says", "replies", "unless")}
    given |= {flag: bool(raw.get(flag)) for flag in ("always", "written", "settles")}
    return Exchange(**given, after=raw.get("after", ""))


def _intent(name: str, text: str) -> Intent:
    raw = tomllib.loads(text)
    for key in ("ask", "then"):
        raw[key] = tuple(_exchange(e) for e in raw[key])
    raw["slots"] = {slot: tuple(values) for slot, values in raw.get("slots", {}).items()}
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    return Intent(name=name, **given)


@cache
def intents() -> dict[str, Intent]:
    """Every intent by name (its file's), in alphabetical order."""
    found = sorted(files(__name__).iterdir(), key=lambda file: file.name)
    return {f.name[:-5]: _intent(f.name[:-5], f.read_text("utf-8")) for f in found if f.name.endswith(".toml")}
