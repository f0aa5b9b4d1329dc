"""What every change of a record has in common: checked, stored under its version, indexed, and told as an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import Conversation
from ccw_panel.domain.record import Record
from ccw_panel.domain.records import RecordType, activity, case, record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.values import missing, parse_all
from ccw_panel.errors import Conflict, InvalidInput, NotFound
from ccw_panel.services import linking
from ccw_panel.services.access import authorize
from ccw_panel.store import conversations, events, records, schema, search

REACTIVATED = {
    "status": case.ACTIVE,
    "status_reason": 1,
    "resolution_type": None,
    "resolution": None,
    "resolved_at": None,
}
_TOLD = frozenset({"status", "status_reason", "priority", "type", "customer", "regarding", "owner_id"})  # by "created"


def defaults(record: RecordType, actor: Actor) -> dict[str, Any]:
    """What a new record of that type begins with when this person makes it."""
    values = {f.name: f.default for f in record.fields if f.default is not None}
    return values | ({record.owner: actor.id} if record.owner else {})


def create(
    conn: Connection,
    actor: Actor,
    at: datetime,
    record: RecordType,
    given: Mapping[str, Any],
    conversation_id: int | None = None,
) -> Record:
    """Insert a record, link it to the conversation if there is one, and append the events; the caller commits."""
    conversation = _held(conn, actor, conversation_id, record) if conversation_id is not None else None
    parsed, problems = parse_all(record, given, creating=True)
    values = _derived(record, {**defaults(record, actor), **_from_conversation(record, conversation), **parsed})
    problems |= _problems(conn, record, None, values, parsed) | _missing_unless_refused(record, values, problems)
    if problems:
        raise InvalidInput(problems)
    ref = Ref(record.kind, records.add(conn, record, values, at, actor.name))
    search.index(conn, ref)
    made = {name: value for name, value in values.items() if value is not None}
    about = conversation.id if conversation else None
    data = {"version": 1, "values": {name: made[name] for name in made.keys() & _TOLD}}
    events.append(conn, at, f"{record.kind}.created", actor.name, conversation_id=about, record=ref, data=data)
    if conversation and record.kind != "activity":
        linking.link(conn, at, actor.name, conversation, ref)
    made_record = records.record_of(conn, ref)
    assert made_record
    return made_record


def checked(conn: Connection, current: Record, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are new, those derived from them included; raises InvalidInput with every problem."""
    record = record_type(current.ref.kind)
    parsed, problems = parse_all(record, given, creating=False)
    merged = _derived(record, {**current.values, **parsed})
    new = {name: value for name, value in merged.items() if value != current.values[name]}
    problems |= _problems(conn, record, current.ref, merged, new) | _missing_unless_refused(record, merged, problems)
    if problems:
        raise InvalidInput(problems)
    return new


def store(conn: Connection, actor: Actor, at: datetime, current: Record, new: Mapping[str, Any], verb: str) -> Record:
    """Save new values of a record as it was read, and append "KIND.VERB" with [old, new] of each; the caller commits.

    Raises Conflict when it was saved since.
    """
    record, ref = record_type(current.ref.kind), current.ref
    assert isinstance(ref.id, int)
    if not records.change(conn, record, ref.id, current.version, new, at, actor.name):
        raise conflict(conn, ref, current.version)
    if new.keys() & set(record.search):
        search.index(conn, ref)
    was = {**current.values, "active": current.active}
    pairs = {name: [was[name], value] for name, value in new.items()}
    data = {"version": current.version + 1, "changes": pairs}
    events.append(conn, at, f"{ref.kind}.{verb}", actor.name, record=ref, data=data)
    saved = records.record_of(conn, ref)
    assert saved
    return saved


def cancel_activities(conn: Connection, actor: Actor, at: datetime, rows: Sequence[Row[Any]]) -> None:
    """Cancel open activities together with what they are about; the caller commits."""
    told = []
    for row in rows:
        new = {"status": activity.CANCELLED}
        records.change(conn, activity.RECORD, row.id, row.version, new, at, actor.name)
        data = {"version": row.version + 1, "changes": {"status": [row.status, activity.CANCELLED]}}
        told.append((at, "activity.cancelled", actor.name, row.conversation_id, Ref("activity", row.id), data))
    events.append_many(conn, told)


def resolution_values(resolution_type: str | int, resolution: str, at: datetime) -> dict[str, Any]:
    """What resolving a case sets (L-12); raises InvalidInput."""
    code = next((n for n, label in case.RESOLUTION_TYPES.items() if resolution_type in (n, str(n), label)), None)
    field = replace(case.RECORD.field("resolution"), read_only=False, required=True)
    as_form = replace(case.RECORD, fields=(field,))
    values, problems = parse_all(as_form, {"resolution": resolution}, creating=False)
    problems |= missing(as_form, values) if not problems else {}
    if code is None:
        problems["resolution_type"] = f"Resolution type should be one of {', '.join(case.RESOLUTION_TYPES.values())}."
    if problems or code is None:
        raise InvalidInput(problems)
    ended = {"status": case.RESOLVED, "status_reason": code, "resolution_type": case.RESOLUTION_TYPES[code]}
    return {**ended, **values, "resolved_at": at}


