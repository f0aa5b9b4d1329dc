"""Records of every type: read, listed, found, created, saved, and moved through their life."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.clock import Clock
from ccw_panel.domain.record import Hit, Record, RelatedList, Slice, TimelineItem
from ccw_panel.domain.records import RecordType, View, activity, article, case, record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.values import LARGEST, clean_text, parse_all
from ccw_panel.errors import ConfirmationNeeded, InvalidInput, NotFound
from ccw_panel.services import record_changes as changes
from ccw_panel.services import record_lists as lists
from ccw_panel.services.access import authorize
from ccw_panel.store import grids, records, schema, timeline
from ccw_panel.store.engine import Database

LARGEST_PAGE = 500  # rows


class Records:
    """Every method raises AccessDenied for an actor whose role does not allow it, NotFound for what is not there,
    and StoreUnavailable when the database cannot do it now."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # ---- one record

    def get(self, actor: Actor, ref: Ref) -> Record:
        """The record as it is stored, with its labels."""
        authorize(actor, "records.get", ref)
        with self._database.read() as conn:
            return stored(conn, ref, records.record_of)

    def blank(self, actor: Actor, kind: str, given: Mapping[str, Any] | None = None) -> Record:
        """A record that is not saved yet: defaults, then the `given` values that can be used."""
        authorize(actor, "records.blank")
        record = record_type(kind)
        usable, _problems = parse_all(record, given or {}, creating=True)
        values = {**changes.defaults(record, actor), **usable}
        with self._database.read() as conn:
            labels = records.labels_of(conn, record, values)
        shown = {f.name: values.get(f.name) for f in record.fields}
        return Record(Ref(kind, None), f"New {record.label.lower()}", "", shown, labels)

    def create(
        self, actor: Actor, kind: str, values: Mapping[str, Any], *, conversation_id: int | None = None
    ) -> Record:
        """Save a new record, numbered; with a conversation, linked to it in the same transaction (B-24, H-15).

        An activity is noted as made in the conversation; any other kind becomes its customer or case, and a case
        without a customer takes the conversation's. Raises InvalidInput.
        """
        authorize(actor, "records.create")
        with self._database.write() as conn:
            return changes.create(conn, actor, self._clock(), record_type(kind), values, conversation_id)

    def save(self, actor: Actor, ref: Ref, new_values: Mapping[str, Any], version: int) -> Record:
        """Save the fields in `new_values`, edited from `version`. Saving what is stored already changes nothing.

        Raises InvalidInput (also for a record that is read-only), and Conflict when it was saved since.
        """
        authorize(actor, "records.save", ref)
        with self._database.write() as conn:
            current = stored(conn, ref)
            changes.refuse_stale(conn, current, version)
            changes.refuse_frozen(current)
            checked = changes.checked(conn, current, new_values)
            if not checked:
                return stored(conn, ref, records.record_of)
            return changes.store(conn, actor, self._clock(), current, checked, "saved")

    def add_note(self, actor: Actor, ref: Ref, text: str) -> Record:
        """A note about a record: on its timeline, and never changed afterwards. Raises InvalidInput when empty."""
        authorize(actor, "records.add_note", ref)
        with self._database.write() as conn:
            stored(conn, ref)
            return changes.create(conn, actor, self._clock(), activity.RECORD, note_values(ref, text))

    # ---- its life

    def deactivate(self, actor: Actor, ref: Ref, version: int) -> Record:
        """Make it read-only and leave it out of lookups; its history stays."""
        authorize(actor, "records.deactivate", ref)
        with self._database.write() as conn:
            current = self._current(conn, ref, version)
            _require(current.active, "active", f"{changes.called(current, begins=True)} is inactive already.")
            return changes.store(conn, actor, self._clock(), current, {"active": False}, "deactivated")

    def activate(self, actor: Actor, ref: Ref, version: int) -> Record:
        """Take it back into use."""
        authorize(actor, "records.activate", ref)
        with self._database.write() as conn:
            current = self._current(conn, ref, version)
            _require(not current.active, "active", f"{changes.called(current, begins=True)} is active already.")
            return changes.store(conn, actor, self._clock(), current, {"active": True}, "activated")

    def resolve_case(
        self,
        actor: Actor,
        ref: Ref,
        version: int,
        resolution_type: str | int,
        resolution: str,
        cancel_open_activities: bool = False,
    ) -> Record:
        """End a case as solved (L-12): `resolution_type` is a label or code of the Resolved status reasons.

        Raises ConfirmationNeeded, naming them, while activities are open and may not be cancelled with it.
        """
        authorize(actor, "records.resolve_case", ref)
        with self._database.write() as conn:
            current = self._current(conn, ref, version, "case")
            _require_status(current, case.ACTIVE, "Only an active case can be resolved")
            values = changes.resolution_values(resolution_type, resolution, self._clock())
            still_open = records.open_activities(conn, ref)
            if still_open and not cancel_open_activities:
                raise ConfirmationNeeded([_open_activities(still_open, "will be cancelled")])
            changes.cancel_activities(conn, actor, self._clock(), still_open)
            return changes.store(conn, actor, self._clock(), current, values, "resolved")

    def cancel_case(self, actor: Actor, ref: Ref, version: int, reason: int = case.CANCELLED_REASON) -> Record:
        """End a case that needs no solution (L-13), as cancelled or merged. Its activities must be closed first."""
        authorize(actor, "records.cancel_case", ref)
        with self._database.write() as conn:
            current = self._current(conn, ref, version, "case")
            _require_status(current, case.ACTIVE, "Only an active case can be cancelled")
            belongs = case.STATUS_OF_REASON.get(reason) == case.CANCELLED
            _require(belongs, "status_reason", "The reason should be Cancelled or Merged.")
            still_open = records.open_activities(conn, ref)
            _require(not still_open, "status", _open_activities(still_open, "must be completed or cancelled first"))
            values = {"status": case.CANCELLED, "status_reason": reason}
            return changes.store(conn, actor, self._clock(), current, values, "cancelled")

    def reactivate_case(self, actor: Actor, ref: Ref, version: int) -> Record:
        """Take up a resolved or cancelled case again (L-17); how it was resolved stays in its history."""
        authorize(actor, "records.reactivate_case", ref)
        with self._database.write() as conn:
            current = self._current(conn, ref, version, "case")
            ended = current.values["status"] != case.ACTIVE
            _require(ended, "status", f"{changes.called(current, begins=True)} is active already.")
            return changes.store(conn, actor, self._clock(), current, changes.REACTIVATED, "reactivated")

    def complete_activity(self, actor: Actor, ref: Ref, version: int) -> Record:
        """Say that an open activity is done."""
        authorize(actor, "records.complete_activity", ref)
        return self._end_activity(actor, ref, version, activity.COMPLETED, "completed")

    def cancel_activity(self, actor: Actor, ref: Ref, version: int) -> Record:
        """Say that an open activity will not be done."""
        authorize(actor, "records.cancel_activity", ref)
        return self._end_activity(actor, ref, version, activity.CANCELLED, "cancelled")

    def publish_article(self, actor: Actor, ref: Ref, version: int) -> Record:
        """Let everybody find a draft; agents may publish what they wrote themselves."""
        with self._database.write() as conn:
            current = stored(conn, ref)
            authorize(actor, "records.publish_article", current)
            changes.refuse_stale(conn, current, version)
            _require_kind(current, "article")
            _require_status(current, article.DRAFT, "Only a draft can be published")
            values = {"status": article.PUBLISHED, "published_at": self._clock()}
            return changes.store(conn, actor, self._clock(), current, values, "published")

    def redraft_article(self, actor: Actor, ref: Ref, version: int) -> Record:
        """Take a published or expired article back to edit it."""
        with self._database.write() as conn:
            current = stored(conn, ref)
            authorize(actor, "records.redraft_article", current)
            changes.refuse_stale(conn, current, version)
            _require_kind(current, "article")
            public = current.values["status"] != article.DRAFT
            _require(public, "status", f"{changes.called(current, begins=True)} is a draft already.")
            return changes.store(conn, actor, self._clock(), current, {"status": article.DRAFT}, "redrafted")

    # ---- lists

    def page(
        self,
        actor: Actor,
        kind: str,
        view: str | None = None,
        *,
        search: str = "",
        filters: Mapping[str, Any] | None = None,
        sort: Sequence[tuple[str, bool]] | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> Slice:
        """Some of the Records of a grid, and how many there are. `view` None is all of them; `sort` is (column,
        descending) pairs, by default the view's; filters are those of `store.grids.filter_where`.
        """
        authorize(actor, "records.page")
        record = record_type(kind)
        shown = _view(record, view)
        table = schema.records[kind]
        where = grids.view_where(table, shown, actor.id) + grids.filter_where(record, filters or {})
        where += grids.search_where(record, clean_text(search))
        with self._database.read() as conn:
            rows, total = grids.page(
                conn, record, where, sort or shown.sort, max(0, offset), max(1, min(limit, LARGEST_PAGE))
            )
            return Slice(tuple(records.labelled(conn, record, rows)), total)

    def counts(self, actor: Actor, kind: str) -> dict[str, int]:
        """How many records each view of the kind has."""
        authorize(actor, "records.counts")
        with self._database.read() as conn:
            return grids.counts(conn, record_type(kind), actor.id)

    def lookup(self, actor: Actor, kinds: Sequence[str], text: str, limit: int = 8) -> list[Hit]:
        """What a lookup offers: active records of these kinds found by every word (H-12); for no text, the newest."""
        authorize(actor, "records.lookup")
        with self._database.read() as conn:
            return lists.lookup(conn, [record_type(kind) for kind in kinds], clean_text(text), max(1, min(limit, 50)))

    def search(self, actor: Actor, text: str, limit: int = 20) -> list[Hit]:
        """Records and conversations found by every word of `text`: names, numbers, addresses, phone digits."""
        authorize(actor, "records.search")
        with self._database.read() as conn:
            return lists.find_all(conn, actor, clean_text(text), max(1, min(limit, 100)))

    def recent_cases(self, actor: Actor, customer: Ref, limit: int = 5) -> list[Record]:
        """The customer's cases changed last (H-41)."""
        authorize(actor, "records.recent_cases", customer)
        with self._database.read() as conn:
            return lists.cases(conn, customer, limit, only_active=False)

    def open_cases(self, actor: Actor, customer: Ref, limit: int = 5) -> list[Record]:
        """The customer's active cases, those changed last first."""
        authorize(actor, "records.open_cases", customer)
        with self._database.read() as conn:
            return lists.cases(conn, customer, limit, only_active=True)

    def timeline(self, actor: Actor, ref: Ref, limit: int = 50, *, linked: bool = False) -> list[TimelineItem]:
        """What happened around a record, newest first; with `linked`, a customer's cases' too (H-42)."""
        authorize(actor, "records.timeline", ref)
        with self._database.read() as conn:
            stored(conn, ref)
            about = [ref, *(timeline.cases_of(conn, ref, LARGEST_PAGE) if linked else [])]
            return timeline.items(conn, about, lists.readable(actor), max(1, min(limit, LARGEST_PAGE)))

    def related(self, actor: Actor, ref: Ref) -> list[RelatedList]:
        """The records and conversations that refer to this one, a list for each kind."""
        authorize(actor, "records.related", ref)
        with self._database.read() as conn:
            stored(conn, ref)
            return lists.related(conn, actor, ref)

    # ---- shared

    def _current(self, conn: Connection, ref: Ref, version: int, kind: str | None = None) -> Record:
        current = stored(conn, ref)
        if kind:
            _require_kind(current, kind)
        changes.refuse_stale(conn, current, version)
        return current

    def _end_activity(self, actor: Actor, ref: Ref, version: int, status: int, verb: str) -> Record:
        with self._database.write() as conn:
            current = self._current(conn, ref, version, "activity")
            _require_status(current, activity.OPEN, "Only an open activity can be ended")
            return changes.store(conn, actor, self._clock(), current, {"status": status}, verb)


def stored(conn: Connection, ref: Ref, read: Callable[[Connection, Ref], Record | None] = records.bare) -> Record:
    """The record, without its labels unless they are `read`; raises NotFound."""
    record_type(ref.kind)
    found = read(conn, ref) if isinstance(ref.id, int) and 0 < ref.id <= LARGEST else None
    if found is None:
        raise NotFound(f"{ref.kind} {ref.id}", "It may have been in another database.")
    return found


def note_values(ref: Ref, text: str) -> dict[str, Any]:
    """The values of a note: its first line is the subject."""
    written = clean_text(text, lines=True).strip()
    _require(bool(written), "description", "Write something first.")
    longest = activity.RECORD.field("subject").max_length or 0
    return {
        "type": activity.NOTE,
        "subject": written.partition("\n")[0][:longest],
        "description": written,
        "regarding": ref,
    }


def _view(record: RecordType, name: str | None) -> View:
    if name is None:
        return View("", f"All {record.plural.lower()}")
    found = next((view for view in record.views if view.name == name), None)
    if found is None:
        raise NotFound(f"view {name} of {record.plural.lower()}", f"Known: {', '.join(v.name for v in record.views)}.")
    return found


def _open_activities(rows: Sequence[Any], what: str) -> str:
    named = ", ".join(f"{row.number} {row.subject}" for row in rows[:5])
    more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
    return f"{len(rows)} open {'activity' if len(rows) == 1 else 'activities'} {what}: {named}{more}."


def _require(condition: bool, field: str, problem: str) -> None:
    if not condition:
        raise InvalidInput({field: problem})


def _require_kind(record: Record, kind: str) -> None:
    determiner = "an" if kind[0] in "ae" else "a"
    _require(record.ref.kind == kind, "", f"{changes.called(record, begins=True)} is not {determiner} {kind}.")


def _require_status(record: Record, status: int, otherwise: str) -> None:
    _require(record.active, "active", f"{changes.called(record, begins=True)} is inactive; activate it first.")
    fits = record.values["status"] == status
    _require(fits, "status", f"{otherwise}; {changes.called(record)} is {record.labels.get('status', '').lower()}.")
