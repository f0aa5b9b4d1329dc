from datetime import UTC, date, datetime

import pandas as pd
import pytest

from ccw_panel.domain.report import SENTIMENT_COLUMNS
from ccw_panel.errors import InvalidInput
from ccw_panel.models.report import LEVELS, Chosen, SentimentReport, counts, figures, shares

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def rows(*given: dict) -> pd.DataFrame:
    """A frame as the service makes it; what a test does not say is an ordinary, neutral chat of Monday."""
    usual = {
        "at": datetime(2026, 3, 2, 9, tzinfo=UTC),
        "day": MONDAY,
        "queue": "Support",
        "channel": "chat",
        "agent": "Alice Adams",
        "customer": "Ana Ruiz",
        "level": 0,
        "first_level": 0,
        "worst_level": 0,
        "worst_text": "Hello",
        "worst_at": datetime(2026, 3, 2, 9, tzinfo=UTC),
        "alert_at": pd.NaT,
        "recovered_s": float("nan"),
    }
    frame = pd.DataFrame(
        [usual | {"conversation_id": n} | row for n, row in enumerate(given, start=1)], columns=list(SENTIMENT_COLUMNS)
    )
    frame.attrs["today"] = TUESDAY
    return frame


NOTHING = rows()


class AsGiven:
    """The one service a report needs: gives the same frame whatever it is asked."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.reports = self
        self.frame = frame
        self.asked: list[dict] = []

    def sentiment(self, actor, **asked):
        self.asked.append(asked)
        return self.frame


@pytest.fixture
def report(alice):
    report = SentimentReport(
        AsGiven(rows({"level": -2, "queue": "Billing"}, {"level": 1}, {"day": TUESDAY})), alice, days=7
    )
    report.take(report.read())
    return report


def test_a_day_is_counted_by_level():
    counted = counts(rows({"level": -2}, {"level": -2}, {"level": 3}, {"day": TUESDAY}), "day")

    assert list(counted.columns) == LEVELS
    assert counted.loc[MONDAY].tolist() == [0, 2, 0, 0, 0, 0, 1]
    assert counted.loc[TUESDAY].sum() == 1


def test_the_shares_of_a_row_make_one_and_a_row_of_nothing_makes_none():
    counted = counts(rows({"level": -1}, {"level": 1}), "day").reindex([MONDAY, TUESDAY], fill_value=0)

    assert shares(counted).sum(axis="columns").tolist() == [1.0, 0.0]


def test_the_average_is_a_level_and_rounds_away_from_zero():
    assert figures(rows({"level": -3}, {"level": -2}), NOTHING).average == -3
    assert figures(rows({"level": 1}, {"level": 0}), NOTHING).average == 1


def test_better_is_the_share_that_ended_above_where_it_began():
    found = figures(rows({"first_level": -2, "level": 1}, {"first_level": 1, "level": 1}), rows({"first_level": -1}))

    assert (found.better, found.better_before) == (0.5, 1.0)


def test_the_worst_day_is_the_one_with_the_largest_share_at_negative_or_worse():
    found = figures(rows({"level": -2}, {"level": 0}, {"level": -3, "day": TUESDAY}), NOTHING)

    assert (found.worst_day, found.worst_share) == (TUESDAY, 1.0)
    assert found.negative == pytest.approx(2 / 3)


def test_recovery_is_the_median_of_those_who_recovered():
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    alerts = [{"alert_at": at, "recovered_s": s} for s in (60.0, 120.0, 600.0, float("nan"))]

    found = figures(rows(*alerts, {}), NOTHING)

    assert (found.alerts, found.recovered_s) == (4, 120.0)


def test_a_period_without_conversations_has_no_figures():
    assert figures(NOTHING, NOTHING).average is None
    assert counts(NOTHING, "queue").empty


def test_twice_the_period_is_read_and_split(alice):
    services = AsGiven(rows({"day": date(2026, 2, 20)}, {}, {"day": TUESDAY}))
    report = SentimentReport(services, alice, days=7)

    report.take(report.read())

    assert services.asked == [{"days": 14, "queue": None, "channel": None}]
    assert (len(report.frame), len(report.before)) == (2, 1)
    assert (report.begins, report.ends) == (date(2026, 2, 25), TUESDAY)


def test_days_without_a_conversation_have_a_bar_of_nothing(report):
    assert len(report.by_day()) == 7
    assert report.by_day().loc[date(2026, 2, 26)].sum() == 0


def test_without_a_choice_those_that_need_a_look_are_listed(report):
    assert report.rows()["level"].tolist() == [-2]


@pytest.mark.parametrize(
    ("by", "value", "level", "found"),
    [
        ("queue", "Support", None, 2),
        ("queue", "Support", 1, 1),
        ("day", "2026-03-03", None, 1),
        ("channel", "sms", None, 0),
    ],
)
def test_the_rows_behind_a_bar_are_those_it_counted(report, by, value, level, found):
    report.choose(by, value, level)

    assert report.chosen == Chosen(by, value, level)
    assert len(report.rows()) == found


@pytest.mark.parametrize(("by", "level"), [("agent", None), ("day", 4)])
def test_a_bar_that_cannot_be_is_refused(report, by, level):
    with pytest.raises(InvalidInput):
        report.choose(by, "x", level)


def test_a_period_that_is_not_offered_is_refused(report):
    with pytest.raises(InvalidInput):
        report.filter(365, "", "")


def test_a_filter_keeps_the_names_it_can_be_changed_to(report):
    report.filter(7, "Billing", "")
    report.take(rows({"queue": "Billing"}))

    assert report.queues == ("Billing", "Support")


def test_the_real_service_and_the_report_agree_on_columns(services, sam):
    report = SentimentReport(services, sam)

    report.take(report.read())

    assert list(report.frame.columns) == list(SENTIMENT_COLUMNS)
    assert len(report.by_day()) == 14
