"""The rounds: every figure of every desk in turn, so that a busy moment of the machine meets all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser

from bench import content
from bench.prepare import LONG
from bench.process import cpu_ms, rss_mb
from bench.screens import BARE, DESK, EMPTY, NICEGUI, Look, Screen, load

LOADS_EVERY = 3  # rounds to one load
SWITCHES = 10  # of one desk in a row, when its processor time is counted
WINDOWS = 6  # signed-in pages whose memory is taken the mean of
MOUNTED = 12  # as many as the desk keeps
SETTLE_MEMORY_MS = 3000


@dataclass
class Served:
    url: str
    pid: int


@dataclass
class Samples:
    """Measurements by name and desk: milliseconds, and MB for memory."""

    values: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, desk: str, value: float | None) -> None:
        if value is not None:
            self.values[name, desk].append(value)

    def of(self, name: str, desk: str) -> list[float]:
        return self.values.get((name, desk), [])


@dataclass
class Bench:
    """The desks that were started, the browser, and what has been measured."""

    browser: Browser
    served: dict[str, Served]
    cookies: Any
    rounds: int
    put_back: Callable[[], None]  # the workspace as it was prepared
    samples: Samples = field(default_factory=Samples)
    say: Callable[[str], None] = lambda text: print(text, flush=True)

    def open(self, look: Look) -> tuple[Screen, float]:
        served = self.served[look.name]
        if look is DESK:
            self.put_back()
        return load(self.browser, look, served.url, served.pid, self.cookies if look is DESK else None)

    def all(self) -> list[Screen]:
        return [self.open(look)[0] for look in (BARE, NICEGUI, DESK)]


def close(*screens: Screen) -> None:
    for screen in screens:
        screen.page.context.close()


def loads(bench: Bench) -> None:
    """Load to interactive, what a restore builds, and the first showing of conversations.

    Each load of the desk restores nine sessions of ten tabs; four of their conversations are then shown for the first
    time, the long one among them, each beside a new session of the others.
    """
    for number in range(max(1, bench.rounds // LOADS_EVERY)):
        bench.say(f"load {number + 1}")
        empty, took = bench.open(EMPTY)
        bench.samples.add("load", "empty", took)
        close(empty)
        desk, took = bench.open(DESK)
        bench.samples.add("load", "desk", took)
        bench.samples.add("restored pages", "desk", desk.page.evaluate("bench.count('.place > .room > *')"))
        peers = [bench.open(look)[0] for look in (BARE, NICEGUI)]
        for step in range(4):
            _first_showing(bench, desk, peers, number, step)
        close(desk, *peers)


def _first_showing(bench: Bench, desk: Screen, peers: list[Screen], load: int, step: int) -> None:
    for peer in peers:
        _both(bench, "first", peer, peer.new(content.SESSIONS + 1 + step))
    if step == load % 4:
        _both(bench, "first long", desk, desk.show(LONG, content.MANY, chart=True))
    else:
        _both(bench, "first", desk, desk.show((load * 3 + step) % (content.SESSIONS - 1) + 1, chart=True))


def _both(bench: Bench, name: str, screen: Screen, took: tuple[float, float | None]) -> None:
    shown, chart = took
    bench.samples.add(name, screen.look.name, shown)
    bench.samples.add(f"{name} chart after", screen.look.name, None if chart is None else chart - shown)


def sessions(bench: Bench) -> None:
    """Back to a session that is mounted, and the processor time of it."""
    screens = bench.all()
    for screen in screens:
        screen.show(3)
        screen.show(2)
    for number in range(bench.rounds):
        for screen in _turned(screens, number):
            bench.samples.add("session", screen.look.name, screen.show(2 + (number + 1) % 2)[0])
    for number in range(max(1, bench.rounds // SWITCHES)):
        for screen in _turned(screens, number):
            before = cpu_ms(screen.pid)
            for step in range(SWITCHES):
                screen.show(2 + step % 2)
            bench.samples.add("session cpu", screen.look.name, (cpu_ms(screen.pid) - before) / SWITCHES)
    for screen in screens:
        before = cpu_ms(screen.pid)
        screen.page.wait_for_timeout(3000)
        bench.samples.add("idle cpu", screen.look.name, (cpu_ms(screen.pid) - before) / 3)
    close(*screens)


def tabs(bench: Bench) -> None:
    """Back to a tab that is mounted, and send to one's own page."""
    screens = bench.all()
    for screen in screens:
        screen.show(2)
        screen.show(1)
    titles = {screen.look.name: screen.tab_title(1) for screen in screens}
    for number in range(-2, bench.rounds):
        for screen in _turned(screens, number):
            first = number % 2 == 1
            text = "customer1@example.com" if first else titles[screen.look.name]
            took = screen.show_tab(0 if first else 1, text)
            if number >= 0:
                bench.samples.add("tab", screen.look.name, took)
    for screen in screens:
        screen.show(4)
    for number in range(-1, bench.rounds):
        for screen in _turned(screens, number):
            took = screen.send(f"On its way, parcel {number + 1000}.")
            if number >= 0:
                bench.samples.add("send", screen.look.name, took)
    close(*screens)


def _turned(screens: list[Screen], number: int) -> list[Screen]:
    """Another one first each time."""
    first = number % len(screens)
    return [*screens[first:], *screens[:first]]


def memory(bench: Bench) -> None:
    """Memory of one more window on Home, and of one with twelve pages mounted; all caches are warm before."""
    first, _ = bench.open(DESK)
    _mount_twelve(first)
    base = _settled(bench, first)
    more = [bench.open(DESK)[0] for _ in range(WINDOWS)]
    bench.samples.add("memory home", "desk", (_settled(bench, first) - base) / WINDOWS)
    for screen in more:
        _mount_twelve(screen)
    bench.samples.add("memory twelve", "desk", (_settled(bench, first) - base) / WINDOWS)
    close(first, *more)


def _mount_twelve(screen: Screen) -> None:
    """Home, the ten tabs of session 1, and the first of session 2."""
    screen.show(1)
    for number in range(1, content.TABS):
        screen.show_tab(number, screen.tab_title(number))
    screen.show_tab(0, "customer1@example.com")
    screen.show(2)


def _settled(bench: Bench, screen: Screen) -> float:
    screen.page.wait_for_timeout(SETTLE_MEMORY_MS)
    return rss_mb(bench.served["desk"].pid)


PARTS: dict[str, Callable[[Bench], None]] = {"memory": memory, "loads": loads, "sessions": sessions, "tabs": tabs}
