"""A browser that takes long to draw the desk misses nothing of what happens meanwhile."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# BokehJS says that it has drawn the document in a message of three frames; the server hears of it late.
SAYS_LATE_THAT_IT_HAS_DRAWN = """
(() => {
  const send = WebSocket.prototype.send;
  const frames = [];
  WebSocket.prototype.send = function (frame) {
    frames.push(frame);
    if (frames.length < 3) return;
    const message = frames.splice(0), pass = () => message.forEach((part) => send.call(this, part));
    if (String(message[2]).includes("document_ready")) setTimeout(pass, 3000);
    else pass();
  };
})();
"""


def test_what_is_read_while_the_page_is_drawn_is_shown(desk_of):
    page = desk_of("sam", path="/?open=dashboard:sentiment", script=SAYS_LATE_THAT_IT_HAS_DRAWN)

    expect(page.locator(".chart canvas").first).to_be_visible(timeout=30_000)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_a_click_before_everything_is_drawn_opens_what_was_clicked(desk_of):
    page = desk_of("alice", script=SAYS_LATE_THAT_IT_HAS_DRAWN)
    page.get_by_role("region", name=re.compile("^My work items")).get_by_role("listitem").first.click()

    expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    expect(page.get_by_role("tablist", name="Sessions").get_by_role("tab")).to_have_count(2)
