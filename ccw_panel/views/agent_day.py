"""An agent's day as the cells of a KPI strip."""

from __future__ import annotations

from typing import Any

from ccw_panel.domain.report import FIRST_RESPONSE_S, SERVICE_LEVEL_S, AgentDay

NOTHING = "–"


def kpis(day: AgentDay | None) -> list[dict[str, Any]]:
    """Cells of label, value, note and trend; every value is None while the day is still being read."""
    if day is None:
        return [_cell(label, None) for label in LABELS]
    return [
        _handled(day),
        _cell(LABELS[1], _minutes(day.handle_s), "min" if day.handle_s is not None else "none handled yet"),
        _cell(LABELS[2], _seconds(day.first_response_s), f"target {FIRST_RESPONSE_S} s"),
        _cell(LABELS[3], _percent(day.service_level), f"in {SERVICE_LEVEL_S} s"),
        _cell(LABELS[4], NOTHING if day.csat is None else f"{day.csat:.1f}", _ratings(day.ratings)),
        _cell(LABELS[5], str(day.capacity_used), f"of {day.capacity} units"),
    ]


LABELS = ("Handled today", "Average handle time", "First response", "Service level", "Satisfaction", "Capacity used")


def _cell(label: str, value: str | None, note: str = "", trend: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "note": note, "trend": trend}


def _handled(day: AgentDay) -> dict[str, Any]:
    if day.usual is None:
        return _cell(LABELS[0], str(day.handled))
    above = day.handled - round(day.usual)
    if above == 0:
        return _cell(LABELS[0], str(day.handled), "as usual", "flat")
    return _cell(
        LABELS[0],
        str(day.handled),
        f"{abs(above)} {'above' if above > 0 else 'below'} usual",
        "up" if above > 0 else "down",
    )


def _minutes(seconds: float | None) -> str:
    return NOTHING if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _seconds(seconds: float | None) -> str:
    if seconds is None:
        return NOTHING
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{share:.0%}".replace("%", " %")


def _ratings(count: int) -> str:
    return "no rating yet" if count == 0 else f"of 5, {count} rating{'' if count == 1 else 's'}"
