"""The page of a record tab: one RecordForm shown by one RecordPage. Every record type's TAB builds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import panel as pn
from panel.io import hold

from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.records import record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import ConfirmationNeeded, InvalidInput, NotFound
from ccw_panel.models.record import RecordForm
from ccw_panel.models.session import Tab
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.components.record_page import RecordPage
from ccw_panel.views.fields import hit_row
from ccw_panel.views.record_data import POINTS_BACK, RESOLUTIONS, around_data, record_data, state_data
from ccw_panel.views.run import guarded
from ccw_panel.views.tabs import TabKind
from ccw_panel.views.turns import is_served, on_page

ORIGINS = {"lookup": Origin.FORM_LOOKUP, "related": Origin.RELATED, "timeline": Origin.TIMELINE}
GESTURES = ("new_session", "new_tab")
RETURNS_TO = "returns_to"  # in a tab's context: the tab and lookup field that wait for the new record


class RecordTabPage:
    """Keeps a RecordPage and its RecordForm in step, and opens what is clicked through the workspace."""

    def __init__(self, tab: Tab, workspace: Workspace) -> None:
        self._tab = tab
        self._workspace = workspace
        self._document = pn.state.curdoc
        again = tab.form is not None
        self.form = RecordForm.of(tab)
        if again:  # it was shown before: what it shows may have changed since
            self.form.reload()
        self._revision = 0
        self.component = RecordPage(
            data=self._data(),
            state=state_data(self.form),
            around=around_data(self.form),
            on=guarded(workspace, self._handle),
            sizing_mode="stretch_both",
            margin=0,
        )
        self._actions: dict[str, Callable[[dict[str, Any]], None]] = {
            "around": lambda data: self._load_around(),
            "edit": self._edit,
            "save": lambda data: self._save(),
            "resolve": self._resolve,
            "discard": lambda data: self._discard(),
            "refresh": lambda data: self.refresh(),
            "run": self._run,
            "choose": self._choose,
            "lookup": self._lookup,
            "open": self._open,
            "new": self._new,
            "note": self._note,
            "note_typed": lambda data: self.form.type_note(str(data.get("text", ""))),
        }
        self._unsubscribe = workspace.subscribe(self._apply)
        self._watchers = [tab.param.watch(lambda _: self.refresh(), "refreshed")]
        self._mark()

    def shown(self) -> None: ...

    def hidden(self) -> None: ...

    def close(self) -> None:
        self._unsubscribe()
        for watcher in self._watchers:
            watcher.inst.param.unwatch(watcher)

    def refresh(self) -> None:
        """Reads the record again; what was typed stays."""
        self.form.reload()
        self._show()

    # ---- showing

    def _data(self) -> dict[str, Any]:
        self._revision += 1  # so that a discard reaches the browser even when nothing else has changed
        return {**record_data(self.form), "revision": self._revision}

    def _show(self) -> None:
        with hold():
            self.component.param.update(data=self._data(), state=state_data(self.form), around=around_data(self.form))
        self._mark()
        title = self.form.record.title
        if not self.form.is_new and self._tab.title != title:
            self._tab.session.rename_with(self._tab, title)

    def _show_state(self) -> None:
        self.component.state = state_data(self.form)
        self._mark()

    def _load_around(self) -> None:
        """What stands beside the form comes once the form is painted."""
        self.form.load_around()
        self.component.around = around_data(self.form)

    def _soon(self, callback: Callable[[], None]) -> None:
        """On the page's own thread, from whatever thread it is asked."""
        if is_served(self._document):
            on_page(self._document, callback)
        else:
            callback()

    def _mark(self) -> None:
        if self._tab.unsaved != self.form.unsaved:
            self._tab.unsaved = self.form.unsaved

    def _apply(self, events: Sequence[StoredEvent]) -> None:
        if self.form.apply(events):
            self._show()

    # ---- actions

    def _handle(self, action: str, data: dict[str, Any]) -> None:
        if action in self._actions:
            self._actions[action](data)

    def _edit(self, data: dict[str, Any]) -> None:
        edits, seq, base = data.get("edits"), data.get("seq"), data.get("base")

        def kept() -> None:
            self._soon(lambda: self.component.tell("kept", seq=seq))

        self.form.edit_all(edits if isinstance(edits, dict) else {}, kept, base if isinstance(base, int) else None)
        self._show_state()

    def _save(self) -> None:
        was_new = self.form.is_new
        self._after(self.form.save(), was_new)

    def _after(self, done: bool, was_new: bool = False) -> None:
        """Shows what a save or a command did; a new record's tab becomes the record's (B-24)."""
        if done and was_new:
            self._became()
        self._show()
        if done:
            self.component.tell("saved", text=f"{self.form.record.title} saved")
        elif self.form.problems:
            self.component.tell("refused")

    def _became(self) -> None:
        record = self.form.record
        self._tab.became(record.ref, record.title)
        self.form.move_draft(self._tab.draft_subject)
        self._workspace.notify(f"{record.title} was created.", "success")
        self._hand_back(record.ref, record.title)

    def _hand_back(self, ref: Ref, title: str) -> None:
        """A record made from a lookup is put into that lookup, as if it had been chosen there."""
        waiting = self._tab.context.get(RETURNS_TO)
        if not isinstance(waiting, Mapping):
            return
        try:
            tab = self._workspace.tab(str(waiting.get("tab")))
        except NotFound:
            return
        origin = RecordForm.of(tab)
        origin.edit(str(waiting.get("field")), {"ref": str(ref), "title": title})
        tab.unsaved = origin.unsaved
        tab.refresh()

    def _resolve(self, data: dict[str, Any]) -> None:
        kind = next((c.label for c in RESOLUTIONS if c.value == data.get("resolution_type")), "")
        done, problems, reasons = False, {}, []
        try:
            confirmed = data.get("cancel_open_activities") is True
            done = self.form.save_and_resolve(kind, str(data.get("resolution", "")), confirmed)
            problems = self.form.problems
        except InvalidInput as refused:
            problems = refused.problems
        except ConfirmationNeeded as needed:
            reasons = list(needed.reasons)
        elsewhere = not done and not reasons and not {"resolution", "resolution_type"} & problems.keys()
        self.component.tell("resolve", done=done or elsewhere, problems=problems, reasons=reasons)
        self._after(done)

    def _discard(self) -> None:
        self.form.discard()
        self._show()
        self.component.tell("say", text="Changes discarded")

    def _run(self, data: dict[str, Any]) -> None:
        self._after(self.form.run(str(data.get("command", ""))))

    def _choose(self, data: dict[str, Any]) -> None:
        self.form.choose(str(data.get("field", "")), str(data.get("whose", "")))
        self._show()

    def _lookup(self, data: dict[str, Any]) -> None:
        name, text = str(data.get("field", "")), str(data.get("text", ""))
        rows = [hit_row(hit) for hit in self.form.lookup(name, text)]
        self.component.tell("options", field=name, text=text, rows=rows)

    def _open(self, data: dict[str, Any]) -> None:
        origin = ORIGINS.get(str(data.get("from", data.get("origin", ""))), Origin.RELATED)
        self._workspace.open(Ref.parse(str(data.get("ref", ""))), origin, gesture_of(data))

    def _new(self, data: dict[str, Any]) -> None:
        """A form for a new record: a tab here when it belongs to this one (B-22, B-24, L-45), else a session (B-23)."""
        kind = record_type(str(data.get("kind", ""))).kind
        field = data.get("field")
        if isinstance(field, str):
            context = {RETURNS_TO: {"tab": self._tab.id, "field": field}}
            self._tab.session.create_tab(kind, **context)
        elif data.get("related") is True:
            back = POINTS_BACK.get((self.form.ref.kind, kind), "regarding" if kind == "activity" else "")
            self._tab.session.create_tab(kind, **({back: str(self.form.ref)} if back else {}))
        else:
            self._workspace.open(Ref(kind, None), Origin.NEW_RECORD, gesture_of(data))

    def _note(self, data: dict[str, Any]) -> None:
        self.form.add_note(str(data.get("text", "")))
        self._show()
        self.component.tell("note_added")


def record_tab(kind: str) -> TabKind:
    """The TAB of a record type."""
    record = record_type(kind)
    return TabKind(kind=kind, label=record.label, icon=record.icon, page=RecordTabPage)


def gesture_of(data: Mapping[str, Any]) -> str | None:
    """The gesture of an action, when it is one."""
    gesture = data.get("gesture")
    return gesture if gesture in GESTURES else None
