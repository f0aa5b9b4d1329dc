"""What Bokeh asks of us about every page and every socket before it does anything: who is this?

Bokeh hands over the request's handler, so this is the one place that sees both the page and the socket that joins it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from bokeh.server.auth_provider import AuthProvider
from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError, RequestHandler
from tornado.websocket import WebSocketHandler

from ccw_panel.auth.door import Door
from ccw_panel.auth.headers import trust_scripts_of
from ccw_panel.auth.pages import show_no_desk
from ccw_panel.auth.requests import own_page, token_of
from ccw_panel.errors import StoreError
from ccw_panel.services.agents import Login

SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"

# Ways to name a session from outside. Nobody may: the server makes them, for whom it knows.
_FOREIGN_SESSION = ("bokeh-token", "bokeh-session-id")
# Pages of Bokeh's for embedding and describing an app, which the desk has no use for.
_NOT_SERVED = ("/autoload.js", "/metadata")


class DeskAuth(AuthProvider):
    def __init__(self, door: Door) -> None:
        self._door = door
        super().__init__()

    @property
    def get_user_async(self) -> Callable[[RequestHandler], Awaitable[Login | None]]:
        async def get_user_async(handler: RequestHandler) -> Login | None:
            return await who(self._door, handler)

        return get_user_async

    @property
    def login_url(self) -> str:
        return SIGN_IN

    @property
    def logout_url(self) -> str:
        return SIGN_OUT


async def who(door: Door, handler: RequestHandler) -> Login | None:
    """The sign-in behind a request for the desk's page or socket; None when there is none that may have it.

    A page is answered here and now when its owner has no desk, or must choose a password first. Raises HTTPError
    for a request that tries to join a session it names itself.
    """
    request = handler.request
    _refuse_foreign_session(request)
    if request.path.endswith(_NOT_SERVED):
        raise HTTPError(404)
    login = _login(door, request)
    if login is None:
        return None
    request.ccw_login = login  # type: ignore[attr-defined]  # the document that is made for it finds it here
    if isinstance(handler, WebSocketHandler):
        return login if door.sockets.admit(handler, login) else None
    await _answer(door, handler, login)
    return login


def _refuse_foreign_session(request: HTTPServerRequest) -> None:
    if "Bokeh-Session-Id" in request.headers or any(name in request.arguments for name in _FOREIGN_SESSION):
        raise HTTPError(400, "a session named by the client")


def _login(door: Door, request: HTTPServerRequest) -> Login | None:
    try:
        return door.agents.login(token_of(request, door.reach))
    except StoreError as error:
        raise HTTPError(503, "%s", error) from error


async def _answer(door: Door, handler: Any, login: Login) -> None:
    if login.must_change_password:
        handler.redirect(f"/password?{urlencode({'next': own_page(handler.request.uri)})}")
    elif not login.actor.may_use_desk:
        await show_no_desk(door, handler, login)
    else:
        trust_scripts_of(handler.request)
