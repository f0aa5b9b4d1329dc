"""The results page of a search (B-27); what is found opens in the focused session (B-12)."""

from __future__ import annotations

from typing import Any

from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.models.search import Search
from ccw_panel.models.session import Tab
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.components.search_page import SearchPage
from ccw_panel.views.fields import hit_row
from ccw_panel.views.run import guarded
from ccw_panel.views.tabs import TabKind
from ccw_panel.views.tabs._record import gesture_of


class SearchTabPage:
    """Keeps a SearchPage and its Search in step; the words are kept with the tab."""

    def __init__(self, tab: Tab, workspace: Workspace) -> None:
        self._tab = tab
        self._workspace = workspace
        text = str(tab.state.get("text", tab.context.get("text", "")))
        self.search = Search(workspace.services, workspace.actor, text)
        self.component = SearchPage(
            data=self._data(), on=guarded(workspace, self._handle), sizing_mode="stretch_both", margin=0
        )
        self._watchers = [tab.param.watch(lambda _: self.refresh(), "refreshed")]

    def shown(self) -> None: ...

    def hidden(self) -> None: ...

    def close(self) -> None:
        for watcher in self._watchers:
            watcher.inst.param.unwatch(watcher)

    def refresh(self) -> None:
        self.search.find(self.search.text)
        self.component.data = self._data()

    def _data(self) -> dict[str, Any]:
        search = self.search
        groups = [{"kind": g.kind, "label": g.label, "rows": [hit_row(hit) for hit in g.hits]} for g in search.groups()]
        return {"text": search.text, "groups": groups, "total": len(search.hits), "failure": search.failure}

    def _handle(self, action: str, data: dict[str, Any]) -> None:
        if action == "find":
            self.search.find(str(data.get("text", "")))
            self.component.data = self._data()
            self._tab.state = {**self._tab.state, "text": self.search.text}
            self._tab.title = f"Search: {self.search.text}" if self.search.text else "Search"
        elif action == "open":
            self._workspace.open(Ref.parse(str(data.get("ref", ""))), Origin.SEARCH_RESULTS, gesture_of(data))


TAB = TabKind(kind="search", label="Search", icon="search", page=SearchTabPage)
