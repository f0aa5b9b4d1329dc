"""What a record type is. One module of this package a type; each holds `RECORD`.

Tables, forms, grids, lookups, search and import all derive from these declarations,
so a new type of record is one new file here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from ccw_panel.discover import discover
from ccw_panel.errors import NotFound


class Kind(StrEnum):
    """What a field holds, and so how it is stored, shown and edited."""

    TEXT = "text"  # one line
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    INTEGER = "integer"
    CHOICE = "choice"  # an int of `choices`
    BOOLEAN = "boolean"
    DATE = "date"  # a calendar day, no time zone
    MOMENT = "moment"  # a UTC datetime
    LOOKUP = "lookup"  # the id of a record of `refers_to[0]`
    CUSTOMER = "customer"  # a Ref to an account or a contact, stored as "contact:12"
    RECORD = "record"  # a Ref to any kind in `refers_to`, stored as "case:12"
    USER = "user"  # the id of a user


@dataclass(frozen=True)
class Choice:
    value: int
    label: str
    icon: str = ""  # a name in the icon set
    tone: str = ""  # "", success, warning or danger: colour is used only where it means something


@dataclass(frozen=True)
class Field:
    name: str
    kind: Kind
    label: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    max_length: int | None = None  # characters; None for kinds that are not text
    indexed: bool = False
    refers_to: tuple[str, ...] = ()
    read_only: bool = False  # set by the system or by an action, never by editing the field
    fixed: bool = False  # may be given when the record is created and not changed afterwards
    default: Any = None
    help: str = ""
    wide: bool = False  # takes the whole row of a form

    def choice(self, value: int | None) -> Choice | None:
        return next((c for c in self.choices if c.value == value), None)


@dataclass(frozen=True)
class Section:
    label: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """A saved view of a grid: which rows, in what order, in which columns."""

    name: str  # unique over all record types, e.g. "my-active-cases": what Ref("view", name) names
    label: str
    where: tuple[tuple[str, Any], ...] = ()  # field, value; a tuple of values means any of them; "@me" the actor
    sort: tuple[tuple[str, bool], ...] = (("modified_at", True),)  # field, descending
    columns: tuple[str, ...] = ()  # empty: the record type's columns


@dataclass(frozen=True)
class RecordType:
    kind: str  # singular, the tab kind and the Ref kind
    table: str
    label: str
    plural: str
    icon: str
    fields: tuple[Field, ...]
    title: str  # the field a tab is named after
    sections: tuple[Section, ...]
    columns: tuple[str, ...]  # of a grid, in order; the system columns may be named too
    views: tuple[View, ...]  # the first is the default
    search: tuple[str, ...]  # fields that search and lookups look in (H-12)
    quick_create: tuple[str, ...]  # fields of the quick-create form
    number: str = ""  # the read-only number field, made by the system
    number_format: str = ""  # e.g. "CAS-{id:05d}"
    status: str = ""  # the field that says whether a record is open, if the type has one
    frozen_when: tuple[int, ...] = ()  # values of `status` in which a record is read-only
    details: tuple[str, ...] = ()  # fields below the title in a list of hits
    owner: str = ""  # the user field that is its creator's unless somebody else is named
    derived: Callable[[Mapping[str, Any]], dict[str, Any]] | None = (
        None  # fields that follow from the others, on every save
    )
    refused: Callable[[Mapping[str, Any]], dict[str, str]] | None = (
        None  # a problem by field, for values that do not go together
    )

    def field(self, name: str) -> Field:
        found = next((f for f in self.fields if f.name == name), None)
        if found is None:
            raise NotFound(
                f"field {name} of {self.plural.lower()}", f"Known: {', '.join(f.name for f in self.fields)}."
            )
        return found


@cache
def record_types() -> dict[str, RecordType]:
    """Every record type by kind, found once: a process never gains one while it runs."""
    return {record.kind: record for record in discover(__name__, "RECORD").values()}


def record_type(kind: str) -> RecordType:
    try:
        return record_types()[kind]
    except KeyError:
        raise NotFound(f"record type {kind}", f"Known: {', '.join(record_types())}.") from None
