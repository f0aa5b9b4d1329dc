"""How customers felt over some days, counted from one frame: a row a conversation (columns: domain/report.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import param

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.report import ALERT_LEVEL, SENTIMENT_COLUMNS
from ccw_panel.domain.sentiment import Level, level_of
from ccw_panel.errors import InvalidInput
from ccw_panel.services import Services

PERIODS = (7, 14, 28)  # days, today included
DIMENSIONS = ("day", "queue", "channel")
LEVELS = [int(level) for level in Level]  # -3..3


@dataclass(frozen=True)
class Chosen:
    """The bar, or the part of one, whose conversations are listed. `level` None: the whole bar."""

    by: str  # one of DIMENSIONS
    value: str  # of a day its ISO date
    level: int | None = None


@dataclass(frozen=True)
class Figures:
    """The figures above the charts. None: there is nothing to take it from."""

    average: int | None = None  # level
    better: float | None = None  # share that ended better than it began, 0..1
    better_before: float | None = None  # the same in as many days before
    negative: float | None = None  # share that stands at Negative or worse
    worst_day: date | None = None
    worst_share: float | None = None  # share of that day at Negative or worse
    alerts: int = 0  # conversations that fell to ALERT_LEVEL
    alerts_on_last_day: int = 0
    recovered_s: float | None = None  # median from such a fall to being above again


class SentimentReport(param.Parameterized):
    """One person's view of a period, by queue and channel, and the conversations behind one of its bars."""

    frame = param.DataFrame(default=pd.DataFrame(columns=SENTIMENT_COLUMNS), doc="The conversations of the period.")
    before = param.DataFrame(default=pd.DataFrame(columns=SENTIMENT_COLUMNS), doc="Those of as many days before it.")
    chosen = param.ClassSelector(class_=Chosen, doc="The bar whose conversations are listed; None: the worst ones.")

    def __init__(
        self, services: Services, actor: Actor, days: int = 14, queue: str = "", channel: str = "", **params: Any
    ) -> None:
        super().__init__(**params)
        self._services = services
        self._actor = actor
        self.days = days if days in PERIODS else 14
        self.queue = queue
        self.channel = channel
        self.queues: tuple[str, ...] = ()  # every name seen, so that a filter can be changed again
        self.was_read = False
        self.begins = self.ends = date.min  # of what was read last

    @property
    def filters(self) -> dict[str, Any]:
        """As a restore wants them."""
        return {"days": self.days, "queue": self.queue, "channel": self.channel}

    def filter(self, days: int, queue: str, channel: str) -> None:
        """Another period, queue or channel ("" is all); what is shown changes once it is read. Raises InvalidInput."""
        if days not in PERIODS:
            raise InvalidInput({"days": f"Choose {', '.join(map(str, PERIODS))} days."})
        self.days, self.queue, self.channel = days, queue, channel

    def read(self) -> pd.DataFrame:
        """The period and as many days before it. Slow: call it in a thread and hand the result to `take`."""
        return self._services.reports.sentiment(
            self._actor, days=2 * self.days, queue=self.queue or None, channel=self.channel or None
        )

    def take(self, frame: pd.DataFrame) -> None:
        """Shows what was read."""
        today: date = frame.attrs["today"]
        begins = today - timedelta(days=self.days - 1)
        within = frame["day"] >= begins
        self.queues = tuple(sorted({*self.queues, *frame["queue"], self.queue} - {""}))
        self.was_read, self.begins, self.ends = True, begins, today
        self.param.update(frame=frame[within], before=frame[~within], chosen=None)

    def choose(self, by: str, value: str, level: int | None = None) -> None:
        """Lists the conversations behind a bar; raises InvalidInput for a bar that cannot be."""
        if by not in DIMENSIONS or (level is not None and level not in LEVELS):
            raise InvalidInput({"chosen": "There is no such bar."})
        self.chosen = Chosen(by, value, level)

    def rows(self) -> pd.DataFrame:
        """The conversations of the chosen bar, else those that need a look; least happy first, then newest."""
        found = self.frame
        if self.chosen is None:
            found = found[found["level"] <= ALERT_LEVEL]
        else:
            found = found[found[self.chosen.by].astype(str) == self.chosen.value]
            if self.chosen.level is not None:
                found = found[found["level"] == self.chosen.level]
        return found.sort_values(["level", "at"], ascending=[True, False])

    def figures(self) -> Figures:
        return figures(self.frame, self.before)

    def by_day(self) -> pd.DataFrame:
        """`counts` of every day of the period, the empty ones too."""
        days = [self.begins + timedelta(days=n) for n in range(self.days)]
        return counts(self.frame, "day").reindex(days, fill_value=0)


def counts(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """How many conversations stand at each level, by a column: its values are the index, -3..3 the columns."""
    if frame.empty:
        return pd.DataFrame(columns=LEVELS, dtype="int64")
    return pd.crosstab(frame[by], frame["level"]).reindex(columns=LEVELS, fill_value=0)


def shares(counted: pd.DataFrame) -> pd.DataFrame:
    """The same as shares of its row, 0..1; a row of nothing is all 0."""
    totals = counted.sum(axis="columns")
    return counted.div(totals.where(totals > 0, 1), axis="index")


def figures(frame: pd.DataFrame, before: pd.DataFrame) -> Figures:
    """The figures of a period; `before` is the one to compare it with."""
    if frame.empty:
        return Figures(better_before=_better(before))
    negative = frame["level"] <= int(Level.NEGATIVE)
    by_day = negative.groupby(frame["day"]).mean()
    alerts = frame[frame["alert_at"].notna()]
    recovered = alerts["recovered_s"].dropna()
    return Figures(
        average=int(level_of(float(frame["level"].mean()) / 3)),
        better=_better(frame),
        better_before=_better(before),
        negative=float(negative.mean()),
        worst_day=by_day.index[int(by_day.argmax())],
        worst_share=float(by_day.max()),
        alerts=len(alerts),
        alerts_on_last_day=int((alerts["day"] == frame["day"].max()).sum()),
        recovered_s=None if recovered.empty else float(recovered.median()),
    )


def _better(frame: pd.DataFrame) -> float | None:
    return None if frame.empty else float((frame["level"] > frame["first_level"]).mean())
