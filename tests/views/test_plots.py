import pandas as pd
import pytest
from bokeh.embed import json_item

from ccw_panel.models.report import LEVELS
from ccw_panel.views import plots, theme
from tests.conftest import NINE, TEN

WEEK = pd.date_range("2026-03-02", periods=7).date


def shares(rows: int = 7) -> pd.DataFrame:
    return pd.DataFrame([[0.05, 0.1, 0.15, 0.4, 0.15, 0.1, 0.05]] * rows, index=WEEK[:rows], columns=LEVELS)


def parts(plot) -> pd.DataFrame:
    return pd.DataFrame(plot.select_one({"name": plots.BARS}).data_source.data)


def test_every_bar_has_a_part_for_each_level_in_its_colour():
    found = parts(plots.levels_by_day(shares(), "dark"))

    assert len(found) == 7 * 7
    assert found[found["level"] == -3]["colour"].unique().tolist() == [theme.DARK["f1"]]


def test_a_bar_is_centred_on_neutral():
    neutral = parts(plots.levels_by_day(shares(1))).set_index("level").loc[0]

    assert neutral["bottom"] == pytest.approx(-0.2)
    assert neutral["top"] == pytest.approx(0.2)


def test_the_parts_of_a_bar_lie_on_each_other_without_a_gap():
    bar = parts(plots.levels_by_day(shares(1)))

    assert bar["top"].tolist()[:-1] == pytest.approx(bar["bottom"].tolist()[1:])
    assert bar["top"].iloc[-1] - bar["bottom"].iloc[0] == pytest.approx(1)


def test_a_lopsided_day_fits_into_the_figure():
    lopsided = pd.DataFrame([[0, 0, 0, 0, 0, 0, 1.0]], index=WEEK[:1], columns=LEVELS)

    assert plots.levels_by_day(lopsided).y_range.end > 1


def test_the_browser_gets_a_figure_as_json_in_either_theme():
    made = {name: json_item(plots.levels_by_day(shares(), name)) for name in ("light", "dark")}

    assert made["light"] != made["dark"]
    assert made["light"]["doc"]["roots"]


def test_queues_are_drawn_from_the_top():
    named = shares(2).set_axis(["Support", "Billing"])

    assert list(plots.levels_by(named).y_range.factors) == ["Billing", "Support"]


def test_a_conversation_is_a_dot_a_message_and_a_line():
    plot = plots.conversation_line([NINE, TEN], [-2, 1], [-0.6, -0.1])

    dots = plot.select_one({"name": plots.BARS}).data_source.data
    assert list(dots["y"]) == [-2, 1]
    assert len(plot.renderers) == 3
