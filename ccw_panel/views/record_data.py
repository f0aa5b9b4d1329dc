"""What the record page is told of a RecordForm, as plain data."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ccw_panel.domain.record import RelatedList, TimelineItem
from ccw_panel.domain.records import Choice, article, record_type
from ccw_panel.domain.records.case import STATUS_OF_REASON
from ccw_panel.models.field_values import plain
from ccw_panel.models.record import RecordForm
from ccw_panel.models.record_commands import Command, may_resolve
from ccw_panel.models.record_conflict import Collision
from ccw_panel.views.fields import SYSTEM_FIELDS, choice, field_of, hit_row, iso, shown, spec
from ccw_panel.views.safe import safe_html

# what can be made new beside a record, already about it (B-22, B-23)
CREATED_BESIDE = {
    "contact": ("case", "activity"),
    "account": ("contact", "case", "activity"),
    "case": ("activity", "case"),
}
# fields of a new record that point back: (kind shown, kind created) -> field
POINTS_BACK = {
    ("contact", "case"): "customer",
    ("account", "case"): "customer",
    ("account", "contact"): "account_id",
    ("case", "case"): "parent_case_id",
}
RESOLUTIONS = (Choice(5, "Problem solved"), Choice(1000, "Information provided"))


def record_data(form: RecordForm) -> dict[str, Any]:
    """The record and its form; `around` and `state` come apart from it because they change more often."""
    record = form.record
    reads = form.ref.kind == "article" and record.values.get("status") == article.PUBLISHED
    return {
        "key": f"{form.actor.name}|{form.draft_subject}",
        "ref": None if form.is_new else str(form.ref),
        "kind": form.ref.kind,
        "label": form.type.label,
        "is_new": form.is_new,
        "title": f"New {form.type.label.lower()}" if form.is_new else record.title,
        "number": record.number,
        "version": record.version,
        "created_at": iso(record.created_at),
        "owner": "you" if _owner(form) == form.actor.id else record.labels.get("owner_id", ""),
        "chips": [] if form.is_new else _chips(form),
        "commands": [_command(one) for one in form.commands()],
        "can_resolve": may_resolve(form.actor, record),
        "resolutions": [choice(one) for one in RESOLUTIONS],
        "editable": form.editable,
        "banner": _banner(form),
        "sections": _sections(form, reads),
        "html": safe_html(str(record.values.get("content") or "")) if reads else None,
        "summary": record.values.get("summary") if reads else None,
        "creates": [{"kind": kind, "label": record_type(kind).label} for kind in CREATED_BESIDE.get(form.ref.kind, ())],
    }


def _command(one: Command) -> dict[str, Any]:
    return {"name": one.name, "label": one.label, "icon": one.icon, "main": one.main, "asks": one.asks}


def state_data(form: RecordForm) -> dict[str, Any]:
    """What changes while a person types."""
    return {
        "changed": sorted(form.edits),
        "problems": form.problems,
        "failure": form.failure,
        "newer": form.newer,
        "saving": form.saving,
        "draft_at": iso(form.draft_at),
        "conflict": None if form.conflict is None else _conflict(form, form.conflict),
        "note": form.note,
    }


def around_data(form: RecordForm) -> dict[str, Any]:
    """The right-hand column; not loaded until the page asks for it."""
    return {
        "loaded": form.has_around or form.is_new,
        "related": [_related(one) for one in form.related],
        "timeline": [timeline_row(item) for item in form.timeline],
        "facts": [] if form.is_new else _facts(form),
    }


def timeline_row(item: TimelineItem) -> dict[str, Any]:
    return {
        "at": iso(item.at),
        "icon": item.icon,
        "title": item.title,
        "detail": item.detail,
        "by": item.by,
        "ref": str(item.ref) if item.ref else None,
    }


def _related(one: RelatedList) -> dict[str, Any]:
    return {"label": one.label, "kind": one.kind, "total": one.total, "rows": [hit_row(hit) for hit in one.rows]}


def _owner(form: RecordForm) -> Any:
    return form.record.values.get("owner_id")


def _chips(form: RecordForm) -> list[dict[str, Any]]:
    """Priority in words and colour, then the reason of the status, else the status."""
    record, made = form.record, []
    for name in ("type",) if form.ref.kind == "activity" else ("priority", "tier"):
        field = next((f for f in form.type.fields if f.name == name), None)
        found = field.choice(record.values.get(name)) if field else None
        if found:
            made.append({"label": found.label, "icon": found.icon, "tone": found.tone, "bare": True})
    status = _choice_of(form, "status_reason") or _choice_of(form, form.type.status)
    if not record.active:
        made.append({"label": "Inactive", "icon": "minus", "tone": "", "bare": False})
    elif status:
        made.append({"label": status.label, "icon": status.icon, "tone": status.tone, "bare": False})
    return made


def _choice_of(form: RecordForm, name: str) -> Choice | None:
    field = next((f for f in form.type.fields if f.name == name), None)
    return field.choice(form.record.values.get(name)) if field else None


def _banner(form: RecordForm) -> str:
    """Why the form is read-only, and the way out."""
    record = form.record
    if form.is_new or form.editable or form.ref.kind == "article":
        return ""
    ways = [c.label for c in form.commands() if c.main]
    way_out = f" {ways[0]} it to change it." if ways else ""
    if not record.active:
        return f"This {form.type.label.lower()} is inactive and read-only.{way_out}"
    status = _choice_of(form, form.type.status)
    if record.frozen and status:
        return f"This {form.type.label.lower()} is {status.label.lower()} and read-only.{way_out}"
    return f"You may read this {form.type.label.lower()}, not change it."


def _sections(form: RecordForm, reads: bool) -> list[dict[str, Any]]:
    left_out = {"title", "summary", "content"} if reads else set()
    made = [
        {"label": s.label, "fields": [_field(form, name) for name in s.fields if _has_place(form, name, left_out)]}
        for s in form.type.sections
    ]
    return [section for section in made if section["fields"]]


def _has_place(form: RecordForm, name: str, left_out: Collection[str]) -> bool:
    """Fields that the system fills are left out as long as they are empty."""
    if name in SYSTEM_FIELDS:
        return not form.is_new
    field = field_of(form.type, name)
    return name not in left_out and not (field.read_only and form.value(name) is None)


def _field(form: RecordForm, name: str) -> dict[str, Any]:
    field = field_of(form.type, name)
    locked = field.fixed and not form.is_new
    value = getattr(form.record, name) if name in SYSTEM_FIELDS else form.value(name)
    return {
        "spec": spec(field, locked=locked, choices=_offered(form, name)),
        "value": shown(field, value, form.labels()),
    }


def _offered(form: RecordForm, name: str) -> Collection[int] | None:
    """A case's status reason is one of its status: the others come by resolving and cancelling (L-12)."""
    if (form.ref.kind, name) != ("case", "status_reason"):
        return None
    return [reason for reason, status in STATUS_OF_REASON.items() if status == form.record.values.get("status")]


