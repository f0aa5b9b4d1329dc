"""The grid page: a saved view of a record type or of conversations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.records import record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import NotFound
from ccw_panel.models.field_values import LOOKUPS
from ccw_panel.models.grid import Grid, named_view
from ccw_panel.models.lookup import lookup
from ccw_panel.models.session import Tab
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.components.grid_page import GridPage
from ccw_panel.views.fields import hit_row
from ccw_panel.views.grid_data import grid_data
from ccw_panel.views.run import guarded
from ccw_panel.views.tabs import TabKind
from ccw_panel.views.tabs._record import gesture_of


class GridTabPage:
    """Keeps a GridPage and its Grid in step; the view that is shown is the tab's record."""

    def __init__(self, tab: Tab, workspace: Workspace) -> None:
        self._tab = tab
        self._workspace = workspace
        name = str(tab.record.id) if tab.record else ""
        self.grid = Grid(workspace.services, workspace.actor, name, tab.state.get("grid"))
        self._stale = False  # something it lists has changed since it was read
        self.component = GridPage(
            data=grid_data(self.grid), on=guarded(workspace, self._handle), sizing_mode="stretch_both", margin=0
        )
        self._actions: dict[str, Callable[[dict[str, Any]], None]] = {
            "view": lambda data: self._show_view(str(data.get("name", ""))),
            "sort": lambda data: self.grid.sort_by(str(data.get("column", ""))),
            "filter": lambda data: self.grid.filter_by(str(data.get("column", "")), data.get("value")),
            "clear": lambda data: self.grid.clear(),
            "find": lambda data: self.grid.find(str(data.get("text", ""))),
            "turn": lambda data: self.grid.turn_to(_row_number(data.get("offset"))),
            "columns": lambda data: self.grid.choose_columns([str(name) for name in data.get("names", [])][:40]),
            "bulk": self._bulk,
            "reload": lambda data: self.grid.reload(),
        }
        self._unsubscribe = workspace.subscribe(self._apply)
        self._watchers = [tab.param.watch(lambda _: self.refresh(), "refreshed")]

    def shown(self) -> None:
        """Rows that changed while another tab was in front are read again now, and not before."""
        if self._stale:
            self.refresh()

    def hidden(self) -> None: ...

    def close(self) -> None:
        self._unsubscribe()
        for watcher in self._watchers:
            watcher.inst.param.unwatch(watcher)

    def refresh(self) -> None:
        self.grid.reload()
        self._show()

    def _show(self) -> None:
        self._stale = False
        self.component.data = grid_data(self.grid)
        self._tab.state = {**self._tab.state, "grid": self.grid.state()}

    def _apply(self, events: Sequence[StoredEvent]) -> None:
        """A row that is shown has changed, or one may have come: read again when nothing is selected."""
        about = "conversation" if self.grid.kind == "conversation" else self.grid.kind
        if not any(event.kind.startswith(f"{about}.") for event in events):
            return
        self._stale = True
        if self._workspace.focused_session.focused_tab is self._tab and not self.grid.selection:
            self.refresh()

    # ---- actions

    def _handle(self, action: str, data: dict[str, Any]) -> None:
        if action in self._actions:
            try:
                self._actions[action](data)
                self._show()
            finally:  # the page waits for it, and would for good where nothing has changed or it was refused
                self.component.tell("answered")
        elif action == "select":
            self.grid.select([Ref.parse(str(ref)) for ref in data.get("refs", [])])
        elif action == "open":
            ref = Ref.parse(str(data.get("ref", "")))
            self._workspace.open(ref, self._workspace.origin_here(), gesture_of(data))
        elif action == "new":
            self._workspace.open(Ref(record_type(self.grid.kind).kind, None), Origin.NEW_RECORD, gesture_of(data))
        elif action == "lookup":
            self._lookup(str(data.get("field", "")), str(data.get("text", "")))

    def _show_view(self, name: str) -> None:
        self.grid.show_view(name)
        _kind, view = named_view(name)
        self._tab.record = Ref("view", name)
        self._tab.title = view.label

    def _bulk(self, data: dict[str, Any]) -> None:
        self.grid.select([Ref.parse(str(ref)) for ref in data.get("refs", [])])
        result = self.grid.run(str(data.get("name", "")))
        changed = f"{result.done} changed." if result.done else "Nothing was changed."
        self._workspace.notify(" ".join([changed, *result.refusals[:3]]), "warning" if result.refusals else "success")

    def _lookup(self, name: str, text: str) -> None:
        field = self.grid.fields.get(name)
        if field is None or field.kind not in LOOKUPS:
            raise NotFound(f"lookup {name}")
        hits = lookup(self._workspace.services, self._workspace.actor, field, text)
        self.component.tell("options", field=name, text=text, rows=[hit_row(hit) for hit in hits])


def _row_number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


TAB = TabKind(kind="view", label="Grid", icon="view", page=GridTabPage)
