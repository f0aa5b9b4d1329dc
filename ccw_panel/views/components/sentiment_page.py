"""The Sentiment dashboard around its one Bokeh figure."""

from __future__ import annotations

import param
from panel.custom import Child

from ccw_panel.views.components import Component


class SentimentPage(Component):
    """Actions: theme {name}, filter {days, queue, channel}, choose {by, value, level}, day {value}, all,
    open {id, gesture}, refresh."""

    figure = Child(doc="A classic layout that holds the figure of the days, or nothing.")
    data = param.Dict(default={}, doc="Everything else that is shown; empty until it was read.")
    error = param.String(default="", doc="Why it could not be read again.")
    loading = param.Boolean(default=True, doc="It is being read.")
