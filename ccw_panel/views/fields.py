"""Fields of records as the browser's form parts want them: `spec` says what a field is, `shown` what it holds.

Both return plain data for `field(spec, value, ...)` in `components/js/_form.js`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ccw_panel.domain.record import Hit
from ccw_panel.domain.records import Choice, Field, RecordType, record_type
from ccw_panel.errors import InvalidInput
from ccw_panel.models.field_values import LOOKUPS, SYSTEM_FIELDS, accept, iso, kinds_of, plain

__all__ = ["SYSTEM_FIELDS", "choice", "field_of", "hit_row", "iso", "shown", "spec", "typed_values"]

CREATED_FROM_LOOKUP = ("contact", "account")  # what a lookup offers to make new (L-45)


def field_of(record: RecordType, name: str) -> Field:
    """The declared field or the system field of that name; raises NotFound."""
    return SYSTEM_FIELDS.get(name) or record.field(name)


def spec(field: Field, *, locked: bool = False, choices: Collection[int] | None = None) -> dict[str, Any]:
    """What `field` is. `locked`: shown, not edited; `choices`: the values that may be chosen, None for all."""
    offered = [c for c in field.choices if choices is None or c.value in choices]
    made = [kind for kind in field.refers_to if kind in CREATED_FROM_LOOKUP] if field.kind in LOOKUPS else []
    return {
        "name": field.name,
        "kind": field.kind.value,
        "label": field.label,
        "required": field.required,
        "choices": [choice(c) for c in offered],
        "refers_to": list(kinds_of(field)) if field.kind in LOOKUPS else [],
        "found": _plurals(field.refers_to) if len(field.refers_to) > 1 else "",
        "default": field.default,
        "help": field.help,
        "read_only": field.read_only or locked,
        "wide": field.wide,
        "create": [{"kind": kind, "label": record_type(kind).label} for kind in made],
    }


def _plurals(kinds: Sequence[str]) -> str:
    """What a lookup finds, e.g. "Contacts and accounts"."""
    names = [record_type(kind).plural.lower() for kind in kinds]
    return f"{', '.join(names[:-1])} and {names[-1]}".capitalize()


def choice(one: Choice) -> dict[str, Any]:
    return {"value": one.value, "label": one.label, "icon": one.icon, "tone": one.tone}


def shown(field: Field, value: Any, labels: Mapping[str, str]) -> Any:
    """What `field` holds, for the browser: lookups as {ref, title}, moments and dates as ISO text."""
    return plain(field, value, labels.get(field.name, ""))


def hit_row(hit: Hit) -> dict[str, Any]:
    """One line of a lookup, search or related list."""
    return {
        "ref": str(hit.ref),
        "title": hit.title,
        "detail": hit.detail,
        "icon": hit.icon,
        "count": hit.count,
        "status": hit.status,
    }


def typed_values(record: RecordType, sent: Any) -> dict[str, Any]:
    """What a form sent, read field by field; raises InvalidInput with every problem at once."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, value in (sent if isinstance(sent, Mapping) else {}).items():
        try:
            values[name] = accept(record.field(name), value)
        except InvalidInput as refused:
            problems |= refused.problems
    if problems:
        raise InvalidInput(problems)
    return values
