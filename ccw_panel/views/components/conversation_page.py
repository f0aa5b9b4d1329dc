"""The Active Conversation form as one component."""

from __future__ import annotations

import param

from ccw_panel.views.components import Component


class ConversationPage(Component):
    """Actions: open, new, create, search, link, unlink, save_field, skills, note, timeline_of, reload."""

    data = param.Dict(default={"loading": True}, doc="Every card's content; made by views/conversation_data.py.")
    chart = param.Dict(default={}, doc="`points` (at, level, running, text) of the sentiment chart; empty until read.")
