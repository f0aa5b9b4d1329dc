"""Records of every type in SQL: their rows, and what their references are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, bindparam, func, insert, select, update

from ccw_panel.domain.record import Record
from ccw_panel.domain.records import Field, Kind, RecordType, record_type
from ccw_panel.domain.records.activity import NOTE
from ccw_panel.domain.records.activity import OPEN as OPEN_ACTIVITY
from ccw_panel.domain.ref import Ref
from ccw_panel.store import schema

_REFERENCES = frozenset({Kind.CUSTOMER, Kind.RECORD})


@dataclass(frozen=True)
class Name:
    """What a reference shows."""

    title: str
    active: bool = True


@dataclass
class Names:
    """What references show, read with one statement a kind."""

    records: dict[Ref, Name] = field(default_factory=dict)
    users: dict[int, str] = field(default_factory=dict)  # full names by id
    user_names: dict[str, str] = field(default_factory=dict)  # full names by user name


def row_of(conn: Connection, ref: Ref) -> Row[Any] | None:
    """The stored row of a record; None when there is none."""
    return conn.execute(_by_id(ref.kind), {"id": ref.id}).one_or_none()


@cache
def _by_id(kind: str) -> Select[Any]:
    """Built once: making a statement of thirty columns costs more than running it."""
    table = schema.records[kind]
    return select(table).where(table.c.id == bindparam("id"))


@cache
def _titles(kind: str) -> Select[Any]:
    table = schema.records[kind]
    title = table.c[record_type(kind).title].label("title")
    return select(table.c.id, title, table.c.active).where(table.c.id.in_(bindparam("ids", expanding=True)))


_PEOPLE = select(schema.users.c.id, schema.users.c.name, schema.users.c.full_name).where(
    schema.users.c.id.in_(bindparam("ids", expanding=True))
    | schema.users.c.name.in_(bindparam("names", expanding=True))
)


def record_of(conn: Connection, ref: Ref) -> Record | None:
    """One record with its labels; None when there is none."""
    row = row_of(conn, ref)
    return labelled(conn, record_type(ref.kind), [row])[0] if row is not None else None


def bare(conn: Connection, ref: Ref) -> Record | None:
    """One record without what its references show: two statements fewer; None when there is none."""
    row = row_of(conn, ref)
    return None if row is None else _record(record_type(ref.kind), row, values_of(record_type(ref.kind), row), Names())


def add(conn: Connection, record: RecordType, values: Mapping[str, Any], at: datetime, by: str) -> int:
    """Insert a record and return its id, its number made from it; the caller commits. `at` is UTC."""
    table = schema.records[record.kind]
    system = {"created_at": at, "created_by": by, "modified_at": at, "modified_by": by, "version": 1}
    made = insert(table).values({**stored_values(record, values), **system}).returning(table.c.id)
    id: int = conn.execute(made).scalar_one()
    if record.number:
        numbered = update(table).where(table.c.id == id).values({record.number: record.number_format.format(id=id)})
        conn.execute(numbered)
    return id


def change(
    conn: Connection, record: RecordType, id: int, version: int, values: Mapping[str, Any], at: datetime, by: str
) -> bool:
    """Store new values when the record still has `version`; False when somebody saved it since.

    One conditional UPDATE decides between two who save at once. The caller commits. `at` is UTC.
    """
    table = schema.records[record.kind]
    changed = conn.execute(
        update(table)
        .where(table.c.id == id, table.c.version == version)
        .values({**stored_values(record, values), "version": version + 1, "modified_at": at, "modified_by": by})
    )
    return changed.rowcount == 1


def stored_values(record: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as their columns hold them: a reference is text."""
    return {name: str(value) if isinstance(value, Ref) else value for name, value in values.items()}


def values_of(record: RecordType, row: Row[Any]) -> dict[str, Any]:
    """The fields of a row, references as Ref."""
    stored = row._mapping
    return {f.name: _value(f, stored[f.name]) for f in record.fields}


def _value(f: Field, stored: Any) -> Any:
    return Ref.parse(stored) if stored and f.kind in _REFERENCES else stored


def labelled(
    conn: Connection, record: RecordType, rows: Sequence[Row[Any]], only: Sequence[str] | None = None
) -> list[Record]:
    """Records of the rows, their labels read with one statement for each kind that they refer to; `only` these
    fields' references where the others are not shown."""
    values = [values_of(record, row) for row in rows]
    users = {row.created_by for row in rows} | {row.modified_by for row in rows} if only is None else set()
    names = names_of(conn, _references(record, values, only), users)
    return [_record(record, row, value, names) for row, value in zip(rows, values, strict=True)]


