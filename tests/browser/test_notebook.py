"""The desk in a notebook: inline in a real JupyterLab, and on the same database as a served one."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

import ccw_panel as ccw
from ccw_panel.center import ContactCenter
from ccw_panel.domain.record import Record
from tests.browser.conftest import Watched
from tests.browser.test_navigation_table import focused, sessions, tabs
from tests.serving import free_port, is_up
from tests.waiting import wait_until

pytestmark = pytest.mark.browser

START_S = 120  # a busy machine
CELL_S = 90
IDLE = re.compile(r"\| Idle$")  # in the status bar
# Panel names its own stylesheets by their public address in what is added to a notebook later; it works without them
OF_PANEL = re.compile(r"https://cdn\.holoviz\.org/panel/[^?]+\.css(\?.*)?")
OPEN = """
    import panel as pn
    import ccw_panel as ccw
    pn.extension(inline=True)  # asks no other host for scripts
    center = ccw.open_center({database!r})
    ws = center.workspace("sam")
"""


# ---- a notebook's process and a served desk on one database


@pytest.fixture
def case(center: ContactCenter) -> Record:
    """A case of this test alone."""
    bob = center.services.agents.actor_named("bob")
    records = center.services.records
    customer = records.create(bob, "contact", {"first_name": "Ines", "last_name": f"Lab {time.monotonic_ns()}"})
    return records.create(bob, "case", {"title": "Kettle leaks", "customer": customer.ref})


def renamed(center: ContactCenter, case: Record, title: str) -> None:
    """As a cell would: with what the notebook's user may do."""
    seat = center.as_user("sam")
    now = seat.services.records.get(seat.actor, case.ref)
    seat.services.records.save(seat.actor, case.ref, {"title": title}, now.version)


def title_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("^Title"))


def save_title(page: Page, title: str) -> None:
    title_of(page).fill(title)
    title_of(page).press("ControlOrMeta+s")


def test_a_record_saved_in_python_shows_in_a_served_browser(desk_of: Callable[..., Page], center, case):
    page = desk_of("alice", path=f"/?open={case.ref}")
    expect(title_of(page)).to_have_value("Kettle leaks")

    renamed(center, case, "Kettle leaks at the spout")

    expect(title_of(page)).to_have_value("Kettle leaks at the spout")
    expect(focused(page)).to_contain_text("Kettle leaks at the spout")


def test_a_record_saved_in_a_served_browser_is_in_the_next_frame(desk_of: Callable[..., Page], center, case):
    page = desk_of("alice", path=f"/?open={case.ref}")

    save_title(page, "Kettle leaks when tilted")

    cases = center.as_user("sam")
    wait_until(lambda: "Kettle leaks when tilted" in set(cases.frame("cases")["title"]))


def test_a_case_opened_in_python_is_offered_to_the_served_window(desk_of: Callable[..., Page], center, case):
    page = desk_of("alice")

    center.workspace("alice").open(case.ref, ccw.Origin.HOME)
    page.get_by_text("Load it").first.click()

    expect(focused(page)).to_contain_text("Kettle leaks")


def test_a_new_workspace_in_python_starts_where_the_browser_stands(desk_of: Callable[..., Page], center, case):
    desk_of("alice", path=f"/?open={case.ref}")

    wait_until(lambda: center.workspace("alice").focused_session.anchor.record == case.ref)


# ---- a real JupyterLab


@dataclass
class Lab:
    url: str
    token: str
    folder: Path  # where its notebooks are


