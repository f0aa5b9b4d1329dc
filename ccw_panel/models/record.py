"""One record as a person works on it: what is typed and not saved, what is wrong with it, what others changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import param

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.record import Hit, Record
from ccw_panel.domain.records import Field, record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import CcwError, ConfirmationNeeded, Conflict, InvalidInput
from ccw_panel.models.assign import assign
from ccw_panel.models.field_values import LOOKUPS, accept
from ccw_panel.models.lookup import lookup
from ccw_panel.models.record_commands import COMMANDS, Command, commands, may_edit
from ccw_panel.models.record_conflict import Collision, collision, names
from ccw_panel.models.record_draft import FormDraft, Keep, at_once
from ccw_panel.services import Services

if TYPE_CHECKING:
    from ccw_panel.models.session import Tab

MAX_NOTE = 8_000  # characters


class RecordForm(param.Parameterized):
    """The form of one record for one person.

    Edits are kept as a draft as they are made and end only by save or discard. Nothing here raises for what a
    person typed: `problems` says it by field, `failure` says what else went wrong, `conflict` asks them to choose.
    """

    record: Record = param.ClassSelector(class_=Record, doc="As last read from the store.")  # type: ignore[assignment]  # set in __init__, never None
    edits: dict[str, Any] = param.Dict(default={}, doc="Changed fields that are not saved.")  # type: ignore[assignment]  # never None
    problems: dict[str, str] = param.Dict(default={}, doc="Field -> a sentence that says what to enter.")  # type: ignore[assignment]  # never None
    failure = param.String(default="", doc="Why the last save or command did not happen; empty when it did.")
    conflict = param.ClassSelector(class_=Collision, doc="What to choose between before saving again.")
    newer = param.String(default="", doc="Full name of whoever saved the record since it was read.")
    saving = param.Boolean(default=False, doc="A save is under way.")
    draft_at = param.ClassSelector(class_=datetime, doc="When the edits were last kept as a draft, UTC.")
    note = param.String(default="", doc="A note that is typed and not added.")
    related = param.List(default=[], doc="RelatedList of the record.")
    timeline = param.List(default=[], doc="TimelineItem of the record, newest first.")

    def __init__(
        self, services: Services, actor: Actor, ref: Ref, *, draft_subject: str, given: Mapping[str, Any] | None = None,
        conversation_id: int | None = None, window: str = "", keep: Keep = at_once, **params: Any,
    ) -> None:  # fmt: skip
        super().__init__(**params)
        self.services = services
        self.actor = actor
        self.type = record_type(ref.kind)
        self._draft = FormDraft(services, actor, draft_subject, window, keep)
        self._given = dict(given or {})
        self._conversation_id = conversation_id
        self.has_around = False
        self._titles: dict[str, str] = {}  # what the lookups among the edits show
        self._read(ref)
        self._version = self.record.version  # the one that the edits stand on
        self._restore()

    @classmethod
    def of(cls, tab: Tab) -> RecordForm:
        """The form of a record tab, made when it is first asked for and kept with the tab."""
        if tab.form is None:
            workspace, ref = tab.session.workspace, tab.record or Ref(tab.kind, None)
            given, conversation_id = given_by(ref, tab.context)
            tab.form = cls(
                workspace.services,
                workspace.actor,
                ref,
                draft_subject=tab.draft_subject,
                given=given,
                conversation_id=conversation_id,
                window=workspace.window,
                keep=workspace.save,
            )
        return tab.form

    # ---- reading

    @property
    def ref(self) -> Ref:
        return self.record.ref

    @property
    def is_new(self) -> bool:
        return self.record.ref.id is None

    @property
    def editable(self) -> bool:
        return may_edit(self.actor, self.record)

    @property
    def unsaved(self) -> bool:
        return bool(self.edits)

    def value(self, name: str) -> Any:
        """What the field shows now: the edit, else what is stored."""
        return self.edits[name] if name in self.edits else self.record.values.get(name)

    def labels(self) -> dict[str, str]:
        return {**self.record.labels, **{name: title for name, title in self._titles.items() if name in self.edits}}

    def commands(self) -> list[Command]:
        return commands(self.actor, self.record)

    def load_around(self) -> None:
        """Reads what stands beside the form: related records and the timeline. Not read until it is asked for."""
        if self.is_new:
            return
        self.has_around = True  # from now on it is kept up to date
        records = self.services.records
        assign(self, related=records.related(self.actor, self.ref), timeline=records.timeline(self.actor, self.ref))

    def reload(self) -> None:
        """Reads the record again. What was typed stays."""
        self._read(self.ref)
        if not self.edits:
            self._version = self.record.version
        assign(self, failure="", newer="")
        self._reload_around()

    def apply(self, events: Sequence[StoredEvent]) -> bool:
        """Takes over what was done to the record elsewhere, and says whether there was anything.

        What is being edited here is left alone: `newer` says who has saved in the meantime.
        """
        if self.is_new or not any(self._is_about_this(event) for event in events):
            return False
        fresh = self.services.records.get(self.actor, self.ref)
        if fresh.version == self.record.version:
            self._reload_around()
        elif self.edits:
            self.newer = _who_modified(fresh)
        else:
            self.reload()
        return True

    def _is_about_this(self, event: StoredEvent) -> bool:
        """Whether it is about the record, about one listed beside it, or names the record among its values."""
        if event.record == self.ref or any(event.record == hit.ref for one in self.related for hit in one.rows):
            return True
        return names(event.data, str(self.ref))

    # ---- editing

    def edit(self, name: str, sent: Any) -> None:
        """Takes over what a person put in a field, keeps it as a draft, and says at once what is wrong with it."""
        self.edit_all({name: sent})

    def edit_all(
        self, sent: Mapping[str, Any], kept: Callable[[], None] | None = None, base: int | None = None
    ) -> None:
        """`edit` for several fields at once, kept as one draft. Fields that may not be edited are passed over.

        `kept` is called once the draft is stored, in the thread that stores it. `base` is the version that was on
        the screen when the first of them was typed: what a colleague saved since is not overwritten unseen.
        """
        if not self.editable:
            return
        if base is not None and base < self._version and not self.edits:
            self._version = base
            self.newer = _who_modified(self.record)
        for name, value in sent.items():
            field = self.type.field(name)
            if not field.read_only and (self.is_new or not field.fixed):
                self._take(field, value)
        self._keep_draft(kept)

    def _take(self, field: Field, sent: Any) -> None:
        name = field.name
        problems = {other: text for other, text in self.problems.items() if other != name}
        try:
            value = accept(field, sent)
        except InvalidInput as refused:
            value = _as_typed(sent)
            problems |= refused.problems
        if isinstance(sent, Mapping) and field.kind in LOOKUPS:
            self._titles[name] = str(sent.get("title", ""))[:200]
        edits = {other: typed for other, typed in self.edits.items() if other != name}
        if name in problems or value != (self.record.values.get(name) or None):
            edits[name] = value
        assign(self, edits=edits, problems=problems)

    def discard(self) -> None:
        """Back to what is stored; the draft ends, its text is kept for 30 days."""
        self._draft.end("form", "discarded")
        self._version = self.record.version
        assign(self, edits={}, problems={}, conflict=None, failure="", newer="", draft_at=None)
        if not self.is_new:
            self.reload()

    def lookup(self, name: str, text: str) -> list[Hit]:
        """What a lookup field may refer to, best match first; only active records (H-12)."""
        field = self.type.field(name)
        return lookup(self.services, self.actor, field, text) if field.kind in LOOKUPS else []

    # ---- saving

    def save(self) -> bool:
        """Stores the edits, and says whether that was done; if not, `problems`, `conflict` or `failure` say why."""
        wrong = {name: text for name, text in self.problems.items() if name in self.edits}
        if wrong or not (self.edits or self.is_new):
            assign(self, problems=wrong, failure="")
            return not wrong
        return self._attempt(self._store)

    def save_and_resolve(self, resolution_type: str, resolution: str, cancel_open_activities: bool = False) -> bool:
        """Saves, then resolves the case (L-12). Raises ConfirmationNeeded when it has open activities.

        Raises InvalidInput when the resolution is refused: the dialog that asked for it shows why.
        """
        if not resolution.strip():
            raise InvalidInput({"resolution": "Say what solved it."})
        if self.edits and not self.save():
            return False
        return self._attempt(
            lambda: self.services.records.resolve_case(
                self.actor, self.ref, self.record.version, resolution_type, resolution, cancel_open_activities
            ),
            passes=(InvalidInput, ConfirmationNeeded),
        )

    def run(self, name: str) -> bool:
        """Does a command of `commands()`, after saving what is typed; False when it was not done."""
        command = next((c for c in COMMANDS if c.name == name), None)
        if command is None or command not in self.commands() or (self.edits and not self.save()):
            return False
        done = command
        return self._attempt(lambda: done.run(self.services.records, self.actor, self.record))

    def choose(self, name: str, whose: str) -> None:
        """Keeps "mine" or takes "theirs" of a field that both changed; `save` then stores the choice."""
        found = self.conflict.of(name) if self.conflict else None
        if found is None:
            return
        edits = {other: value for other, value in self.edits.items() if other != name}
        if whose == "mine":
            edits[name] = found.mine
            self._titles.setdefault(name, found.mine_label)
        self.edits = edits
        self._keep_draft()

    def _store(self) -> Record:
        records = self.services.records
        if not self.is_new:
            return records.save(self.actor, self.ref, self.edits, self._version)
        given = {name: value for name, value in self.record.values.items() if value is not None}
        values = {name: value for name, value in (given | self.edits).items() if not self.type.field(name).read_only}
        return records.create(self.actor, self.ref.kind, values, conversation_id=self._conversation_id)

    def _attempt(self, act: Any, passes: tuple[type[CcwError], ...] = ()) -> bool:
        self.saving = True
        try:
            record = act()
        except passes:
            raise
        except Conflict as newer:
            self._collide(newer)
        except InvalidInput as refused:
            editable = {field.name for field in self.type.fields if not field.read_only}
            elsewhere = [text for name, text in refused.problems.items() if name not in editable]
            problems = {name: text for name, text in refused.problems.items() if name in editable}
            assign(self, problems=problems, failure=" ".join(elsewhere))
        except CcwError as error:
            self.failure = str(error)
        else:
            if self.is_new:
                self.services.notifications.add(self.actor, "created", f"{record.title} was created.", record.ref)
            self._stored(record)
            return True
        finally:
            self.saving = False
        return False

    def _stored(self, record: Record) -> None:
        self._draft.end("form", "saved")
        self._version = record.version
        assign(self, record=record, edits={}, problems={}, conflict=None, failure="", newer="", draft_at=None)
        self._reload_around()

    def _collide(self, newer: Conflict) -> None:
        mine, labels = self.record, self.labels()
        theirs = self.services.records.get(self.actor, self.ref)
        waits = f"{newer.by} saved {theirs.title} first: choose what to keep."
        self.services.notifications.add(self.actor, "conflict", waits, self.ref)
        shown = {field.name: self.value(field.name) for field in self.type.fields}
        choice = collision(newer, self.type, shown, labels, theirs)
        self._version = theirs.version
        edits = {name: value for name, value in self.edits.items() if value != theirs.values.get(name)}
        assign(
            self,
            record=theirs,
            edits=edits,
            conflict=choice,
            failure="",
            newer="",
        )
        self._titles |= {name: mine.labels.get(name, "") for name in edits if name not in self._titles}
        self._keep_draft()

    # ---- notes

    def type_note(self, text: str) -> None:
        """Keeps a note that is being typed as a draft (B-83)."""
        self.note = text[:MAX_NOTE]
        if self.note:
            self._draft.keep_note(self.note)
        else:
            self._draft.end("note", "discarded")

    def add_note(self, text: str) -> None:
        """Adds a note to the record's timeline; raises InvalidInput when it is empty or too long."""
        self.services.records.add_note(self.actor, self.ref, text)
        self._draft.end("note", "saved")
        self.note = ""
        self.load_around()

    # ---- shared

    @property
    def draft_subject(self) -> str:
        return self._draft.subject

    def move_draft(self, subject: str) -> None:
        """From now on drafts are kept under another subject: the new record has an id."""
        self._draft.subject = subject

    def _read(self, ref: Ref) -> None:
        records = self.services.records
        self.record = (
            records.blank(self.actor, ref.kind, self._given) if ref.id is None else records.get(self.actor, ref)
        )

    def _reload_around(self) -> None:
        if self.has_around:
            self.load_around()

    def _restore(self) -> None:
        """Takes up what was left unsaved in this or another browser."""
        unsaved = self._draft.read(self.type, self.record)
        self.note = unsaved.note
        if not unsaved.edits or not self.editable:
            return
        self._titles = unsaved.titles
        self._version = unsaved.version
        newer = _who_modified(self.record) if unsaved.version < self.record.version else ""
        assign(self, edits=unsaved.edits, problems=unsaved.problems, draft_at=unsaved.at, newer=newer)

    def _keep_draft(self, kept: Callable[[], None] | None = None) -> None:
        if self.edits:
            self._draft.keep(self.type, self.edits, self.labels(), self._version, kept)
        else:
            self._draft.end("form", "discarded", kept)
            self.draft_at = None


def given_by(ref: Ref, context: Mapping[str, Any]) -> tuple[dict[str, Any], int | None]:
    """What a tab's context prefills of a new record, and the conversation it is linked to once it is saved (B-24).

    Values that do not fit are left out.
    """
    given: dict[str, Any] = {}
    if ref.id is not None:
        return given, None
    for field in record_type(ref.kind).fields:
        try:
            value = accept(field, context.get(field.name))
        except InvalidInput:
            continue
        if value is not None and field.name != "conversation_id":
            given[field.name] = value
    conversation_id = context.get("conversation_id")
    return given, conversation_id if isinstance(conversation_id, int) else None


def _who_modified(record: Record) -> str:
    return record.labels.get("modified_by", record.modified_by)


def _as_typed(sent: Any) -> str:
    """What was refused, kept so that the person can correct it."""
    return str(sent)[:50_000]
