"""Records as the lines of a search, lookup or related list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ccw_panel.domain.record import Hit, Record
from ccw_panel.domain.records import Kind, record_type
from ccw_panel.domain.ref import Ref


def hits_of(found: Sequence[Record], cases: Mapping[str, int] | None = None) -> list[Hit]:
    """One line a record; `cases` counts the cases of customers by "KIND:ID"."""
    return [hit_of(record, (cases or {}).get(str(record.ref), 0)) for record in found]


def hit_of(record: Record, cases: int = 0) -> Hit:
    kind = record_type(record.ref.kind)
    return Hit(
        ref=record.ref,
        title=record.title,
        detail=" \N{MIDDLE DOT} ".join(_details(record, kind.details or (kind.number,))),
        icon=_icon(record),
        count=f"{cases} case{'' if cases == 1 else 's'}" if cases else "",
        status="Inactive" if not record.active else record.labels.get(kind.status, ""),
    )


def customers_in(found: Iterable[Record]) -> list[Ref]:
    """Those of the records that cases may be about."""
    kinds = record_type("case").field("customer").refers_to
    return [record.ref for record in found if record.ref.kind in kinds]


def _details(record: Record, names: Iterable[str]) -> list[str]:
    shown = (record.labels.get(name) or record.values.get(name) for name in names)
    return [str(value) for value in shown if value]


def _icon(record: Record) -> str:
    """The icon of its type choice where it has one (a task, a call), else of its kind."""
    kind = record_type(record.ref.kind)
    chosen = next((f for f in kind.fields if f.name == "type" and f.kind is Kind.CHOICE), None)
    choice = chosen.choice(record.values.get("type")) if chosen else None
    return choice.icon if choice and choice.icon else kind.icon
