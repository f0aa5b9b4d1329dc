"""Public two-sided conversations, imported from the command line, are found and read at the desk with their charts.

The file is the public one when it lies beside the checkout, else a small one of the same shape.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import ccw_panel as ccw
from ccw_panel.cli import main
from tests.browser.conftest import Watched, sign_in
from tests.serving import ROOT, Served, serve

pytestmark = pytest.mark.browser

PUBLIC = ROOT.parent / "shared" / "data" / "sgd" / "dialogues_001.json"
OPENED = 3  # how many are read


def small_file() -> str:
    said = [
        "A table for two at {}, please",
        "For when?",
        "This is awful, I said it twice!",
        "Sorry. Done.",
        "Great, thanks!",
    ]
    speakers = ["USER", "SYSTEM", "USER", "SYSTEM", "USER"]
    state = {"frames": [{"state": {"active_intent": "ReserveRestaurant"}}]}
    dialogues = [
        {
            "dialogue_id": f"1_{n:05}",
            "services": ["Restaurants_2"],
            "turns": [
                {"speaker": who, "utterance": text.format(n), **(state if who == "USER" else {})}
                for who, text in zip(speakers, said, strict=True)
            ],
        }
        for n in range(5)
    ]
    return json.dumps(dialogues)


@pytest.fixture(scope="module")
def dialogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("dialogues") / "dialogues_001.json"
    if PUBLIC.is_file():
        shutil.copyfile(PUBLIC, file)
    else:
        file.write_text(small_file(), "utf-8")
    return file


@pytest.fixture(scope="module")
def database(untouched_demo: Path, dialogues: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo with the file imported, twice: the second time changes nothing."""
    url = f"sqlite:///{shutil.copyfile(untouched_demo, tmp_path_factory.mktemp('imported') / 'demo.db')}"
    command = ["import", "conversations", str(dialogues), "--format", "sgd", "--database", url]
    assert main(command) == 0
    assert main(command) == 0
    return url


@pytest.fixture(scope="module")
def imported(database: str) -> list[tuple[int, str]]:
    """Ids of the imported conversations and what their customers wrote first."""
    with ccw.open_center(database) as center:
        conversations, messages = center.frame("conversations"), center.frame("messages")
    ids = sorted(conversations[conversations["imported"] == "sgd"]["id"])
    said = messages[(messages["seq"] == 1)].set_index("conversation_id")["text"]
    return [(int(id), str(said[id])) for id in ids]


@pytest.fixture(scope="module")
def served(database: str) -> Iterator[Served]:
    with serve(database) as running:
        yield running


@pytest.fixture
def desk(browser: Browser, served: Served, watched: Watched) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    watched.watch(page)
    sign_in(page, served.url, "alice")
    expect(page.get_by_role("tablist", name="Sessions")).to_be_visible(timeout=60_000)
    yield page
    context.close()


def rows(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("row").filter(has_text="Restaurants: reserve restaurant")


def part(page: Page, name: str) -> None:
    page.get_by_role("tablist", name="Parts of the conversation").get_by_role("tab", name=name).click()


def test_a_file_imported_twice_is_there_once(dialogues: Path, imported: list[tuple[int, str]]):
    file = json.loads(dialogues.read_text("utf-8"))

    assert [said for _, said in imported] == [dialogue["turns"][0]["utterance"] for dialogue in file]


def test_imported_conversations_stand_in_the_grid_and_open_from_it(desk: Page, served: Served):
    desk.goto(f"{served.url}/?open=view:all-conversations")
    desk.get_by_role("main").get_by_role("searchbox").fill("restaurants reserve")
    expect(rows(desk).nth(OPENED)).to_be_visible()
    expect(rows(desk).first).to_contain_text("Closed")

    rows(desk).first.get_by_role("link").first.click()

    expect(desk.get_by_role("heading", name=re.compile(r"^Visitor \d+$")).first).to_be_visible()
    expect(desk.get_by_text("Read only")).to_be_visible()
    expect(desk.get_by_text("sgd", exact=True)).to_be_visible()


def test_imported_conversations_are_found_by_search(desk: Page):
    desk.get_by_role("searchbox", name="Global search").fill("restaurants reserve")

    desk.get_by_role("option", name=re.compile("Restaurants: ?reserve restaurant")).first.click()

    expect(desk.get_by_role("heading", name=re.compile(r"^Visitor \d+$")).first).to_be_visible()


def test_imported_conversations_are_read_with_their_sentiment(
    desk: Page, served: Served, imported: list[tuple[int, str]]
):
    for id, said in imported[:OPENED]:
        desk.goto(f"{served.url}/?open=conversation:{id}")
        chart = desk.get_by_role("slider", name="Messages by sentiment")
        expect(chart).to_be_visible()
        chart.press("Home")
        expect(chart).to_have_attribute("aria-valuetext", re.compile(re.escape(said[:20])))

        part(desk, "Transcript")

        expect(desk.get_by_role("log", name="Transcript")).to_contain_text(said)
