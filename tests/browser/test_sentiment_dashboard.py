"""The Sentiment dashboard in a real browser: its figure, its bars, and the conversations behind them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.waiting import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture
def dashboard(desk_of) -> Page:
    page = desk_of("sam", path="/?open=dashboard:sentiment")
    expect(page.locator(".chart canvas").first).to_be_visible(timeout=30_000)
    return page


def title(page: Page):
    return page.locator("#rows")


def test_without_a_choice_it_lists_what_needs_a_look(dashboard):
    expect(title(dashboard)).to_contain_text("Conversations that need a look")
    expect(dashboard.get_by_role("button", name="Open the conversation with").first).to_be_visible()


def test_a_click_on_a_bar_lists_its_conversations_and_one_opens(dashboard):
    box = dashboard.locator(".chart").bounding_box()
    dashboard.mouse.click(box["x"] + box["width"] * 0.88, box["y"] + box["height"] * 0.35)

    expect(title(dashboard)).to_contain_text("positive")
    dashboard.get_by_role("button", name="Open the conversation with").first.click()
    expect(dashboard.get_by_role("tablist", name="Tabs").get_by_role("tab")).to_have_count(3)


def test_the_pointer_over_a_day_puts_its_values_beside_the_bars(dashboard):
    box, day = dashboard.locator(".chart").bounding_box(), dashboard.get_by_label("Day", exact=True)
    before = day.input_value()
    y = box["y"] + box["height"] * 0.35

    dashboard.mouse.move(box["x"] + box["width"] * 0.3, y)
    dashboard.mouse.move(box["x"] + box["width"] * 0.88, y, steps=5)

    expect(day).not_to_have_value(before)
    dashboard.mouse.move(5, 5)
    expect(day).to_have_value(before)


def test_it_works_without_a_pointer(dashboard):
    dashboard.get_by_label("Day", exact=True).select_option("3")
    level = dashboard.get_by_role("button", name="Slightly positive", exact=False).first
    level.focus()
    dashboard.keyboard.press("Enter")

    expect(level).to_have_attribute("aria-pressed", "true")
    expect(title(dashboard)).to_contain_text("Slightly positive")


def test_a_queue_lists_its_conversations_and_a_filter_leaves_only_it(dashboard):
    dashboard.get_by_role("button", name="Billing").click()
    expect(title(dashboard)).to_contain_text("Billing")

    dashboard.get_by_label("Queue", exact=True).select_option("Billing")

    expect(dashboard.get_by_role("article", name="By queue").get_by_role("button")).to_have_count(1)
    expect(title(dashboard)).to_contain_text("Conversations that need a look")


def test_the_figure_follows_the_theme(desk_of):
    page = desk_of("sam", path="/?open=dashboard:sentiment", theme="dark")
    expect(page.locator(".chart canvas").first).to_be_visible(timeout=30_000)
    dark = page.locator(".chart").screenshot()

    page.emulate_media(color_scheme="light")

    wait_until(lambda: page.locator(".chart").screenshot() != dark)
