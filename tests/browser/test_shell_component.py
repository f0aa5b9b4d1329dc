"""The frame of the desk on its own: plain data in, actions out, in Chromium."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import panel as pn
import panel_material_ui as pmui
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ccw_panel.views.components.places import Places
from ccw_panel.views.components.shell import Shell
from tests.browser.conftest import Watched

Data = dict[str, Any]


def tab(id: str, title: str, place: str = "", **more: Any) -> Data:
    return {"id": id, "title": title, "icon": "case", "closable": True, "unsaved": False, "place": place, **more}


def session(id: str, title: str, *tabs: Data, **more: Any) -> Data:
    row = {"id": id, "title": title, "icon": "chat", "home": False, "closable": True, "line": "", "unread": 0}
    row |= {"attention": False, "level": None, "unsaved": False, "focused_tab": tabs[0]["id"], "comm": False}
    return row | {"comm_place": "", "tabs": list(tabs)} | more


def ago(**time: int) -> str:
    return (datetime.now(UTC) - timedelta(**time)).isoformat().replace("+00:00", "Z")


def sample() -> list[Data]:
    home = session("home", "Home", tab("desk", "Agent dashboard", "p-0", closable=False), home=True, closable=False)
    ana = session(
        "ana",
        "Ana Ruiz",
        tab("talk", "Ana Ruiz", "p-1", closable=False),
        tab("case", "CAS-01003", "p-2", unsaved=True),
        tab("late", "KA-0112"),
        comm=True,
        comm_place="c-0",
        waits_since=ago(seconds=130),
    )
    ben = session(
        "ben", "Ben Kowalczyk", tab("talk", "Ben Kowalczyk", "p-3", closable=False), unread=12, time=ago(hours=1)
    )
    yuki = session("yuki", "Yuki Tanaka", tab("talk", "Yuki Tanaka", "p-4", closable=False), attention=True, level=-3)
    return [home, ana, ben, yuki]


FIELDS = [
    {"name": "title", "label": "Title", "kind": "text", "required": True, "choices": [], "help": ""},
    {
        "name": "priority",
        "label": "Priority",
        "kind": "choice",
        "required": False,
        "choices": [{"value": 1, "label": "High"}],
    },
]
PRESENCE = {
    "current": "Busy",
    "since": ago(minutes=5),
    "options": [{"name": "Available", "note": ""}, {"name": "Busy", "note": ""}],
}
SITE_MAP = [{"group": "Service", "items": [{"label": "Cases", "icon": "case", "target": "view:my-active-cases"}]}]


class Desk:
    """The Shell of the one page that is open, and what it has sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Data]] = []
        self.shell: Shell | None = None
        self.document: Any = None

    def page(self) -> Any:
        self.sent.clear()
        texts = {f"place{n}": pn.pane.HTML(f"<p>page {n}</p>" + "<p>line</p>" * 80) for n in range(5)}
        self.shell = Shell(
            on=lambda action, data: self.sent.append((action, data)),
            sessions=sample(),
            focus="home",
            served=True,
            theme="light",
            user={"name": "alice", "full_name": "Alice Adams", "roles": ["agent"], "settings": {}},
            presence=PRESENCE,
            bell={
                "unread": 1,
                "items": [{"id": 7, "at": ago(minutes=1), "kind": "record", "text": "Saved", "record": "case:1"}],
            },
            site_map=SITE_MAP,
            tab_menu=SITE_MAP[0]["items"],
            creates=[{"kind": "case", "label": "Case", "icon": "case", "group": "Records", "fields": FIELDS}],
            actions=[{"id": "note", "label": "Add a note", "hint": "", "icon": "note", "keys": [], "group": "Do"}],
            pane={"open": True, "sections": [{"id": "knowledge", "label": "Knowledge", "icon": "book"}]},
            body=Places(prefix="p", sizing_mode="stretch_both", **texts),
            comms=Places(prefix="c", fills=True, sizing_mode="stretch_both", place0=pn.pane.HTML("<p>the panel</p>")),
            side=pn.pane.HTML("<p>the pane</p>"),
            sizing_mode="stretch_width",
        )
        self.document = pn.state.curdoc
        return pmui.Paper(self.shell, elevation=0, margin=0, sizing_mode="stretch_width")

    def do(self, change: Callable[[Shell], None]) -> None:
        """Changes the Shell on the document's own thread."""
        done = threading.Event()

        def run() -> None:
            change(self.shell)
            done.set()

        self.document.add_next_tick_callback(run)
        assert done.wait(5)

    def until(self, action: str) -> Data:
        """The data of the latest such action, waiting for one."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            for name, data in reversed(self.sent):
                if name == action:
                    return data
            time.sleep(0.02)
        raise AssertionError(f"no {action} in {[name for name, _ in self.sent]}")


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Desk, str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    desk = Desk()
    origin = f"127.0.0.1:{port}"
    server = pn.serve(
        {"/": desk.page}, port=port, address="127.0.0.1", show=False, threaded=True, websocket_origin=[origin]
    )
    yield desk, f"http://{origin}/"
    server.stop()


@pytest.fixture
def desk(running: tuple[Desk, str]) -> Desk:
    return running[0]


@pytest.fixture
def page(browser: Browser, running: tuple[Desk, str], watched: Watched) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    watched.watch(page)
    page.goto(running[1])
    expect(page.get_by_text("page 0")).to_be_visible(timeout=30_000)
    yield page
    context.close()


def sessions(page: Page) -> Locator:
    return page.get_by_role("tablist", name="Sessions").get_by_role("tab")


def tabs(page: Page) -> Locator:
    return page.get_by_role("tablist", name="Tabs").get_by_role("tab")


def test_landmarks_and_names_are_those_that_a_screen_reader_looks_for(page: Page) -> None:
    for role, name in (
        ("banner", None),
        ("main", None),
        ("heading", "Contact Center"),
        ("searchbox", "Global search"),
        ("button", "Site map"),
        ("button", "Quick create"),
        ("button", "Notifications"),
        ("button", "Presence: Busy"),
        ("button", "Open another tab"),
        ("complementary", "Productivity pane"),
        ("tabpanel", "Agent dashboard"),
    ):
        expect(page.get_by_role(role, name=name)).to_have_count(1)
    assert page.get_by_role("tablist", name="Sessions").get_by_role("button").count() == 0


def test_a_session_shows_its_page_before_python_has_answered(page: Page, desk: Desk) -> None:
    expect(page.get_by_text("page 0")).to_be_visible()

    sessions(page).nth(2).click()  # nobody answers: this Python only records

    expect(page.get_by_text("page 3")).to_be_visible()
    expect(page.get_by_text("page 0")).to_be_hidden()
    expect(sessions(page).nth(2)).to_have_attribute("aria-selected", "true")
    assert desk.until("focus_session") == {"session": "ben"}


def test_a_tab_shows_its_page_and_a_conversation_its_panel(page: Page, desk: Desk) -> None:
    sessions(page).nth(1).click()
    expect(page.get_by_text("the panel")).to_be_visible()

    tabs(page).nth(1).click()

    expect(page.get_by_text("page 2")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="CAS-01003")).to_be_visible()
    assert desk.until("focus_tab") == {"session": "ana", "tab": "case"}
    sessions(page).nth(2).click()
    expect(page.get_by_text("the panel")).to_be_hidden()


def test_a_page_that_is_not_mounted_is_drawn_grey_until_it_is(page: Page, desk: Desk) -> None:
    sessions(page).nth(1).click()
    tabs(page).nth(2).click()
    expect(page.get_by_role("tabpanel")).to_have_attribute("aria-busy", "true")
    expect(page.locator(".skeleton")).to_be_visible()

    def mount(shell: Shell) -> None:
        rows = sample()
        rows[1] |= {"focused_tab": "late"}
        rows[1]["tabs"][2] |= {"place": "p-4"}
        shell.param.update(sessions=rows, focus="ana")

    desk.do(mount)
    expect(page.get_by_text("page 4")).to_be_visible()
    expect(page.locator(".skeleton")).to_be_hidden()


def test_an_older_answer_does_not_undo_a_newer_choice(page: Page, desk: Desk) -> None:
    sessions(page).nth(1).click()
    sessions(page).nth(3).click()

    desk.do(lambda shell: setattr(shell, "focus", "ana"))  # the answer to the first click, late

    page.wait_for_timeout(200)
    expect(sessions(page).nth(3)).to_have_attribute("aria-selected", "true")


def test_arrows_walk_the_lists_and_delete_asks_to_close(page: Page, desk: Desk) -> None:
    sessions(page).nth(0).focus()
    page.keyboard.press("ArrowDown")
    expect(sessions(page).nth(1)).to_be_focused()
    expect(sessions(page).nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Delete")
    assert desk.until("close_session") == {"session": "ana"}

    tabs(page).nth(0).focus()
    page.keyboard.press("ArrowRight")
    expect(tabs(page).nth(1)).to_be_focused()
    page.keyboard.press("Delete")
    assert desk.until("close_tab") == {"session": "ana", "tab": "case"}


def test_home_and_anchors_have_no_close_button(page: Page) -> None:
    expect(page.get_by_role("button", name="Close session Ana Ruiz")).to_have_count(1)
    expect(page.get_by_role("button", name="Close session Home")).to_have_count(0)
    sessions(page).nth(1).click()
    expect(page.get_by_role("button", name="Close tab CAS-01003")).to_have_count(1)
    expect(page.get_by_role("button", name="Close tab Ana Ruiz")).to_have_count(0)


def test_marks_on_sessions_out_of_sight(page: Page) -> None:
    """B-70, B-71, B-73, B-74."""
    ana, ben, yuki = (sessions(page).nth(n) for n in (1, 2, 3))
    expect(ben).to_contain_text("9+")
    expect(ben).to_have_attribute("title", "Ben Kowalczyk. 12 new updates in your conversation.")
    expect(yuki).to_have_attribute("title", "Yuki Tanaka. Urgent attention is needed in your conversation.")
    expect(yuki).to_contain_text("Very negative")
    expect(ana.locator(".wait.war")).to_contain_text("2:1")
    assert page.title() == "(12) Contact Center"
    ben.click()
    expect(ben).not_to_contain_text("9+")  # B-72
    expect(page).to_have_title("Contact Center")


def test_single_keys_work_and_stay_quiet_while_typing(page: Page, desk: Desk) -> None:
    page.keyboard.press("]")
    expect(sessions(page).nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(sessions(page).nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Global search")).to_be_focused()
    page.keyboard.type("]x?")
    expect(page.get_by_role("searchbox", name="Global search")).to_have_value("]x?")
    expect(sessions(page).nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    assert desk.until("search_page") == {"text": "]x?"}


def test_single_keys_can_be_switched_off(page: Page, desk: Desk) -> None:
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    dialog.get_by_role("switch", name="Single-key shortcuts").click()
    assert desk.until("settings") == {"shortcuts": False}
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    expect(sessions(page).nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Command palette")).to_be_visible()


def test_a_key_can_be_changed(page: Page, desk: Desk) -> None:
    page.keyboard.press("?")
    page.get_by_role("button", name="Change keys").click()
    page.get_by_role("button", name="Change the key of Next session").click()
    page.keyboard.press("j")
    assert desk.until("settings") == {"keys": {"next_session": "j"}}
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(sessions(page).nth(1)).to_have_attribute("aria-selected", "true")


def test_suggestions_open_as_from_global_search(page: Page, desk: Desk) -> None:
    box = page.get_by_role("searchbox", name="Global search")
    box.fill("refund")
    assert desk.until("search") == {"text": "refund"}
    rows = [{"ref": "case:12", "title": "Refund not received", "detail": "CAS-00987", "icon": "case", "status": ""}]
    desk.do(lambda shell: setattr(shell, "hits", {"query": "refund", "rows": rows}))
    expect(page.get_by_role("option", name="Refund not received")).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    assert desk.until("open") == {"target": "case:12", "origin": "search", "gesture": None}


def test_the_palette_reaches_sessions_tabs_and_commands(page: Page, desk: Desk) -> None:
    def run(text: str) -> None:
        page.keyboard.press("Control+k")
        page.get_by_role("combobox", name="Command palette").fill(text)
        page.keyboard.press("Enter")

    run("yuki")
    expect(sessions(page).nth(3)).to_have_attribute("aria-selected", "true")
    run("CAS-01003")
    assert desk.until("focus_tab") == {"session": "ana", "tab": "case"}
    run("add a note")
    assert desk.until("run") == {"id": "note"}
    run("cases service")
    assert desk.until("open") == {"target": "view:my-active-cases", "origin": "site_map", "gesture": None}


def test_a_command_that_begins_with_what_was_typed_comes_before_hits_of_the_search(page: Page, desk: Desk) -> None:
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Command palette")
    box.fill("new case")
    assert desk.until("search") == {"text": "new case"}
    rows = [{"ref": "article:3", "title": "A new case for a lamp", "detail": "KA-0003", "icon": "book", "status": ""}]
    desk.do(lambda shell: setattr(shell, "hits", {"query": "new case", "rows": rows}))
    expect(page.get_by_role("option", name="A new case for a lamp")).to_be_visible()
    expect(page.get_by_role("option", selected=True)).to_contain_text("New case")
    box.press("Enter")
    expect(page.get_by_role("dialog", name="New case")).to_be_visible()


def test_sessions_of_a_narrow_rail_have_a_mark_that_tells_them_apart(page: Page, desk: Desk) -> None:
    record = session("lamp", "Lamp", tab("lamp", "Lamp", "p-1"), icon="case", line="CAS-00701, Ana Ruiz")
    desk.do(lambda shell: setattr(shell, "sessions", [*sample(), record]))
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(sessions(page).nth(1).locator(".mark")).to_have_text("AR")
    expect(sessions(page).nth(4).locator(".mark")).to_have_text("0701")
    expect(sessions(page).nth(4).locator(".mark")).to_be_visible()
    page.set_viewport_size({"width": 1600, "height": 900})
    expect(sessions(page).nth(4).locator(".mark")).to_be_hidden()


def test_quick_create_says_what_is_wrong_at_the_field_and_keeps_what_was_typed(page: Page, desk: Desk) -> None:
    page.get_by_role("button", name="Quick create").click()
    page.get_by_role("menuitem", name="Case").click()
    form = page.get_by_role("dialog", name="New case")
    title = form.get_by_role("textbox", name="Title")
    expect(title).to_be_focused()
    form.get_by_role("button", name="Save").click()
    expect(title).to_have_attribute("aria-invalid", "true")
    title.fill("Lamp")
    form.get_by_role("button", name="Save").click()
    assert desk.until("quick_create") == {"kind": "case", "values": {"title": "Lamp"}}
    desk.do(lambda shell: shell.tell("problems", form="case", problems={"title": "Say more."}))
    expect(form.get_by_text("Say more.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    page.get_by_role("button", name="Quick create").click()
    page.get_by_role("menuitem", name="Case").click()
    expect(title).to_have_value("Lamp")
    desk.do(lambda shell: shell.tell("created", kind="case", text="Case CAS-01019 saved", target="case:19"))
    expect(form).to_be_hidden()
    page.get_by_role("button", name="View").click()
    assert desk.until("open") == {"target": "case:19", "origin": "quick_create_notification", "gesture": None}


def test_menus_close_on_escape_and_give_the_focus_back(page: Page, desk: Desk) -> None:
    button = page.get_by_role("button", name="Presence: Busy")
    button.click()
    expect(page.get_by_role("menuitemradio", name="Busy")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    button.press("Enter")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    assert desk.until("set_presence") == {"name": "Available"}
    expect(page.get_by_role("button", name="Presence: Available")).to_be_visible()


def test_opening_the_bell_marks_what_was_read(page: Page, desk: Desk) -> None:
    page.get_by_role("button", name="Notifications").click()
    expect(page.get_by_role("dialog", name="Notifications list")).to_contain_text("Saved")
    assert desk.until("read_notifications") == {"ids": [7]}


def test_a_confirmation_defaults_to_no(page: Page, desk: Desk) -> None:
    ask = {"token": "t", "title": "Close Ana Ruiz?", "reasons": ["The conversation ends."], "ok_label": "Close session"}
    desk.do(lambda shell: shell.tell("confirm", **ask))
    dialog = page.get_by_role("alertdialog", name="Close Ana Ruiz?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    assert desk.until("confirm") == {"token": "t", "ok": False}
    desk.do(lambda shell: shell.tell("confirm", **ask))
    dialog.get_by_role("button", name="Close session").click()
    expect(dialog).to_be_hidden()
    page.wait_for_timeout(200)
    assert desk.until("confirm") == {"token": "t", "ok": True}


def test_the_limit_is_said_in_its_own_words(page: Page, desk: Desk) -> None:
    """B-3."""
    text = "Maximum sessions reached. Close a session before opening another."
    desk.do(lambda shell: shell.tell("toast", text=text, tone="warning"))
    expect(page.get_by_text(text)).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text(text)).to_have_count(0)


def test_one_switch_turns_our_parts_and_material_ones_dark(page: Page, desk: Desk) -> None:
    paper = page.locator(".MuiPaper-root").first
    background = "el => getComputedStyle(el).backgroundColor"
    before = paper.evaluate(background)
    page.get_by_role("button", name="Alice Adams").click()
    page.get_by_role("dialog", name="Your settings").get_by_text("Dark").click()
    assert desk.until("settings") == {"theme": "dark"}
    expect(page.locator("[data-ccw]")).to_have_attribute("data-theme", "dark")
    page.wait_for_timeout(300)
    assert paper.evaluate(background) != before


def test_scrolling_is_told_and_kept(page: Page, desk: Desk) -> None:
    expect(page.get_by_text("page 0")).to_be_visible()
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 240)
    assert desk.until("scroll") == {"session": "home", "tab": "desk", "top": 240}
    sessions(page).nth(2).click()
    expect(page.get_by_text("page 0")).to_be_hidden()
    sessions(page).nth(0).click()
    page.wait_for_timeout(100)
    assert page.get_by_role("main").locator(".place").first.evaluate("el => el.scrollTop") == 240


def test_f6_walks_through_the_regions(page: Page) -> None:
    page.keyboard.press("F6")
    expect(sessions(page).nth(0)).to_be_focused()
    page.keyboard.press("F6")
    expect(tabs(page).nth(0)).to_be_focused()
    page.keyboard.press("F6")
    expect(page.get_by_role("tabpanel")).to_be_focused()
    page.keyboard.press("Shift+F6")
    expect(tabs(page).nth(0)).to_be_focused()


def test_below_1440_pixels_names_move_into_tooltips(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    ana = sessions(page).nth(1)
    expect(ana).to_have_attribute("title", "Ana Ruiz")
    assert ana.bounding_box()["width"] < 56
    expect(page.get_by_role("tab", name="Ana Ruiz").first).to_be_visible()


def test_the_frame_says_when_the_screen_may_be_old(page: Page, desk: Desk) -> None:
    desk.do(lambda shell: setattr(shell, "status", {"state": "stale", "since": ago(seconds=92)}))
    expect(page.get_by_text("Out of date")).to_be_visible()
    page.get_by_role("button", name="Refresh").click()
    assert desk.until("reload") == {}
