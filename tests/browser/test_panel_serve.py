"""`panel serve ccw_panel/app.py`, as stakeholders are shown the demo: one chooses whom to be, and the desk works."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watched
from tests.browser.test_navigation_table import focused, sessions
from tests.serving import Served, run

pytestmark = pytest.mark.browser

PANEL = [sys.executable, "-m", "panel", "serve", "ccw_panel/app.py"]


@pytest.fixture(scope="module")
def shown(untouched_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = shutil.copyfile(untouched_demo, tmp_path_factory.mktemp("shown") / "demo.db")
    with run(PANEL, {"CCW_DATABASE": f"sqlite:///{path}"}, ready="/app") as running:
        running.url = running.url.replace("127.0.0.1", "localhost")  # the one name that Panel takes a socket from
        yield running


@pytest.fixture
def page(browser: Browser, watched: Watched) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    watched.watch(page)
    yield page
    context.close()


def be(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("tablist", name="Sessions")).to_be_visible(timeout=30_000)


def test_the_desk_of_whom_one_chose_works(shown: Served, page: Page):
    page.goto(f"{shown.url}/app")
    expect(page.get_by_role("button")).to_have_count(7)
    be(page, "alice")

    page.get_by_role("region", name=re.compile("^My work items")).get_by_role("listitem").first.click()

    expect(page.get_by_role("log", name="Transcript")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Sentiment:")).first).to_be_visible()

    page.get_by_role("textbox", name="Message").fill("We send a new one today.")
    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.get_by_role("log", name="Transcript")).to_contain_text("We send a new one today.")
    expect(page.get_by_role("textbox", name="Message")).to_have_value("")


def test_a_link_opens_what_it_names_once_somebody_is_chosen(shown: Served, page: Page):
    page.goto(f"{shown.url}/app?open=case:2")
    be(page, "sam")

    expect(page.get_by_role("region", name="Facts")).to_be_visible()

    page.get_by_role("link", name=re.compile("^Customer")).first.click()

    expect(sessions(page)).to_have_count(2)
    expect(page.get_by_role("tablist", name="Tabs").get_by_role("tab")).to_have_count(2)
    expect(page.get_by_role("region", name="Facts").last).to_be_visible()
    expect(focused(page)).not_to_contain_text("Home")
