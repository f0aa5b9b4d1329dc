"""The picture in the README, made by the desk itself: `make screenshot`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests import serving
from tests.chromium import CHROMIUM, FLAGS

SIZE = {"width": 1440, "height": 900}
OPENED = ("Leïla Haddad", "Yuki Tanaka", "Ana Ruiz")  # work items of alice in the demo; the last is in front
SETTLE_MS = 3000  # for the chart and the recent cases to join the text


def take(page: Page, url: str, picture: Path) -> None:
    """Signs in as alice, opens what she works on and takes the picture."""
    page.goto(url)
    page.get_by_role("textbox", name="User name").fill("alice")
    page.get_by_role("textbox", name="Password").fill("demo")
    page.get_by_role("button", name="Sign in").click()
    sessions = page.get_by_role("tablist", name="Sessions")
    for customer in OPENED:
        sessions.get_by_role("tab", name="Home").click()
        page.get_by_role("region", name="My work items").get_by_role("button", name=customer, exact=True).click()
        expect(sessions.get_by_role("tab", name=customer, selected=True)).to_be_visible()
    page.wait_for_timeout(SETTLE_MS)
    page.mouse.move(0, 0)
    page.screenshot(path=picture)


def main(picture: Path) -> None:
    expect.set_options(timeout=60_000)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with serving.run([sys.executable, "-m", "ccw_panel.cli", "serve"], {}) as served:  # the demo, made anew
            take(browser.new_page(viewport=SIZE, color_scheme="light"), served.url, picture)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
