"""Gates for every page in both themes: accessibility, no foreign request, no page error."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
PAGES = {
    "home": "",
    "case": "case:744",
    "closed case": "case:1",
    "new case": "case:new",
    "contact": "contact:1",
    "account": "account:1",
    "activity": "activity:1",
    "article": "article:1",
    "cases": "view:active-cases",
    "conversations": "view:all-conversations",
    "sentiment": "dashboard:sentiment",
    "agent dashboard": "dashboard:agent",
}


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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("link", PAGES.values(), ids=PAGES.keys())
def test_a_page_has_no_serious_accessibility_finding(desk_of, link, theme):
    page = desk_of("alice", path=f"/?open={link}" if link else "/", theme=theme)
    settled(page)

    assert findings(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", ["active", "closed"])
def test_a_conversation_has_no_serious_accessibility_finding(desk_of, center, state, theme):
    frame = center.frame("conversations")
    mine = frame[(frame["agent"] == "Alice Byrne") | (frame["agent"] == "alice")]
    id = int(mine[mine["state"] == state]["id"].iloc[-1])
    page = desk_of("alice", path=f"/?open=conversation:{id}", theme=theme)
    settled(page)

    assert findings(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_open_menus_have_no_serious_accessibility_finding(desk_of, theme):
    page = desk_of("alice", theme=theme)
    for name in ("Site map", "Quick create", "Notifications"):
        page.get_by_role("button", name=name).click()
        assert findings(page) == [], name
        page.keyboard.press("Escape")
    page.keyboard.press("ControlOrMeta+k")
    assert findings(page) == []