def _references(record: RecordType, values: Iterable[Mapping[str, Any]], only: Sequence[str] | None = None) -> set[Ref]:
    fields = [f for f in record.fields if only is None or f.name in only]
    found = (reference(f, value[f.name]) for value in values for f in fields)
    return {ref for ref in found if ref is not None}


def reference(f: Field, value: Any) -> Ref | None:
    """What a field's value refers to: a record, a user, or None."""
    if value is None:
        return None
    if f.kind in _REFERENCES:
        return value  # type: ignore[no-any-return]  # _value made it a Ref
    if f.kind is Kind.LOOKUP:
        return Ref(f.refers_to[0], value)
    return Ref("user", value) if f.kind is Kind.USER else None


def names_of(conn: Connection, refs: Iterable[Ref], user_names: Iterable[str] = ()) -> Names:
    """What the references show; what does not exist is left out. One statement a kind."""
    names = Names()
    ids: dict[str, set[Any]] = defaultdict(set)
    for ref in refs:
        ids[ref.kind].add(ref.id)
    _name_users(conn, names, ids.pop("user", set()), set(user_names))
    for kind in sorted(ids.keys() & schema.records.keys()):
        for row in conn.execute(_titles(kind), {"ids": list(ids[kind])}):
            names.records[Ref(kind, row.id)] = Name(row.title or "", row.active)
    return names


def _name_users(conn: Connection, names: Names, ids: set[Any], user_names: set[str]) -> None:
    if not ids and not user_names:
        return
    for row in conn.execute(_PEOPLE, {"ids": list(ids), "names": list(user_names)}):
        names.users[row.id] = row.full_name
        names.user_names[row.name] = row.full_name


def _record(record: RecordType, row: Row[Any], values: dict[str, Any], names: Names) -> Record:
    labels = {f.name: label for f in record.fields if (label := _label(f, values[f.name], names))}
    for by in ("created_by", "modified_by"):
        labels[by] = names.user_names.get(row._mapping[by], row._mapping[by])
    return Record(
        ref=Ref(record.kind, row.id),
        title=values[record.title] or "",
        number=values[record.number] or "" if record.number else "",
        values=values,
        labels=labels,
        version=row.version,
        active=row.active,
        frozen=is_frozen(record, values, row.active),
        created_at=row.created_at,
        created_by=row.created_by,
        modified_at=row.modified_at,
        modified_by=row.modified_by,
        imported=row.imported,
    )


def is_frozen(record: RecordType, values: Mapping[str, Any], active: bool) -> bool:
    """Whether a record may only be read."""
    return not active or bool(record.status and values[record.status] in record.frozen_when)


def labels_of(conn: Connection, record: RecordType, values: Mapping[str, Any]) -> dict[str, str]:
    """What the values of a record that is not stored yet show."""
    names = names_of(conn, _references(record, [{f.name: values.get(f.name) for f in record.fields}]))
    return {f.name: label for f in record.fields if (label := _label(f, values.get(f.name), names))}


def _label(f: Field, value: Any, names: Names) -> str:
    if f.kind is Kind.CHOICE:
        choice = f.choice(value)
        return choice.label if choice else ""
    ref = reference(f, value)
    if ref is None:
        return ""
    if ref.kind == "user":
        return names.users.get(value, "")
    name = names.records.get(ref)
    return name.title if name else ""


def usable(conn: Connection, refs: Iterable[Ref]) -> set[Ref]:
    """Those of the references that exist and are active; of users, those who are not disabled."""
    wanted = set(refs)
    names = names_of(conn, (ref for ref in wanted if ref.kind != "user"))
    found = {ref for ref, name in names.records.items() if name.active}
    if ids := {ref.id for ref in wanted if ref.kind == "user"}:
        users = schema.users
        enabled = select(users.c.id).where(users.c.id.in_(ids), users.c.disabled_at.is_(None))
        found |= {Ref("user", id) for id in conn.execute(enabled).scalars()}
    return found


def open_activities(conn: Connection, ref: Ref) -> Sequence[Row[Any]]:
    """Activities about a record that are still to be done, oldest first; a note never is."""
    table = schema.records["activity"]
    about = _about(table, ref)
    return conn.execute(select(table).where(about).order_by(table.c.id)).all()


def _about(table: Table, ref: Ref) -> ColumnElement[bool]:
    still_open = and_(table.c.status == OPEN_ACTIVITY, table.c.type != NOTE, table.c.active)
    return and_(table.c.regarding == str(ref), still_open)


def count(conn: Connection, table: Table, where: ColumnElement[bool]) -> int:
    """How many rows of a table are meant."""
    return conn.execute(select(func.count()).select_from(table).where(where)).scalar_one()
