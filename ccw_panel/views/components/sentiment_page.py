"""The Sentiment dashboard around its one Bokeh figure."""

from __future__ import annotations

import param

from ccw_panel.views.components import Component


class SentimentPage(Component):
    """Actions: ready, filter {days, queue, channel}, choose {by, value, level}, all, open {id, gesture}, refresh.

    The figure is no model of the page's document but a document of its own that the browser makes from JSON: it costs
    the server nothing, follows the theme without asking, and lays out nothing but itself.
    """

    data = param.Dict(default={}, doc="Everything but the figure; empty until it was read.")
    figure = param.Dict(default={}, doc="The figure of the days as JSON by theme: light and dark.")
    error = param.String(default="", doc="Why it could not be read again.")
    reading = param.Boolean(default=True, doc="It is being read.")
