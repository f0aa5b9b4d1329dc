"""The sign-in for `panel serve`, where Panel owns the server and we are a module of it.

    panel serve ccw_panel/app.py --auth-module ccw_panel/auth/module.py --cookie-secret SECRET

Panel gives such a module two addresses, to sign in and to sign out; the other pages around the desk, and the server
settings of `ccw serve`, are not there. The database is CCW_DATABASE, or the demo in the user data directory.
"""

from __future__ import annotations

import atexit
from datetime import UTC, datetime, timedelta
from typing import Any

import panel as pn
from tornado.web import Application, RequestHandler

from ccw_panel.auth.door import Door
from ccw_panel.auth.handlers import SignInPage, SignOut
from ccw_panel.auth.headers import SecurityHeaders
from ccw_panel.auth.provider import who
from ccw_panel.auth.requests import Reach
from ccw_panel.center import ContactCenter, open_center
from ccw_panel.config import Settings
from ccw_panel.demo.kept import kept_demo
from ccw_panel.services.agents import Login


def center() -> ContactCenter:
    """The centre of this process, opened when first asked for."""
    opened: ContactCenter = pn.state.as_cached("ccw_center", _open)
    return opened


def door(application: Application | None = None) -> Door:
    """The front door of this process. The first request makes it, because only then is there an application."""
    made: Door = pn.state.as_cached("ccw_door", lambda: _door(application))
    return made


async def get_user_async(handler: RequestHandler) -> Login | None:
    return await who(door(handler.application), handler)


class LoginHandler(SignInPage):
    def initialize(self) -> None:  # type: ignore[override]  # Panel passes nothing
        super().initialize(door(self.application))


class LogoutHandler(SignOut):
    def initialize(self) -> None:  # type: ignore[override]
        super().initialize(door(self.application))


def _open() -> ContactCenter:
    url = Settings.from_environment().database
    opened = open_center(url if url and url != "demo" else f"sqlite:///{kept_demo(datetime.now(UTC))}")
    atexit.register(opened.close)
    return opened


def _door(application: Any) -> Door:
    settings = Settings.from_environment()
    if application is None:
        raise RuntimeError("nobody can have signed in before the first request")
    application.add_transform(SecurityHeaders)
    application._include_headers = application._include_cookies = []  # else the page's token holds the sign-in
    hosts = frozenset(application.websocket_origins)
    proxies = settings.proxies or (("127.0.0.1", "::1") if settings.origins else ())
    return Door(center(), Reach(hosts, frozenset(proxies)), timedelta(hours=settings.session_hours))
