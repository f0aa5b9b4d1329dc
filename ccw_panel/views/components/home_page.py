"""The agent dashboard: figures of the day above three streams of work items."""

from __future__ import annotations

import param

from ccw_panel.views.components import Component


class HomePage(Component):
    """Actions: open {id, gesture}, pick {id}, sort {stream, by}, more {stream}, refresh."""

    kpis = param.List(default=[], doc="Cells of label, value, note and trend; value None is still being read.")
    streams = param.List(default=[], doc="Columns of name, label, sort, sorts, more, empty and items.")
    error = param.String(default="", doc="Why the streams could not be read again.")
    readings = param.Integer(default=0, doc="How often they were read; the page shows when the last one came.")
