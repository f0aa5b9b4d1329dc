"""The content of the productivity pane: knowledge search, and the customer's open cases."""

from __future__ import annotations

import param

from ccw_panel.views.components import Component


class ProductivityPane(Component):
    """Draws inside the Shell's pane. Actions: `find` {text}, `more`, `open` {ref, from, gesture}, `retry`.

    "Put in reply" happens in the browser: the text goes where the person writes to the customer.
    """

    data = param.Dict(default={}, doc="session, query, articles, cases, customer and failures.")
