"""Bokeh figures of sentiment, the same in the app and in a notebook. Colours come from the theme."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from bokeh.models import ColumnDataSource, FixedTicker, HoverTool, Range1d, TapTool
from bokeh.plotting import figure

from ccw_panel.domain.sentiment import Level
from ccw_panel.views import theme as themes

LEVELS = [int(level) for level in Level]
GAP = 0.12  # of a bar's place left free on either side
BARS, MARK = "levels", "mark"  # names of the renderers


def levels_by_day(shares: pd.DataFrame, theme: str = "light", height: int = 296) -> figure:
    """Stacked bars of the seven levels, centred on Neutral, one a day.

    `shares`: index the days, columns -3..3, values 0..1. The data source of the renderer "levels" has a row a part
    of a bar, with `place` (which row of `shares`) and `level`; that of "mark" takes a box to frame one bar with.
    """
    days = list(shares.index)
    parts = _parts(shares, theme)
    low, high = min([-0.25, *parts["bottom"]]), max([0.25, *parts["top"]])
    plot = _figure(
        theme, height, x_range=Range1d(-0.5, max(len(days), 1) - 0.5), y_range=Range1d(low - 0.06, high + 0.06)
    )
    source = ColumnDataSource(parts)
    bars = plot.quad(
        left="left", right="right", bottom="bottom", top="top", source=source, name=BARS,
        fill_color="colour", line_color=_colour(theme, "surface"), line_width=1,
        nonselection_fill_alpha=1, selection_fill_alpha=1,
        nonselection_line_color=_colour(theme, "surface"), selection_line_color=_colour(theme, "surface"),
    )  # fmt: skip
    plot.quad(
        left="left", right="right", bottom="bottom", top="top", name=MARK,
        source=ColumnDataSource({"left": [], "right": [], "bottom": [], "top": []}),
        fill_alpha=0, line_color=_colour(theme, "text"), line_width=2,
    )  # fmt: skip
    plot.add_tools(TapTool(renderers=[bars]), HoverTool(renderers=[bars], tooltips=None))
    ticks = [quarter / 4 for quarter in range(-4, 5) if low <= quarter / 4 <= high]
    plot.yaxis.ticker = FixedTicker(ticks=ticks)
    plot.yaxis.major_label_overrides = {tick: f"{100 * abs(tick):.0f} %" for tick in ticks}
    every = 1 if len(days) <= 14 else 2  # room for the numbers
    plot.xaxis.ticker = FixedTicker(ticks=list(range(0, len(days), every)))
    plot.xaxis.major_label_overrides = {place: str(day.day) for place, day in enumerate(days)}
    return plot


def levels_by(shares: pd.DataFrame, theme: str = "light", height: int | None = None) -> figure:
    """Stacked bars of the seven levels, centred on Neutral, one a row of `shares` from the top: queues, channels ..."""
    names = [str(name) for name in shares.index]
    plot = _figure(theme, height or 60 + 32 * len(names), x_range=Range1d(-1, 1), y_range=names[::-1])
    parts = _parts(shares, theme)
    plot.hbar(
        y=[names[place] for place in parts["place"]], left=parts["bottom"], right=parts["top"], height=0.5,
        fill_color=parts["colour"], line_color=_colour(theme, "surface"), line_width=1, name=BARS,
    )  # fmt: skip
    plot.xaxis.ticker = FixedTicker(ticks=[-1, -0.5, 0, 0.5, 1])
    plot.xaxis.major_label_overrides = {-1: "100 %", -0.5: "50 %", 0: "0 %", 0.5: "50 %", 1: "100 %"}
    plot.ygrid.visible = False
    plot.xgrid.visible = True
    return plot


def conversation_line(
    moments: Sequence[datetime],
    levels: Sequence[int],
    running: Sequence[float],
    theme: str = "light",
    height: int = 220,
) -> figure:
    """One conversation: a dot a customer message at its level, and the level over the last six as a line.

    `running` holds values in [-1, 1] (`domain.sentiment.running_values`), drawn on the same scale.
    """
    plot = _figure(theme, height, x_axis_type="datetime", y_range=Range1d(-3.5, 3.5))
    plot.segment(x0=moments, x1=moments, y0=0, y1=levels, line_color=_colour(theme, "line-2"), line_width=1)
    plot.line(moments, [3 * value for value in running], line_color=_colour(theme, "text-2"), line_width=2)
    plot.scatter(
        moments, levels, size=9, line_color=_colour(theme, "surface"),
        fill_color=[_colour(theme, f"s{level + 4}") for level in levels], name=BARS,
    )  # fmt: skip
    plot.yaxis.ticker = FixedTicker(ticks=LEVELS)
    plot.yaxis.major_label_overrides = {int(level): level.label for level in Level}
    plot.xaxis.visible = True
    return plot


def _parts(shares: pd.DataFrame, theme: str) -> dict[str, list[Any]]:
    """One row a part of a bar: where it begins and ends, half of Neutral on either side of 0."""
    parts: dict[str, list[Any]] = {name: [] for name in ("place", "left", "right", "bottom", "top", "level", "colour")}
    for place, (_, row) in enumerate(shares.iterrows()):
        bottom = -(row[0] / 2 + sum(row[level] for level in LEVELS if level < 0))
        for level in LEVELS:
            top = bottom + row[level]
            values = (place, place - 0.5 + GAP, place + 0.5 - GAP, bottom, top, level, _colour(theme, f"f{level + 4}"))
            for name, value in zip(parts, values, strict=True):
                parts[name].append(value)
            bottom = top
    return parts


def _figure(theme: str, height: int, **options: Any) -> figure:
    """An empty figure in our colours, without a toolbar, as wide as its place."""
    plot = figure(
        height=height, sizing_mode="stretch_width", toolbar_location=None, tools="", min_border=0,
        background_fill_color=None, border_fill_color=None, outline_line_color=None, **options,
    )  # fmt: skip
    plot.xgrid.visible = False
    plot.grid.grid_line_color = _colour(theme, "line")
    for axis in (plot.xaxis, plot.yaxis):
        axis.axis_line_color = axis.major_tick_line_color = axis.minor_tick_line_color = None
        axis.major_label_text_color = _colour(theme, "text-3")
        axis.major_label_text_font = "Roboto, sans-serif"
        axis.major_label_text_font_size = "12px"
    return plot


def _colour(theme: str, name: str) -> str:
    return (themes.DARK if theme == "dark" else themes.LIGHT)[name]
