from datetime import date

import pytest

from ccw_panel.models.report import Figures
from ccw_panel.views.dashboards.sentiment import kpis


def cell(found: Figures, label: str) -> dict:
    return next(cell for cell in kpis(found, 14) if cell["label"] == label)


@pytest.mark.parametrize(
    ("before", "note", "trend"),
    [
        (0.58, "3 points more", "up"),
        (0.62, "1 point fewer", "down"),
        (0.61, "as in the days before", ""),
        (None, "", ""),
    ],
)
def test_a_share_is_compared_with_the_days_before_where_there_were_any(before, note, trend):
    shown = cell(Figures(better=0.61, better_before=before), "Ended better than started")

    assert (shown["value"], shown["note"], shown["trend"]) == ("61 %", note, trend)


def test_the_worst_day_is_named():
    shown = cell(Figures(negative=0.14, worst_day=date(2026, 3, 2), worst_share=0.31), "Negative or worse")

    assert (shown["value"], shown["note"]) == ("14 %", "31 % on 2 March")


def test_a_period_without_conversations_shows_dashes_and_no_day():
    assert [each["value"] for each in kpis(Figures(), 14)] == ["–", "–", "–", "0", "–"]
    assert cell(Figures(), "Negative or worse")["note"] == ""