@dataclass
class Notebook:
    page: Page
    foreign: list[str]  # requests to other hosts

    def cell(self, n: int) -> Locator:
        return self.page.locator(".jp-CodeCell").nth(n)

    def run(self, n: int) -> Locator:
        """Runs a cell to its end, without an error; the result is its output."""
        cell = self.cell(n)
        expect(self.page.get_by_text(IDLE)).to_be_visible(timeout=START_S * 1000)
        cell.locator(".cm-content").click()
        expect(cell.locator(".cm-content")).to_be_focused()
        self.page.keyboard.press("Shift+Enter")
        expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]"), timeout=CELL_S * 1000)
        assert not cell.get_by_text("Traceback").count(), cell.inner_text()
        return cell.locator(".jp-OutputArea-output")

    def run_all(self) -> None:
        """Every cell one after the other without a pause, as most people run a notebook first."""
        expect(self.page.get_by_text(IDLE)).to_be_visible(timeout=START_S * 1000)
        self.cell(0).locator(".cm-content").click()
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_text("Run All Cells", exact=True).click()
        last = self.page.locator(".jp-CodeCell").last
        expect(last.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]"), timeout=CELL_S * 1000)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder, port, token = tmp_path_factory.mktemp("lab"), free_port(), secrets.token_hex(16)
    (folder / "notebooks").mkdir()
    options = [
        f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={token}", "--no-browser",
        f"--ServerApp.root_dir={folder / 'notebooks'}", "--allow-root", "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    own = {name: str(folder / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env={**os.environ, **own},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until(lambda: is_up(f"http://127.0.0.1:{port}", f"/api?token={token}"), seconds=START_S)
        yield Lab(f"http://127.0.0.1:{port}", token, folder / "notebooks")
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture
def notebook(browser: Browser, lab: Lab) -> Iterator[Callable[..., Notebook]]:
    """`notebook(cell, cell, ...)`: those cells, shown by JupyterLab and not yet run."""
    contexts: list[BrowserContext] = []

    def show(*cells: str) -> Notebook:
        name = f"n{secrets.token_hex(4)}"
        written = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(textwrap.dedent(cell).strip()) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        nbformat.write(written, lab.folder / f"{name}.ipynb")
        contexts.append(browser.new_context(viewport={"width": 1600, "height": 1400}))
        watched = Watched()
        shown = Notebook(contexts[-1].new_page(), watched.foreign)
        watched.watch(shown.page)
        # a layout of its own, so that no other test's notebook is shown again beside it
        shown.page.goto(f"{lab.url}/lab/workspaces/{name}/tree/{name}.ipynb?token={lab.token}")
        expect(shown.page.locator(".jp-CodeCell")).to_have_count(len(cells), timeout=START_S * 1000)
        return shown

    yield show
    for context in contexts:
        context.close()


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_a_notebook_cell_shows_the_workspace_and_a_click_in_it_reaches_python(notebook: Callable[..., Notebook]):
    shown = notebook(
        OPEN.format(database="demo"),
        "ccw.WorkspaceView(ws)",
        """
        cases = center.frame("cases")
        ws.open(ccw.Ref("case", cases[cases["status"] == 1]["id"].iloc[0]), ccw.Origin.HOME)
        print("opened", ws.focused_session.title)
        """,
        "print('in front:', ws.focused_session.title)",
    )
    page = shown.page
    shown.run_all()
    opened = shown.cell(2).locator(".jp-OutputArea-output").inner_text().removeprefix("opened").strip()

    expect(sessions(page)).to_have_count(2, timeout=CELL_S * 1000)
    expect(title_of(page).first).to_have_value(opened)
    expect(page.get_by_role("region", name="Facts")).to_be_visible()

    sessions(page).first.click()

    expect(shown.run(3)).to_have_text("in front: Home")
    assert [url for url in shown.foreign if not OF_PANEL.fullmatch(url)] == []


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_a_cell_and_a_served_browser_see_each_others_changes(
    notebook: Callable[..., Notebook], desk_of: Callable[..., Page], demo_file: Path, case: Record
):
    served = desk_of("alice", path=f"/?open={case.ref}")
    expect(title_of(served)).to_have_value("Kettle leaks")
    shown = notebook(
        OPEN.format(database=f"sqlite:///{demo_file}"),
        f"ref = ccw.Ref.parse({str(case.ref)!r})\nws.open(ref, ccw.Origin.HOME)\nccw.WorkspaceView(ws)",
        """
        records = ws.services.records
        records.save(ws.actor, ref, {"title": "Kettle leaks at the spout"}, records.get(ws.actor, ref).version).title
        """,
        "print('tab:', ws.focused_session.focused_tab.title)",
    )
    shown.run(0)
    shown.run(1)
    expect(title_of(shown.page)).to_have_value("Kettle leaks", timeout=CELL_S * 1000)

    shown.run(2)

    expect(title_of(served)).to_have_value("Kettle leaks at the spout")
    expect(title_of(shown.page)).to_have_value("Kettle leaks at the spout")

    save_title(served, "Kettle leaks when tilted")

    expect(title_of(shown.page)).to_have_value("Kettle leaks when tilted")
    expect(tabs(shown.page).first).to_contain_text("Kettle leaks when tilted")
    expect(shown.run(3)).to_have_text("tab: Kettle leaks when tilted")
