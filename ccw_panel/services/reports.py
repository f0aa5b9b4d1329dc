"""Numbers as frames: every table of the centre, the sentiment of a period, and one agent's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Boolean, Date, Float, Integer, Row
from sqlalchemy.types import TypeEngine

from ccw_panel.assist.sentiment import MODEL
from ccw_panel.domain.agents import Actor
from ccw_panel.domain.clock import Clock
from ccw_panel.domain.report import ALERT_LEVEL, SENTIMENT_COLUMNS, SERVICE_LEVEL_S, AgentDay
from ccw_panel.domain.sentiment import WINDOW
from ccw_panel.errors import InvalidInput, NotFound
from ccw_panel.services.access import authorize
from ccw_panel.store import days as calendar
from ccw_panel.store import reports as store
from ccw_panel.store.engine import Database
from ccw_panel.store.frames import Frame, FrameColumn, frames
from ccw_panel.store.types import UtcDateTime

USUAL_DAYS = 14  # that "usual" is taken from
MAX_DAYS = 3660


class Reports:
    """`model` is the scorer whose scores are shown where a message has several."""

    def __init__(self, database: Database, clock: Clock, model: str = MODEL) -> None:
        self._database = database
        self._clock = clock
        self._model = model

    def frame(self, actor: Actor, name: str) -> pd.DataFrame:
        """A table of the centre: accounts contacts cases activities articles queues agents conversations messages
        events.

        Columns and units are those of docs/data-dictionary.md; moments are UTC. Agents get the conversations they may
        open, with their messages and events. Raises NotFound for another name.
        """
        authorize(actor, "reports.frame")
        frame = frames().get(name)
        if frame is None:
            raise NotFound(f"frame {name}", f"Known: {', '.join(frames())}.")
        with self._database.read() as conn:
            rows = store.rows(conn, frame, actor)
            served = store.queues_served(conn) if name == "agents" else {}
        table = _table(frame, rows)
        if name == "agents":
            table["queues"] = [served.get(id, []) for id in table["id"]]
        return self._one_score(table, "id") if name == "messages" else table

    def sentiment(
        self, actor: Actor, days: int = 14, queue: str | None = None, channel: str | None = None
    ) -> pd.DataFrame:
        """One row a conversation that began in the last `days` calendar days and in which the customer wrote.

        Columns: domain/report.py SENTIMENT_COLUMNS. `queue` is a name. Agents get the conversations they may open.
        `attrs["today"]` is the last of the days, today where the centre is.
        """
        authorize(actor, "reports.sentiment")
        if not 1 <= days <= MAX_DAYS:
            raise InvalidInput({"days": f"Give 1 to {MAX_DAYS} days."})
        with self._database.read() as conn:
            zone = calendar.zone(conn)
            now = self._clock()
            since = calendar.midnight(conn, now, days - 1)
            begun = pd.DataFrame(store.sentiment_conversations(conn, actor, since, queue, channel))
            wrote = pd.DataFrame(store.customer_messages(conn, actor, since, queue, channel))
        report = pd.DataFrame(columns=list(SENTIMENT_COLUMNS))
        if not (begun.empty or wrote.empty):
            moods = _moods(self._one_score(wrote, "message_id"))
            report = begun.merge(moods, left_on="conversation_id", right_index=True)
            report["at"] = pd.to_datetime(report["at"], utc=True)
            report["day"] = report["at"].dt.tz_convert(str(zone)).dt.date
            report = report[list(SENTIMENT_COLUMNS)].reset_index(drop=True)
        report.attrs["today"] = now.astimezone(zone).date()
        return report

    def agent_day(self, actor: Actor) -> AgentDay:
        """The actor's figures since midnight in the centre's time zone (M.5)."""
        authorize(actor, "reports.agent_day")
        now = self._clock()
        with self._database.read() as conn:
            today = calendar.midnight(conn, now)
            zone = calendar.zone(conn)
            closed = store.closed_by(conn, actor.id, calendar.midnight(conn, now, USUAL_DAYS))
            waits = store.waits_of(conn, actor.id, today)
            used, capacity = store.capacity(conn, actor.id)
        done = [row for row in closed if row.closed_at >= today]
        ratings = [row.csat for row in done if row.csat is not None]
        return AgentDay(
            handled=len(done),
            usual=_usual(
                [row.closed_at.astimezone(zone) for row in closed if row.closed_at < today], now.astimezone(zone)
            ),
            handle_s=_mean([row.handle_s for row in done if row.handle_s is not None]),
            first_response_s=_mean([_seconds(row) for row in done if row.first_response_at is not None]),
            service_level=_mean([wait <= SERVICE_LEVEL_S for wait in waits]),
            csat=_mean(ratings),
            ratings=len(ratings),
            capacity_used=used,
            capacity=capacity,
        )

    def _one_score(self, table: pd.DataFrame, key: str) -> pd.DataFrame:
        """One row a message: with the score of our model, else with the one it has."""
        if not table[key].duplicated().any():
            return table
        ours = (table["model"] != self._model).rename("other")
        ordered = table.assign(other=ours).sort_values([key, "other"], kind="stable").drop(columns="other")
        kept = ordered.drop_duplicates(key).index
        return table.loc[table.index.isin(kept)].reset_index(drop=True)


def _table(frame: Frame, rows: Sequence[Row[Any]]) -> pd.DataFrame:
    columns = zip(*rows, strict=True) if rows else [[] for _ in frame.columns]
    return pd.DataFrame(
        {column.name: _series(column, list(values)) for column, values in zip(frame.columns, columns, strict=True)}
    )


def _series(column: FrameColumn, values: list[Any]) -> pd.Series:
    """The values in the dtype of their column: moments datetime64 UTC, whole numbers Int64 where some are missing."""
    if column.words:
        return pd.Series([column.words.get(value) for value in values], dtype="str")
    kind: TypeEngine[Any] = column.source.type
    missing = any(value is None for value in values)
    if isinstance(kind, UtcDateTime):
        return pd.to_datetime(pd.Series(values, dtype="object"), utc=True)
    if isinstance(kind, Date):
        return pd.to_datetime(pd.Series(values, dtype="object"))
    if isinstance(kind, Boolean):
        return pd.Series(values, dtype="boolean" if missing else "bool")
    if isinstance(kind, Integer):
        return pd.Series(values, dtype="Int64" if missing else "int64")
    if isinstance(kind, Float):
        return pd.Series(values, dtype="float64")
    return pd.Series(values, dtype="str" if kind.python_type is str else "object")


def _moods(wrote: pd.DataFrame) -> pd.DataFrame:
    """By conversation: first and worst level, what was said there, and when it fell to ALERT_LEVEL and rose again."""
    wrote = wrote.assign(at=pd.to_datetime(wrote["at"], utc=True), running=_running_levels(wrote))
    by = wrote.groupby("conversation_id")
    worst = wrote.sort_values(["conversation_id", "value"], kind="stable").drop_duplicates("conversation_id")
    worst = worst.set_index("conversation_id")
    low = wrote["running"] <= ALERT_LEVEL
    alert_at = wrote[low].groupby("conversation_id")["at"].first()
    begun = pd.Series(alert_at.reindex(wrote["conversation_id"]).array, index=wrote.index)  # map() loses an empty dtype
    recovered_at = wrote[~low & (wrote["at"] > begun)].groupby("conversation_id")["at"].first()
    moods = pd.DataFrame(
        {"first_level": by["level"].first(), "worst_level": worst["level"], "worst_text": worst["text"]}
    )
    moods["worst_at"] = worst["at"]
    moods["alert_at"] = alert_at.reindex(moods.index)
    moods["recovered_s"] = (recovered_at - alert_at).dt.total_seconds().reindex(moods.index)
    return moods


def _running_levels(wrote: pd.DataFrame) -> pd.Series:
    """The level of the conversation after each message: `domain.sentiment.running_values` for all of them at once."""
    by = wrote.groupby("conversation_id")["value"]
    size = (by.cumcount() + 1).clip(upper=WINDOW)
    total = sum((size - back).clip(lower=0) * by.shift(back).fillna(0.0) for back in range(WINDOW))
    scaled = (3 * total / (size * (size + 1) / 2)).to_numpy(dtype="float64")
    return pd.Series(np.sign(scaled) * np.floor(np.abs(scaled) + 0.5), index=wrote.index)


def _usual(closed: Sequence[datetime], now: datetime) -> float | None:
    """How many were closed by this time of day, on average over the days on which any was; both in one zone."""
    days = {moment.date() for moment in closed}
    return sum(moment.time() <= now.time() for moment in closed) / len(days) if days else None


def _seconds(row: Row[Any]) -> float:
    """From the start of a conversation to the first reply."""
    seconds: float = (row.first_response_at - row.created_at).total_seconds()
    return max(0.0, seconds)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
