"""The seven sentiment levels (I-1), the level of a conversation from its messages (I-2, I-11), and what a scorer is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol


class Level(IntEnum):
    VERY_NEGATIVE = -3
    NEGATIVE = -2
    SLIGHTLY_NEGATIVE = -1
    NEUTRAL = 0
    SLIGHTLY_POSITIVE = 1
    POSITIVE = 2
    VERY_POSITIVE = 3

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").capitalize()


WINDOW = 6  # most recent customer messages that count (I-2)


@dataclass(frozen=True)
class Score:
    """What a scorer says of one message."""

    value: float  # -1..1
    level: int  # -3..3
    confidence: float  # 0..1: how often a message like this one is on the right side of neutral
    model: str  # name and version of the scorer


class Scorer(Protocol):
    """Anything that scores a message. `score` never raises, whatever the text."""

    model: str

    def score(self, text: str) -> Score: ...


def level_of(value: float) -> Level:
    """The level of a value in [-1, 1]: round half away from zero of three times the value."""
    scaled = 3 * max(-1.0, min(1.0, value))
    return Level(int(math.copysign(math.floor(abs(scaled) + 0.5), scaled)))


def conversation_value(values: Sequence[float]) -> float:
    """The value of a conversation in [-1, 1] from the values of its customer messages, oldest first.

    The last six count, weighted 1 for the oldest of them to 6 for the newest, so that the
    present mood leads without one message deciding (I-11). No message: 0, Neutral.
    """
    recent = list(values[-WINDOW:])
    if not recent:
        return 0.0
    weights = range(1, len(recent) + 1)
    return sum(w * v for w, v in zip(weights, recent, strict=True)) / sum(weights)


def running_values(values: Sequence[float]) -> list[float]:
    """`conversation_value` after each message, oldest first: the line of the sentiment chart."""
    return [conversation_value(values[max(0, n - WINDOW + 1) : n + 1]) for n in range(len(values))]
