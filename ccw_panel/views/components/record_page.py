"""The form of one record of any type."""

from __future__ import annotations

import param

from ccw_panel.views.components import Component


class RecordPage(Component):
    """Title row, sections of fields, related records, timeline and save bar of one record.

    Actions: `edit` {edits, seq}, `save`, `resolve` {resolution_type, resolution, cancel_open_activities}, `discard`,
    `refresh`, `run` {command}, `choose` {field, whose}, `lookup` {field, text}, `open` {ref, from, gesture},
    `new` {kind, field, related, gesture}, `note` {text}, `note_typed` {text}.

    It understands when told: `options(field, text, rows)`, `kept(seq)`, `saved(text)`, `refused()`, `say(text)`,
    `resolve(done, problems, reasons)`, `note_added()`.
    """

    data = param.Dict(default={}, doc="The record, its sections of fields with values, and what can be done with it.")
    state = param.Dict(default={}, doc="What changes while typing: changed, problems, draft_at, conflict, failure ...")
    around = param.Dict(default={}, doc="related, timeline and facts.")
