"""Nobody enters another's page: a raw WebSocket client tries to (P8, P9)."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from bokeh.util.token import generate_jwt_token, generate_session_id
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClosedError, websocket_connect

from ccw_panel.domain.agents import Role
from ccw_panel.services.agents import Agents
from ccw_panel.store.engine import Database
from tests.security.conftest import Client, finished
from tests.serving import Served, is_up

SignedIn = Callable[[str], Client]


async def refused(client: Client, token: str, **headers: str) -> int:
    """The status with which the socket was refused."""
    with pytest.raises(HTTPClientError) as error:
        await client.socket(token, headers)
    return error.value.code


def test_ones_own_page_and_socket_work(signed_in: SignedIn) -> None:
    alice = signed_in("alice")

    async def scenario() -> None:
        socket = await alice.socket(alice.get("/").token)
        assert (await socket.read())["type"] == "ACK"
        reply = await socket.ask("PULL-DOC-REQ")
        assert "desk of alice" in json.dumps(reply["content"])

    finished(scenario())


@pytest.mark.promise("P9")
def test_bobs_cookie_does_not_open_alices_page(signed_in: SignedIn) -> None:
    token, bob = signed_in("alice").get("/").token, signed_in("bob")

    assert finished(refused(bob, token)) == 403


def test_a_supervisor_and_an_administrator_cannot_either(signed_in: SignedIn) -> None:
    token = signed_in("alice").get("/").token

    assert [finished(refused(signed_in(name), token)) for name in ("sam", "ada")] == [403, 403]


def test_a_page_of_ones_other_sign_in_is_somebody_elses_too(signed_in: SignedIn) -> None:
    token = signed_in("alice").get("/").token

    assert finished(refused(signed_in("alice"), token)) == 403


def test_no_cookie_and_a_made_up_cookie_open_nothing(signed_in: SignedIn, client: Client) -> None:
    token = signed_in("alice").get("/").token

    assert finished(refused(client, token)) == 403
    client.cookies["user"] = "x" * 43
    assert finished(refused(client, token)) == 403


@pytest.mark.parametrize("secret", [None, b"guessed"])
def test_a_session_made_up_by_the_client_is_refused(signed_in: SignedIn, secret: bytes | None) -> None:
    session = generate_session_id(secret_key=secret, signed=secret is not None)
    token = generate_jwt_token(session, secret_key=secret, signed=secret is not None)

    assert finished(refused(signed_in("bob"), token)) == 403


def test_a_known_session_with_a_forged_signature_gives_no_document(signed_in: SignedIn) -> None:
    alice = signed_in("alice")
    token = alice.get("/").token
    forged = token[:-3] + ("AAA" if not token.endswith("AAA") else "BBB")

    async def scenario() -> None:
        socket = await alice.socket(forged)
        assert await socket.read() is None

    finished(scenario())


@pytest.mark.parametrize("token", ["", "x", "e30", "e30.e30", "\x7f", "W10", "a" * 20_000, "eyJzZXNzaW9uX2lkIjogN30"])
def test_garbage_in_the_place_of_a_token_is_refused(signed_in: SignedIn, served: Served, token: str) -> None:
    bob = signed_in("bob")

    async def scenario() -> None:
        with pytest.raises((HTTPClientError, ValueError, OSError)):
            await asyncio.wait_for(bob.socket(token), 10)

    finished(scenario())
    assert is_up(served.url)


@pytest.mark.parametrize("where", ["?bokeh-token={}", "?bokeh-session-id={}", "?open=case:1&bokeh-session-id={}"])
def test_a_link_into_a_session_is_refused(signed_in: SignedIn, where: str) -> None:
    alice, bob = signed_in("alice"), signed_in("bob")

    assert bob.get("/" + where.format(alice.get("/").token)).status == 400


def test_a_session_named_in_a_header_is_refused(signed_in: SignedIn) -> None:
    assert signed_in("bob").get("/", {"Bokeh-Session-Id": "mine"}).status == 400


def test_an_old_pages_token_opens_nothing_after_the_roles_have_changed(
    signed_in: SignedIn, desk_database: Database
) -> None:
    agents = Agents(desk_database, lambda: datetime.now(UTC))
    carol, ada = signed_in("carol"), agents.actor_named("ada")
    token = carol.get("/").token

    agents.set_roles(ada, "carol", [Role.SUPERVISOR])
    try:
        assert finished(refused(carol, token)) == 403
    finally:
        agents.set_roles(ada, "carol", [Role.AGENT])


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://{}.evil.example",
        "http://{}0",
        "http://127.0.0.1",
        "null",
        "http://{}@evil.example",
        "http://evil.example@{}",
        "file://",
        "http://localhost.evil.example",
    ],
)
def test_a_page_of_another_origin_cannot_open_a_socket(signed_in: SignedIn, origin: str) -> None:
    alice = signed_in("alice")

    assert finished(refused(alice, alice.get("/").token, Origin=origin.format(alice.host))) == 403


def test_garbage_frames_close_that_socket_and_nothing_else(signed_in: SignedIn, served: Served) -> None:
    alice = signed_in("alice")

    async def scenario() -> None:
        for garbage in ("{", "[]", "null", b"\x00\xff" * 100, json.dumps({"msgtype": "PATCH-DOC", "msgid": "1"})):
            socket = await alice.socket(alice.get("/").token)
            await socket.read()
            with suppress(WebSocketClosedError):  # from the second one on it may be closed already
                for _ in range(3):
                    await socket.conn.write_message(garbage, binary=isinstance(garbage, bytes))
            socket.conn.close()

    finished(scenario())
    assert is_up(served.url)
    assert alice.get("/").status == 200


def test_a_frame_over_the_limit_closes_the_socket(signed_in: SignedIn) -> None:
    alice = signed_in("alice")

    async def scenario() -> None:
        socket = await alice.socket(alice.get("/").token)
        await socket.read()
        with suppress(WebSocketClosedError):  # it may be closed while the rest is on its way
            await socket.conn.write_message(b"x" * (5 * 1024 * 1024), binary=True)
        assert await asyncio.wait_for(socket.read(), 10) is None

    finished(scenario())


def test_one_sign_in_opens_only_so_many_sockets(signed_in: SignedIn) -> None:
    bob = signed_in("bob")

    async def scenario() -> None:
        token = bob.get("/").token
        sockets = [await bob.socket(token) for _ in range(40)]
        with pytest.raises(HTTPClientError):
            await bob.socket(token)
        for socket in sockets:
            socket.conn.close()

    finished(scenario())


# --- what ends a sign-in ends its sockets -------------------------------------------------------


async def seconds_until_closed(client: Client, end: Callable[[], object]) -> float:
    """How long after `end()` the client's open socket is closed."""
    socket = await client.socket(client.get("/").token)
    await socket.read()
    await asyncio.to_thread(end)
    began = time.monotonic()
    while await asyncio.wait_for(socket.conn.read_message(), 10) is not None:
        pass
    return time.monotonic() - began


