"""What customers and records hold is shown as text on every page, and never becomes part of the page.

Both places are crawled: `ccw serve`, whose headers would stop what is let in, and `panel serve`, which has no such net.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import delete, select

from ccw_panel.domain.records import record_types
from ccw_panel.domain.views import views
from ccw_panel.store import schema
from ccw_panel.store.engine import Database, open_database
from ccw_panel.views.dashboards import dashboards
from ccw_panel.views.tabs import tab_kinds
from tests.browser.conftest import Watched, sign_in
from tests.browser.poison import OURS, marked, of_alice, poison, poisoned_columns, text_columns
from tests.serving import run, serve

pytestmark = [pytest.mark.browser, pytest.mark.promise("P7")]

PANEL = [sys.executable, "-m", "panel", "serve", "ccw_panel/app.py"]

# no page shows these to anybody: they are searched, exported, or compared by the program
NEVER_SHOWN = {
    "accounts.external_id", "contacts.external_id", "cases.external_id", "activities.external_id",
    "articles.external_id", "conversations.external_id", "conversations.intent", "conversations.last_text",
    "conversations.visitor_name", "queues.skills", "users.skills", "users.email",
}  # fmt: skip

LOOK = """() => {
    const texts = [], injected = [];
    const planted = 'img[src="x"], [onerror], [onload], a[href^="javascript:" i], iframe, object, embed';
    const shown = (e) => e.checkVisibility({checkVisibilityCSS: true, visibilityProperty: true});
    const walk = (root) => {
        for (const e of root.querySelectorAll('*')) {
            if (e.matches(planted)) injected.push(e.outerHTML.slice(0, 200));
            if (e.shadowRoot) walk(e.shadowRoot);
            if (e.matches('script, style, template') || !shown(e)) continue;
            for (const node of e.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.data);
            if (e.matches('input, textarea')) texts.push(e.value);
        }
    };
    walk(document);
    return {text: texts.join(''), injected, ran: window.canary !== undefined};
}"""


# ---- nothing is left out


def test_every_column_that_can_hold_text_is_poisoned_or_known_to_be_ours():
    tables = {table.name for table, _ in text_columns()}
    named = {f"{table}.{column}" for table, columns in OURS.items() for column in columns.split()}
    columns = {f"{table.name}.{column.name}" for table, column in text_columns()}

    assert len(poisoned_columns()) > 80
    assert set(OURS) <= tables
    assert named <= columns


# ---- crawling


@dataclass
class Crawl:
    """One person's browser going from page to page, and what it met."""

    page: Page
    start: str  # the address of the desk
    database: Database
    choose: Callable[[Page], None]  # what stands before a desk
    visited: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)  # columns whose text was read on a page
    problems: list[str] = field(default_factory=list)

    def visit(self, link: str) -> None:
        """The page of a deep link, in a desk where nothing else is open, and every tab in it."""
        with self.database.write() as conn:
            conn.execute(delete(schema.workspaces))
        self.page.goto(f"{self.start}?open={link}" if link else self.start)
        self.choose(self.page)
        expect(self.page.get_by_role("tablist", name="Sessions")).to_be_visible(timeout=60_000)
        if not self.look(link or "home"):
            self.problems.append(f"{link} shows nothing of what was poisoned")
        tabs = [] if link.startswith("view:") else self.page.get_by_role("main").get_by_role("tab").all()
        for n, tab in enumerate(tabs):  # those of a view are other views
            if tab.is_visible():
                tab.click()
                self.look(f"{link}, tab {n}")

    def look(self, what: str) -> set[str]:
        """Reads the page as it stands; the result is the columns it shows."""
        loading = self.page.locator("[aria-busy=true]").filter(visible=True)
        self.page.wait_for_timeout(400)  # what stands beside a page comes after it
        if not settled(loading):
            self.problems.append(f"{what}: still loading {loading.first.get_attribute('class')}")
        found = self.page.evaluate(LOOK)
        self.visited.append(what)
        columns = marked(found["text"])
        self.seen |= columns
        if found["ran"] or found["injected"]:
            self.problems.append(f"{what}: {found['injected'] or 'it ran'}")
        if columns and "<img src=x" not in found["text"]:
            self.problems.append(f"{what}: the text is there, but not as it was written")
        if "&lt;img" in found["text"]:
            self.problems.append(f"{what}: text is escaped twice")
        return columns

    def failed_request(self, url: str) -> None:
        if urlsplit(url).path.rpartition("/")[2] == "x":
            self.problems.append(f"a picture of the canary was asked for: {url}")


def settled(loading: Locator) -> bool:
    try:
        expect(loading).to_have_count(0, timeout=15_000)
    except AssertionError:
        return False
    return True


