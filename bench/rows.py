"""The goals, and what each row of the table says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from bench.measure import Samples


@dataclass(frozen=True)
class Goal:
    """Our median is at most `most` times the median of `other`; without an other, at most `most` units."""

    what: str
    name: str  # of the samples
    most: float
    other: str = ""  # the desk it is compared with
    than: str = ""  # the samples of it; the same when empty
    unit: str = "ms"


GOALS = (
    Goal("Back to a mounted session", "session", 2, "bare"),
    Goal("Back to a mounted session", "session", 0.5, "nicegui"),
    Goal("Back to a mounted tab", "tab", 2, "bare"),
    Goal("Back to a mounted tab, against NiceGUI's session switch", "tab", 0.5, "nicegui", "session"),
    Goal("First showing of a conversation's text and cards", "first", 1, "nicegui"),
    Goal("Its chart, after the text", "first chart after", 250),
    Goal("Send to shown on one's own page", "send", 1, "nicegui"),
    Goal("Server CPU of a session switch", "session cpu", 0.25, "nicegui"),
    Goal("A conversation of 10,000 messages, against 100", "first long", 1.5, "desk", "first"),
    Goal("Load to interactive, against an empty panel-material-ui page", "load", 1.6, "empty"),
    Goal("Server memory of one more window on Home", "memory home", 2, unit="MB"),
    Goal("Server memory of one more window with twelve pages mounted", "memory twelve", 12, unit="MB"),
    Goal("Pages built by a restore of 9 sessions x 10 tabs", "restored pages", 1, unit=""),
)


@dataclass(frozen=True)
class Row:
    goal: Goal
    ours: float
    n: int
    theirs: float | None
    bare: float | None

    @property
    def ratio(self) -> float | None:
        return None if self.theirs is None else self.ours / self.theirs

    @property
    def met(self) -> bool:
        value = self.ours if self.ratio is None else self.ratio
        return value <= self.goal.most


def rows(samples: Samples) -> Iterator[Row]:
    """One row a goal that has been measured."""
    for goal in GOALS:
        ours = samples.of(goal.name, "desk")
        theirs = samples.of(goal.than or goal.name, goal.other)
        if not ours or (goal.other and not theirs):
            continue
        bare = samples.of(goal.name, "bare")
        yield Row(goal, median(ours), len(ours), median(theirs) if goal.other else None, median(bare) if bare else None)


def table(samples: Samples) -> str:
    """The rows as Markdown, aligned to be read as it is."""
    head = ["What", "Ours", "n", "Compared with", "Ratio", "Times bare", "Goal", "Met"]
    lines = [head, *(_cells(row) for row in rows(samples))]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def _cells(row: Row) -> list[str]:
    goal = row.goal
    compared = f"{goal.other} {_value(row.theirs, goal.unit)}" if row.theirs is not None else ""
    ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
    bare = f"{row.ours / row.bare:.1f}" if row.bare else ""
    most = f"<= {goal.most:g} x {goal.other}" if goal.other else f"<= {_value(goal.most, goal.unit)}"
    return [goal.what, _value(row.ours, goal.unit), str(row.n), compared, ratio, bare, most, "yes" if row.met else "NO"]


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = f"{value:.1f}" if value < 20 and value != int(value) else f"{value:.0f}"
    return f"{digits} {unit}".strip()


def spread(samples: Samples) -> str:
    """Every figure with its median and its slowest in twenty, for whoever doubts the table."""
    lines = []
    for (name, desk), values in sorted(samples.values.items()):
        ordered = sorted(values)
        slow = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        lines.append(f"{name:20} {desk:8} median {median(values):8.1f}  p95 {slow:8.1f}  n {len(values)}")
    return "\n".join(lines)
