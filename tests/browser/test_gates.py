"""Gates for every page in both themes: accessibility, no foreign request, no page error."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from ccw_panel.center import ContactCenter

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
PAGES = (
    "home", "active case", "closed case", "new case", "contact", "account", "activity", "article", "cases grid",
    "conversations grid", "active conversation", "closed conversation", "sentiment", "agent dashboard",
)  # fmt: skip


def link_of(center: ContactCenter, page: str) -> str:
    """What a deep link to one example of that page names."""
    cases, talks = center.frame("cases"), center.frame("conversations")
    mine = talks[talks["agent"].isin(["alice", "Alice Byrne"])]
    links = {
        "home": lambda: "",
        "active case": lambda: f"case:{cases[cases['status'] == 1]['id'].iloc[0]}",
        "closed case": lambda: f"case:{cases[cases['status'] == 2]['id'].iloc[0]}",
        "new case": lambda: "case:new",
        "cases grid": lambda: "view:active-cases",
        "conversations grid": lambda: "view:all-conversations",
        "active conversation": lambda: f"conversation:{mine[mine['state'] == 'active']['id'].iloc[0]}",
        "closed conversation": lambda: f"conversation:{mine[mine['state'] == 'closed']['id'].iloc[-1]}",
        "sentiment": lambda: "dashboard:sentiment",
        "agent dashboard": lambda: "dashboard:agent",
    }
    return links.get(page, lambda: f"{page}:1")()


def findings(page: Page) -> list[str]:
    """Serious and critical findings of axe, one line each."""
    page.evaluate(AXE)
    result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['impact']} {v['id']}: {v['nodes'][0]['target']} {v['nodes'][0].get('failureSummary', '')[:200]}"
        for v in result["violations"]
        if v["impact"] in ("serious", "critical")
    ]


def settled(page: Page) -> None:
    expect(page.get_by_role("main")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=20_000)


def in_theme(page: Page, theme: str) -> None:
    """The system's theme changes while the page stands, which the desk follows at once."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    expect(page.locator(f"[data-theme={theme}]").first).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_accessibility_finding_in_either_theme(desk_of, center, name):
    link = link_of(center, name)
    page = desk_of("alice", path=f"/?open={link}" if link else "/")
    settled(page)
    for theme in ("light", "dark"):
        in_theme(page, theme)
        assert findings(page) == [], theme


def test_the_results_of_a_search_have_no_serious_accessibility_finding_in_either_theme(desk):
    desk.get_by_role("searchbox", name="Global search").fill("lamp")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("region", name="Cases").get_by_role("link").first).to_be_visible()
    for theme in ("light", "dark"):
        in_theme(desk, theme)
        assert findings(desk) == [], theme


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_open_menus_have_no_serious_accessibility_finding(desk, theme):
    in_theme(desk, theme)
    for name in ("Site map", "Quick create", "Notifications"):
        desk.get_by_role("button", name=name).click()
        assert findings(desk) == [], name
        desk.keyboard.press("Escape")
    desk.keyboard.press("ControlOrMeta+k")
    assert findings(desk) == []
