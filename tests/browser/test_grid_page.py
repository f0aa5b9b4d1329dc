"""A grid answers every press, also one that changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_navigation_table import site_map

pytestmark = pytest.mark.browser

SHOWN = """table => {
    const heads = [...table.querySelectorAll("th")].filter((th) => th.offsetParent);
    const at = Object.fromEntries(heads.map((th) => [th.textContent, th.cellIndex]));
    const narrow = [...table.tBodies[0].rows].flatMap((row) => [row.cells[at.Number], row.cells[at.Priority]]);
    const isCut = (el) => el.scrollWidth > el.clientWidth;
    const cut = narrow.filter((cell) => cell && [cell, ...cell.querySelectorAll(".ell")].some(isCut));
    return {
        pick: heads[0].getBoundingClientRect().width, columns: heads.length, cut: cut.map((cell) => cell.textContent),
        spare: table.parentElement.clientWidth - heads.reduce((sum, th) => sum + th.getBoundingClientRect().width, 0),
    };
}"""


def test_a_press_that_changes_nothing_leaves_no_grid_waiting(desk: Page):
    site_map(desk, "Cases")
    rows = desk.get_by_role("main").get_by_role("row")
    expect(rows.nth(3)).to_be_visible()

    desk.get_by_role("tablist", name="Views").get_by_role("tab", selected=True).click()
    desk.get_by_role("button", name="Notifications").focus()

    expect(desk.locator("[aria-busy=true]").filter(visible=True)).to_have_count(0)
    expect(rows.nth(3)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 1600])
@pytest.mark.parametrize("place", ["/?open=view:my-active-cases", "/?open=case:1"])
def test_columns_that_are_shown_can_be_read_beside_the_pane_and_without_it(
    desk_of: Callable[..., Page], width: int, place: str
):
    desk = desk_of(path=place, width=width)
    if "case:" in place:
        expect(desk.get_by_role("complementary", name="Productivity")).to_be_visible()
        site_map(desk, "Cases")
    table = desk.get_by_role("main").get_by_role("table")
    expect(table.get_by_role("row").nth(3)).to_be_visible()

    shown = table.evaluate(SHOWN)
    assert shown["pick"] == 36
    assert shown["columns"] >= 4
    assert not shown["cut"]
    assert shown["spare"] == pytest.approx(0, abs=1)