def _conflict(form: RecordForm, collision: Collision) -> dict[str, Any]:
    return {
        "by": collision.by,
        "message": collision.message,
        "fields": [
            {
                "spec": spec(d.field),
                "mine": plain(d.field, d.mine, d.mine_label),
                "theirs": plain(d.field, d.theirs, d.theirs_label),
                "take": "mine" if d.field.name in form.edits else "theirs",
            }
            for d in collision.differences
        ],
    }


def _facts(form: RecordForm) -> list[dict[str, Any]]:
    record = form.record
    moments = [("Created", record.created_at), ("Modified", record.modified_at)]
    resolved = record.values.get("resolved_at") if form.ref.kind == "case" else None
    handled = (resolved - record.created_at).total_seconds() if resolved and record.created_at else None
    return [
        *({"label": label, "kind": "moment", "value": iso(at)} for label, at in moments),
        {"label": "Created by", "kind": "text", "value": record.labels.get("created_by", record.created_by)},
        {"label": "Modified by", "kind": "text", "value": record.labels.get("modified_by", record.modified_by)},
        {"label": "Time to resolve", "kind": "duration", "value": handled},
        {"label": "Imported from", "kind": "text", "value": record.imported},
        {"label": "Version", "kind": "text", "value": str(record.version)},
    ]
