"""What `ccw serve` runs: one process that shows the desk to whoever signs in, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import panel as pn
from bokeh.server.server import Server
from tornado.iostream import StreamClosedError
from tornado.web import RequestHandler
from tornado.websocket import WebSocketClosedError

from ccw_panel.auth.door import Door
from ccw_panel.auth.handlers import Health, NotServed, PasswordPage, SetUpPage, SignInPage, SignOut
from ccw_panel.auth.headers import SecurityHeaders
from ccw_panel.auth.provider import DeskAuth
from ccw_panel.errors import CcwError
from ccw_panel.services.agents import Login
from ccw_panel.views.components.front_page import FrontPage, filling
from ccw_panel.views.saving import wait_until_stored

log = logging.getLogger(__name__)

TITLE = "Contact Center"

MAX_FRAME = 4 * 1024 * 1024  # bytes: a larger one would hold up everybody while it is read
MAX_BODY = 1024 * 1024
TOKEN_LASTS_S = 300  # between loading a page and opening its socket
UNUSED_MS = 30_000  # a page whose socket has closed loads anew, so what it had is let go soon
LOOK_FOR_UNUSED_MS = 5_000
STORE_S = 10  # for what pages that end still store
PING_MS = 20_000  # below the idle time-out of the usual proxies

Route = tuple[str, type[RequestHandler], dict[str, object]]


@dataclass(frozen=True)
class Listening:
    """Where a server listens, and the key that signs the tokens of its pages."""

    host: str
    port: int
    secret: str


def desk_server(door: Door, at: Listening) -> Server:
    """The server of the desk, not yet started. Raises OSError when the port is taken."""
    os.environ.pop("BOKEH_ALLOW_WS_ORIGIN", None)  # it would take the place of the hosts below
    server = pn.serve(
        {"/": page_of(door)},
        port=at.port,
        address=at.host,
        websocket_origin=sorted(door.reach.hosts),
        title=TITLE,
        show=False,
        start=False,
        verbose=False,
        auth_provider=DeskAuth(door),
        cookie_secret=at.secret,
        secret_key=at.secret.encode(),
        sign_sessions=True,
        include_headers=[],  # a page's token can be read by whoever holds it: no header and no cookie goes into it
        include_cookies=[],
        session_token_expiration=TOKEN_LASTS_S,
        extra_patterns=routes(door),
        default_handler_class=NotServed,
        default_handler_args={"door": door},
        websocket_max_message_size=MAX_FRAME,
        unused_session_lifetime_milliseconds=UNUSED_MS,
        check_unused_sessions_milliseconds=LOOK_FOR_UNUSED_MS,
        keep_alive_milliseconds=PING_MS,
        http_server_kwargs={"max_body_size": MAX_BODY, "max_header_size": 32 * 1024, "idle_connection_timeout": 120},
    )
    server._tornado.add_transform(SecurityHeaders)
    return server


def routes(door: Door) -> list[Route]:
    """The pages around the desk. They stand before Panel's own routes, and the first one that fits answers."""
    with_door: dict[str, object] = {"door": door}
    return [
        ("/sign-in", SignInPage, with_door),
        ("/sign-out", SignOut, with_door),
        ("/password", PasswordPage, with_door),
        ("/set-up", SetUpPage, with_door),
        ("/healthz", Health, with_door),
        # Panel would import whatever module the address names; what the desk shows comes from /static.
        ("/components/.*", NotServed, with_door),
    ]


def page_of(door: Door) -> Callable[[], pn.viewable.Viewable]:
    """The function that Panel calls for each page: the desk of the person who asked for it, fixed from then on."""

    def page() -> pn.viewable.Viewable:
        context = pn.state.curdoc.session_context
        login: Login = context.request.ccw_login
        door.sockets.own(context.id, login)
        return desk_or_reason(door, login)

    return page


def desk_or_reason(door: Door, login: Login) -> pn.viewable.Viewable:
    from ccw_panel.views.page import desk  # the pages around the desk do not need all of its views

    try:
        return desk(door.center, login.actor, pn.state.session_args)
    except CcwError as error:
        log.warning("the desk of %s could not be shown: %s", login.actor.name, error)
        reason = str(error)
    except Exception:
        log.exception("the desk of %s could not be shown", login.actor.name)
        reason = "Something went wrong while it was built."
    kept = "What you typed before is kept. Load this page again; if it stays so, tell whoever looks after this server."
    return filling(FrontPage(title="The desk cannot be shown", text=f"{reason} {kept}"))


def run_until_stopped(server: Server, door: Door) -> None:
    """Serve until SIGINT or SIGTERM, then stop in order: no new pages, sockets told, workspaces stored."""
    loop = server.io_loop.asyncio_loop
    loop.set_exception_handler(_quiet_about_gone_pages)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)

    async def serve() -> None:
        await stopped.wait()
        log.info("stopping")
        await _stop(server, door)

    server.start()
    loop.run_until_complete(serve())


def _quiet_about_gone_pages(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A page that was left while something was on its way to it is no error of the server's."""
    if isinstance(context.get("exception"), WebSocketClosedError | StreamClosedError):
        log.debug("a page was left before it heard everything")
    else:
        loop.default_exception_handler(context)


async def _stop(server: Server, door: Door) -> None:
    server._http.stop()
    door.sockets.stop()
    await asyncio.sleep(0.6)  # for browsers to hear of it
    for context in server._tornado.applications.values():
        await context._cleanup_sessions(-1)  # runs what each page does when it ends, such as storing the workspace
    await asyncio.to_thread(wait_until_stored, STORE_S)
    server.stop(wait=False)


def is_free(host: str, port: int) -> bool:
    """Whether nothing listens there yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def kept_secret(folder: Path) -> str:
    """The key in `folder`, made at the first start, that only this user may read."""
    path = folder / "secret"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        path.chmod(0o600)
    return path.read_text("utf-8").strip()
