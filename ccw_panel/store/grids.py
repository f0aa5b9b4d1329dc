"""The rows of a grid: filtered, sorted and paged in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    String,
    Table,
    Text,
    and_,
    case,
    cast,
    func,
    select,
    true,
)

from ccw_panel.domain.records import Kind, RecordType, View, record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import InvalidInput
from ccw_panel.store import schema, search


def page(
    conn: Connection,
    record: RecordType,
    where: Sequence[ColumnElement[bool]],
    sort: Sequence[tuple[str, bool]],
    offset: int,
    limit: int,
) -> tuple[Sequence[Row[Any]], int]:
    """One page of rows and the number of all; `sort` is (column, descending) pairs, empty values last."""
    table = schema.records[record.kind]
    total = conn.execute(select(func.count()).select_from(table).where(*where)).scalar_one()
    if not total:
        return [], 0
    order = [_order(record, table, name, descending) for name, descending in sort]
    asked = select(table).where(*where).order_by(*order, table.c.id.desc()).offset(offset).limit(limit)
    return conn.execute(asked).all(), total


def counts(conn: Connection, record: RecordType, me: int) -> dict[str, int]:
    """How many rows each view of a record type has, in one statement."""
    table = schema.records[record.kind]
    sums = [
        func.coalesce(func.sum(case((and_(true(), *view_where(table, view, me)), 1), else_=0)), 0)
        for view in record.views
    ]
    row = conn.execute(select(*sums).select_from(table)).one()
    return {view.name: int(n) for view, n in zip(record.views, row, strict=True)}


def view_where(table: Table, view: View, me: int) -> list[ColumnElement[bool]]:
    """The conditions of a view; "@me" is the id of who asks."""
    return [_equals(table.c[name], me if value == "@me" else value) for name, value in view.where]


def filter_where(record: RecordType, filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """The conditions of a person's filters. Text is found anywhere in it; moments and days by (from, to), either
    may be None and `to` is not included; everything else by a value or a list of values.

    Raises InvalidInput for a column that is not there.
    """
    table = schema.records[record.kind]
    return [
        _filter(table, _known(table, name), value) for name, value in filters.items() if value not in (None, "", [], ())
    ]


def search_where(record: RecordType, text: str) -> list[ColumnElement[bool]]:
    """The condition that a record is found by every word of `text`; none when there are no words."""
    table = schema.records[record.kind]
    words = search.query_words(text)
    return [table.c.id.in_(search.ids(record.kind, words))] if words else []


def _known(table: Table, name: str) -> str:
    if name not in table.c:
        raise InvalidInput({name: f"There is no column {name}."})
    return name


def _filter(table: Table, name: str, value: Any) -> ColumnElement[bool]:
    column = table.c[name]
    if isinstance(value, tuple) and len(value) == 2 and not isinstance(column.type, String | Text | Integer):
        return _between(column, *value)
    if isinstance(column.type, String | Text) and isinstance(value, str) and not _is_reference(name, table):
        return func.lower(column).contains(value.lower(), autoescape=True)
    return _equals(column, value)


def _is_reference(name: str, table: Table) -> bool:
    kinds = {f.name: f.kind for f in record_type_of(table).fields}
    return kinds.get(name) in (Kind.CUSTOMER, Kind.RECORD)


def record_type_of(table: Table) -> RecordType:
    """The record type whose rows a table holds."""
    return next(record_type(kind) for kind, known in schema.records.items() if known is table)


def _between(column: ColumnElement[Any], first: Any, end: Any) -> ColumnElement[bool]:
    bounds = [column >= first] if first is not None else []
    return and_(true(), *bounds, *([column < end] if end is not None else []))


def _equals(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    if isinstance(value, list | tuple | set | frozenset):
        return column.in_([_bound(item) for item in value])
    return column.is_(value) if isinstance(value, bool) else column == _bound(value)


def _bound(value: Any) -> Any:
    return str(value) if isinstance(value, Ref) else value


def _order(record: RecordType, table: Table, name: str, descending: bool) -> ColumnElement[Any]:
    by = _sort_key(record, table, _known(table, name))
    return (by.desc() if descending else by.asc()).nulls_last()


def _sort_key(record: RecordType, table: Table, name: str) -> ColumnElement[Any]:
    """What a column is sorted by: what it shows, not the id it holds."""
    column = table.c[name]
    f = next((f for f in record.fields if f.name == name), None)
    if f is None:
        return column
    if f.kind is Kind.USER:
        return select(schema.users.c.full_name).where(schema.users.c.id == column).scalar_subquery()
    if f.kind is Kind.LOOKUP:
        return _title_of(f.refers_to[0], column)
    if f.kind in (Kind.CUSTOMER, Kind.RECORD):
        return func.coalesce(*(_title_of(kind, _id_in(column, kind)) for kind in f.refers_to))
    return func.lower(column) if f.kind in (Kind.TEXT, Kind.EMAIL) else column


def _title_of(kind: str, id: ColumnElement[Any]) -> ColumnElement[Any]:
    target = schema.records[kind].alias()
    return func.lower(select(target.c[record_type(kind).title]).where(target.c.id == id).scalar_subquery())


def _id_in(column: ColumnElement[Any], kind: str) -> ColumnElement[Any]:
    """The id in a "KIND:ID" column where it is of that kind, else NULL."""
    digits = func.substr(column, len(kind) + 2)
    return case((column.like(f"{kind}:%"), cast(digits, Integer)), else_=None)
