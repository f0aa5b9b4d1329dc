"""The pages around the desk in Chromium: what they show, what they refuse to run, whom they ask nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from ccw_panel.services.agents import Agents
from ccw_panel.store.engine import Database
from tests.security.conftest import Client
from tests.serving import Served

pytestmark = pytest.mark.browser
PATIENTLY = 20_000  # ms: a page's first load on a busy machine

REPORT_VIOLATIONS = (
    "document.addEventListener('securitypolicyviolation', e => console.error(`VIOLATION ${e.violatedDirective}`))"
)


@dataclass
class Seen:
    """What a page did that it should not, for the test to look at."""

    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@dataclass
class Window:
    page: Page
    seen: Seen


@pytest.fixture
def window(browser: Browser, served: Served, desk_database: Database) -> Iterator[Callable[..., Window]]:
    """`window(theme="dark", width=1600)` is a page of a browser of its own, watched."""
    contexts = []

    def open_window(theme: str = "light", width: int = 1280, cookies: dict[str, str] | None = None) -> Window:
        context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 900}, base_url=served.url)
        context.set_default_timeout(PATIENTLY)
        context.add_cookies([{"name": k, "value": v, "url": served.url} for k, v in (cookies or {}).items()])
        contexts.append(context)
        page, seen = context.new_page(), Seen()
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("console", lambda line: seen.violations.append(line.text) if "VIOLATION" in line.text else None)
        page.on("request", lambda asked: seen.foreign.append(asked.url) if _is_foreign(asked.url, served) else None)
        return Window(page, seen)

    yield open_window
    for context in contexts:
        context.close()


def _is_foreign(url: str, served: Served) -> bool:
    return not url.startswith((served.url, f"ws://{served.host}", "data:", "blob:"))


def sign_in(page: Page, name: str, path: str = "/") -> None:
    page.goto(path)
    page.get_by_role("textbox", name="User name").fill(name)
    page.get_by_role("textbox", name="Password").fill("demo")
    page.get_by_role("button", name="Sign in").click()


def test_a_person_signs_in_with_the_keyboard_and_lands_where_the_link_pointed(window: Callable[..., Window]) -> None:
    page = window().page
    page.goto("/?open=case:12")

    page.keyboard.type("alice")  # the first field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type("demo")
    page.keyboard.press("Enter")

    expect(page.get_by_text("desk of alice")).to_be_visible(timeout=PATIENTLY)
    expect(page.get_by_role("heading", name="opened: case:12")).to_be_visible()
    assert page.url.endswith("/?open=case:12")


def test_a_button_of_the_desk_reaches_its_owners_session(window: Callable[..., Window]) -> None:
    page = window().page
    sign_in(page, "bob")

    page.get_by_role("button", name="Press").click()

    expect(page.get_by_text("pressed by bob")).to_be_visible(timeout=PATIENTLY)


def test_a_wrong_password_is_said_and_the_name_is_kept(window: Callable[..., Window]) -> None:
    page = window().page
    page.goto("/")
    page.get_by_role("textbox", name="User name").fill("alice")
    page.get_by_role("textbox", name="Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_have_text("The user name or the password is not right.")
    expect(page.get_by_role("textbox", name="User name")).to_have_value("alice")
    expect(page.get_by_role("textbox", name="Password")).to_be_focused()


def test_a_demo_account_is_filled_in_by_a_press(window: Callable[..., Window]) -> None:
    page = window().page
    page.goto("/sign-in")

    page.get_by_role("button", name="carol agent").click()
    page.keyboard.press("Enter")

    expect(page.get_by_text("desk of carol")).to_be_visible(timeout=PATIENTLY)


def test_the_password_can_be_shown(window: Callable[..., Window]) -> None:
    page = window().page
    page.goto("/sign-in")
    field_ = page.get_by_role("textbox", name="Password")

    page.get_by_role("button", name="Show password").click()

    expect(field_).to_have_attribute("type", "text")


def test_without_javascript_people_sign_in_all_the_same(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=served.url)
    page = context.new_page()

    sign_in(page, "dora")

    expect(page.get_by_role("heading", name="You do not have the agent role yet")).to_be_visible()
    context.close()


def test_somebody_without_a_role_reads_whom_to_ask_and_signs_in_as_someone_else(window: Callable[..., Window]) -> None:
    page = window().page
    sign_in(page, "dora")
    expect(page.get_by_text("Ada Abel can grant it")).to_be_visible()

    page.get_by_role("button", name="Sign in as someone else").click()

    expect(page.get_by_role("heading", name="Sign in to your desk")).to_be_visible()


def test_who_is_sent_to_sign_out_by_the_desk_is_signed_out_without_being_asked_again(
    window: Callable[..., Window], signed_in: Callable[[str], Client]
) -> None:
    page = window(cookies=signed_in("bob").cookies).page
    page.goto("/")

    page.evaluate("location.assign('/sign-out')")

    expect(page.get_by_role("heading", name="Sign in to your desk")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in to your desk")).to_be_visible()


def test_a_changed_password_is_confirmed_and_leads_back(
    window: Callable[..., Window], desk_database: Database, signed_in: Callable[[str], Client]
) -> None:
    page = window(cookies=signed_in("sam").cookies).page
    page.goto("/password")
    for label, text in (("Current password", "demo"), ("New password again", "demo2")):
        page.get_by_role("textbox", name=label).fill(text)
    page.get_by_role("textbox", name="New password", exact=True).fill("demo2")

    page.get_by_role("button", name="Change password").click()

    expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()
    page.get_by_role("link", name="Back to the desk").click()
    expect(page.get_by_text("desk of sam")).to_be_visible(timeout=PATIENTLY)
    _give_back(desk_database, "sam")


def _give_back(database: Database, name: str) -> None:
    agents = Agents(database, lambda: datetime.now(UTC))
    agents.finish_set_up(agents.set_up_link(agents.actor_named("ada"), name), "demo")


# --- what a page may run, and whom it asks ------------------------------------------------------


@pytest.mark.promise("P10")
@pytest.mark.parametrize("path", ["/sign-in", "/set-up", "/nothing", "/", "/password", "/sign-out"])
def test_no_page_breaks_its_own_policy_or_asks_another_host(
    window: Callable[..., Window], signed_in: Callable[[str], Client], path: str
) -> None:
    opened = window(cookies=None if path == "/sign-in" else signed_in("alice").cookies)

    opened.page.goto(path)
    opened.page.wait_for_load_state("networkidle")

    assert opened.seen == Seen()


@pytest.mark.promise("P7")
def test_what_slips_past_the_sanitiser_does_not_run(
    window: Callable[..., Window], signed_in: Callable[[str], Client]
) -> None:
    opened = window(cookies=signed_in("alice").cookies)
    opened.page.goto("/?unclean=1")

    opened.page.get_by_role("link", name="a link").click()
    opened.page.wait_for_timeout(1000)  # for what must not happen

    assert opened.page.evaluate("document.body.dataset.harmed") is None
    assert {"VIOLATION script-src-attr", "VIOLATION script-src-elem"} <= set(opened.seen.violations)


def test_the_desk_cannot_be_framed(window: Callable[..., Window], served: Served) -> None:
    page = window().page
    page.goto("/healthz")

    page.evaluate(
        "url => { const f = document.createElement('iframe'); f.src = url; document.body.append(f); }",
        f"{served.url}/sign-in",
    )
    page.wait_for_timeout(500)

    assert all("Sign in" not in (frame.title() or "") for frame in page.frames[1:])


# --- how they look and are read out -------------------------------------------------------------


@pytest.mark.promise("P19")
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/sign-in", "/password", "/set-up", "/sign-out", "/?nina"])
def test_no_page_has_a_serious_finding(
    window: Callable[..., Window], signed_in: Callable[[str], Client], path: str, theme: str
) -> None:
    name = "nina" if path == "/?nina" else "alice"
    page = window(theme, cookies=None if path == "/sign-in" else signed_in(name).cookies).page
    page.goto(path)

    found = Axe().run(page).response["violations"]

    assert [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("width", [320, 1024, 1280, 1600])
def test_no_page_scrolls_sideways(
    window: Callable[..., Window], signed_in: Callable[[str], Client], width: int
) -> None:
    page = window(width=width, cookies=signed_in("dora").cookies).page
    for path in ("/", "/password", "/nothing"):
        page.goto(path)

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
