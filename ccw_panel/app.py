"""What `panel serve ccw_panel/app.py` shows: the desk of whoever signed in, or, on the demo, of anybody one chooses.

Without a sign-in the desk is shown on a demo database and to this computer alone.
"""

from __future__ import annotations

from typing import Any

import panel as pn

from ccw_panel.auth.door import CAST
from ccw_panel.auth.panel_serve import center, door
from ccw_panel.auth.requests import is_loopback
from ccw_panel.errors import CcwError
from ccw_panel.serve import TITLE, desk_or_reason
from ccw_panel.services.agents import Login, Person
from ccw_panel.views.components.front_page import FrontPage, filling
from ccw_panel.views.page import desk

SIGN_IN_IS_MISSING: dict[str, Any] = {
    "title": "Sign-in is missing",
    "text": "This database is not a demo, so its desk is shown only to people who signed in. There are two ways:",
    "commands": [
        "ccw serve --database URL",
        "panel serve ccw_panel/app.py --auth-module ccw_panel/auth/module.py --cookie-secret SECRET",
    ],
}
STAYS_HERE: dict[str, Any] = {
    "title": "The demo stays on its computer",
    "text": "Nobody signs in here, so only the computer that runs the demo may see it. To show it to others:",
    "commands": ["ccw serve --host ADDRESS --insecure-demo"],
}


def page() -> pn.viewable.Viewable:
    """The page of the current document."""
    context = pn.state.curdoc.session_context
    login: Login | None = getattr(context.request, "ccw_login", None)
    if login is not None:
        door().sockets.own(context.id, login)
        return desk_or_reason(door(), login)
    if not center().is_demo:
        return filling(FrontPage(**SIGN_IN_IS_MISSING))
    return _anybody() if _is_here(context.request) else filling(FrontPage(**STAYS_HERE))


def _is_here(request: Any) -> bool:
    """Whether a browser of this computer asks; through a proxy everybody would seem to."""
    return is_loopback(str(request.remote_ip)) and "X-Forwarded-For" not in request.headers


def _anybody() -> pn.viewable.Viewable:
    """A button for each person of the demo, whose desk then takes the page's place."""
    agents, arguments = center().services.agents, dict(pn.state.session_args)
    known = {person.name: person for person in agents.people() if not person.disabled}
    people = [known[name] for name in CAST if name in known]
    room = pn.Column(sizing_mode="stretch_both", margin=0)

    def choose(_action: str, data: dict[str, Any]) -> None:
        if data.get("name") not in known:
            return
        try:
            actor = agents.actor_named(data["name"])
            if not actor.may_use_desk:
                front.problem = (
                    f"{actor.name} has no role for the desk; {_administrator(people)} could give one. Choose another."
                )
                return
            room[:] = [desk(center(), actor, arguments, signed_in=False)]
        except CcwError as error:
            front.problem = str(error)

    front = FrontPage(
        on=choose,
        title="Whose desk would you like to see?",
        text="This is a demo without a sign-in. What you change is kept in the demo database.",
        people=[{"name": p.name, "full_name": p.full_name, "role": ", ".join(p.roles) or "no role"} for p in people],
        sizing_mode="stretch_width",
    )
    room.append(front)
    return room


def _administrator(people: list[Person]) -> str:
    return next((person.full_name for person in people if "administrator" in person.roles), "an administrator")


if pn.state.served:
    page().servable(title=TITLE)
