"""What the front door answers to whoever knocks: headers, routes, forms from elsewhere, redirects, cookies."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from ccw_panel.auth import module
from ccw_panel.domain.agents import Role
from ccw_panel.services.agents import Agents
from ccw_panel.store import schema
from ccw_panel.store.engine import Database
from tests.security.conftest import Client
from tests.serving import Served, run

SignedIn = Callable[[str], Client]

# Every path the server answers, and what somebody who has not signed in gets.
ROUTES = {
    "/": 302,
    "/?open=case:12": 302,
    "/ws": 403,  # not an upgrade, and nobody's
    "/metadata": 404,
    "/autoload.js?bokeh-autoload-element=x": 404,
    "/sign-in": 200,
    "/sign-out": 302,
    "/password": 302,
    "/set-up": 410,
    "/set-up?token=guessed": 410,
    "/healthz": 200,
    "/favicon.ico": 200,
    "/static/js/bokeh.min.js": 200,
    "/static/extensions/ccw_fonts/Roboto-Medium.ttf": 200,
    "/static/extensions/ccw_fonts/../../../../../../etc/passwd": 403,
    "/static/extensions/ccw_fonts/%2e%2e/%2e%2e/%2e%2e/pyvenv.cfg": 403,
    "/static/..%2f..%2f..%2fetc/passwd": 403,
    "/components/antigravity/x/_css/y": 404,
    "/rest/session_info": 404,
    "/liveness": 404,
    "/admin": 404,
    "/login": 404,
    "/logout": 404,
    "/nothing": 404,
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-*' 'unsafe-eval' blob:; script-src-attr 'none'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def policy_and_nonce(client: Client, path: str) -> tuple[str, str]:
    policy = client.get(path).headers["Content-Security-Policy"]
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    return policy.replace(nonce, "*"), nonce


@pytest.mark.parametrize(("path", "status"), ROUTES.items())
def test_every_route_gives_a_stranger_only_what_is_meant_for_strangers(client: Client, path: str, status: int) -> None:
    assert client.get(path).status == status


@pytest.mark.promise("P10")
@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_carries_the_headers(client: Client, path: str) -> None:
    answer = client.get(path)

    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert policy_and_nonce(client, path)[0] == POLICY
    assert "Server" not in answer.headers


def test_the_desk_too_carries_them_and_its_scripts_have_the_nonce(signed_in: SignedIn) -> None:
    answer = signed_in("alice").get("/")
    nonce = answer.headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]

    assert answer.headers["Cache-Control"] == "no-store"
    assert len(nonce) >= 22
    assert answer.body.count("<script") == answer.body.count(f'<script nonce="{nonce}"') > 1


def test_no_two_answers_have_the_same_nonce(client: Client) -> None:
    assert len({policy_and_nonce(client, "/sign-in")[1] for _ in range(5)}) == 5


def test_the_token_of_a_page_holds_no_secret(signed_in: SignedIn) -> None:
    from bokeh.util.token import get_token_payload

    alice = signed_in("alice")
    payload = get_token_payload(alice.get("/?open=case:12", {"X-Secret": "canary"}).token)

    assert payload["cookies"] == {}
    assert payload["headers"] == {}
    assert alice.cookies["user"] not in str(payload)


# --- signing in ---------------------------------------------------------------------------------


def test_the_cookie_is_for_this_server_alone_and_for_no_script(client: Client) -> None:
    answer = client.post("/sign-in", {"name": "alice", "password": "demo"})

    name, *flags = (part.strip() for part in answer.headers["Set-Cookie"].split(";"))
    assert name.startswith("user=")
    assert len(name) > 40
    assert sorted(flags) == ["HttpOnly", "Path=/", "SameSite=Lax"]


def test_a_wrong_password_says_the_same_for_every_name(client: Client) -> None:
    answers = [client.post("/sign-in", {"name": name, "password": "wrong"}) for name in ("alice", "nobody")]

    assert [answer.status for answer in answers] == [401, 401]
    assert all("The user name or the password is not right." in answer.body for answer in answers)
    assert "user" not in client.cookies


def test_what_was_typed_comes_back_as_text(client: Client) -> None:
    answer = client.post("/sign-in", {"name": '"><script>alert(1)</script>', "password": "x", "next": "/?open=<b>"})

    assert "<script>alert" not in answer.body
    assert "&lt;script&gt;alert" in answer.body
    assert "/?open=&lt;b&gt;" in answer.body


def test_too_many_wrong_passwords_are_told_how_long_to_wait(client: Client) -> None:
    for _ in range(5):
        assert client.post("/sign-in", {"name": "nina", "password": "wrong"}).status == 401

    answer = client.post("/sign-in", {"name": "nina", "password": "demo"})

    assert answer.status == 429
    assert "Too many wrong passwords. Try again in 1" in answer.body
    assert 1 <= int(answer.headers["Retry-After"]) <= 16


def test_a_hundred_tries_at_once_are_a_hundred_tries(client: Client) -> None:
    statuses: list[int] = []

    def attempt() -> None:
        statuses.append(client.post("/sign-in", {"name": "sam", "password": "wrong"}).status)

    threads = [threading.Thread(target=attempt) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses.count(401) == 5
    assert statuses.count(429) == 25


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "/%0d%0aSet-Cookie:x=1",
        "/\r\nLocation: https://evil.example",
        "javascript:alert(1)",
        "/sign-out",
        "/static/js/bokeh.min.js",
        "/" + "x" * 3000,
        "\x00/",
    ],
)
def test_signing_in_leads_to_the_desk_and_nowhere_else(client: Client, target: str) -> None:
    answer = client.post("/sign-in", {"name": "alice", "password": "demo", "next": target})

    assert answer.status == 303
    assert answer.headers["Location"] == "/"


def test_a_deep_link_survives_the_sign_in(client: Client) -> None:
    location = client.get("/?open=case:12").headers["Location"]
    assert location == "./sign-in?next=%2F%3Fopen%3Dcase%3A12"
    assert '<input type="hidden" name="next" value="/?open=case:12">' in client.get(location[1:]).body

    answer = client.post("/sign-in", {"name": "alice", "password": "demo", "next": "/?open=case:12"})

    assert answer.headers["Location"] == "/?open=case:12"


def test_signing_in_as_somebody_else_ends_the_first_sign_in(signed_in: SignedIn) -> None:
    alice = signed_in("alice")
    old = Client(alice.host, dict(alice.cookies))

    alice.sign_in("bob")

    assert old.get("/").status == 302


# --- forms from elsewhere -----------------------------------------------------------------------

FORMS = ("/sign-in", "/sign-out", "/password", "/set-up")
STRANGERS = (
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://{host}.evil.example"},
    {"Origin": "http://{host}@evil.example"},
    {"Origin": "http://{host}/x"},
    {"Origin": "http://{host}0"},
    {"Origin": "", "Sec-Fetch-Site": "same-site"},
    {"Origin": "ftp://{host}"},
)


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("headers", STRANGERS)
def test_a_form_of_another_page_is_refused(signed_in: SignedIn, path: str, headers: dict[str, str]) -> None:
    alice = signed_in("alice")
    sent = {name: value.format(host=alice.host) for name, value in headers.items()}

    assert alice.post(path, {"name": "bob", "password": "demo"}, sent).status == 403
    assert alice.get("/").status == 200


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_says_nothing_of_its_origin_is_refused(client: Client, path: str) -> None:
    assert client.send("POST", path, {}).status == 403


def test_a_form_of_a_page_that_tells_nobody_its_origin_is_ours_when_the_browser_says_so(signed_in: SignedIn) -> None:
    alice = signed_in("alice")

    assert alice.post("/sign-out", {}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}).status == 303
    assert alice.get("/").status == 302


def test_a_link_alone_does_not_sign_out(signed_in: SignedIn) -> None:
    alice = signed_in("alice")

    assert "Sign out?" in alice.get("/sign-out").body
    assert alice.get("/").status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_do_nothing(signed_in: SignedIn, method: str) -> None:
    alice = signed_in("alice")

    assert {alice.send(method, path).status for path in ("/", *FORMS, "/healthz")} == {405}


def test_a_form_larger_than_a_megabyte_is_not_read(client: Client) -> None:
    try:
        status = client.post("/sign-in", {"name": "x" * 2_000_000, "password": "x"}).status
    except (ConnectionError, OSError):
        status = 413  # closed while it was still being sent
    assert status in (400, 413)


@pytest.mark.parametrize("body", [b"name=%ff%fe&password=x", b"name=a&name=b&password=x", b"&&&===", b"\x00\xff", b""])
def test_a_form_of_garbage_is_refused_quietly(client: Client, body: bytes) -> None:
    assert client.send("POST", "/sign-in", body, {"Origin": client.origin}).status in (400, 401)


# --- who has no desk ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "heading"), [("dora", "You do not have the agent role yet"), ("nina", "The desk is not part of your role")]
)
def test_without_a_role_for_the_desk_a_page_says_what_is_missing_and_whom_to_ask(
    signed_in: SignedIn, name: str, heading: str
) -> None:
    answer = signed_in(name).get("/?open=case:12")

    assert answer.status == 403
    assert heading in answer.body
    assert "Ada Abel can grant it" in answer.body
    assert f"Please give {name} the agent role" in answer.body
    assert "token" not in answer.body


def test_who_has_just_been_given_a_role_has_a_desk(signed_in: SignedIn, desk_database: Database) -> None:
    agents = Agents(desk_database, lambda: datetime.now(UTC))
    dora = signed_in("dora")

    agents.set_roles(agents.actor_named("ada"), "dora", [Role.AGENT])
    status = dora.get("/").status
    agents.set_roles(agents.actor_named("ada"), "dora", [])

    assert status == 200


def test_a_password_that_must_be_changed_comes_before_the_desk(signed_in: SignedIn, desk_database: Database) -> None:
    carol = signed_in("carol")
    with desk_database.write() as conn:
        conn.execute(update(schema.users).where(schema.users.c.name == "carol").values(must_change_password=True))

    answer = carol.get("/?open=case:12")
    page = carol.get("/password")
    changed = carol.post("/password", {"current": "demo", "new": "demo2", "again": "demo2", "next": "/?open=case:12"})
    carol.post("/password", {"current": "demo2", "new": "demo", "again": "demo"})

    assert answer.headers["Location"] == "/password?next=%2F%3Fopen%3Dcase%3A12"
    assert "Choose a password of your own" in page.body
    assert 'href="/?open=case:12"' in changed.body
    assert carol.get("/").status == 200


def test_a_password_form_says_at_each_field_what_is_wrong(signed_in: SignedIn) -> None:
    bob = signed_in("bob")

    wrong = bob.post("/password", {"current": "wrong", "new": "demo2", "again": "demo2"})
    differ = bob.post("/password", {"current": "demo", "new": "demo2", "again": "demo3"})

    assert (wrong.status, differ.status) == (400, 400)
    assert "The current password is not right." in wrong.body
    assert "The two new passwords differ" in differ.body


# --- set-up links -------------------------------------------------------------------------------


def test_a_set_up_link_is_used_up_by_a_form_and_not_by_looking_at_it(client: Client, desk_database: Database) -> None:
    agents = Agents(desk_database, lambda: datetime.now(UTC))
    token = agents.set_up_link(agents.actor_named("ada"), "carol")

    for _ in range(2):
        assert "Welcome, Carol Clark" in client.get(f"/set-up?token={token}").body
    done = client.post("/set-up", {"token": token, "password": "demo", "again": "demo"})

    assert "Your account is ready" in done.body
    assert client.get(f"/set-up?token={token}").status == 410
    assert client.post("/set-up", {"token": token, "password": "demo", "again": "demo"}).status == 410
    client.sign_in("carol")


# --- behind a proxy -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def behind_proxy(desk_file: Path) -> object:
    import sys

    command = [sys.executable, "-m", "tests.security.small_desk", "--database", str(desk_file)]
    with run(command, {"CCW_ORIGINS": "desk.example.com"}) as running:
        yield running


def test_behind_a_proxy_with_tls_the_cookie_is_secure_and_bound_to_the_host(behind_proxy: Served) -> None:
    client = Client(behind_proxy.host)
    headers = {"Origin": "https://desk.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}

    answer = client.post("/sign-in", {"name": "alice", "password": "demo"}, headers)

    assert answer.status == 303
    assert answer.headers["Set-Cookie"].startswith("__Host-user=")
    assert "; Secure" in answer.headers["Set-Cookie"]
    assert client.get("/", headers).status == 200
    assert client.get("/").status == 302  # the same cookie over an open line is nobody's


def test_without_a_proxy_nobody_is_believed_about_where_they_come_from(client: Client, desk_database: Database) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}

    for n in range(5):
        client.post("/sign-in", {"name": "ada", "password": "wrong"}, {**headers, "X-Forwarded-For": f"203.0.113.{n}"})
    answer = client.post("/sign-in", {"name": "ada", "password": "wrong"}, headers)

    assert answer.status == 429


def test_the_module_for_panel_serve_offers_the_same_hooks() -> None:
    assert (module.login_url, module.logout_url) == ("/sign-in", "/sign-out")
    assert callable(module.get_user_async)
