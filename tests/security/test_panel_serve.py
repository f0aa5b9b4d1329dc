"""`panel serve ccw_panel/app.py`: without a sign-in a demo for this computer, and nothing else; with one, the desk."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bokeh.util.token import get_token_payload
from playwright.sync_api import Browser, expect
from tornado.httpclient import HTTPClientError

from ccw_panel.store.engine import open_database
from tests.security.conftest import Client, finished
from tests.serving import Served, run

PANEL = [sys.executable, "-m", "panel", "serve", "ccw_panel/app.py"]
MODULE = ["--auth-module", "ccw_panel/auth/module.py", "--cookie-secret", "a secret of this test run, long enough"]


def panel_serve(database: Path, *arguments: str, ready: str) -> Iterator[Served]:
    with run([*PANEL, *arguments], {"CCW_DATABASE": f"sqlite:///{database}"}, ready) as running:
        running.url = running.url.replace("127.0.0.1", "localhost")  # the one name that Panel takes a socket from
        yield running


@pytest.fixture(scope="module")
def of_a_demo(desk_file: Path) -> Iterator[Served]:
    yield from panel_serve(desk_file, ready="/app")


@pytest.fixture(scope="module")
def of_a_real_centre(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    real = tmp_path_factory.mktemp("real") / "centre.db"
    shutil.copyfile(template, real)
    open_database(f"sqlite:///{real}").close()
    yield from panel_serve(real, ready="/app")


@pytest.fixture(scope="module")
def with_module(desk_file: Path) -> Iterator[Served]:
    yield from panel_serve(desk_file, *MODULE, ready="/sign-in")


def document(served: Served, path: str = "/app", headers: dict[str, str] | None = None) -> str:
    """What the server would show at that page, as the socket tells it."""
    client = Client(served.host)

    async def pull() -> str:
        socket = await client.socket(client.get(path, headers).token, path="/app/ws")
        await socket.read()  # Bokeh listens only after its first word
        return json.dumps(await socket.ask("PULL-DOC-REQ"))

    return finished(pull())


def test_on_a_demo_one_chooses_whom_to_be(of_a_demo: Served, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{of_a_demo.url}/app")
    expect(page.get_by_role("button")).to_have_count(7)
    page.get_by_role("button", name="dora").click()
    expect(page.get_by_role("alert")).to_contain_text("dora has no role for the desk")

    page.get_by_role("button", name="alice").click()

    expect(page.get_by_role("banner")).to_be_visible(timeout=20_000)
    context.close()


def test_on_any_other_database_there_is_no_desk_but_the_two_ways_to_one(of_a_real_centre: Served) -> None:
    shown = document(of_a_real_centre)

    assert "ccw serve --database URL" in shown
    assert "--auth-module ccw_panel/auth/module.py" in shown
    assert "Whose desk" not in shown
    assert "alice" not in shown


def test_the_demo_is_not_shown_through_a_proxy(of_a_demo: Served) -> None:
    shown = document(of_a_demo, headers={"X-Forwarded-For": "203.0.113.7"})

    assert "The demo stays on its computer" in shown
    assert "alice" not in shown


def test_with_the_module_people_sign_in_and_a_socket_is_its_owners_alone(with_module: Served) -> None:
    alice, bob = (Client(with_module.host) for _ in range(2))
    assert alice.get("/app?open=case:1").headers["Location"] == "./sign-in?next=%2Fapp%3Fopen%3Dcase%3A1"
    alice.sign_in("alice")
    bob.sign_in("bob")
    token = alice.get("/app").token

    with pytest.raises(HTTPClientError) as refused:
        finished(bob.socket(token, path="/app/ws"))

    assert refused.value.code == 403
    assert "alice" not in str(get_token_payload(token))
    assert alice.cookies["user"] not in str(get_token_payload(token))
    assert "script-src-attr 'none'" in alice.get("/app").headers["Content-Security-Policy"]


def test_with_the_module_a_form_of_another_page_is_refused_and_signing_out_works(with_module: Served) -> None:
    carol = Client(with_module.host).sign_in("carol")

    assert carol.post("/sign-out", {}, {"Origin": "http://evil.example"}).status == 403
    assert carol.post("/sign-out").status == 303
    assert carol.get("/app").status == 302
