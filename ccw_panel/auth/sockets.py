"""Which page belongs to which sign-in, and the sockets that are open: closed when their sign-in no longer holds.

Bokeh lets in whoever presents a page's token. Here a socket opens only for the sign-in that the page was made for.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from bokeh.util.token import get_session_id
from tornado.websocket import WebSocketHandler

from ccw_panel.domain.agents import Actor
from ccw_panel.errors import CcwError
from ccw_panel.services.agents import Login

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.8  # other processes sign people out too
GRACE_S = 0.5  # for a browser to answer that it has closed as well
REMEMBER_S = 900  # a page's token opens no socket after 300 s
MAX_SOCKETS = 40  # of one sign-in: a browser restores its windows, a program opens hundreds
SIGNED_OUT, TOO_MANY = 4401, 4429  # close codes of our own


@dataclass(frozen=True)
class Page:
    """Whose page a session is. A person whose roles have changed since is somebody else."""

    login_id: str
    actor: Actor
    at: float  # time.monotonic()


class Sockets:
    """One process's pages and open sockets. Everything here runs on its event loop."""

    def __init__(self, standing: Callable[[Collection[str]], dict[str, Login]]) -> None:
        self._standing = standing
        self._pages: dict[str, Page] = {}  # by session id, oldest first
        self._open: WeakKeyDictionary[WebSocketHandler, Page] = WeakKeyDictionary()
        self._watching: asyncio.Task[None] | None = None
        self.stopping = False

    def own(self, session_id: str, login: Login) -> None:
        """The page of that session was made for `login`: nobody else's socket may join it."""
        now = time.monotonic()
        while self._pages and next(iter(self._pages.values())).at < now - REMEMBER_S:
            del self._pages[next(iter(self._pages))]
        self._pages[session_id] = Page(login.id, login.actor, now)

    def admit(self, socket: WebSocketHandler, login: Login) -> bool:
        """Whether the socket that asks to open belongs to a page of `login`; if so it is watched from now on."""
        page = self._pages.get(_session_id(socket))
        if page is None or (page.login_id, page.actor) != (login.id, login.actor):
            log.warning("a socket that is not %s's own was refused", login.actor.name)
            return False
        if sum(1 for known, of in self._open.items() if of.login_id == login.id and known.ws_connection) >= MAX_SOCKETS:
            log.warning("%s has too many windows", login.actor.name)
            return False
        self._open[socket] = page
        if self._watching is None:
            self._watching = asyncio.get_running_loop().create_task(self._watch())
        return True

    def end(self, login_id: str) -> None:
        """Close every socket of that sign-in now."""
        for socket, page in list(self._open.items()):
            if page.login_id == login_id:
                self._close(socket, SIGNED_OUT, "signed out")

    def stop(self) -> None:
        """Close every socket, because the server stops: the pages ask until it is back."""
        self.stopping = True
        if self._watching is not None:
            self._watching.cancel()
        for socket in list(self._open):
            self._close(socket, 1012, "restarting")

    def _close(self, socket: WebSocketHandler, code: int, reason: str) -> None:
        self._open.pop(socket, None)
        if socket.ws_connection is None:
            return
        socket.on_message = _ignored  # type: ignore[method-assign]  # what still arrives does nothing
        stream = socket.ws_connection.stream
        socket.close(code, reason)
        asyncio.get_running_loop().call_later(GRACE_S, stream.close)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            pages = {page.login_id for socket, page in self._open.items() if socket.ws_connection}
            try:
                standing = await asyncio.to_thread(self._standing, pages) if pages else {}
            except CcwError as error:
                log.warning("could not look after sign-ins: %s", error)
                continue
            self._close_ended(standing, pages)

    def _close_ended(self, standing: dict[str, Login], looked_at: Collection[str]) -> None:
        for socket, page in list(self._open.items()):
            login = standing.get(page.login_id)
            if page.login_id in looked_at and (login is None or login.actor != page.actor):
                self._close(socket, SIGNED_OUT, "signed out" if login is None else "roles changed")


def _session_id(socket: WebSocketHandler) -> str:
    """The session that the socket's token names; its signature is Bokeh's to check. Empty when it names none."""
    _protocol, _comma, token = socket.request.headers.get("Sec-WebSocket-Protocol", "").partition(",")
    try:
        return str(get_session_id(token.strip()))
    except (ValueError, KeyError, TypeError, AssertionError):
        return ""


async def _ignored(_message: str | bytes) -> None:
    return None
