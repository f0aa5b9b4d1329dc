"""A real `ccw serve` on the demo, and pages in a real Chromium that must never err or reach out.

Every page fails its test on an uncaught error, an error line in the console, or a request to another host.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import delete

import ccw_panel as ccw
from ccw_panel.center import ContactCenter
from ccw_panel.demo.load import built_demo
from ccw_panel.store import schema
from tests.chromium import CHROMIUM, FLAGS
from tests.serving import Served, serve

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", ""}
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def untouched_demo() -> Path:
    """The demo as it is built, to be copied: nobody has worked in it, and nobody has it open."""
    return built_demo(datetime.now(UTC).date())


@pytest.fixture(scope="session")
def demo_file(untouched_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of this run's server."""
    return Path(shutil.copyfile(untouched_demo, tmp_path_factory.mktemp("served") / "demo.db"))


@pytest.fixture(scope="session")
def served(demo_file: Path) -> Iterator[Served]:
    with serve(f"sqlite:///{demo_file}") as running:
        yield running


@pytest.fixture(scope="session")
def center(demo_file: Path) -> Iterator[ContactCenter]:
    """The same database as the served one, opened from this process."""
    with ccw.open_center(f"sqlite:///{demo_file}") as opened:
        yield opened


@dataclass
class Watched:
    """What went wrong in a page, for the gate at the end of its test."""

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)  # parts of console lines that a test expects

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        page.on("console", lambda line: self._console(line.type, line.text))
        page.on("request", lambda request: self._request(request.url))

    def _console(self, kind: str, text: str) -> None:
        if kind == "error" and not any(part in text for part in self.allowed):
            self.errors.append(f"console: {text}")

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in LOOPBACK:
            self.foreign.append(url)


@pytest.fixture
def watched() -> Iterator[Watched]:
    seen = Watched()
    yield seen
    assert not seen.foreign, f"requests to other hosts: {seen.foreign}"
    assert not seen.errors, "\n".join(seen.errors)


def sign_in(page: Page, url: str, name: str, password: str = "demo") -> None:
    page.goto(url)
    page.get_by_role("textbox", name="User name").fill(name)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, served: Served, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The cookies of a demo user, signed in once a run."""
    kept: dict[str, Path] = {}

    def cookies(name: str) -> Path:
        if name not in kept:
            context = browser.new_context()
            page = context.new_page()
            sign_in(page, served.url, name)
            expect(page.get_by_role("banner")).to_be_visible(timeout=60_000)
            kept[name] = tmp_path_factory.mktemp("cookies") / f"{name}.json"
            context.storage_state(path=kept[name])
            context.close()
        return kept[name]

    return cookies


@pytest.fixture
def fresh_desk(center: ContactCenter) -> Callable[[], None]:
    """Forgets every stored workspace and draft, so that each test starts on Home."""

    def forget() -> None:
        with center.database.write() as conn:
            conn.execute(delete(schema.workspaces))
            conn.execute(delete(schema.drafts))

    forget()
    return forget


@pytest.fixture
def desk_of(
    browser: Browser, served: Served, signed_in: Callable[[str], Path], fresh_desk: Callable[[], None], watched: Watched
) -> Iterator[Callable[..., Page]]:
    """`desk_of("alice", path="/?open=case:1", theme="dark", width=1280)`: that person's desk, loaded."""
    contexts: list[BrowserContext] = []

    def open_desk(
        name: str = "alice", path: str = "/", theme: str = "light", width: int = 1440, height: int = 900,
        script: str = "",
    ) -> Page:  # fmt: skip
        context = browser.new_context(
            storage_state=signed_in(name), viewport={"width": width, "height": height}, color_scheme=theme
        )
        contexts.append(context)
        page = context.new_page()
        watched.watch(page)
        if script:
            page.add_init_script(script)
        page.goto(served.url + path)
        expect(page.get_by_role("tablist", name="Sessions")).to_be_visible(timeout=60_000)
        return page

    yield open_desk
    for context in contexts:
        context.close()


@pytest.fixture
def desk(desk_of: Callable[..., Page]) -> Page:
    return desk_of("alice")
