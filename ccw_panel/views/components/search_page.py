"""The results of a search, grouped by kind."""

from __future__ import annotations

import param

from ccw_panel.views.components import Component


class SearchPage(Component):
    """A search box and its results. Actions: `find` {text}, `open` {ref, gesture}."""

    data = param.Dict(default={}, doc="text, groups (kind, label, rows) and failure.")
