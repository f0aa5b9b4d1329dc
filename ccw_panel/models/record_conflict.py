"""Two people saved one record: what the second has to choose between, and which events tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ccw_panel.domain.record import Record
from ccw_panel.domain.records import Field, RecordType
from ccw_panel.errors import Conflict


@dataclass(frozen=True)
class Difference:
    """A field that somebody else saved while it was being edited here."""

    field: Field
    mine: Any
    theirs: Any
    mine_label: str = ""
    theirs_label: str = ""


@dataclass(frozen=True)
class Collision:
    """A save that met a newer version: who made it, and what to choose between."""

    by: str
    message: str
    differences: tuple[Difference, ...]

    def of(self, name: str) -> Difference | None:
        return next((one for one in self.differences if one.field.name == name), None)


def collision(
    newer: Conflict, record: RecordType, mine: Mapping[str, Any], labels: Mapping[str, str], theirs: Record
) -> Collision:
    """The fields that `newer` says were changed and that stand differently here; `mine` is what the form shows."""
    changed = [f for f in record.fields if f.name in newer.changed and not f.read_only]
    found = [
        Difference(f, mine[f.name], theirs.values.get(f.name), labels.get(f.name, ""), theirs.labels.get(f.name, ""))
        for f in changed
    ]
    return Collision(newer.by, str(newer), tuple(one for one in found if one.mine != one.theirs))


def names(data: Any, reference: str) -> bool:
    """Whether "KIND:ID" stands anywhere among an event's values."""
    if isinstance(data, Mapping):
        return any(names(value, reference) for value in data.values())
    if isinstance(data, list | tuple):
        return any(names(value, reference) for value in data)
    return isinstance(data, str) and data == reference
