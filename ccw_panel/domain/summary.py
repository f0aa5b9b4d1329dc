"""What can be said of a conversation by fixed rules: no guess, no model, only the record and quotes from it (G-120)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ccw_panel.domain.conversation import Conversation, State
from ccw_panel.domain.message import Message, Sender, Visibility
from ccw_panel.domain.sentiment import Level, level_of, running_values

ENOUGH_WORDS = 5  # a message with fewer is a greeting or an answer, not a problem
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Facts:
    issue: Message | None  # the first customer message that says something
    last: Message | None  # the last thing the customer said, when that is another message
    outcome: tuple[str, ...]  # sentences
    path: tuple[tuple[datetime, Level], ...]  # when the level of the last six messages changed, and to what


@dataclass(frozen=True)
class MoodPoint:
    """One dot of the sentiment chart, and where the line of the last six stands after it."""

    at: datetime
    level: Level
    running: float  # -1..1
    text: str


def mood(messages: Sequence[Message]) -> list[MoodPoint]:
    """The chart's points from the scored customer messages, oldest first; messages without a score are left out."""
    scored = [m for m in messages if m.value is not None and m.level is not None]
    lines = running_values([m.value for m in scored if m.value is not None])
    return [MoodPoint(m.at, Level(m.level or 0), line, m.text) for m, line in zip(scored, lines, strict=True)]


def facts(conversation: Conversation, customer_messages: Sequence[Message]) -> Facts:
    """Issue, outcome and sentiment path of a conversation from its customer's messages, oldest first."""
    said = [m for m in customer_messages if m.sender is Sender.CUSTOMER and m.visibility is Visibility.PUBLIC]
    issue = next((m for m in said if _says_something(m.text)), said[0] if said else None)
    last = said[-1] if said and said[-1] is not issue else None
    return Facts(issue, last, tuple(_outcome(conversation)), tuple(_path(mood(said))))


def _says_something(text: str) -> bool:
    return len(_WORD.findall(text)) >= ENOUGH_WORDS


def _path(points: Sequence[MoodPoint]) -> list[tuple[datetime, Level]]:
    levels = [(point.at, level_of(point.running)) for point in points]
    return [step for n, step in enumerate(levels) if n == 0 or levels[n - 1][1] is not step[1]]


def _outcome(conversation: Conversation) -> list[str]:
    said = [_answered(conversation)]
    if conversation.handle_s:
        said.append(f"It took {spelled(conversation.handle_s)} of work.")
    if conversation.transfer_count:
        times = "once" if conversation.transfer_count == 1 else f"{conversation.transfer_count} times"
        said.append(f"It was transferred {times}.")
    if conversation.dispositions:
        said.append(f"Disposition: {', '.join(conversation.dispositions)}.")
    if conversation.csat is not None:
        said.append(f"The customer gave it {conversation.csat} of 5.")
    return said


def _answered(conversation: Conversation) -> str:
    who = conversation.agent_name or "An agent"
    if conversation.accepted_at is not None or conversation.agent_id is not None:
        after = "" if conversation.wait_s is None else f" after {spelled(conversation.wait_s)}"
        return f"{who} answered{after}."
    if conversation.imported:
        return "Imported as it was: the file does not say who answered."
    if conversation.state is not State.CLOSED:
        return "Nobody has answered yet."
    waited = "" if conversation.wait_s is None else f" The customer waited {spelled(conversation.wait_s)}."
    return f"Nobody answered before it closed.{waited}"


def spelled(seconds: float) -> str:
    """A duration in words: "38 s", "11 min", "2 h 5 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"
