"""Chance for the generator: one NumPy generator a table, so that a new table changes no other."""

from __future__ import annotations

import math
import zlib
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

import numpy as np

T = TypeVar("T")
BLOCK = 8192  # uniforms drawn at once: a scalar draw from NumPy costs twenty times one from a list


def generator(seed: int, table: str) -> np.random.Generator:
    """The generator of one table: the same seed and name give the same numbers on every machine."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(zlib.crc32(table.encode()),))))


class Dice:
    """Single draws from one table's generator."""

    def __init__(self, seed: int, table: str) -> None:
        self._rng = generator(seed, table)
        self._left: list[float] = []

    def random(self) -> float:
        """Uniform in [0, 1)."""
        if not self._left:
            self._left = self._rng.random(BLOCK).tolist()
        return self._left.pop()

    def chance(self, p: float) -> bool:
        return self.random() < p

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.random()

    def integer(self, low: int, high: int) -> int:
        """Uniform among low, ..., high, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.random() * len(choices))]

    def weighted(self, choices: Sequence[T], weights: Sequence[float]) -> T:
        edges = list(accumulate(weights))
        return choices[min(bisect_right(edges, self.random() * edges[-1]), len(choices) - 1)]

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` different choices (all of them if there are fewer), in random order."""
        rest = list(choices)
        return [rest.pop(int(self.random() * len(rest))) for _ in range(min(count, len(rest)))]

    def normal(self, mean: float = 0.0, deviation: float = 1.0) -> float:
        radius = math.sqrt(-2.0 * math.log(1.0 - self.random()))
        return mean + deviation * radius * math.cos(2.0 * math.pi * self.random())

    def lognormal(self, mean: float, sigma: float) -> float:
        """Lognormal with this mean (not the mean of its logarithm) and this sigma of the logarithm."""
        return math.exp(self.normal(math.log(mean) - sigma * sigma / 2.0, sigma))

    def exponential(self, mean: float) -> float:
        return -mean * math.log(1.0 - self.random())