# ---- refusals


def refuse_stale(conn: Connection, current: Record, version: int) -> None:
    """Raise Conflict unless the record still has the version that was edited."""
    if current.version != version:
        raise conflict(conn, current.ref, version)


def refuse_frozen(current: Record) -> None:
    """Raise InvalidInput, saying the way out, for a record that may only be read."""
    if not current.active:
        raise InvalidInput(
            {"active": f"{called(current, begins=True)} is inactive, so it cannot be changed. Activate it first."}
        )
    if current.frozen:
        way_out = {"case": "Reactivate it first.", "article": "Take it back to a draft first."}
        state = current.labels.get(record_type(current.ref.kind).status, "closed").lower()
        problem = (
            f"{called(current, begins=True)} is {state}, so it cannot be changed. {way_out.get(current.ref.kind, '')}"
        )
        raise InvalidInput({record_type(current.ref.kind).status: problem.strip()})


def conflict(conn: Connection, ref: Ref, version: int) -> Conflict:
    """Who changed what since `version`, from the events."""
    current = records.record_of(conn, ref)
    if current is None:
        raise NotFound(str(ref))
    since = [e for e in events.of_records(conn, [ref], 200) if e.data.get("version", 0) > version]
    changed = sorted({name for event in since for name in event.data.get("changes", {})})
    record = record_type(ref.kind)
    labels = [f.label for f in record.fields if f.name in changed]
    by = current.labels["modified_by"]
    theirs = {**current.values, "active": current.active}
    return Conflict(called(current), by, changed, theirs, current.version, labels)


# ---- checks


def _derived(record: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, **(record.derived(values) if record.derived else {})}


def _missing_unless_refused(
    record: RecordType, values: Mapping[str, Any], problems: Mapping[str, str]
) -> dict[str, str]:
    return {name: problem for name, problem in missing(record, values).items() if name not in problems}


def _problems(
    conn: Connection, record: RecordType, ref: Ref | None, values: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, str]:
    """What cannot be told from a field alone: values that do not go together, and references to nothing."""
    problems = record.refused(values) if record.refused else {}
    references = {name: found for name in new if (found := records.reference(record.field(name), new[name]))}
    usable = records.usable(conn, references.values()) if references else set()
    for name, found in references.items():
        if found not in usable:
            problems[name] = f"{record.field(name).label} should be an active {found.kind}; this one is not."
    if record.kind == "case" and new.get("parent_case_id") is not None and "parent_case_id" not in problems:
        problems |= _parent_problem(conn, ref, new["parent_case_id"])
    return problems


def _parent_problem(conn: Connection, ref: Ref | None, parent_id: int) -> dict[str, str]:
    """Cases have one level of children (L-16)."""
    c = schema.records["case"].c
    if ref and ref.id == parent_id:
        return {"parent_case_id": "A case cannot be its own parent."}
    parent = records.row_of(conn, Ref("case", parent_id))
    if parent is not None and parent.parent_case_id is not None:
        return {"parent_case_id": "That case is a child itself; choose its parent."}
    if ref and records.count(conn, schema.records["case"], c.parent_case_id == ref.id):
        return {"parent_case_id": "This case has children of its own, so it cannot become a child."}
    return {}


def called(record: Record, *, begins: bool = False) -> str:
    """What a sentence calls a record; `begins`: as its first word."""
    label = record_type(record.ref.kind).label
    return f"{label if begins else label.lower()} {record.number or record.title}"


# ---- a conversation it is made in


def _held(conn: Connection, actor: Actor, conversation_id: int, record: RecordType) -> Conversation:
    """The conversation, if this person may link this kind of record to it."""
    found = conversations.get_to_change(conn, conversation_id)
    if found is None:
        raise NotFound(f"conversation {conversation_id}")
    authorize(actor, "conversations.add_note" if record.kind == "activity" else "conversations.link", found)
    if record.kind not in ("activity", "contact", "account", "case"):
        raise InvalidInput({"": f"{record.label} records are not linked to conversations."})
    return found


def _from_conversation(record: RecordType, conversation: Conversation | None) -> dict[str, Any]:
    """What a record takes from the conversation it is made in."""
    if conversation is None:
        return {}
    if record.kind == "activity":
        return {"conversation_id": conversation.id}
    return {"customer": conversation.customer} if record.kind == "case" and conversation.customer else {}
