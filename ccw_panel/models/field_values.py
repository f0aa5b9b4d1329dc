"""Values of fields between a browser and a record: `accept` reads what was sent, `plain` writes what is held."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from ccw_panel.domain.records import Field, Kind
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import InvalidInput

LOOKUPS = frozenset({Kind.LOOKUP, Kind.CUSTOMER, Kind.RECORD, Kind.USER})
TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE})
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def accept(field: Field, sent: Any) -> Any:
    """What a record holds when the browser sends `sent` for `field`: None when it is empty.

    Lookups are sent as {ref, title} or as text such as "contact:12", moments and dates as ISO text.
    Raises InvalidInput with a sentence that says what to enter. Whether the value is allowed is for the
    service to say.
    """
    value = sent.get("ref") if isinstance(sent, Mapping) and field.kind in LOOKUPS else sent
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return _READERS[field.kind](field, value)
    except (TypeError, ValueError):
        raise InvalidInput({field.name: _ASK_FOR[field.kind]}) from None


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


def _kinds(field: Field) -> tuple[str, ...]:
    return ("user",) if field.kind is Kind.USER else field.refers_to


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    if field.max_length is not None and len(value) > field.max_length:
        limit = f"{field.max_length:,}"
        raise InvalidInput({field.name: f"Use at most {limit} characters; this has {len(value):,}."})
    return value


def _email(field: Field, value: Any) -> str:
    text = _text(field, value).strip()
    if not _EMAIL.fullmatch(text):
        raise ValueError
    return text


def _integer(field: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _choice(field: Field, value: Any) -> int:
    if field.choice(_integer(field, value)) is None:
        raise ValueError
    return int(value)


def _boolean(field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _moment(field: Field, value: Any) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError
    return at.astimezone(UTC)


def _target(field: Field, value: Any) -> Ref:
    ref = Ref.parse(value)
    if ref.kind not in kinds_of(field) or not isinstance(ref.id, int):
        raise ValueError
    return ref


_READERS = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.PHONE: _text,
    Kind.EMAIL: _email,
    Kind.INTEGER: _integer,
    Kind.CHOICE: _choice,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: lambda field, value: date.fromisoformat(value),
    Kind.MOMENT: _moment,
    Kind.LOOKUP: lambda field, value: _target(field, value).id,
    Kind.USER: lambda field, value: _target(field, value).id,
    Kind.CUSTOMER: _target,
    Kind.RECORD: _target,
}

_ASK_FOR = {
    **dict.fromkeys(TEXTS, "Enter text."),
    Kind.EMAIL: "Enter an address such as ana@post.example.",
    Kind.INTEGER: "Enter a whole number.",
    Kind.CHOICE: "Choose one of the list.",
    Kind.BOOLEAN: "Say yes or no.",
    Kind.DATE: "Enter a date.",
    Kind.MOMENT: "Enter a date and a time.",
    **dict.fromkeys(LOOKUPS, "Choose one from the list."),
}
