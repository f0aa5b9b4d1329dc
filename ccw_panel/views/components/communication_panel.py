"""The communication panel: header, transcript, notes and composer of one conversation."""

from __future__ import annotations

import param

from ccw_panel.views.components import Component


class CommunicationPanel(Component):
    """Actions: send, draft, note, older, read, end, reload, mode, width, link_open_record."""

    data = param.Dict(default={}, doc="Header, what may be done and why not, drafts; see views/communication.py.")
    messages = param.List(default=[], doc="The newest when the panel is built, oldest first; later ones are told.")
