"""The floor: who waits, who gives up and who serves whom, event by event.

Work arrives at queues and waits first come, first served; agents on shift take it when they have
the units free; a customer whose patience runs out leaves. Nothing here knows about text or tables.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

ARRIVE, LEAVE, FINISH, START = range(4)


@dataclass(frozen=True)
class Work:
    """One conversation as the floor sees it. Moments and durations are seconds."""

    at: float
    queue: int
    units: int  # how much of an agent it takes
    service_s: float  # from acceptance until the agent is free of it
    patience_s: float  # how long the customer waits at most


@dataclass(frozen=True)
class Shift:
    """One agent on duty from `start` to `end`, serving `queues` in order of preference."""

    agent: int
    queues: tuple[int, ...]
    units: int = 1
    start: float = 0.0
    end: float = float("inf")


@dataclass
class Served:
    """What became of one piece of work; `agent` is None when the customer gave up, at `until`."""

    wait_s: float
    agent: int | None
    until: float


class Floor:
    """One run over sorted work. `run()` returns one Served per piece of work, in the same order."""

    def __init__(self, work: Sequence[Work], shifts: Sequence[Shift]) -> None:
        self.work, self.shifts = work, shifts
        self.free = [shift.units for shift in shifts]
        self.idle_since = [shift.start for shift in shifts]
        self.waiting: dict[int, deque[int]] = {w.queue: deque() for w in work}
        self.on_duty: dict[int, list[int]] = {queue: [] for queue in self.waiting}
        self.served: list[Served | None] = [None] * len(work)
        self.events: list[tuple[float, int, int, int]] = [(s.start, START, i, 0) for i, s in enumerate(shifts)]
        heapq.heapify(self.events)

    def run(self) -> list[Served]:
        for number, work in enumerate(self.work):
            self._events_until(work.at)
            self._arrive(number, work)
        self._events_until(float("inf"))
        return [served for served in self.served if served is not None]

    def _events_until(self, at: float) -> None:
        while self.events and self.events[0][0] <= at:
            now, kind, index, units = heapq.heappop(self.events)
            if kind == LEAVE:
                self._leave(index, now)
            elif kind == START:
                for queue in self.shifts[index].queues:
                    self.on_duty.setdefault(queue, []).append(index)
                self._take_waiting(index, now)
            else:
                self.free[index] += units
                self.idle_since[index] = now
                self._take_waiting(index, now)

    def _arrive(self, number: int, work: Work) -> None:
        shift = self._free_shift(work)
        if shift is not None:
            self._serve(number, shift, work.at)
            return
        self.waiting[work.queue].append(number)
        heapq.heappush(self.events, (work.at + work.patience_s, LEAVE, number, 0))

    def _free_shift(self, work: Work) -> int | None:
        """The shift with the most units free for this work, the longest idle of equals."""
        duty = self.on_duty[work.queue]
        if any(self.shifts[i].end <= work.at for i in duty):
            duty[:] = [i for i in duty if self.shifts[i].end > work.at]
        able = [i for i in duty if self.free[i] >= work.units]
        return min(able, key=lambda i: (-self.free[i], self.idle_since[i], i)) if able else None

    def _serve(self, number: int, shift: int, now: float) -> None:
        work = self.work[number]
        self.free[shift] -= work.units
        until = now + work.service_s
        self.served[number] = Served(now - work.at, self.shifts[shift].agent, until)
        heapq.heappush(self.events, (until, FINISH, shift, work.units))

    def _leave(self, number: int, now: float) -> None:
        if self.served[number] is None:
            self.served[number] = Served(now - self.work[number].at, None, now)

    def _take_waiting(self, shift: int, now: float) -> None:
        """The shift takes what waits, queue by queue in its order, as long as it has units free."""
        if now >= self.shifts[shift].end:
            return
        for queue in self.shifts[shift].queues:
            line = self.waiting.get(queue)
            while line and self.free[shift] >= self.work[line[0]].units:
                number = line.popleft()
                if self.served[number] is None:
                    self._serve(number, shift, now)
            while line and self.served[line[0]] is not None:
                line.popleft()
