"""The Active Conversation form: the anchor of every channel session (behaviour spec H)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import param
from panel.io import hold

from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.navigation import Gesture, Origin
from ccw_panel.domain.records import record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import CcwError, Conflict, InvalidInput
from ccw_panel.models.conversation import CUSTOMER_KINDS, ConversationDesk
from ccw_panel.models.field_values import accept
from ccw_panel.models.session import Tab
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.components.conversation_page import ConversationPage
from ccw_panel.views.conversation_data import QUICK_CREATE, chart_data, page_data
from ccw_panel.views.fields import hit_row, typed_values
from ccw_panel.views.run import guarded
from ccw_panel.views.tabs import TabKind
from ccw_panel.views.turns import soon

ORIGINS = {
    "active_conversation": Origin.ACTIVE_CONVERSATION,
    "timeline": Origin.TIMELINE,
    "lookup": Origin.FORM_LOOKUP,
    "related": Origin.RELATED,
}
GESTURES = tuple(gesture.value for gesture in Gesture)
LONGEST_QUERY = 200
CHART_AFTER_MS = 50
SHOWN = ["conversation", "customer", "case", "recent_cases", "timeline", "timeline_of", "problems"]


class ConversationTabPage:
    """Keeps the page in step with the desk of its session; text and cards first, the chart a moment later."""

    def __init__(self, tab: Tab, workspace: Workspace) -> None:
        self._tab = tab
        self._workspace = workspace
        self.desk = ConversationDesk.of(tab.session)
        self.desk.load_form()
        self.component = ConversationPage(
            data=page_data(self.desk), on=guarded(workspace, self._handle), sizing_mode="stretch_width", margin=0
        )
        self._actions: dict[str, Callable[[dict[str, Any]], None]] = {
            "open": self._open,
            "new": self._new,
            "create": self._create,
            "search": self._search,
            "link": lambda data: self.desk.link(_ref(data)),
            "unlink": lambda data: self.desk.unlink(str(data.get("kind"))),
            "save_field": self._save_field,
            "skills": lambda data: self.desk.set_skills(_words(data.get("skills"))),
            "note": self._note,
            "timeline_of": lambda data: self.desk.show_timeline_of(str(data.get("value"))),
            "reload": lambda data: self._reload(),
        }
        self._unsubscribe = workspace.subscribe(self._apply)
        self._watchers: list[param.parameterized.Watcher] = [
            self.desk.param.watch(lambda *_: self._show(), SHOWN),
            self.desk.param.watch(lambda *_: self._draw_mood(), "points"),
            tab.param.watch(lambda _: self._reload(), "refreshed"),
        ]
        soon(self._read_mood)

    def shown(self) -> None: ...

    def hidden(self) -> None: ...

    def close(self) -> None:
        self._unsubscribe()
        for watcher in self._watchers:
            watcher.inst.param.unwatch(watcher)

    # ---- showing

    def _show(self) -> None:
        fresh = page_data(self.desk)
        if fresh != self.component.data:
            self.component.data = fresh

    def _read_mood(self) -> None:
        self.desk.load_mood()
        self._draw_mood()

    def _draw_mood(self) -> None:
        fresh = chart_data(self.desk.points, self.desk.more_points)
        if fresh != self.component.chart:
            self.component.chart = fresh

    def _apply(self, events: Sequence[StoredEvent]) -> None:
        mine = [event for event in events if event.conversation_id == self.desk.id]
        with hold():
            self.desk.apply(events)
            if any(event.kind.startswith("message.") for event in mine):
                self.desk.load_mood()

    def _reload(self) -> None:
        with hold():
            self.desk.load()
            self.desk.load_form()
            self.desk.load_mood()

    # ---- actions

    def _handle(self, action: str, data: dict[str, Any]) -> None:
        if action in self._actions:
            self._actions[action](data)

    def _open(self, data: dict[str, Any]) -> None:
        """Opens what was clicked where the navigation table says (B-15, B-16, B-20, B-21)."""
        origin = ORIGINS.get(str(data.get("origin")), Origin.RELATED)
        gesture = data.get("gesture")
        self._workspace.open(_ref(data), origin, gesture if gesture in GESTURES else None)

    def _new(self, data: dict[str, Any]) -> None:
        """A form for a new record in a tab of this session; saved, it is linked (B-24, H-15)."""
        kind = _kind(data)
        customer = self.desk.conversation.customer
        about = {"customer": str(customer)} if kind == "case" and customer is not None else {}
        self._tab.session.create_tab(kind, conversation_id=self.desk.id, **about)

    def _create(self, data: dict[str, Any]) -> None:
        """The short form below a lookup: saved, it is linked at once (B-25)."""
        kind = _kind(data)
        try:
            made = self.desk.create_and_link(kind, typed_values(record_type(kind), data.get("values")))
        except InvalidInput as refused:
            self.component.tell("create_problems", problems=refused.problems, text=str(refused))
            return
        self.component.tell("created", card=QUICK_CREATE[kind])
        self._workspace.notify(f"{made.title} was created and linked.", "success")

    def _search(self, data: dict[str, Any]) -> None:
        part, text = str(data.get("part")), str(data.get("text", ""))[:LONGEST_QUERY]
        kinds = {"customer": CUSTOMER_KINDS, "case": ("case",)}.get(part) or _known_kinds(data.get("kinds"))
        hits = self.desk.search(kinds, text) if kinds else []
        self.component.tell("hits", part=part, text=text, rows=[hit_row(hit) for hit in hits])

    def _save_field(self, data: dict[str, Any]) -> None:
        card, name, value = str(data.get("card")), str(data.get("name")), data.get("value")
        where = {"card": card, "name": name}
        record = {"customer": self.desk.customer, "case": self.desk.case}.get(card)
        try:
            if record is not None:
                value = accept(record_type(record.ref.kind).field(name), value)
            version = data.get("version")
            self.desk.save_field(card, name, value, version if isinstance(version, int) else None)
        except Conflict as clash:
            self.component.tell("field_clash", **where, by=clash.by, theirs=clash.theirs.get(name), mine=value)
        except CcwError as error:
            text = error.problems.get(name, str(error)) if isinstance(error, InvalidInput) else str(error)
            self.component.tell("field_problem", **where, value=data.get("value"), text=text)
        else:
            self.component.tell("field_saved", **where)

    def _note(self, data: dict[str, Any]) -> None:
        try:
            self.desk.add_note(str(data.get("text", "")))
        except CcwError as error:
            self.component.tell("note_refused", why=str(error))
        else:
            self.component.tell("noted")


def _ref(data: Mapping[str, Any]) -> Ref:
    try:
        return Ref.parse(str(data.get("ref", "")))
    except ValueError as error:
        raise InvalidInput({"ref": f"{error}."}) from None


def _kind(data: Mapping[str, Any]) -> str:
    kind = str(data.get("kind"))
    if kind not in QUICK_CREATE:
        raise InvalidInput({"kind": "A conversation is linked to contacts, accounts and cases only."})
    return kind


def _known_kinds(sent: Any) -> tuple[str, ...]:
    kinds = sent if isinstance(sent, list) else []
    return tuple(kind for kind in kinds if kind in QUICK_CREATE)


def _words(sent: Any) -> list[str]:
    return [str(word) for word in sent] if isinstance(sent, list) else []


TAB = TabKind(kind="conversation", label="Active conversation", icon="chat", page=ConversationTabPage)
