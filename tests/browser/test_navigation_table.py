"""The navigation table, row by row, in a real browser: what a click opens, and where."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def sessions(page: Page):
    return page.get_by_role("tablist", name="Sessions").get_by_role("tab")


def tabs(page: Page):
    return page.get_by_role("tablist", name="Tabs").get_by_role("tab")


def focused(page: Page):
    return page.get_by_role("tablist", name="Sessions").get_by_role("tab", selected=True)


def case_title(center, n: int) -> tuple[int, str]:
    row = center.frame("cases").iloc[n]
    return int(row["id"]), str(row["title"])


def open_case(page: Page, served, id: int) -> None:
    page.goto(f"{served.url}/?open=case:{id}")
    expect(sessions(page)).to_have_count(2, timeout=30_000)


def site_map(page: Page, name: str) -> None:
    page.get_by_role("button", name="Site map").click()
    page.get_by_role("navigation", name="Site map").get_by_text(name, exact=True).click()


def test_a_record_of_a_grid_in_home_opens_a_session_b10_b17(desk, center):
    site_map(desk, "Cases")
    expect(tabs(desk)).to_have_count(2)  # B-17: the view is a tab of the focused session, Home

    desk.get_by_role("link", name=re.compile(r"^CAS-\d+")).first.click()

    expect(sessions(desk)).to_have_count(2)
    expect(focused(desk)).not_to_contain_text("Home")


def test_a_suggestion_of_global_search_opens_a_session_b11(desk, center):
    number = center.frame("cases")["number"].iloc[5]

    desk.get_by_role("searchbox", name="Global search").fill(number)
    desk.get_by_role("option", name=re.compile(number)).first.click()

    expect(sessions(desk)).to_have_count(2)


def test_a_row_of_the_results_page_opens_a_tab_here_b12_b27(desk, center):
    name = center.frame("contacts")["full_name"].iloc[3]
    box = desk.get_by_role("searchbox", name="Global search")
    box.fill(name)
    box.press("Enter")
    expect(tabs(desk)).to_have_count(2)  # B-27

    desk.get_by_role("tabpanel").get_by_role("link", name=name).first.click()

    expect(sessions(desk)).to_have_count(1)
    expect(tabs(desk)).to_have_count(3)


def test_quick_create_offers_the_new_record_in_a_session_b13_a5(desk):
    desk.get_by_role("button", name="Quick create").click()
    desk.get_by_role("menuitem", name="Contact", exact=True).click()
    desk.get_by_role("textbox", name=re.compile("^Last name")).fill("Quickmade")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Quickmade was created.").first).to_be_visible()
    expect(sessions(desk)).to_have_count(1)  # saving alone opens nothing

    desk.get_by_role("link", name="View").or_(desk.get_by_role("button", name="View")).first.click()

    expect(sessions(desk)).to_have_count(2)
    expect(focused(desk)).to_contain_text("Quickmade")


def test_new_from_a_grid_opens_a_form_in_a_session_b14_b23(desk):
    site_map(desk, "Cases")
    desk.get_by_role("button", name="New case").click()

    expect(focused(desk)).to_contain_text("New case")
    expect(desk.get_by_role("textbox", name=re.compile("^Title"))).to_be_visible()


def test_a_lookup_of_a_form_opens_a_tab_here_b16(desk, served, center):
    active = center.frame("cases").query("status == 1").iloc[2]
    open_case(desk, served, int(active["id"]))
    kind, id = str(active["customer"]).split(":")
    frame, column = ("contacts", "full_name") if kind == "contact" else ("accounts", "name")
    name = center.frame(frame).set_index("id").loc[int(id), column]

    desk.get_by_role("tabpanel").get_by_role("link", name=name).first.click()

    expect(tabs(desk)).to_have_count(2)
    expect(sessions(desk)).to_have_count(2)


def test_a_dashboard_of_the_site_map_opens_a_tab_here_b18(desk, served, center):
    open_case(desk, served, case_title(center, 3)[0])

    site_map(desk, "Sentiment")

    expect(tabs(desk)).to_have_count(2)
    expect(tabs(desk).last).to_have_attribute("aria-selected", "true")


def test_my_work_item_opens_its_conversation_with_the_panel_b28_g1(desk):
    card = desk.get_by_role("region", name=re.compile("^My work items")).get_by_role("listitem").first
    card.click()

    expect(desk.get_by_role("region", name="Communication panel")).to_be_visible()
    expect(desk.get_by_role("log", name="Transcript")).to_be_visible()
    expect(desk.get_by_role("textbox", name="Message")).to_be_visible()


def test_a_case_session_has_no_communication_panel_b53(desk, served, center):
    open_case(desk, served, case_title(center, 4)[0])

    expect(desk.get_by_role("region", name="Communication panel")).to_be_hidden()


def test_shift_click_opens_a_session_and_ctrl_click_a_tab_b40_b41(desk):
    site_map(desk, "Cases")
    links = desk.get_by_role("link", name=re.compile(r"^CAS-\d+"))

    links.nth(0).click(modifiers=["ControlOrMeta"])
    expect(tabs(desk)).to_have_count(3)
    expect(sessions(desk)).to_have_count(1)

    tabs(desk).nth(1).click()
    links.nth(1).click(modifiers=["Shift"])
    expect(sessions(desk)).to_have_count(2)


def test_what_is_open_is_focused_and_not_opened_again_b26(desk, served, center):
    id, title = case_title(center, 6)
    open_case(desk, served, id)
    sessions(desk).first.click()

    desk.goto(f"{served.url}/?open=case:{id}")

    expect(sessions(desk)).to_have_count(2)
    expect(focused(desk)).to_contain_text(title[:12])


def test_an_eleventh_tab_is_refused_in_the_words_of_b4(desk):
    for name in ("Cases", "Contacts", "Accounts", "Activities", "Knowledge articles", "My conversations"):
        site_map(desk, name)
    for name in ("Open conversations", "Closed conversations", "All conversations"):
        site_map(desk, name)
    expect(tabs(desk)).to_have_count(10)

    site_map(desk, "Sentiment")

    expect(
        desk.get_by_text("Maximum tabs reached. Close a tab in this session before opening another.").first
    ).to_be_visible()
    expect(tabs(desk)).to_have_count(10)


def test_a_link_to_nothing_says_why(desk_of):
    page = desk_of("alice", path="/?open=case:99999999")

    expect(page.get_by_text("There is no case 99999999").first).to_be_visible()
