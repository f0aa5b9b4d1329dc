"""How to drive each desk in Chromium: what to click, and what must then be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from bench import content

PROBE = Path(__file__).with_name("probe.js").read_text("utf-8")
SIZE = {"width": 1600, "height": 900}
SETTLE_MS = 150  # after an action, for the server and the page to finish what it began

Mark = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """The marks of one desk."""

    name: str
    first: Mark  # shown when it is loaded
    session: Callable[[int], Mark]  # what is clicked
    tab: Callable[[int], Mark]
    bubble: str  # css of a message
    card: str
    record: str  # css of what a record tab shows first
    chart: str
    new: Mark = field(default_factory=dict)
    send: Mark = field(default_factory=dict)

    def conversation(self, number: int, messages: int = content.MESSAGES) -> list[Mark]:
        """The text and the cards of a session's conversation."""
        email = f"customer{number}@example.com"
        return [{"css": self.bubble, "text": content.last_text(number, messages)}, {"css": self.card, "text": email}]


BARE = Look(
    name="bare",
    first={"css": ".bubble", "text": content.last_text(1)},
    session=lambda number: {"css": "#sessions button", "exactly": f"Customer {number}"},
    tab=lambda number: {"css": "#tabs button", "nth": number},
    bubble=".bubble",
    card=".card",
    record=".card",
    chart=".chart",
    new={"css": "#new"},
    send={"css": "#send"},
)
NICEGUI = Look(
    name="nicegui",
    first={"css": ".q-message-text", "text": content.last_text(1)},
    session=lambda number: {"css": ".q-btn__content", "exactly": f"Customer {number}"},
    tab=lambda number: {"css": ".q-tab", "nth": number},
    bubble=".q-message-text",
    card=".q-card",
    record=".q-card",
    chart=".nicegui-echart canvas, .nicegui-echart svg",
    new={"css": ".q-btn__content", "exactly": "New session"},
    send={"css": ".q-btn__content", "exactly": "Send"},
)
DESK = Look(
    name="desk",
    first={"css": ".kpi"},
    session=lambda number: {"css": '[aria-label="Sessions"] [role="tab"]', "nth": number},
    tab=lambda number: {"css": '[aria-label="Tabs"] [role="tab"]', "nth": number},
    bubble=".bub",
    card=".card",
    record=".rp-head h2",
    chart=".sc-plot svg",
    send={"css": ".comp button", "exactly": "Send"},
)
EMPTY = Look(
    name="empty",
    first={"css": ".MuiTypography-root", "text": "Nothing here"},
    session=lambda number: {},
    tab=lambda number: {},
    bubble="",
    card="",
    record="",
    chart="",
)


class Screen:
    """One desk in one browser page."""

    def __init__(self, look: Look, page: Page, pid: int) -> None:
        self.look = look
        self.page = page
        self.pid = pid

    def click(self, target: Mark, marks: list[Mark], later: Mark | None = None) -> tuple[float, float | None]:
        """Milliseconds until `marks` are painted, and until `later` is."""
        self.page.bring_to_front()
        first, second = self.page.evaluate("([t, m, l]) => bench.click(t, m, l)", [target, marks, later])
        self.page.wait_for_timeout(SETTLE_MS)
        return first, second

    def show(self, number: int, messages: int = content.MESSAGES, chart: bool = False) -> tuple[float, float | None]:
        later = {"css": self.look.chart} if chart else None
        return self.click(self.look.session(number), self.look.conversation(number, messages), later)

    def new(self, number: int) -> tuple[float, float | None]:
        """Opens one more session, whose number will be `number`."""
        return self.click(self.look.new, self.look.conversation(number), {"css": self.look.chart})

    def show_tab(self, number: int, text: str) -> float:
        mark = {"css": self.look.record if number else self.look.card, "text": text}
        return self.click(self.look.tab(number), [mark])[0]

    def send(self, text: str) -> float:
        self.page.evaluate("([t, s]) => bench.type(t, s)", [{"css": 'textarea[aria-label="Message"]'}, text])
        self.page.wait_for_timeout(SETTLE_MS)
        return self.click(self.look.send, [{"css": self.look.bubble, "text": text}])[0]

    def tab_title(self, number: int) -> str:
        """What a tab's page names itself by."""
        if self.look.name != "desk":
            return f"Record 1-{number} of the benchmark"
        tabs = self.page.get_by_role("tablist", name="Tabs").get_by_role("tab")
        return str(tabs.nth(number).get_attribute("title"))


def load(browser: Browser, look: Look, url: str, pid: int, state: Any = None) -> tuple[Screen, float]:
    """A page in a browser context of its own with an empty cache, and its milliseconds until it is seen."""
    page = browser.new_context(viewport=SIZE, storage_state=state).new_page()
    page.add_init_script(PROBE)
    page.goto(url, wait_until="commit")
    took = page.evaluate("m => bench.shown([m])", look.first)
    page.wait_for_timeout(1000)
    return Screen(look, page, pid), float(took)


def sign_in(browser: Browser, url: str, name: str = "alice", password: str = "demo") -> Any:
    """The cookies of somebody who signed in through the page for it."""
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.goto(url)
    page.get_by_role("textbox", name="User name").fill(name)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("tablist", name="Sessions").wait_for(timeout=60_000)
    state = context.storage_state()
    context.close()
    return state
