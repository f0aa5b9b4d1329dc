"""Rooms for pages, one above the other, in one component.

One model for all rooms: a Column and a slot for each costs every load half a second of server time (measured: 149
models against 29). A page that comes or goes touches its own room only.
"""

from __future__ import annotations

import param
from panel.custom import Child

from ccw_panel.views.components import Component

SIZE = 12


class Places(Component):
    """Twelve rooms. The Shell shows one by CSS visibility and finds it by its id, `PREFIX-N`."""

    prefix = param.String(default="place", doc="What the ids of the rooms begin with.")
    fills = param.Boolean(default=False, doc="Rooms are as high as the component; else they scroll.")

    place0 = Child()
    place1 = Child()
    place2 = Child()
    place3 = Child()
    place4 = Child()
    place5 = Child()
    place6 = Child()
    place7 = Child()
    place8 = Child()
    place9 = Child()
    place10 = Child()
    place11 = Child()

    _render_policy = "manual"  # a change of one child must not take the others out of the document
