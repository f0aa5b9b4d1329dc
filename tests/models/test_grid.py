"""Grids as state: which view, what filters, what order, which page, and several rows at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation_fields import FIELD
from ccw_panel.domain.records import record_type
from ccw_panel.errors import InvalidInput, NotFound
from ccw_panel.models.grid import PAGE, Grid, condition
from ccw_panel.services import Services
from tests.models.conftest import Things

CASE = record_type("case")


# ---- filters, without a database


@pytest.mark.parametrize("nothing", [None, "", []])
def test_empty_filter_is_none(nothing: object) -> None:
    assert condition(CASE.field("title"), nothing) is None


def test_choices_are_filtered_by_any_of_them() -> None:
    assert condition(CASE.field("priority"), [1, 3]) == [1, 3]
    assert condition(FIELD["channel"], ["chat", "sms"]) == ["chat", "sms"]


def test_choice_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput):
        condition(CASE.field("priority"), [99])


def test_days_of_a_filter_are_both_included() -> None:
    sent = {"from": "2026-03-02", "to": "2026-03-03"}

    assert condition(CASE.field("follow_up_by"), sent) == (date(2026, 3, 2), date(2026, 3, 4))


def test_moments_are_filtered_from_and_to_what_the_browser_says() -> None:
    sent = {"from": "2026-03-02T23:00:00Z", "to": None}

    assert condition(FIELD["created_at"], sent) == (datetime(2026, 3, 2, 23, tzinfo=UTC), None)


def test_people_are_filtered_by_who_was_chosen() -> None:
    assert condition(CASE.field("owner_id"), {"ref": "user:2", "title": "Bob Brown"}) == 2


# ---- a grid of cases


@pytest.fixture
def grid(services: Services, alice: Actor, things: Things) -> Grid:
    return Grid(services, alice, "active-cases")


@pytest.fixture
def active(services: Services, alice: Actor, things: Things) -> int:
    """How many cases are active."""
    return services.records.counts(alice, "case")["active-cases"]


def titles(grid: Grid) -> list[str]:
    return [row.title for row in grid.rows]


def test_grid_shows_the_rows_of_its_view_and_counts_the_others(grid: Grid) -> None:
    mine = [row for row in grid.rows if row.values["owner_id"] == grid.actor.id]

    assert grid.total == len(grid.rows) == grid.counts["active-cases"]
    assert grid.counts["my-active-cases"] == len(mine)
    assert {row.values["status"] for row in grid.rows} == {1}


def test_another_view_begins_without_the_filters_of_the_last(grid: Grid) -> None:
    grid.find("Lamp 3")
    grid.show_view("resolved-cases")

    assert (grid.view.name, grid.search, grid.total) == ("resolved-cases", "", grid.counts["resolved-cases"])


def test_view_of_another_kind_is_not_shown_here(grid: Grid) -> None:
    with pytest.raises(NotFound):
        grid.show_view("active-contacts")


def test_header_sorts_up_then_down_then_as_the_view_does(grid: Grid) -> None:
    grid.sort_by("title")
    up = grid.order(), titles(grid)
    grid.sort_by("title")
    down = grid.order(), titles(grid)
    grid.sort_by("title")

    assert up == ((("title", False),), sorted(up[1]))
    assert down == ((("title", True),), sorted(down[1], reverse=True))
    assert grid.order() == grid.view.sort


def test_filter_narrows_and_clear_widens_again(grid: Grid, active: int) -> None:
    grid.filter_by("title", "lamp 1")
    narrow = titles(grid)
    grid.clear()

    assert sorted(narrow) == ["Lamp 1", "Lamp 10", "Lamp 11", "Lamp 12", "Lamp 13"]
    assert grid.total == active


def test_filter_that_cannot_be_leaves_the_grid_as_it_was(grid: Grid, active: int) -> None:
    with pytest.raises(InvalidInput):
        grid.filter_by("priority", ["high"])

    assert (grid.filters, grid.total) == ({}, active)


def test_unknown_column_is_neither_sorted_nor_filtered_by(grid: Grid) -> None:
    for act in (lambda: grid.sort_by("password_hash"), lambda: grid.filter_by("password_hash", "x")):
        with pytest.raises(NotFound):
            act()


def test_columns_are_chosen_and_go_back_to_the_usual_ones(grid: Grid) -> None:
    usual = grid.shown_columns()
    grid.choose_columns(["number", "title"])
    chosen = grid.shown_columns()
    grid.choose_columns([])

    assert chosen == ("number", "title")
    assert grid.shown_columns() == usual


def test_grid_comes_back_as_it_was_left(services: Services, alice: Actor, grid: Grid) -> None:
    grid.filter_by("priority", [2])
    grid.sort_by("title")
    grid.choose_columns(["number", "title"])
    again = Grid(services, alice, grid.view.name, grid.state())

    assert again.state() == grid.state()
    assert titles(again) == titles(grid)


def test_state_of_an_older_version_does_no_harm(services: Services, alice: Actor, active: int) -> None:
    state = {"sort": [["gone", True]], "filters": {"gone": 1}, "columns": ["gone", "title"]}
    grid = Grid(services, alice, "active-cases", state)

    assert (grid.sort, grid.filters, grid.columns, grid.total) == ([], {}, ["title"], active)


# ---- pages


@pytest.fixture
def many(services: Services, alice: Actor, things: Things) -> Grid:
    for n in range(PAGE):
        services.records.create(alice, "case", {"title": f"Parcel {n}", "customer": things.contacts[0]})
    return Grid(services, alice, "active-cases")


def test_next_page_holds_the_rest(many: Grid) -> None:
    active = many.counts["active-cases"]
    first = {row.ref for row in many.rows}
    many.turn_to(PAGE)

    assert (len(first), len(many.rows), many.total) == (PAGE, active - PAGE, active)
    assert first.isdisjoint(row.ref for row in many.rows)


@pytest.mark.parametrize(("asked", "shown"), [(-5, 0), (7, 0), (PAGE + 3, PAGE), (10_000, PAGE)])
def test_page_beyond_the_ends_is_the_nearest_one(many: Grid, asked: int, shown: int) -> None:
    many.turn_to(asked)

    assert many.offset == shown


def test_page_costs_few_statements_however_many_rows(
    many: Grid, recorded_queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    with recorded_queries() as queries:
        many.reload()

    assert len(queries) <= 8, str(queries)


# ---- several rows at once


def test_selected_cases_become_mine(services: Services, bob: Actor, things: Things) -> None:
    grid = Grid(services, bob, "active-cases")
    grid.filter_by("title", "lamp")
    before = grid.counts["my-active-cases"]
    grid.select([grid.rows[0].ref, grid.rows[1].ref])
    result = grid.run("assign_to_me")

    assert (result.done, result.refusals) == (2, ())
    assert grid.counts["my-active-cases"] == before + 2


def test_row_that_refuses_does_not_hold_up_the_others(services: Services, alice: Actor, things: Things) -> None:
    grid = Grid(services, alice, "active-contacts")
    first, second = grid.rows[0], grid.rows[1]
    grid.select([first.ref, second.ref])
    services.records.save(alice, first.ref, {"city": "Lyon"}, first.version)
    result = grid.run("deactivate")

    assert result.done == 1
    assert len(result.refusals) == 1


def test_only_rows_that_are_shown_can_be_selected(grid: Grid, things: Things) -> None:
    grid.select([things.contacts[0], grid.rows[0].ref])

    assert grid.selection == [grid.rows[0].ref]


def test_action_that_the_kind_does_not_have_is_refused(grid: Grid) -> None:
    with pytest.raises(NotFound):
        grid.run("publish")


# ---- conversations


def test_conversations_are_listed_with_what_an_agent_may_see(
    services: Services, carol: Actor, alice: Actor, conversations: None
) -> None:
    assert Grid(services, alice, "my-conversations").total == 4
    assert Grid(services, alice, "open-conversations").total == 1
    assert Grid(services, carol, "all-conversations").total == 0


def test_conversations_are_filtered_by_channel_and_sorted(
    services: Services, alice: Actor, conversations: None
) -> None:
    grid = Grid(services, alice, "all-conversations")
    grid.filter_by("channel", ["sms"])
    grid.sort_by("created_at")

    assert {row.values["channel"] for row in grid.rows} == {"sms"}
