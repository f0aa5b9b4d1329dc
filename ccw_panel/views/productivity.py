"""The productivity pane of the focused session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import param

from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.record import Record
from ccw_panel.domain.records import record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.models.productivity import Productivity
from ccw_panel.models.session import Session
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.components.productivity_pane import ProductivityPane
from ccw_panel.views.fields import choice
from ccw_panel.views.run import guarded
from ccw_panel.views.turns import soon

SECTIONS = (
    {"id": "knowledge", "label": "Knowledge", "icon": "book"},
    {"id": "cases", "label": "Open cases", "icon": "case"},
)
ORIGINS = {"knowledge": Origin.KNOWLEDGE, "cases": Origin.RELATED}
GESTURES = ("new_session", "new_tab")


class ProductivityView:
    """One pane for all sessions: each session's searches are kept as long as the session is open."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._by_session: dict[str, Productivity] = {}
        self._session = workspace.focused_session
        self._watcher: param.parameterized.Watcher | None = None
        self.component = ProductivityPane(
            data={}, on=guarded(workspace, self._handle), sizing_mode="stretch_both", margin=0
        )
        self._unsubscribe = [
            workspace.subscribe(self._apply),
            workspace.on("session_closed", lambda told: self._by_session.pop(told["session_id"], None)),
        ]
        self.show(self._session)

    def summary(self) -> dict[str, Any]:
        """Whether the pane is open in the focused session, and the icons of its rail."""
        return {"open": self._workspace.focused_session.pane_open, "sections": list(SECTIONS)}

    def show(self, session: Session) -> None:
        """Shows what belongs to a session; a closed pane reads nothing until it is opened.

        What is not read yet comes a moment later: the conversation beside it must not wait for a search.
        """
        if self._watcher is not None:
            self._watcher.inst.param.unwatch(self._watcher)
        self._session = session
        self._watcher = session.param.watch(lambda _: self._draw(), ["pane_open"])
        if session.pane_open and not self.productivity.loaded:
            soon(self._draw)
        else:
            self._draw()

    def close(self) -> None:
        for stop in self._unsubscribe:
            stop()
        if self._watcher is not None:
            self._watcher.inst.param.unwatch(self._watcher)

    @property
    def productivity(self) -> Productivity:
        """That of the session shown."""
        if self._session.id not in self._by_session:
            self._by_session[self._session.id] = Productivity(self._session)
        return self._by_session[self._session.id]

    def _draw(self) -> None:
        if not self._session.pane_open:
            return
        if not self.productivity.loaded:
            self.productivity.load()
        self.component.data = productivity_data(self._session, self.productivity)

    def _apply(self, events: Sequence[StoredEvent]) -> None:
        touched = [one for one in self._by_session.values() if one.apply(events)]
        if self._by_session.get(self._session.id) in touched:
            self._draw()

    def _handle(self, action: str, data: dict[str, Any]) -> None:
        if action == "find":
            self.productivity.find(str(data.get("text", "")))
        elif action == "more":
            self.productivity.knowledge.show_more()
        elif action == "retry":
            self.productivity.load()
        elif action == "open":
            gesture = data.get("gesture") if data.get("gesture") in GESTURES else None
            origin = ORIGINS.get(str(data.get("from")), Origin.RELATED)
            self._workspace.open(Ref.parse(str(data.get("ref", ""))), origin, gesture)
            return
        self._draw()


def productivity_data(session: Session, shown: Productivity) -> dict[str, Any]:
    """What the pane is told, as plain data."""
    knowledge = shown.knowledge
    return {
        "session": session.id,
        "has_composer": session.conversation_id is not None,
        "query": knowledge.query,
        "words": " ".join(knowledge.words),
        "articles": [
            {
                "ref": str(hit.ref),
                "number": hit.number,
                "title": hit.title,
                "passage": hit.passage,
                "status": hit.status,
            }
            for hit in knowledge.hits
        ],
        "may_have_more": knowledge.may_have_more,
        "knowledge_failure": knowledge.failure,
        "customer": shown.customer_name,
        "has_customer": shown.customer is not None,
        "cases": [_case(record) for record in shown.cases],
        "cases_failure": shown.failure,
    }


def _case(record: Record) -> dict[str, Any]:
    fields = record_type("case")
    picked = {name: fields.field(name).choice(record.values.get(name)) for name in ("priority", "status_reason")}
    return {
        "ref": str(record.ref),
        "number": record.number,
        "title": record.title,
        "at": None if record.modified_at is None else record.modified_at.isoformat().replace("+00:00", "Z"),
        **{name: choice(found) if found else None for name, found in picked.items()},
    }
