"""Home: the agent dashboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import panel as pn

from ccw_panel.domain.conversation import CHANNEL_LABELS, LIVE_CHANNELS, Channel, State
from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.record import WorkItem
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.report import AgentDay
from ccw_panel.errors import CcwError, InvalidInput, SessionLimitReached
from ccw_panel.models.inbox import SORTS, Inbox, Stream
from ccw_panel.models.workspace import Tab, Workspace
from ccw_panel.views.agent_day import kpis
from ccw_panel.views.components.home_page import HomePage
from ccw_panel.views.run import guarded, in_background
from ccw_panel.views.tabs import TabKind

QUIET_MS = 300  # events that come together are shown together
ALERT = -3  # level of a conversation that needs a look

LABELS = {"mine": "My work items", "open": "Open work items", "closed": "Closed work items"}
SORT_LABELS = {
    "waiting": "By waiting time",
    "mode": "By distribution mode",
    "modified_at": "By last change",
    "customer": "By customer",
    "workstream": "By workstream",
    "created_at": "By creation",
    "transfer_count": "By transfers",
}
EMPTY = {
    "mine": ("check", "You have no work items", "Pick a conversation from the open ones."),
    "open": ("bell", "Nothing is waiting", "New conversations of your queues appear here."),
    "closed": ("clock", "Nothing closed today", "What you close today appears here until midnight."),
}
STATE_WORDS = {State.ACTIVE: "active", State.WAITING: "waiting", State.WRAP_UP: "wrap-up"}


class Home:
    """The page of the Home tab, and of the agent dashboard wherever it is opened."""

    def __init__(self, tab: Tab, workspace: Workspace) -> None:
        self._tab = tab
        self._workspace = workspace
        self._document = pn.state.curdoc
        self._in_front = True
        self._stale = False
        self._waiting = False
        self.inbox = Inbox(workspace.services, workspace.actor, tab.state.get("sorts"))
        self.component = HomePage(on=guarded(workspace, self._do), kpis=kpis(None), sizing_mode="stretch_both")
        self.inbox.param.watch(self._draw, ["streams", "error"])
        self.inbox.param.watch(lambda event: self.component.param.update(kpis=kpis(event.new)), "day")
        self._forget = [workspace.subscribe(self._happened)]
        watcher = tab.param.watch(lambda _: self._refresh(), "refreshed")
        self._forget.append(lambda: tab.param.unwatch(watcher))
        self._refresh()

    def shown(self) -> None:
        self._in_front = True
        if self._stale:
            self._refresh()

    def hidden(self) -> None:
        self._in_front = False

    def close(self) -> None:
        for forget in self._forget:
            forget()
        self._forget = []

    # ---- what the person does

    def _do(self, action: str, data: Mapping[str, Any]) -> None:
        match action:
            case "open":
                self._open(Ref("conversation", _id(data)), data.get("gesture"))
            case "pick":
                self._pick(_id(data))
            case "sort":
                self.inbox.sort(str(data.get("stream")), str(data.get("by")))
                self._tab.state = {**self._tab.state, "sorts": self.inbox.sorts}
            case "more":
                self.inbox.show_more(str(data.get("stream")))
            case "refresh":
                self._refresh()

    def _open(self, ref: Ref, gesture: object) -> None:
        self._workspace.open(ref, Origin.WORK_ITEM, gesture if isinstance(gesture, str) else None)

    def _pick(self, conversation_id: int) -> None:
        # Before it is taken: an agent who cannot open a tenth session must not own a conversation they cannot see.
        if not self._workspace.can_create_session():
            raise SessionLimitReached()
        try:
            ref = self.inbox.pick(conversation_id)
        except CcwError:
            self.inbox.load()  # someone else was first: the card goes
            raise
        self._open(ref, None)

    # ---- what happens elsewhere

    def _happened(self, events: Sequence[StoredEvent]) -> None:
        if not self.inbox.concerned_by(events):
            return
        if not self._in_front:
            self._stale = True
        elif self._document is None:
            self._refresh()
        elif not self._waiting:
            self._waiting = True
            self._document.add_timeout_callback(self._refresh, QUIET_MS)

    def _refresh(self) -> None:
        self._stale = self._waiting = False
        self.inbox.load()
        if not self.inbox.error:
            self.component.readings += 1
        in_background(self._document, self.inbox.read_day, self._take_day, self._failed)

    def _take_day(self, day: AgentDay) -> None:
        self.inbox.day = day

    def _failed(self, error: CcwError) -> None:
        self.inbox.error = str(error)

    def _draw(self, *_: object) -> None:
        self.component.param.update(
            streams=[column(stream) for stream in self.inbox.streams.values()],
            error=self.inbox.error,
        )


def column(stream: Stream) -> dict[str, Any]:
    """One stream as the component draws it."""
    icon, title, text = EMPTY[stream.name]
    return {
        "name": stream.name,
        "label": LABELS[stream.name],
        "sort": stream.sort,
        "sorts": [{"value": by, "label": SORT_LABELS[by]} for by in SORTS[stream.name]],
        "more": stream.more,
        "empty": {"icon": icon, "title": title, "text": text},
        "items": [card(item, stream.name) for item in stream.items],
    }


def card(item: WorkItem, stream: str) -> dict[str, Any]:
    """One work item as the component draws it; the moments are ISO strings."""
    counts = stream != "closed" and item.channel in LIVE_CHANNELS and item.state != State.WAITING
    return {
        "id": item.ref.id,
        "customer": item.customer,
        "subject": item.subject,
        "icon": item.channel,
        "channel_label": CHANNEL_LABELS[Channel(item.channel)],
        "queue": item.queue,
        "state_label": STATE_WORDS.get(State(item.state), "") if stream == "mine" else "",
        "sentiment": item.sentiment,
        "unread": item.unread,
        "alert": stream == "mine" and item.sentiment <= ALERT,
        "at": _iso(item.modified_at),
        "waits_since": _iso(item.waits_since) if counts and item.waits_since else None,
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _id(data: Mapping[str, Any]) -> int:
    """The conversation an action names; a page that sends anything else is refused."""
    id = data.get("id")
    if not isinstance(id, int) or isinstance(id, bool):
        raise InvalidInput({"id": "That is not a conversation."})
    return id


TAB = TabKind(kind="home", label="Home", icon="home", page=Home)
