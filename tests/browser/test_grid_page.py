"""A grid answers every press, also one that changes nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_navigation_table import site_map

pytestmark = pytest.mark.browser


def test_a_press_that_changes_nothing_leaves_no_grid_waiting(desk: Page):
    site_map(desk, "Cases")
    rows = desk.get_by_role("main").get_by_role("row")
    expect(rows.nth(3)).to_be_visible()

    desk.get_by_role("tablist", name="Views").get_by_role("tab", selected=True).click()
    desk.get_by_role("button", name="Notifications").focus()

    expect(desk.locator("[aria-busy=true]").filter(visible=True)).to_have_count(0)
    expect(rows.nth(3)).to_be_visible()
