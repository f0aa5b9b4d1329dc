"""Values of fields between a browser and a record: `accept` reads what was sent, `plain` writes what is held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from ccw_panel.domain.records import Field, Kind
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.values import parse
from ccw_panel.errors import InvalidInput

# What every record has beside its declared fields.
SYSTEM_FIELDS = {
    field.name: field
    for field in (
        Field("created_at", Kind.MOMENT, "Created", read_only=True),
        Field("created_by", Kind.TEXT, "Created by", read_only=True),
        Field("modified_at", Kind.MOMENT, "Modified", read_only=True),
        Field("modified_by", Kind.TEXT, "Modified by", read_only=True),
        Field("active", Kind.BOOLEAN, "Active", read_only=True),
    )
}
LOOKUPS = frozenset({Kind.LOOKUP, Kind.CUSTOMER, Kind.RECORD, Kind.USER})


def accept(field: Field, sent: Any) -> Any:
    """What a record holds when the browser sends `sent` for `field`: None when it is empty.

    Lookups are sent as {ref, title} or as text such as "contact:12", moments and dates as ISO text.
    Raises InvalidInput with a sentence that says what to enter.
    """
    value = sent.get("ref") if isinstance(sent, Mapping) and field.kind in LOOKUPS else sent
    try:
        return parse(field, value)
    except ValueError as refused:
        raise InvalidInput({field.name: str(refused)}) from None


def plain(field: Field, value: Any, title: str = "") -> Any:
    """What `field` holds as JSON: lookups as {ref, title}, moments and dates as ISO text, the rest as it is."""
    if value is None or value == "":
        return None
    if field.kind in LOOKUPS:
        ref = reference(field, value)
        return {"ref": ref, "title": title or ref}
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value


def iso(at: datetime | None) -> str | None:
    """A UTC moment as the browser reads it, e.g. "2026-03-02T09:00:00Z"."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def reference(field: Field, value: Any) -> str:
    """What a lookup's stored value points at, as "contact:12" or "user:3"."""
    if isinstance(value, str) and ":" in value:
        return value
    return str(value) if isinstance(value, Ref) else f"{kinds_of(field)[0]}:{value}"


def kinds_of(field: Field) -> tuple[str, ...]:
    """The kinds of record a lookup may refer to; a user is not a record, but named the same way."""
    return ("user",) if field.kind is Kind.USER else field.refers_to
