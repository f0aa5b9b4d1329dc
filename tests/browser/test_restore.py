"""Everything is found again after a refresh and in another browser, typed text included."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_navigation_table import focused, sessions, site_map, tabs
from tests.waiting import stored_workspace, wait_until

pytestmark = pytest.mark.browser


def open_conversation(page):
    page.get_by_role("region", name=re.compile("^My work items")).get_by_role("listitem").first.click()
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()


def test_sessions_tabs_focus_and_unsent_text_come_back_after_a_refresh(desk, center):
    open_conversation(desk)
    site_map(desk, "Contacts")
    tabs(desk).first.click()
    desk.get_by_role("textbox", name="Message").fill("I will send a new shade today")
    wait_until(lambda: "new shade" in stored_workspace(center, "alice"))

    desk.reload()

    expect(sessions(desk)).to_have_count(2, timeout=30_000)
    expect(tabs(desk)).to_have_count(2)
    expect(focused(desk)).not_to_contain_text("Home")
    expect(desk.get_by_role("textbox", name="Message")).to_have_value("I will send a new shade today")


def test_an_unsaved_form_comes_back_in_another_browser(desk, desk_of, center, served):
    case = int(center.frame("cases").query("status == 1").iloc[5]["id"])
    desk.goto(f"{served.url}/?open=case:{case}")
    title = desk.get_by_role("textbox", name=re.compile("^Title"))
    expect(title).to_be_visible(timeout=30_000)
    title.fill("Half of a new ti")
    wait_until(lambda: "Half of" in stored_workspace(center, "alice"))

    other = desk_of("alice")

    expect(other.get_by_role("textbox", name=re.compile("^Title"))).to_have_value("Half of a new ti")
    expect(other.get_by_text("Unsaved changes").first).to_be_visible()


def test_a_second_window_is_told_that_the_first_one_changed(desk, desk_of):
    other = desk_of("alice")

    site_map(desk, "Cases")

    expect(other.get_by_text("Changed in another window").first).to_be_visible()
    other.get_by_text("Load it").first.click()
    expect(tabs(other)).to_have_count(2)


def test_a_link_opens_what_it_names_once_and_not_again_at_every_reload(desk_of, center):
    case = int(center.frame("cases").query("status == 1").iloc[6]["id"])
    desk = desk_of("alice", path=f"/?open=case:{case}")
    expect(sessions(desk)).to_have_count(2)
    sessions(desk).first.click()
    wait_until(lambda: "'focused': 'home'" in stored_workspace(center, "alice"))

    desk.reload()

    expect(sessions(desk)).to_have_count(2, timeout=30_000)
    expect(focused(desk)).to_contain_text("Home")
