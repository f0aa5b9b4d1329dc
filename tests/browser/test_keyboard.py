"""A day's work without a mouse: open a case, edit, save, write a note, close."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_navigation_table import focused, sessions, tabs

pytestmark = pytest.mark.browser


def press_until(page, key, reached, times=80):
    for _ in range(times):
        if reached():
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} did not get there in {times} steps")


def focus_is(page, role, name):
    locator = page.get_by_role(role, name=name)
    return lambda: locator.count() > 0 and locator.first.evaluate("e => e.getRootNode().activeElement === e")


def test_a_case_is_opened_edited_saved_and_closed_with_the_keyboard_alone(desk, center):
    case = center.frame("cases").query("status == 1").iloc[7]
    desk.keyboard.press("/")
    desk.keyboard.type(case["number"])
    expect(desk.get_by_role("option").first).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(sessions(desk)).to_have_count(2)
    title = desk.get_by_role("textbox", name=re.compile("^Title"))
    expect(title).to_be_visible()

    press_until(desk, "Tab", focus_is(desk, "textbox", re.compile("^Title")))
    desk.keyboard.press("End")
    desk.keyboard.type(" today")
    expect(desk.get_by_text("Unsaved changes").first).to_be_visible()
    desk.keyboard.press("ControlOrMeta+s")
    expect(desk.get_by_text("Unsaved changes")).to_have_count(0)
    expect(focused(desk)).to_contain_text(str(case["title"])[:10])

    press_until(desk, "Tab", focus_is(desk, "textbox", re.compile("note", re.I)))
    desk.keyboard.type("Called back")
    desk.keyboard.press("ControlOrMeta+Enter")
    expect(desk.get_by_text("Called back").first).to_be_visible()

    press_until(desk, "Shift+Tab", lambda: focused(desk).evaluate("e => e.getRootNode().activeElement === e"))
    desk.keyboard.press("Delete")
    expect(sessions(desk)).to_have_count(1)


def test_arrows_move_between_sessions_and_tabs(desk, served, center):
    desk.goto(f"{served.url}/?open=case:{int(center.frame('cases')['id'].iloc[0])}")
    expect(sessions(desk)).to_have_count(2, timeout=30_000)

    sessions(desk).last.focus()
    desk.keyboard.press("ArrowUp")
    expect(sessions(desk).first).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("ArrowDown")
    expect(sessions(desk).last).to_have_attribute("aria-selected", "true")
    expect(tabs(desk)).to_have_count(1)


def test_the_palette_and_the_list_of_shortcuts_open_with_their_keys(desk):
    desk.keyboard.press("ControlOrMeta+k")
    expect(desk.get_by_role("dialog").first).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name=re.compile("shortcuts", re.I))).to_be_visible()
