"""The pages and forms around the desk. Every form is a POST that only our own pages may send."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode

from tornado.web import HTTPError, RequestHandler

from ccw_panel.auth.door import Door
from ccw_panel.auth.headers import security_headers
from ccw_panel.auth.pages import render
from ccw_panel.auth.requests import give_token, own_page, take_token, token_of
from ccw_panel.errors import CcwError, InvalidInput, NotFound, SignInRefused, StoreError, TooManyTries
from ccw_panel.services.agents import Login

log = logging.getLogger(__name__)

_TITLES = {
    400: "This request cannot be understood",
    403: "This page may not do that",
    404: "There is no such page",
    405: "This page cannot be opened like this",
    410: "This link cannot be used any more",
    503: "The desk cannot be reached",
}


class PageHandler(RequestHandler):
    """What all of them share: headers, the check of where a POST comes from, and errors as a page."""

    def initialize(self, door: Door) -> None:
        self.door = door

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        for name, value in security_headers(self.request).items():
            self.set_header(name, value)

    async def prepare(self) -> None:
        if self.request.method == "POST" and not self.door.reach.is_same_origin(self.request):
            log.warning("a form from %s was refused", self.request.headers.get("Origin", "no origin")[:100])
            raise HTTPError(403)

    @property
    def token(self) -> str:
        return token_of(self.request, self.door.reach)

    @property
    def address(self) -> str:
        return self.door.reach.address(self.request)

    @property
    def next(self) -> str:
        return own_page(self.get_argument("next", "/"))

    async def login(self) -> Login | None:
        return await self.door.run(self.door.agents.login, self.token)

    def typed(self, name: str) -> str:
        """A field of the form as it was typed; passwords may begin with a space."""
        return self.get_body_argument(name, "", strip=False)[:1000]

    def show(self, template: str, login: Login | None = None, **context: Any) -> None:
        self.finish(render(self, template, login, **context))

    def refuse(self, error: CcwError) -> None:
        """Answer with the status that goes with a refused form, and when to come back."""
        self.set_status(429 if isinstance(error, TooManyTries) else 503 if isinstance(error, StoreError) else 400)
        if isinstance(error, TooManyTries):
            self.set_header("Retry-After", str(int(error.wait.total_seconds()) + 1))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        text = str(error) if isinstance(error, CcwError) else ""
        title = _TITLES.get(status_code, "Something went wrong")
        self.finish(render(self, "problem.html", title=title, text=text, status=status_code))


class SignInPage(PageHandler):
    async def get(self) -> None:
        if await self.login():
            self.redirect(self.next)
            return
        await self._show()

    async def post(self) -> None:
        agents, name = self.door.agents, self.typed("name").strip()
        try:
            token = await self.door.run(agents.sign_in, name, self.typed("password"), self.address, self.door.lasts)
        except (SignInRefused, StoreError) as error:
            self.refuse(error)
            if isinstance(error, SignInRefused) and not isinstance(error, TooManyTries):
                self.set_status(401)
            await self._show(name, str(error))
            return
        await self.door.run(agents.sign_out, self.token)  # whoever was signed in here before
        give_token(self, token, self.door.reach, self.door.lasts)
        self.redirect(self.next, status=303)

    async def _show(self, name: str = "", problem: str = "") -> None:
        accounts = await self.door.run(self.door.demo_accounts)
        self.show("sign_in.html", next=self.next, name=name[:64], problem=problem, accounts=accounts)


class SignOut(PageHandler):
    """Signing out is a POST; who follows a link here is asked first, because any page can hold a link.

    Whom the desk itself sent here has asked already: the page sends its form at once.
    """

    async def get(self) -> None:
        login = await self.login()
        if login is None:
            self.redirect("/sign-in")
            return
        sent = self.request.headers
        by_the_desk = sent.get("Sec-Fetch-Site") == "same-origin" and sent.get("Sec-Fetch-Dest") == "document"
        self.show("sign_out.html", login, at_once=by_the_desk)

    async def post(self) -> None:
        login = await self.login()
        await self.door.run(self.door.agents.sign_out, self.token)
        take_token(self, self.door.reach)
        if login:
            self.door.sockets.end(login.id)
        self.redirect("/sign-in", status=303)


class PasswordPage(PageHandler):
    async def get(self) -> None:
        login = await self.login()
        if login is None:
            self.redirect(f"/sign-in?{urlencode({'next': '/password'})}")
            return
        self._show(login)

    async def post(self) -> None:
        login = await self.login()
        if login is None:
            self.redirect("/sign-in", status=303)
            return
        current, new = self.typed("current"), self.typed("new")
        try:
            if new != self.typed("again"):
                raise InvalidInput({"again": "The two new passwords differ; type the same one twice."})
            change = self.door.agents.change_password
            await self.door.run(change, login.actor, current, new, self.address, keep=self.token)
        except CcwError as error:
            self.refuse(error)
            self._show(login, _problems(error, "current"))
            return
        self._show(login, done=True)

    def _show(self, login: Login, problems: dict[str, str] | None = None, done: bool = False) -> None:
        self.show("password.html", login, next=self.next, problems=problems or {}, done=done)


class SetUpPage(PageHandler):
    """Where a one-time link leads: choosing a password, and for the first administrator a name as well."""

    async def get(self) -> None:
        await self._show(self.get_query_argument("token", ""))

    async def post(self) -> None:
        token, name, full_name = self.typed("token"), self.typed("name"), self.typed("full_name")
        try:
            if self.typed("password") != self.typed("again"):
                raise InvalidInput({"again": "The two passwords differ; type the same one twice."})
            name = await self.door.run(self.door.agents.finish_set_up, token, self.typed("password"), name, full_name)
        except NotFound:
            await self._show(token)
            return
        except CcwError as error:
            self.refuse(error)
            await self._show(token, name, full_name, _problems(error, "password"))
            return
        self.show("set_up_done.html", name=name)

    async def _show(
        self, token: str, name: str = "", full_name: str = "", problems: dict[str, str] | None = None
    ) -> None:
        try:
            link = await self.door.run(self.door.agents.set_up, token)
        except NotFound:
            self.set_status(410)
            text = "A link works once and for one day. Ask an administrator for a new one."
            self.finish(render(self, "problem.html", title=_TITLES[410], text=text, status=410))
            return
        self.show("set_up.html", token=token, link=link, name=name, full_name=full_name, problems=problems or {})


class Health(RequestHandler):
    """Answers as soon as the desk can be loaded: a page that lost its socket asks here until then."""

    def initialize(self, door: Door) -> None:
        self.door = door

    def get(self) -> None:
        self.set_header("Cache-Control", "no-store")
        if self.door.sockets.stopping:  # a connection kept alive still reaches a server that no longer listens
            self.set_status(503)
            self.set_header("Connection", "close")
            self.finish({"status": "stopping"})
            return
        self.finish({"status": "ok", "since": self.door.opened_at.isoformat()})


class NotServed(PageHandler):
    """Every path that is nobody's."""

    async def get(self) -> None:
        raise HTTPError(404)

    head = post = put = patch = delete = options = get


def _problems(error: CcwError, field: str) -> dict[str, str]:
    """What to say at which field; what belongs to none stands above the form."""
    if isinstance(error, InvalidInput):
        return error.problems
    return {field if isinstance(error, SignInRefused) and not isinstance(error, TooManyTries) else "": str(error)}
