"""What may be entered in a field: text made safe, values parsed, and a sentence for each that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from ccw_panel.domain.records import Field, Kind, RecordType
from ccw_panel.domain.ref import Ref

LARGEST = 2**31 - 1  # what an integer column holds on both databases
_ADDRESS = re.compile(r"[^@\s,;<>\"()]+@[^@\s.,;<>\"()]+(\.[^@\s.,;<>\"()]+)+")
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]*(\s?(x|ext\.?)\s?[0-9]{1,6})?", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n?|\u0085|\u2028|\u2029")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL refuses NUL, UTF-8 has no lone surrogates
_CONTROLS = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f]")


def clean_text(text: str, *, lines: bool = False) -> str:
    """`text` as we store it: NUL and lone surrogates become U+FFFD, other control characters go, ends are stripped.

    Line ends become one newline each where `lines` may be kept, else a space; everything else stays as typed.
    """
    text = _LINE_ENDS.sub("\n", _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text))
    text = _CONTROLS.sub("", text)
    return text.rstrip() if lines else re.sub(r"[\n\t]+", " ", text).strip()


def storable(value: Any) -> Any:
    """Plain data with every text exactly as typed, except where it holds what no database does: then it is cleaned."""
    if isinstance(value, str):
        return value if value.isprintable() or not _UNSTORABLE.search(value) else clean_text(value, lines=True)
    if isinstance(value, Mapping):
        return {storable(str(key)): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value


def parse(field: Field, value: Any) -> Any:
    """`value` as the field stores it, None when it is empty; raises ValueError with a sentence for the person.

    Takes what a form sends too: ISO text for days and moments, digits for numbers, "KIND:ID" for references.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _PARSERS[field.kind](field, value)


def parse_all(record: RecordType, given: Mapping[str, Any], *, creating: bool) -> tuple[dict[str, Any], dict[str, str]]:
    """The given fields parsed, and a problem for each that may not be set or cannot be used."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    known = {field.name: field for field in record.fields}
    for name, value in given.items():
        refusal = _refusal(known.get(name), name, creating)
        if refusal:
            problems[name] = refusal
            continue
        try:
            values[name] = parse(known[name], value)
        except ValueError as error:
            problems[name] = str(error)
    return values, problems


def missing(record: RecordType, values: Mapping[str, Any]) -> dict[str, str]:
    """A problem for each required field that `values` leaves empty."""
    empty = [field for field in record.fields if field.required and values.get(field.name) is None]
    return {field.name: f"{field.label} is required." for field in empty}


def _refusal(field: Field | None, name: str, creating: bool) -> str:
    if field is None:
        return f"There is no field {clean_text(str(name))[:60]}."
    if field.read_only:
        return f"{field.label} is set by the system and cannot be edited."
    if field.fixed and not creating:
        return f"{field.label} cannot be changed after the record was created."
    return ""


def _text(field: Field, value: Any) -> str | None:
    if not isinstance(value, str):
        raise ValueError(f"{field.label} should be text.")
    text = clean_text(value, lines=field.kind is Kind.LONG_TEXT)
    if field.max_length is not None and len(text) > field.max_length:
        raise ValueError(f"{field.label} may have at most {field.max_length:,} characters; this has {len(text):,}.")
    return text or None


def _email(field: Field, value: Any) -> str | None:
    text = _text(field, value)
    if text and not _ADDRESS.fullmatch(text):
        raise ValueError(f"{field.label} should look like name@example.com.")
    return text


def _phone(field: Field, value: Any) -> str | None:
    text = _text(field, value)
    digits = sum(character.isdigit() for character in text or "")
    if text and not (_PHONE.fullmatch(text) and 3 <= digits <= 21):
        raise ValueError(f"{field.label} should be a number such as +1 555 0100.")
    return text


def _integer(field: Field, value: Any) -> int:
    number = _whole(value)
    if number is None or not 0 <= number <= LARGEST:
        raise ValueError(f"{field.label} should be a whole number, 0 or more.")
    return number


def _choice(field: Field, value: Any) -> int:
    number = _whole(value)
    if field.choice(number) is None:
        labels = ", ".join(choice.label for choice in field.choices)
        raise ValueError(f"{field.label} should be one of {labels}.")
    return number  # type: ignore[return-value]  # no choice is None


def _boolean(field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{field.label} should be yes or no.")
    return value


def _date(field: Field, value: Any) -> date:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(value)
    except (ValueError, TypeError):
        day = None
    if day is None or isinstance(day, datetime) or not 1900 <= day.year <= 2199:
        raise ValueError(f"{field.label} should be a day between 1900 and 2199, as 2026-03-31.")
    return day


def _moment(field: Field, value: Any) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (ValueError, TypeError):
        moment = None
    if moment is None or moment.tzinfo is None or not 1900 < moment.year < 2199:
        raise ValueError(f"{field.label} should be a day and time with its zone, as 2026-03-31T09:30Z.")
    return moment.astimezone(UTC)


def _lookup(field: Field, value: Any) -> int:
    kind = "user" if field.kind is Kind.USER else field.refers_to[0]
    ref = value if isinstance(value, Ref) else _reference(value if ":" in str(value) else f"{kind}:{value}")
    if ref is None or ref.kind != kind:
        raise ValueError(f"{field.label} should be one of the {kind}s found.")
    return int(str(ref.id))


def _record(field: Field, value: Any) -> Ref:
    ref = value if isinstance(value, Ref) else _reference(value)
    if ref is None or ref.kind not in field.refers_to or not isinstance(ref.id, int):
        raise ValueError(
            f"{field.label} should be {' or '.join(f'one of the {kind}s' for kind in field.refers_to)} found."
        )
    return ref


def _reference(value: Any) -> Ref | None:
    """The record that "KIND:ID" names; None when it names none that could exist."""
    try:
        ref = Ref.parse(str(value))
    except (ValueError, TypeError):
        return None
    return ref if isinstance(ref.id, int) and ref.id <= LARGEST else None


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9]{1,10}\s*", value):
        return int(value)
    return value if isinstance(value, int) else None


_PARSERS: Mapping[Kind, Callable[[Field, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.INTEGER: _integer,
    Kind.CHOICE: _choice,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.LOOKUP: _lookup,
    Kind.CUSTOMER: _record,
    Kind.RECORD: _record,
    Kind.USER: _lookup,
}
