"""A conversation that is only read, as one component."""

from __future__ import annotations

import param

from ccw_panel.views.components import Component


class ClosedConversationPage(Component):
    """Actions: open, transcript, reload."""

    data = param.Dict(default={}, doc="Everything but the transcript; made by views/conversation_data.py.")
    messages = param.List(default=[], doc="The whole transcript, oldest first, once it was asked for.")
