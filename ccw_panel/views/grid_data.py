"""What the grid page is told of a Grid, as plain data."""

from __future__ import annotations

from typing import Any

from ccw_panel.domain import conversation_fields
from ccw_panel.domain.record import Record
from ccw_panel.domain.records import Field, Kind, record_type
from ccw_panel.models.field_values import SYSTEM_FIELDS
from ccw_panel.models.grid import PAGE, SPANS, UNSORTED, Grid
from ccw_panel.views.fields import shown, spec

CHANNEL_ICONS = {name: name for name in ("chat", "voice", "sms", "social", "teams")} | {"persistent_chat": "chat"}
# room a column asks for, against the others
WIDTHS = {
    Kind.TEXT: 12, Kind.EMAIL: 16, Kind.PHONE: 11, Kind.INTEGER: 7, Kind.BOOLEAN: 6, Kind.DATE: 11, Kind.MOMENT: 11,
    Kind.LOOKUP: 13, Kind.CUSTOMER: 13, Kind.RECORD: 16, Kind.USER: 12, Kind.CHOICE: 10,
}  # fmt: skip
WIDE = {
    "title": 26, "subject": 24, "name": 20, "full_name": 18, "number": 10, "status_reason": 17, "priority": 9,
    "origin": 10,
}  # fmt: skip
WIDE_OF_CONVERSATIONS = {"customer": 14, "channel": 10, "state": 9, "queue": 14, "agent": 12, "sentiment": 15}


def grid_data(grid: Grid) -> dict[str, Any]:
    record = None if grid.kind == "conversation" else record_type(grid.kind)
    names = grid.shown_columns()
    fields = grid.fields
    return {
        "kind": grid.kind,
        "title": record.plural if record else "Conversations",
        "label": record.label if record else "Conversation",
        "icon": record.icon if record else "chat",
        "can_create": grid.may_create,
        "views": [{"name": v.name, "label": v.label, "count": grid.counts.get(v.name)} for v in grid.views],
        "view": grid.view.name,
        "where": _where(grid),
        "columns": [_column(grid, fields[name]) for name in names],
        "all_columns": [{"name": f.name, "label": f.label} for f in fields.values()],
        "usual_columns": not grid.columns,
        "rows": [_row(grid, row, names) for row in grid.rows],
        "total": grid.total,
        "offset": grid.offset,
        "page": PAGE,
        "sort": [{"column": name, "label": fields[name].label, "down": down} for name, down in grid.order()],
        "sorted_by_person": bool(grid.sort),
        "filters": [
            {"column": name, "label": fields[name].label, "value": value} for name, value in grid.filters.items()
        ],
        "filterable": [_filter_spec(f) for f in fields.values()],
        "search": grid.search,
        "bulk": _bulk(grid),
        "failure": grid.failure,
    }


def _column(grid: Grid, field: Field) -> dict[str, Any]:
    made = field_spec(field)
    wide = WIDE | WIDE_OF_CONVERSATIONS if grid.kind == "conversation" else WIDE
    return {
        **{name: made[name] for name in ("name", "kind", "choices")},
        "label": "Number" if field.name == "number" else field.label,
        "sortable": field.kind not in UNSORTED,
        "width": wide.get(field.name, WIDTHS.get(field.kind, 12)),
    }


def field_spec(field: Field) -> dict[str, Any]:
    """`spec`, with the columns of conversations that hold one of a few words as choices."""
    made = spec(field)
    options = conversation_fields.OPTIONS.get(field.name)
    if options is not None:
        icons = CHANNEL_ICONS if field.name == "channel" else {}
        choices = [{"value": v, "label": label, "icon": icons.get(v, ""), "tone": ""} for v, label in options.items()]
        made |= {"kind": "choice", "choices": choices}
    return made


def _filter_spec(field: Field) -> dict[str, Any]:
    made = field_spec(field)
    return made | {"read_only": False, "required": False, "help": "", "create": [], "span": field.kind in SPANS}


def _row(grid: Grid, row: Record, names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "ref": str(row.ref),
        "title": f"{row.number} {row.title}".strip(),
        "active": row.active,
        "cells": [_cell(grid, row, name) for name in names],
    }


def _cell(grid: Grid, row: Record, name: str) -> Any:
    field = grid.fields[name]
    if grid.kind == "conversation":
        # labels are what its lookups show; ids are of no use to a reader
        value = row.values.get(name)
        known = name in conversation_fields.OPTIONS or field.kind in (Kind.CHOICE, Kind.MOMENT, Kind.INTEGER)
        return shown(field, value, row.labels) if known else row.labels.get(name, value)
    if name in SYSTEM_FIELDS:
        return row.labels.get(name) or shown(field, getattr(row, name), row.labels)
    if field.kind is Kind.CHOICE:
        return row.values.get(name)
    return row.labels.get(name) or shown(field, row.values.get(name), row.labels)


def _where(grid: Grid) -> list[dict[str, Any]]:
    """The view's own conditions, in words."""
    return [
        {"label": grid.fields[name].label, "text": _words(grid.fields[name], value)}
        for name, value in grid.view.where
        if name in grid.fields
    ]


def _words(field: Field, value: Any) -> str:
    if isinstance(value, tuple):
        return " or ".join(_words(field, one) for one in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    mine = {"@me": "Me", "@my-queues": "My queues"}
    options = conversation_fields.OPTIONS.get(field.name, {})
    choice = field.choice(value) if isinstance(value, int) else None
    return choice.label if choice else mine.get(value) or options.get(value) or str(value)


def _bulk(grid: Grid) -> list[dict[str, Any]]:
    made = [{"name": "assign_to_me", "label": "Assign to me", "icon": "adduser", "asks": ""}] if grid.assignable else []
    return made + [{"name": c.name, "label": c.label, "icon": c.icon, "asks": c.asks} for c in grid.bulk()]
