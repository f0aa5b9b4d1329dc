"""What happened around a record: its activities, its conversations and its own history, newest first (H-42)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from ccw_panel.domain.conversation import CHANNEL_LABELS, Channel
from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.record import TimelineItem
from ccw_panel.domain.records import Kind, RecordType, record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.sentiment import Level
from ccw_panel.errors import NotFound
from ccw_panel.store import events, records, schema

PASSAGE = 200  # characters of a text that are shown
_ICONS = {"created": "plus", "saved": "edit", "resolved": "check", "cancelled": "close", "reactivated": "undo"}


def items(conn: Connection, refs: Sequence[Ref], readable: ColumnElement[bool], limit: int) -> list[TimelineItem]:
    """The newest `limit` items about the records; of conversations only the `readable` ones."""
    found = [
        *_activities(conn, refs, limit),
        *_conversations(conn, refs, readable, limit),
        *_history(conn, refs, limit),
    ]
    return sorted(found, key=lambda item: item.at, reverse=True)[:limit]


def cases_of(conn: Connection, customer: Ref, limit: int) -> list[Ref]:
    """The cases of a customer, the newest first."""
    c = schema.records["case"].c
    asked = select(c.id).where(c.customer == str(customer)).order_by(c.created_at.desc()).limit(limit)
    return [Ref("case", id) for id in conn.execute(asked).scalars()]


def _activities(conn: Connection, refs: Sequence[Ref], limit: int) -> list[TimelineItem]:
    table = schema.records["activity"]
    asked = select(table).where(table.c.regarding.in_([str(ref) for ref in refs]), table.c.active)
    rows = conn.execute(asked.order_by(table.c.created_at.desc()).limit(limit)).all()
    names = records.names_of(conn, (), {row.created_by for row in rows}).user_names
    return [_activity(row, names.get(row.created_by, row.created_by)) for row in rows]


def _activity(row: Row[Any], by: str) -> TimelineItem:
    kind = record_type("activity").field("type").choice(row.type)
    label, icon = (kind.label, kind.icon) if kind else ("Activity", "activity")
    detail = "" if row.description == row.subject else (row.description or "")[:PASSAGE]
    return TimelineItem(row.created_at, icon, f"{label}: {row.subject}", detail, by, Ref("activity", row.id))


def _conversations(
    conn: Connection, refs: Sequence[Ref], readable: ColumnElement[bool], limit: int
) -> list[TimelineItem]:
    c = schema.conversations.c
    cases = [ref.id for ref in refs if ref.kind == "case"]
    about = or_(c.customer.in_([str(ref) for ref in refs]), c.case_id.in_(cases))
    agent = select(schema.users.c.full_name).where(schema.users.c.id == c.agent_id).scalar_subquery().label("agent")
    asked = select(c.id, c.created_at, c.channel, c.handle_s, c.sentiment, c.subject, agent).where(about, readable)
    return [_conversation(row) for row in conn.execute(asked.order_by(c.created_at.desc()).limit(limit))]


def _conversation(row: Any) -> TimelineItem:
    channel = CHANNEL_LABELS.get(Channel(row.channel), row.channel)
    length = f", {max(1, round(row.handle_s / 60))} min" if row.handle_s else ""
    title = f"{channel}{length}, {Level(row.sentiment).label}"
    return TimelineItem(row.created_at, row.channel, title, row.subject, row.agent or "", Ref("conversation", row.id))


def _history(conn: Connection, refs: Sequence[Ref], limit: int) -> list[TimelineItem]:
    """Saves and changes of state; that an activity was made is said by the activity itself."""
    happened = events.of_records(conn, refs, limit)
    named = [ref for event in happened for ref in _referred(event)]
    names = records.names_of(conn, named, {event.actor for event in happened})
    return [_event(event, names) for event in happened if event.record]


def _event(event: StoredEvent, names: records.Names) -> TimelineItem:
    assert event.record
    kind = record_type(event.record.kind)
    verb = event.kind.partition(".")[2]
    changes = _changes(event)
    labels = [_field_label(kind, name) for name in changes]
    title = (
        f"Changed {', '.join(labels).lower()}" if verb == "saved" and labels else f"{_named(kind, event.record)} {verb}"
    )
    detail = (
        "; ".join(_difference(kind, name, *pair, names) for name, pair in changes.items()) if verb == "saved" else ""
    )
    by = names.user_names.get(event.actor, event.actor)
    return TimelineItem(event.at, _ICONS.get(verb, kind.icon), title, detail[:PASSAGE], by, event.record)


def _named(kind: RecordType, ref: Ref) -> str:
    """A record by its number, which follows from its id."""
    return f"{kind.label} {kind.number_format.format(id=ref.id)}" if kind.number_format else kind.label


def _changes(event: StoredEvent) -> dict[str, tuple[Any, Any]]:
    """What an event says was changed: {field: (old, new)}."""
    stored = event.data.get("changes")
    pairs = stored.items() if isinstance(stored, dict) else ()
    return {name: (pair[0], pair[1]) for name, pair in pairs if isinstance(pair, list) and len(pair) == 2}


def _referred(event: StoredEvent) -> list[Ref]:
    """The records and users among an event's old and new values."""
    if event.record is None:
        return []
    kind = record_type(event.record.kind)
    pairs = ((name, value) for name, pair in _changes(event).items() for value in pair)
    return [ref for name, value in pairs if (ref := _reference(kind, name, value))]


def _reference(kind: RecordType, name: str, value: Any) -> Ref | None:
    field = next((f for f in kind.fields if f.name == name), None)
    if field is None or value is None:
        return None
    return records.reference(field, Ref.parse(value) if field.kind in (Kind.CUSTOMER, Kind.RECORD) else value)


def _difference(kind: RecordType, name: str, old: Any, new: Any, names: records.Names) -> str:
    return f"{_field_label(kind, name)}: {_shown(kind, name, old, names)} to {_shown(kind, name, new, names)}"


def _field_label(kind: RecordType, name: str) -> str:
    try:
        return kind.field(name).label
    except NotFound:
        return name.replace("_", " ").capitalize()


def _shown(kind: RecordType, name: str, value: Any, names: records.Names) -> str:
    if value in (None, ""):
        return "empty"
    ref = _reference(kind, name, value)
    if ref is not None:
        known = names.records.get(ref)
        return names.users.get(value, str(value)) if ref.kind == "user" else known.title if known else str(ref)
    field = next((f for f in kind.fields if f.name == name), None)
    choice = field.choice(value) if field and field.choices else None
    return choice.label if choice else str(value)
