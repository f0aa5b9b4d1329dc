"""What a request says about itself, and how much of it is believed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest
from tornado.web import RequestHandler

from ccw_panel.config import Settings
from ccw_panel.errors import CannotServe

_OWN_PAGES = ("/", "/app", "/password")  # where a person may be sent after signing in
_MAX_NEXT = 2000
_EVERYWHERE = ("0.0.0.0", "::", "")
_LOCAL_NAMES = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Reach:
    """Under which names browsers reach this server: HOST:PORT each, and the proxies whose word is taken."""

    hosts: frozenset[str]
    proxies: frozenset[str] = frozenset()

    def is_same_origin(self, request: HTTPServerRequest) -> bool:
        """Whether a page of ours sent this request; the browser says so, and a page elsewhere cannot make it lie.

        A form on a page that tells nobody where it comes from (`Referrer-Policy: no-referrer`) says Origin: null.
        """
        origin = request.headers.get("Origin")
        if origin is None or origin == "null":
            return request.headers.get("Sec-Fetch-Site") == "same-origin"
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or parts.path or parts.query or "@" in parts.netloc:
            return False
        return _with_port(parts.netloc.lower()) in self.hosts

    def is_https(self, request: HTTPServerRequest) -> bool:
        """Whether the browser's own connection is encrypted, as far as we or our proxy can tell."""
        forwarded = request.headers.get("X-Forwarded-Proto", "").rpartition(",")[2].strip().lower()
        return request.protocol == "https" or (forwarded == "https" and self._from_proxy(request))

    def address(self, request: HTTPServerRequest) -> str:
        """The address of the browser: the last one our proxy saw, or whoever is connected."""
        if self._from_proxy(request):
            seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
            if _is_address(seen):
                return seen
        return str(request.remote_ip)[:64]

    def _from_proxy(self, request: HTTPServerRequest) -> bool:
        return str(request.remote_ip) in self.proxies


def reach_of(host: str, port: int, settings: Settings) -> Reach:
    """Under which names browsers reach a server that listens there; raises CannotServe when nobody has said."""
    public = hosts_with_ports(settings.origins)
    if host in _EVERYWHERE and not public:
        raise CannotServe(
            f"With --host {host} the server cannot know by which name browsers reach it. Set CCW_ORIGINS to that name, "
            "such as desk.example.com."
        )
    local = {f"{name}:{port}" for name in (_LOCAL_NAMES if is_loopback(host) else (host,)) if ":" not in name}
    proxies = settings.proxies or (("127.0.0.1", "::1") if public else ())
    return Reach(public | local, frozenset(proxies))


def is_loopback(address: str) -> bool:
    return address == "localhost" or (_is_address(address) and ip_address(address).is_loopback)


def own_page(target: str) -> str:
    """`target` when it is a page of the desk, with what it asks for; otherwise the desk: nobody is sent elsewhere."""
    if len(target) > _MAX_NEXT or not target.isprintable() or "\\" in target or target.startswith("//"):
        return "/"
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or parts.path not in _OWN_PAGES:
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def cookie_name(https: bool) -> str:
    """`__Host-` makes the browser refuse one set by a neighbouring host or over an open line."""
    return "__Host-user" if https else "user"


def token_of(request: HTTPServerRequest, reach: Reach) -> str:
    """What the browser keeps as its sign-in; empty when nothing."""
    cookie = request.cookies.get(cookie_name(reach.is_https(request)))
    return cookie.value if cookie else ""


def give_token(handler: RequestHandler, token: str, reach: Reach, lasts: timedelta) -> None:
    """Let the browser keep `token` until it is closed: scripts cannot read it, other sites cannot send it."""
    https = reach.is_https(handler.request)
    handler.set_cookie(cookie_name(https), token, path="/", httponly=True, samesite="Lax", secure=https)


def take_token(handler: RequestHandler, reach: Reach) -> None:
    https = reach.is_https(handler.request)
    handler.clear_cookie(cookie_name(https), path="/", httponly=True, samesite="Lax", secure=https)


def hosts_with_ports(hosts: Collection[str]) -> frozenset[str]:
    """HOST or HOST:PORT each, as browsers name them: without a port it may be 80 or 443."""
    return frozenset(name for host in hosts for name in _both(host.lower()))


def _both(host: str) -> tuple[str, ...]:
    return (host,) if ":" in host else (f"{host}:80", f"{host}:443")


def _with_port(netloc: str) -> str:
    return netloc if ":" in netloc else f"{netloc}:80"


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
