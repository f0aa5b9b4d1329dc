"""The server is killed while somebody types: the last half second is lost at most, and the page comes back."""

from __future__ import annotations

import shutil
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ccw_panel.center import open_center
from tests.browser.conftest import sign_in
from tests.serving import free_port, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.promise("P5")]

SENTENCE = "I am sorry that this took so long, and I will send the new shade by express this afternoon. "


def active_conversation(path: Path) -> int:
    """One that Alice is talking in."""
    with open_center(f"sqlite:///{path}") as center:
        alice = center.services.agents.actor_named("alice")
        mine = center.services.conversations.work_items(alice, "mine")
    return next(int(item.ref.id or 0) for item in mine if item.state == "active")


@pytest.mark.parametrize("after_s", [0.7, 1.3, 2.1])
def test_a_killed_server_loses_at_most_the_last_half_second_of_typing(
    browser: Browser, untouched_demo: Path, tmp_path: Path, after_s: float
):
    path = tmp_path / "demo.db"
    shutil.copyfile(untouched_demo, path)
    port = str(free_port())
    context = browser.new_context()
    page = context.new_page()
    typed: list[tuple[float, int]] = []  # when, how many characters

    with serve(f"sqlite:///{path}", "--port", port) as server:
        sign_in(page, f"{server.url}/?open=conversation:{active_conversation(path)}", "alice")
        message = page.get_by_role("textbox", name="Message")
        expect(message).to_be_visible(timeout=30_000)
        message.focus()
        begun = time.monotonic()
        for n, letter in enumerate(SENTENCE, start=1):
            page.keyboard.type(letter)
            typed.append((time.monotonic(), n))
            if time.monotonic() - begun > after_s:
                break
        server.process.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        server.process.wait(timeout=10)

    with open_center(f"sqlite:///{path}") as center:
        alice = center.services.agents.actor_named("alice")
        kept = max(
            (str(d.value.get("text", "")) for d in center.services.workspaces.drafts(alice)), key=len, default=""
        )
    half_a_second_before = max((n for at, n in typed if at < killed - 0.5), default=0)
    assert len(kept) >= half_a_second_before
    assert SENTENCE.startswith(kept)

    with serve(f"sqlite:///{path}", "--port", port):
        everything = SENTENCE[: typed[-1][1]]
        expect(page.get_by_role("textbox", name="Message")).to_have_value(everything, timeout=60_000)
    context.close()
