"""A real JupyterLab: the workspace shows inline, a click reaches Python, and a cell that opens a case shows it."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

CELLS = [
    """
import panel as pn
import ccw_panel as ccw
pn.extension()
center = ccw.open_center()
ws = center.workspace("alice")
""",
    "ccw.WorkspaceView(ws)",
    """
cases = center.frame("cases")
ws.open(ccw.Ref("case", cases[cases["status"] == 1]["id"].iloc[0]), ccw.Origin.HOME)
print("opened", ws.focused_session.title)
""",
    "print('focused:', ws.focused_session.title)",
]


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in CELLS])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, tmp_path / "desk.ipynb")
    port, token = free_port(), secrets.token_hex(16)
    options = [
        f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={token}", "--no-browser",
        f"--ServerApp.root_dir={tmp_path}", "--allow-root", "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "run"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/api?token={token}")
        yield f"http://127.0.0.1:{port}/lab/tree/desk.ipynb?token={token}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.3)
    raise AssertionError("JupyterLab did not start within 90 seconds")


def run_cell(page: Page, n: int) -> None:
    page.locator(".jp-CodeCell").nth(n).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")


def test_the_workspace_lives_in_a_notebook(browser: Browser, lab: str):
    page = browser.new_context(viewport={"width": 1600, "height": 1400}).new_page()
    page.goto(lab)
    expect(page.locator(".jp-CodeCell")).to_have_count(len(CELLS), timeout=90_000)
    run_cell(page, 0)
    run_cell(page, 1)
    sessions = page.get_by_role("tablist", name="Sessions").get_by_role("tab")
    expect(sessions).to_have_count(1, timeout=90_000)

    run_cell(page, 2)
    expect(page.get_by_text(re.compile("^opened "))).to_be_visible(timeout=30_000)
    expect(sessions).to_have_count(2)
    expect(page.get_by_role("textbox", name=re.compile("^Title")).first).to_be_visible()

    sessions.first.click()
    run_cell(page, 3)
    expect(page.get_by_text("focused: Home")).to_be_visible(timeout=30_000)
