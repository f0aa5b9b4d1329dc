"""What every response of the desk tells the browser: run only our scripts, tell nobody, be framed by nobody."""

from __future__ import annotations

import re
import secrets

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

# 'unsafe-eval': BokehJS does not start without it. 'unsafe-inline' for styles: Bokeh and MUI set them from scripts.
# Scripts need the nonce, event handlers in HTML never run, so text that slipped past the sanitiser stays text.
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval' blob:; script-src-attr 'none'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(self), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_SCRIPT = re.compile(rb"<script(?=[\s>])")


def nonce(request: HTTPServerRequest) -> str:
    """The nonce of the response to this request: always the same one for the same request, never for another."""
    if not hasattr(request, "ccw_nonce"):
        request.ccw_nonce = secrets.token_urlsafe(18)  # type: ignore[attr-defined]  # goes with it to its response
    made: str = request.ccw_nonce  # type: ignore[attr-defined]
    return made


def security_headers(request: HTTPServerRequest) -> dict[str, str]:
    return {**_ALWAYS, "Content-Security-Policy": _POLICY.format(nonce=nonce(request))}


def trust_scripts_of(request: HTTPServerRequest) -> None:
    """Let the scripts of this response run: for the page that Bokeh makes.

    That page holds nothing people wrote: its document comes through the socket, its title is escaped.
    """
    request.ccw_trusted = True  # type: ignore[attr-defined]


class SecurityHeaders(OutputTransform):
    """Puts the headers on each response of an application, whichever handler made it, errors and files included."""

    def __init__(self, request: HTTPServerRequest) -> None:
        self._request = request

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        headers.update(security_headers(self._request))
        headers.pop("Server", None)
        if getattr(self._request, "ccw_trusted", False) and headers.get("Content-Type", "").startswith("text/html"):
            chunk = _SCRIPT.sub(b'<script nonce="%s"' % nonce(self._request).encode(), chunk)
            if "Content-Length" in headers:
                headers["Content-Length"] = str(len(chunk))
        return status_code, headers, chunk
