"""The Sentiment dashboard: levels by day, queue and channel, and the conversations behind every bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import panel as pn
from bokeh.embed import json_item

from ccw_panel.domain.conversation import CHANNEL_LABELS
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.sentiment import level_of
from ccw_panel.errors import CcwError, InvalidInput
from ccw_panel.models.report import LEVELS, Figures, SentimentReport, counts, shares
from ccw_panel.models.workspace import Tab, Workspace
from ccw_panel.views import plots
from ccw_panel.views.components.sentiment_page import SentimentPage
from ccw_panel.views.dashboards import Dashboard
from ccw_panel.views.run import guarded, in_background

LISTED = 105  # rows handed to the page; the count says how many there are
NOTHING = "–"


class SentimentDashboard:
    """The page. It is read once the browser has shown its frame, in a thread."""

    def __init__(self, tab: Tab, workspace: Workspace) -> None:
        self._tab = tab
        self._workspace = workspace
        self._document = pn.state.curdoc
        self.report = SentimentReport(workspace.services, workspace.actor, **_kept(tab.state))
        self.component = SentimentPage(on=guarded(workspace, self._do), sizing_mode="stretch_both")
        self.report.param.watch(lambda _: self._draw(), "frame")
        self.report.param.watch(lambda *_: self._show(), ["frame", "chosen"])  # one call, however many changed
        self._refreshed = tab.param.watch(lambda _: self.load(), "refreshed")

    def shown(self) -> None:
        """Nothing: the page stands as it was left."""

    def hidden(self) -> None:
        """Nothing: the figure is a document of its own and is laid out with nothing else."""

    def close(self) -> None:
        self._tab.param.unwatch(self._refreshed)

    # ---- what the person does

    def _do(self, action: str, data: Mapping[str, Any]) -> None:
        match action:
            case "filter":
                self._filter(data)
            case "choose":
                level = data.get("level")
                by, value = str(data.get("by")), str(data.get("value"))
                self.report.choose(by, value, level if isinstance(level, int) else None)
            case "all":
                self.report.chosen = None
            case "open":
                self._open(data)
            case "ready" | "refresh":
                self.load()

    def _filter(self, data: Mapping[str, Any]) -> None:
        days, queue, channel = data.get("days"), data.get("queue"), data.get("channel")
        if not isinstance(days, int) or not isinstance(queue, str) or not isinstance(channel, str):
            raise InvalidInput({"filter": "That is not a period, a queue and a channel."})
        self.report.filter(days, queue, channel)
        self._tab.state = {**self._tab.state, **self.report.filters}
        self.load()

    def _open(self, data: Mapping[str, Any]) -> None:
        id, gesture = data.get("id"), data.get("gesture")
        if not isinstance(id, int):
            raise InvalidInput({"id": "That is not a conversation."})
        self._workspace.open(Ref("conversation", id), Origin.RELATED, gesture if isinstance(gesture, str) else None)

    # ---- reading and showing

    def load(self) -> None:
        """Reads the period again."""
        self.component.reading = True
        in_background(self._document, self.report.read, self._take, self._failed)

    def _take(self, frame: pd.DataFrame) -> None:
        self.report.take(frame)
        self.component.param.update(error="", reading=False)

    def _failed(self, error: CcwError) -> None:
        self.component.param.update(error=str(error), reading=False)

    def _draw(self) -> None:
        by_day = shares(self.report.by_day())
        self.component.figure = {theme: json_item(plots.levels_by_day(by_day, theme)) for theme in ("light", "dark")}

    def _show(self) -> None:
        self.component.data = page_data(self.report)


def _kept(state: Mapping[str, Any]) -> dict[str, Any]:
    """The filters of a restored tab."""
    return {name: state[name] for name in ("days", "queue", "channel") if name in state}


def page_data(report: SentimentReport) -> dict[str, Any]:
    """Everything but the figure, as the component shows it."""
    rows = report.rows()
    chosen = report.chosen
    by_day, found = report.by_day(), report.figures()
    return {
        "begins": report.begins.isoformat(),
        "ends": report.ends.isoformat(),
        "filters": {**report.filters, "queues": list(report.queues), "channels": list(_CHANNELS.items())},
        "kpis": kpis(found, report.days),
        "days": [
            {"value": day.isoformat(), "total": int(row.sum()), "shares": _shares(row)}
            for day, row in by_day.iterrows()
        ],
        "worst": len(by_day) - 1 if found.worst_day is None else by_day.index.get_loc(found.worst_day),
        "queue": [bar | {"label": bar["value"] or "No queue"} for bar in _bars(report.frame, "queue")],
        "channel": [
            bar | {"label": _CHANNELS[bar["value"]], "icon": bar["value"]} for bar in _bars(report.frame, "channel")
        ],
        "chosen": chosen and {"by": chosen.by, "value": chosen.value, "level": chosen.level},
        "chosen_label": chosen and (_CHANNELS.get(chosen.value) or chosen.value or "No queue"),
        "rows_total": len(rows),
        "rows": [_row(row) for row in rows.head(LISTED).to_dict("records")],
    }


_CHANNELS = {channel.value: label for channel, label in CHANNEL_LABELS.items()}


def _bars(frame: pd.DataFrame, by: str) -> list[dict[str, Any]]:
    """The bars of one card, most conversations first."""
    counted = counts(frame, by)
    ordered = counted.loc[counted.sum(axis="columns").sort_values(ascending=False, kind="stable").index]
    return [
        {"value": str(value), "total": int(row.sum()), "level": _average(row), "shares": _shares(row)}
        for value, row in ordered.iterrows()
    ]


def _average(row: pd.Series) -> int:
    return int(level_of(sum(level * row[level] for level in LEVELS) / row.sum() / 3))


def _shares(row: pd.Series) -> list[float]:
    """Shares of -3..3 in that order, 0..1."""
    total = float(row.sum()) or 1.0
    return [float(row[level]) / total for level in LEVELS]


def _row(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "id": int(row["conversation_id"]),
        "level": int(row["level"]),
        "text": row["worst_text"],
        "customer": row["customer"],
        "queue": row["queue"],
        "agent": row["agent"],
        "channel": row["channel"],
        "at": row["worst_at"].isoformat().replace("+00:00", "Z"),
    }


def kpis(found: Figures, days: int) -> list[dict[str, Any]]:
    """The strip: cells of label, value or level, note and trend."""
    worst = f"{_percent(found.worst_share)} on {found.worst_day:%-d %B}" if found.worst_day else ""
    return [
        {"label": f"Average, {days} days", "level": found.average, "value": NOTHING},
        {
            "label": "Ended better than started",
            "value": _percent(found.better),
            **_change(_points(found)),
        },
        {"label": "Negative or worse", "value": _percent(found.negative), "note": worst},
        {
            "label": "Alerts to agents",
            "value": str(found.alerts),
            "note": f"{found.alerts_on_last_day} on the last day",
        },
        {
            "label": "Time to recover",
            "value": NOTHING if found.recovered_s is None else f"{max(1, round(found.recovered_s / 60))} min",
            "note": "after an alert",
        },
    ]


def _change(points: int | None) -> dict[str, str]:
    """Note and trend of a share that rose or fell by `points`; None: there is nothing to compare it with."""
    if points is None:
        return {"note": "", "trend": ""}
    if points == 0:
        return {"note": "as in the days before", "trend": ""}
    word = "more" if points > 0 else "fewer"
    return {
        "note": f"{abs(points)} point{'' if abs(points) == 1 else 's'} {word}",
        "trend": "up" if points > 0 else "down",
    }


def _points(found: Figures) -> int | None:
    """How many points more ended better than in the period before."""
    if found.better is None or found.better_before is None:
        return None
    return round(100 * found.better) - round(100 * found.better_before)


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{100 * share:.0f} %"


DASHBOARD = Dashboard(name="sentiment", label="Sentiment", icon="face", page=SentimentDashboard)
