"""A list of records or conversations as one person looks at it: which view, what filters, what order, which page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import param

from ccw_panel.domain import conversation_fields
from ccw_panel.domain.agents import Actor
from ccw_panel.domain.record import Record, Slice
from ccw_panel.domain.records import Field, Kind, View, record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.values import parse
from ccw_panel.domain.views import CONVERSATION_VIEWS, views
from ccw_panel.errors import CcwError, InvalidInput, NotFound
from ccw_panel.models.assign import assign
from ccw_panel.models.field_values import LOOKUPS, SYSTEM_FIELDS, accept
from ccw_panel.models.record_commands import COMMANDS, Command
from ccw_panel.services import Services
from ccw_panel.services.access import may

PAGE = 50  # rows
LONGEST_SEARCH = 200  # characters
UNSORTED = frozenset({Kind.LONG_TEXT})
SPANS = frozenset({Kind.DATE, Kind.MOMENT})  # filtered from a day to a day
BULK = ("assign_to_me", "complete", "cancel_activity", "deactivate", "activate", "publish")


@dataclass(frozen=True)
class BulkResult:
    """What a bulk action did: how many records it changed, and a sentence for each that refused."""

    done: int
    refusals: tuple[str, ...]


class Grid(param.Parameterized):
    """One grid. Every change reads its page again; `failure` says why when that was not possible."""

    view: View = param.ClassSelector(class_=View, doc="The saved view that is shown.")  # type: ignore[assignment]  # set in __init__, never None
    sort = param.List(default=[], doc="(column, descending) pairs; empty for the view's own order.")
    filters: dict[str, Any] = param.Dict(default={}, doc="Column -> what the browser sent for it.")  # type: ignore[assignment]  # never None
    search = param.String(default="", doc="Words that every row is found by.")
    offset = param.Integer(default=0, bounds=(0, None), doc="Rows before the first one shown.")
    columns = param.List(default=[], item_type=str, doc="Columns shown, in order; empty for the view's own.")
    rows = param.List(default=[], item_type=Record, doc="At most 50 of them.")
    total = param.Integer(default=0, doc="Rows of the view with these filters.")
    counts: dict[str, int] = param.Dict(default={}, doc="View name -> rows it has without filters.")  # type: ignore[assignment]  # never None
    selection = param.List(default=[], item_type=Ref, doc="Rows chosen for a bulk action, of this page.")
    failure = param.String(default="", doc="Why the page could not be read; empty when it was.")

    def __init__(self, services: Services, actor: Actor, view: str, state: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.services = services
        self.actor = actor
        self.kind, self.view = named_view(view)
        self.fields = columns_of(self.kind)  # every column there is, by name
        if state:
            self._restore(state)
        self.reload()

    # ---- what there is

    @property
    def may_create(self) -> bool:
        """Whether this person may make a new row here; conversations come from customers."""
        return self.kind != "conversation" and may(self.actor, "records.create")

    @property
    def views(self) -> tuple[View, ...]:
        """The views of this kind, for the tabs above the grid."""
        return CONVERSATION_VIEWS if self.kind == "conversation" else record_type(self.kind).views

    def shown_columns(self) -> tuple[str, ...]:
        usual = self.view.columns or (() if self.kind == "conversation" else record_type(self.kind).columns)
        return tuple(self.columns) or usual

    def order(self) -> tuple[tuple[str, bool], ...]:
        return tuple(self.sort) or self.view.sort

    def bulk(self) -> list[Command]:
        """Commands that may be done to several rows at once."""
        named = [c for c in COMMANDS if self.kind in c.kinds and c.name in BULK]
        return [c for c in named if may(self.actor, c.action)]

    @property
    def assignable(self) -> bool:
        return "owner_id" in self.fields and may(self.actor, "records.save")

    # ---- changing what is shown

    def show_view(self, name: str) -> None:
        """Another view of the same kind, with none of the filters of this one."""
        kind, view = named_view(name)
        if kind != self.kind:
            raise NotFound(f"view {name} of {self.kind} records")
        assign(self, view=view, sort=[], filters={}, search="", offset=0, columns=[], selection=[])
        self.reload()

    def sort_by(self, column: str) -> None:
        """Sorts by a column; again turns the order round, a third time goes back to the view's own order."""
        if column not in self.fields:
            raise NotFound(f"column {column}")
        now = dict(self.sort)
        following = {None: [(column, False)], False: [(column, True)], True: []}
        assign(self, sort=following[now.get(column)], offset=0)
        self.reload()

    def filter_by(self, column: str, value: Any) -> None:
        """Keeps rows whose column has this value, as the browser sends it; None takes the filter away.

        Choices are a list of values, texts are found anywhere, days are {from, to} and both are included.
        """
        field = self._field(column)
        filters = {name: kept for name, kept in self.filters.items() if name != column}
        if condition(field, value) is not None:
            filters[column] = value
        assign(self, filters=filters, offset=0)
        self.reload()

    def clear(self) -> None:
        assign(self, filters={}, search="", sort=[], offset=0)
        self.reload()

    def find(self, text: str) -> None:
        assign(self, search=text[:LONGEST_SEARCH], offset=0)
        self.reload()

    def turn_to(self, offset: int) -> None:
        """The page that begins at a row; beyond the end it is the last page."""
        last = max(0, (self.total - 1) // PAGE * PAGE)
        self.offset = max(0, min(offset // PAGE * PAGE, last))
        self.reload()

    def choose_columns(self, names: Sequence[str]) -> None:
        """Shows these columns in this order; none is the view's own again."""
        self.columns = [self._field(name).name for name in names]

    def select(self, refs: Sequence[Ref]) -> None:
        shown = {row.ref for row in self.rows}
        self.selection = [ref for ref in refs if ref in shown]

    def reload(self) -> None:
        """Reads the page and the counts again; what was shown stays when that fails."""
        try:
            read, counts = self._read(), self._counts()
        except CcwError as error:
            assign(self, failure=str(error))
            return
        if not read.rows and read.total and self.offset:
            self.turn_to(self.offset)
            return
        assign(self, rows=list(read.rows), total=read.total, counts=counts, failure="", selection=[])

    # ---- several rows at once

    def run(self, name: str) -> BulkResult:
        """Does a command to every selected row, one by one: one that refuses does not hold up the others."""
        command = next((c for c in self.bulk() if c.name == name), None)
        if command is None and not (name == "assign_to_me" and self.assignable):
            raise NotFound(f"action {name} for several records")
        by_ref = {row.ref: row for row in self.rows}
        done, refusals = 0, []
        for ref in self.selection:
            try:
                self._do(command, by_ref[ref])
                done += 1
            except CcwError as refused:
                refusals.append(f"{by_ref[ref].number or by_ref[ref].title}: {refused}")
        self.reload()
        return BulkResult(done, tuple(refusals))

    def _do(self, command: Command | None, row: Record) -> None:
        records = self.services.records
        if command is None:
            records.save(self.actor, row.ref, {"owner_id": self.actor.id}, row.version)
        elif command.offered(row):
            command.run(records, self.actor, row)
        else:
            raise InvalidInput({"": f"{command.label} does not fit as it stands."})

    # ---- keeping

    def state(self) -> dict[str, Any]:
        """What a restore needs, as JSON values; the view itself is the tab's."""
        kept = {
            "sort": [list(pair) for pair in self.sort],
            "filters": self.filters,
            "search": self.search,
            "offset": self.offset,
            "columns": list(self.columns),
        }
        return {name: value for name, value in kept.items() if value}

    def _restore(self, state: Mapping[str, Any]) -> None:
        fields = self.fields
        sort = [(str(name), bool(down)) for name, down in state.get("sort", []) if name in fields]
        assign(
            self,
            sort=sort,
            filters={name: value for name, value in dict(state.get("filters", {})).items() if name in fields},
            search=str(state.get("search", "")),
            offset=int(state.get("offset", 0)),
            columns=[name for name in state.get("columns", []) if name in fields],
        )

    # ---- reading

    def _read(self) -> Slice:
        conditions = {name: condition(self._field(name), value) for name, value in self.filters.items()}
        asked: dict[str, Any] = {
            "search": self.search, "filters": conditions, "sort": list(self.sort) or None,
            "offset": self.offset, "limit": PAGE,
        }  # fmt: skip
        if self.kind == "conversation":
            return self.services.conversations.page(self.actor, self.view.name, **asked)
        return self.services.records.page(self.actor, self.kind, self.view.name, **asked)

    def _counts(self) -> dict[str, int]:
        if self.kind == "conversation":
            return self.services.conversations.counts(self.actor)
        return self.services.records.counts(self.actor, self.kind)

    def _field(self, column: str) -> Field:
        found = self.fields.get(column)
        if found is None:
            raise NotFound(f"column {column}", f"Known: {', '.join(self.fields)}.")
        return found


def columns_of(kind: str) -> dict[str, Field]:
    """Every column that a grid of this kind may have, by name."""
    if kind == "conversation":
        return conversation_fields.FIELD
    declared = {f.name: f for f in record_type(kind).fields if f.kind is not Kind.LONG_TEXT}
    return declared | SYSTEM_FIELDS


def named_view(name: str) -> tuple[str, View]:
    """The kind that a view lists, and the view; raises NotFound."""
    found = views().get(name)
    if found is None:
        raise NotFound(f"view {name}", "The site map leads to those there are.")
    return found


def condition(field: Field, sent: Any) -> Any:
    """What a service filters a column by; None for an empty filter. Raises InvalidInput for what cannot be."""
    if sent is None or sent == "" or sent == []:
        return None
    if field.kind in SPANS:
        return _span(field, sent)
    if field.kind in LOOKUPS:
        return accept(field, sent)
    if field.name in conversation_fields.OPTIONS and isinstance(sent, list):
        return [str(value) for value in sent[:20]]
    if field.kind is Kind.CHOICE:
        return [accept(field, value) for value in (sent if isinstance(sent, list) else [sent])]
    if field.kind in (Kind.BOOLEAN, Kind.INTEGER):
        return accept(field, sent)
    return str(sent)[:LONGEST_SEARCH]


def _span(field: Field, sent: Any) -> tuple[Any, Any] | None:
    """From and to as the service wants them: `to` is the first that is not included."""
    if not isinstance(sent, Mapping):
        raise InvalidInput({field.name: f"{field.label} needs a first and a last day."})
    try:
        first, end = (parse(field, sent.get(name)) for name in ("from", "to"))
    except ValueError as refused:
        raise InvalidInput({field.name: str(refused)}) from None
    if isinstance(end, datetime) or end is None:
        return None if first is None and end is None else (first, end)
    return (first, end.fromordinal(end.toordinal() + 1))
