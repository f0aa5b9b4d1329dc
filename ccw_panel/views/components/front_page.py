"""A page before the desk, where nobody signs in: whom to be, or what to start instead."""

from __future__ import annotations

import panel as pn
import param

from ccw_panel.views.components import Component


class FrontPage(Component):
    """A title, a sentence, and either commands to copy or people to choose from: action `choose` with their `name`."""

    title = param.String(default="", doc="The heading.")
    text = param.String(default="", doc="One or two sentences.")
    commands = param.List(default=[], doc="Command lines.")
    people = param.List(default=[], doc="Whom one may be: name, full_name, role.")
    problem = param.String(default="", doc="Why the last choice did not work.")


def filling(front: FrontPage) -> pn.viewable.Viewable:
    """That page alone on the screen."""
    front.sizing_mode = "stretch_width"
    return pn.Column(front, sizing_mode="stretch_both", margin=0)
