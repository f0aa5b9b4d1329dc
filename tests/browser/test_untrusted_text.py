"""What customers and records hold is shown as text on every page, and never runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Table, update

from ccw_panel.domain.records import Kind, record_types
from ccw_panel.store import schema
from ccw_panel.store.engine import open_database
from tests.browser.conftest import Watched, sign_in
from tests.serving import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.promise("P7")]

CANARY = (
    '"><img src=x onerror="window.canary=1"><svg onload="window.canary=1"></svg>'
    '<a href="javascript:window.canary=1">x</a>'
)
MARKDOWN = (
    f'{CANARY}\n\n[a](javascript:window.canary=1) ![b](x" onerror="window.canary=1)\n\n<script>window.canary=1</script>'
)
TEXT_KINDS = {Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE}


def poison(path: Path) -> None:
    """The canary in every column that holds a person's text; numbers, states and keys stay."""
    database = open_database(f"sqlite:///{path}")
    with database.write() as conn:
        for kind, record in record_types().items():
            table = schema.records[kind]
            texts = {
                f.name: (MARKDOWN if f.kind is Kind.LONG_TEXT else CANARY)
                for f in record.fields
                if f.kind in TEXT_KINDS
            }
            conn.execute(update(table).values(**{name: shortened(table, name, text) for name, text in texts.items()}))
        conn.execute(
            update(schema.conversations).values(
                subject=CANARY, visitor_name=CANARY, intent=CANARY[:60], csat_comment=CANARY, last_text=CANARY,
                skills=[CANARY], pre_chat=[[CANARY, CANARY]], dispositions=[CANARY],
                self_service=[["2026-01-01T00:00:00Z", CANARY, CANARY]],
                visitor={"browser": CANARY, "location": CANARY, "language": CANARY, CANARY: CANARY},
                context={CANARY[:90]: CANARY},
            )
        )  # fmt: skip
        conn.execute(update(schema.messages).values(text=MARKDOWN, sender_name=CANARY))
        conn.execute(
            update(schema.queues).values(name=CANARY[:80] + schema.queues.c.id.cast(schema.queues.c.name.type))
        )
        conn.execute(update(schema.users).values(full_name=CANARY))
        conn.execute(update(schema.notifications).values(text=CANARY))
    database.close()


def shortened(table: Table, name: str, text: str) -> str:
    length = getattr(table.c[name].type, "length", None)
    return text[:length] if length else text


@pytest.fixture(scope="module")
def poisoned(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("poisoned") / "demo.db"
    shutil.copyfile(demo_file, path)
    poison(path)
    with serve(f"sqlite:///{path}") as running:
        yield running


@pytest.fixture
def crawl(browser: Browser, poisoned: Served, watched: Watched) -> Iterator[Callable[[str], Page]]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    watched.watch(page)
    watched.allowed.append("Content Security Policy")
    page.on("dialog", lambda dialog: watched.errors.append(f"a dialog opened: {dialog.message}"))
    sign_in(page, poisoned.url, "sam")
    expect(page.get_by_role("banner")).to_be_visible(timeout=30_000)

    def visit(link: str) -> Page:
        page.goto(f"{poisoned.url}/?open={link}" if link else poisoned.url)
        expect(page.get_by_role("main")).to_be_visible(timeout=30_000)
        expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=30_000)
        return page

    yield visit
    context.close()


def ran(page: Page) -> bool:
    return bool(page.evaluate("() => window.canary === 1"))


LINKS = ["", "case:1", "case:600", "contact:1", "account:1", "activity:1", "article:1", "dashboard:sentiment"]
VIEWS = [f"view:{record.views[-1].name}" for record in record_types().values()] + ["view:all-conversations"]


@pytest.mark.parametrize("link", LINKS + VIEWS)
def test_no_text_of_a_record_runs_on_its_page(crawl, link):
    assert not ran(crawl(link))


@pytest.mark.parametrize("id", [1, 700, 1400])
def test_no_text_of_a_customer_runs_on_any_tab_of_a_conversation(crawl, id):
    page = crawl(f"conversation:{id}")
    for tab in page.get_by_role("main").get_by_role("tab").all():
        if tab.is_visible():
            tab.click()
        assert not ran(page)


def test_no_text_runs_in_search_menus_or_the_palette(crawl):
    page = crawl("")
    page.get_by_role("searchbox", name="Global search").fill("img")
    page.wait_for_timeout(800)  # answers may take a moment, or there are none: either way nothing may run
    page.keyboard.press("Enter")
    for name in ("Notifications", "Quick create", "Site map"):
        page.get_by_role("button", name=name).click()
        page.keyboard.press("Escape")
    page.keyboard.press("ControlOrMeta+k")
    page.keyboard.type("img")
    page.wait_for_timeout(800)

    assert not ran(page)