@pytest.fixture(scope="module")
def poisoned(untouched_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("poisoned") / "demo.db"
    shutil.copyfile(untouched_demo, path)
    poison(path)
    database = open_database(f"sqlite:///{path}")
    yield database
    database.close()


@contextmanager
def crawling(browser: Browser, crawl: Callable[[Page], Crawl], watched: Watched) -> Iterator[Crawl]:
    context = browser.new_context(viewport={"width": 1600, "height": 1200})
    page = context.new_page()
    going = crawl(page)
    watched.watch(page)
    page.on("request", lambda request: going.failed_request(request.url))
    page.on("dialog", lambda dialog: going.problems.append(f"a dialog opened: {dialog.message}"))
    yield going
    context.close()


def links(database: Database) -> list[str]:
    """A record of every kind, open and resolved, every view, every dashboard, conversations in every state."""
    with database.read() as conn:
        cases, now = schema.records["case"].c, schema.conversations.c
        linked = conn.execute(select(now.case_id).where(now.case_id.is_not(None)).limit(1)).scalar_one()
        resolved = conn.execute(select(cases.id).where(cases.status == 2).limit(1)).scalar_one()
        draft = conn.execute(select(schema.records["article"].c.id).order_by("status").limit(1)).scalar_one()
        mine = [of_alice(conn, state) for state in ("active", "waiting", "wrap_up", "closed")]
        nobody = select(now.id).where(now.customer.is_(None), now.visitor_name != "", now.state == "closed").limit(1)
        mine.append(conn.execute(nobody).scalar_one())
        activities = schema.records["activity"].c
        types = conn.execute(select(activities.type, activities.id).order_by(activities.id.desc())).all()
    return [
        *(f"{kind}:1" for kind in record_types()), f"case:{resolved}", f"case:{linked}", f"article:{draft}",
        *(f"activity:{id}" for id in dict(map(tuple, types)).values()),
        *(f"view:{name}" for name in views()), *(f"dashboard:{name}" for name in dashboards()),
        *(f"conversation:{id}" for id in mine),
    ]  # fmt: skip


def around_the_desk(crawl: Crawl) -> None:
    """Menus, dialogs, search and the palette, with what they find."""
    page = crawl.page
    crawl.visit("")
    page.get_by_role("searchbox", name="Global search").fill("img")
    expect(page.get_by_role("option").first).to_be_visible()
    crawl.look("suggestions")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="found for").first).to_be_visible()
    crawl.look("search results")
    for name in ("Notifications", "Site map", re.compile("^Presence"), "Open another tab"):
        page.get_by_role("button", name=name).first.click()
        crawl.look(str(name))
        page.keyboard.press("Escape")
    page.keyboard.press("ControlOrMeta+k")
    page.keyboard.type("img")
    crawl.look("palette")
    page.keyboard.press("Escape")


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_no_text_becomes_part_of_a_page_of_ccw_serve(browser: Browser, poisoned: Database, watched: Watched):
    with serve(str(poisoned.url)) as served:
        start = served.url + "/"
        with crawling(browser, lambda page: Crawl(page, start, poisoned, lambda _: None), watched) as crawl:
            crawl.page.goto(f"{start}sign-in")
            crawl.look("sign-in")
            sign_in(crawl.page, start, "alice")
            around_the_desk(crawl)
            for link in links(poisoned):
                crawl.visit(link)
            crawl.page.goto(f"{start}password")
            crawl.look("password")

    opened = {link.partition(":")[0] for link in crawl.visited}
    assert opened >= {"account", "contact", "case", "activity", "article", "conversation", "view", "dashboard", "home"}
    assert len(tab_kinds()) == len({"closed_conversation", "search"} | opened & set(tab_kinds()))
    assert crawl.problems == []
    assert set(poisoned_columns()) - crawl.seen == NEVER_SHOWN
    assert len(crawl.visited) > 80


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_no_text_becomes_part_of_a_page_of_panel_serve(browser: Browser, poisoned: Database, watched: Watched):
    def be_alice(page: Page) -> None:
        page.get_by_role("button", name="alice").click()

    with run(PANEL, {"CCW_DATABASE": str(poisoned.url)}, ready="/app") as served:
        start = served.url.replace("127.0.0.1", "localhost") + "/app"
        with crawling(browser, lambda page: Crawl(page, start, poisoned, be_alice), watched) as crawl:
            crawl.page.goto(start)
            expect(crawl.page.get_by_role("button", name="alice")).to_be_visible()
            crawl.look("whom to be")
            around_the_desk(crawl)
            for link in links(poisoned):
                crawl.visit(link)

    assert crawl.problems == []
    assert set(poisoned_columns()) - crawl.seen == NEVER_SHOWN
    assert len(crawl.visited) > 80
