from ccw_panel.domain.report import AgentDay
from ccw_panel.views.agent_day import LABELS, kpis


def cell(day, label):
    return next(cell for cell in kpis(day) if cell["label"] == label)


def test_a_day_that_is_still_being_read_has_the_labels_and_no_values():
    cells = kpis(None)

    assert [cell["label"] for cell in cells] == list(LABELS)
    assert all(cell["value"] is None for cell in cells)


def test_a_day_reads_as_the_strip_shows_it():
    day = AgentDay(18, 16.4, 372.9, 38.2, 0.861, 4.62, 11, 3, 5)

    assert [(c["value"], c["note"]) for c in kpis(day)] == [
        ("18", "2 above usual"),
        ("6:12", "min"),
        ("38 s", "target 60 s"),
        ("86 %", "in 20 s"),
        ("4.6", "of 5, 11 ratings"),
        ("3", "of 5 units"),
    ]


def test_a_day_without_work_says_so_and_divides_by_nothing():
    notes = {c["label"]: (c["value"], c["note"]) for c in kpis(AgentDay(capacity=5))}

    assert notes["Handled today"] == ("0", "")
    assert notes["Average handle time"] == ("–", "none handled yet")
    assert notes["Satisfaction"] == ("–", "no rating yet")
    assert notes["Service level"][0] == "–"


def test_fewer_than_usual_points_down_and_as_many_is_flat():
    assert cell(AgentDay(3, 7.0), "Handled today")["trend"] == "down"
    assert cell(AgentDay(7, 7.2), "Handled today")["note"] == "as usual"


def test_one_rating_is_not_ratings():
    assert cell(AgentDay(csat=5.0, ratings=1), "Satisfaction")["note"] == "of 5, 1 rating"
