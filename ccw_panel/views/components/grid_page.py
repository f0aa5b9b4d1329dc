"""The grid of one kind of record, or of conversations."""

from __future__ import annotations

import param

from ccw_panel.views.components import Component


class GridPage(Component):
    """View tabs, filters, a table with paging, and a bar for several rows at once.

    Actions: `view` {name}, `sort` {column}, `filter` {column, value}, `clear`, `find` {text}, `turn` {offset},
    `columns` {names}, `bulk` {name, refs}, `open` {ref, gesture}, `new` {gesture}, `lookup` {field, text}, `reload`.

    It understands when told: `options(field, text, rows)`, `say(text)`.
    """

    data = param.Dict(default={}, doc="Views, columns, rows and what the grid is filtered and sorted by.")
