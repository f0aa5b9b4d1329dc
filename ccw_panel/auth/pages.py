"""The plain HTML pages around the desk, from the templates in `ccw_panel/pages`: no framework, nothing from elsewhere.

Style and script stand inside each page, so that it looks the same under `ccw serve` and `panel serve`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import font_roboto
from bokeh.embed.bundle import extension_dirs
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from tornado.web import RequestHandler

from ccw_panel.auth.door import Door
from ccw_panel.auth.headers import nonce
from ccw_panel.domain.agents import Role
from ccw_panel.services.agents import Login
from ccw_panel.views import theme

_FOLDER = Path(__file__).parent.parent / "pages"

# Bokeh serves these files at /static/extensions/ccw_fonts/.
extension_dirs["ccw_fonts"] = Path(font_roboto.font_directory)

# Nothing is sent to a page elsewhere; a form tells our own server where it comes from.
_REFERRER = "same-origin"


def render(handler: RequestHandler, template: str, login: Login | None = None, **context: Any) -> str:
    """The HTML of a page, in the theme of whoever is signed in, otherwise as their system likes it."""
    chosen = login.theme if login and login.theme in ("light", "dark") else ""
    shared = {"nonce": nonce(handler.request), "theme": chosen, "login": login, "referrer": _REFERRER}
    return _templates().get_template(template).render(**shared, **context)


async def show_no_desk(door: Door, handler: RequestHandler, login: Login) -> None:
    """Tell somebody who has no role for the desk what is missing and whom to ask, instead of the page they wanted."""
    administrators = await door.run(door.administrators)
    handler.set_status(403)
    handler.set_header("Cache-Control", "no-store")
    analyst = Role.ANALYST in login.actor.roles
    handler.finish(render(handler, "no_desk.html", login, administrators=_any_of(administrators), analyst=analyst))


def _any_of(names: list[str]) -> str:
    if not names:
        return "An administrator"
    return names[0] if len(names) == 1 else f"{', '.join(names[:3][:-1])} or {names[:3][-1]}"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["css"] = Markup(_colours() + (_FOLDER / "pages.css").read_text("utf-8"))  # files of ours
    environment.globals["script"] = Markup((_FOLDER / "pages.js").read_text("utf-8"))
    environment.filters["initials"] = _initials
    return environment


def _colours() -> str:
    """Both themes: the one chosen on the page, otherwise what the system prefers."""

    def block(name: str) -> str:
        return f"color-scheme:{name};" + "".join(f"{key}:{value};" for key, value in theme.css_variables(name).items())

    dark = f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ {block('dark')} }} }}"
    return f":root {{ {block('light')} }}\n{dark}\n:root[data-theme=dark] {{ {block('dark')} }}\n"


def _initials(name: str) -> str:
    words = name.split()
    return (words[0][:1] + words[-1][:1]).upper() if len(words) > 1 else name[:2].upper()
