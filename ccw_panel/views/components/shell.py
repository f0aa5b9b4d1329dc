"""The frame of the desk: header, sessions, tabs, and room for the pages that others draw."""

from __future__ import annotations

import param
from panel.custom import Child

from ccw_panel.views.components import Component


class Shell(Component):
    """Landmarks, session list, tab strip, header, menus and dialogs around three slots.

    What a person does arrives as actions: `focus_session`, `focus_tab`, `close_session`, `close_tab`, `open`,
    `search`, `search_page`, `quick_create`, `lookup`, `set_presence`, `settings`, `read_notifications`, `sign_out`,
    `toggle_pane`, `resize`, `scroll`, `run`, `confirm`, `reload`, and in a notebook `drawn`.

    It understands when told: `toast(text, tone, link)` whose link has a label, target and origin,
    `confirm(token, title, reasons, ok_label)`, `created(kind, text, target)`, `problems(form, problems)`,
    `lookup_rows(token, rows)`, `focus_search()`, `say(text)`, `go(url)` for a page of the same origin.
    """

    sessions = param.List(default=[], doc="Sessions in order, Home first, each with its tabs and the places they show.")
    focus = param.String(default="", doc="Id of the focused session; its focused tab is in `sessions`.")
    user = param.Dict(default={}, doc="name, full_name, roles, settings and the links of the account.")
    presence = param.Dict(default={}, doc="current, since, detail, note and options (name and note).")
    bell = param.Dict(default={}, doc="unread and items (id, at, kind, text, record, read).")
    site_map = param.List(default=[], doc="Groups of entries (label, icon, target).")
    creates = param.List(default=[], doc="Quick-create forms (kind, label, icon, group, fields).")
    tab_menu = param.List(default=[], doc='What "Open another tab" offers (label, icon, target).')
    actions = param.List(default=[], doc="More commands of the palette (id, label, hint, icon, keys, group).")
    hits = param.Dict(default={}, doc="Answer to the last search: query and rows (ref, title, detail, icon, status).")
    theme = param.String(default="system", doc='"light", "dark" or "system".')
    zone = param.String(default="", doc="IANA name of the time zone shown; empty for the browser's own.")
    language = param.String(default="", doc="Language of dates; empty for British English.")
    pane = param.Dict(default={}, doc="Productivity pane of the focused session: open, sections (id, label, icon).")
    widths = param.Dict(default={}, doc="Pixels of `comm` and `pane`.")
    status = param.Dict(default={}, doc='state ("live", "offline", "catching_up", "stale"), since, done, total.')
    served = param.Boolean(default=False, doc="Whether the desk is the whole page, not a cell of a notebook.")
    frame_height = param.String(default="100vh", doc="CSS height of the frame.")

    comms = Child(doc="Communication panels, stacked.")
    body = Child(doc="Places of the tabs, stacked.")
    side = Child(doc="The productivity pane's content.")