def test_signing_out_closes_the_socket_and_kills_the_cookie(signed_in: SignedIn) -> None:
    alice = signed_in("alice")
    old, token = dict(alice.cookies), alice.get("/").token

    took = finished(seconds_until_closed(alice, lambda: alice.post("/sign-out")))

    assert took < 2
    thief = Client(alice.host, old)
    assert thief.get("/").status == 302
    assert finished(refused(thief, token)) == 403


def test_a_new_password_closes_every_other_computers_sockets(signed_in: SignedIn) -> None:
    here, there = signed_in("bob"), signed_in("bob")
    form = {"current": "demo", "new": "demo2", "again": "demo2"}

    took = finished(seconds_until_closed(there, lambda: here.post("/password", form)))
    here.post("/password", {"current": "demo2", "new": "demo", "again": "demo"})

    assert took < 2
    assert there.get("/").status == 302
    assert here.get("/").status == 200


@pytest.mark.promise("P9")
def test_disabling_a_user_in_another_process_closes_their_sockets(signed_in: SignedIn, desk_database: Database) -> None:
    agents = Agents(desk_database, lambda: datetime.now(UTC))
    ada, carol = agents.actor_named("ada"), signed_in("carol")

    took = finished(seconds_until_closed(carol, lambda: agents.disable(ada, "carol")))
    agents.enable(ada, "carol")

    assert took < 2
    assert carol.get("/").status == 302


def test_a_change_of_roles_in_another_process_closes_the_sockets(signed_in: SignedIn, desk_database: Database) -> None:
    agents = Agents(desk_database, lambda: datetime.now(UTC))
    ada, bob = agents.actor_named("ada"), signed_in("bob")

    took = finished(seconds_until_closed(bob, lambda: agents.set_roles(ada, "bob", [])))

    assert took < 2
    assert bob.get("/").status == 403
    agents.set_roles(ada, "bob", [Role.AGENT])
    assert bob.get("/").status == 200


def test_a_client_that_does_not_answer_the_close_is_cut_off(signed_in: SignedIn) -> None:
    alice = signed_in("alice")

    async def scenario() -> float:
        socket = await alice.socket(alice.get("/").token)
        await socket.read()
        protocol, cut = socket.conn.protocol, asyncio.Event()
        protocol.close = lambda *_: None  # as one that hears the close and says nothing
        protocol.stream.set_close_callback(cut.set)
        await asyncio.to_thread(alice.post, "/sign-out")
        began = time.monotonic()
        await asyncio.wait_for(cut.wait(), 10)
        return time.monotonic() - began

    assert finished(scenario()) < 2


def test_a_socket_without_the_protocol_of_bokeh_gets_nothing(signed_in: SignedIn) -> None:
    alice = signed_in("alice")

    async def scenario() -> None:
        with pytest.raises(HTTPClientError) as error:
            await websocket_connect(f"ws://{alice.host}/ws")
        assert error.value.code == 403

    finished(scenario())
