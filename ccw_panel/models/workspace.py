"""The workspace of one agent in one window: sessions, their tabs, and what opens where (behaviour spec B)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import param

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import Conversation
from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.navigation import MAX_SESSIONS, Gesture, Origin, Placement, Target, placement
from ccw_panel.domain.parameters import context_of
from ccw_panel.domain.records import record_type, record_types
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.templates import SessionTemplate, session_template
from ccw_panel.domain.values import storable
from ccw_panel.errors import CannotClose, CcwError, ConfirmationNeeded, NotFound, SessionLimitReached
from ccw_panel.models.building import anchor_of, built, title_of
from ccw_panel.models.callbacks import Callback, Callbacks
from ccw_panel.models.live import LiveConversations
from ccw_panel.models.notice import Notice
from ccw_panel.models.session import HOME, Session, Tab, new_id
from ccw_panel.models.targets import Found, Targets
from ccw_panel.services import Services

Saver = Callable[[str, Callable[[], object]], object]  # a key, and what stores the newest state of it
Listener = Callable[[Sequence[StoredEvent]], None]


class Workspace(param.Parameterized):
    """Home and up to nine sessions of up to ten tabs each. Every change is stored as it happens.

    One instance a browser page; `window` tells the pages of one person apart.
    """

    sessions = param.List(default=[], item_type=Session, doc="Home first, then in the order they were opened.")
    focused_session: Session = param.ClassSelector(class_=Session, doc="The one that is shown.")  # type: ignore[assignment]  # set in __init__, never None
    revision = param.Integer(default=0, doc="Counts every change that a view shows.")
    notice = param.ClassSelector(class_=Notice, doc="The newest line to show as a toast.")
    superseded = param.Boolean(default=False, doc="Another window of the same person stored its workspace since.")

    def __init__(
        self, services: Services, actor: Actor, snapshot: Mapping[str, Any] | None = None, **params: Any
    ) -> None:
        super().__init__(**params)
        self.services = services
        self.actor = actor
        self.window = new_id()
        self.save: Saver = lambda _, store: store()  # a served page stores in a thread
        self.callbacks = Callbacks()
        self._listeners: list[Listener] = []
        self._recent: list[str] = []  # session ids, the one focused last at the end
        self._targets = Targets(services, actor)
        self._live = LiveConversations(self)
        self._depth = 0  # how many changes are being made as one
        self._stale = False  # one of them happened
        self._quiet = True  # while restoring
        self._following = False  # while what happened elsewhere is taken over
        self._acts = self._stored_acts = 0  # changes that the person made here, and how many of them are stored
        home = Session(self, template=HOME, title="Home", id=HOME, icon="home", pane_open=False)
        home.tabs = [Tab(home, HOME, "Agent dashboard", None, id=HOME, anchor=True)]
        home.focused_tab = home.tabs[0]
        self.sessions = [home]
        self.focused_session = home
        if snapshot:
            self._restore(snapshot)
        self._quiet = False

    @classmethod
    def restore(cls, services: Services, actor: Actor) -> Workspace:
        """A new workspace as this person's last window left it."""
        return cls(services, actor, services.workspaces.load(actor))

    # ---- reading

    @property
    def agent(self) -> str:
        return self.actor.name

    @property
    def home(self) -> Session:
        return self.sessions[0]

    def session(self, id: str) -> Session:
        """The session with that id; raises NotFound."""
        found = next((session for session in self.sessions if session.id == id), None)
        if found is None:
            raise NotFound(f"session {id}", "It was closed.")
        return found

    def tab(self, id: str) -> Tab:
        """The tab with that id in any session; raises NotFound."""
        found = next((tab for session in self.sessions for tab in session.tabs if tab.id == id), None)
        if found is None:
            raise NotFound(f"tab {id}", "It was closed.")
        return found

    @property
    def unread(self) -> int:
        return sum(session.unread for session in self.sessions)

    def conversation(self, session: Session) -> Conversation | None:
        """The conversation of a channel session as last read; None for any other session."""
        return self._live.of(session)

    def origin_here(self) -> Origin:
        """The origin of a row or card on a page: Home opens sessions, any other session opens tabs."""
        return Origin.HOME if self.focused_session.is_home else Origin.RELATED

    def can_create_session(self) -> bool:
        return len(self.sessions) <= MAX_SESSIONS

    # ---- opening

    def open(self, target: Ref, origin: Origin, gesture: str | None = None) -> Tab:
        """Opens `target` where the navigation table says and focuses it; what is open already is focused (B-26).

        Raises NotFound, AccessDenied, SessionLimitReached or TabLimitReached; then nothing has changed.
        """
        origin = Origin(origin)
        if open_already := self._already_open(target):
            self._live.resume(target, origin)
            open_already.focus()
            return open_already
        found = self._targets.look(target)
        wanted = Gesture(gesture) if gesture else None
        if placement(origin, found.target, wanted, self.focused_session.is_home) is Placement.NEW_SESSION:
            return self._open_session(found, origin)
        with self._as_one():
            tab = self.focused_session.add(Tab(self.focused_session, found.kind, found.title, target))
            tab.focus()
        return tab

    def open_link(self, text: str) -> Tab:
        """Opens what a deep link names ("case:12"), as from Home; raises NotFound for what it cannot read."""
        try:
            target = Ref.parse(text)
        except ValueError:
            raise NotFound(f"page {text}", "A link ends in a kind and an id, such as case:12.") from None
        if open_already := self._already_open(target):
            open_already.focus()
            return open_already
        self._targets.look(target)  # what is not there must not move the focus
        before, recent = (self.focused_session, self.focused_session.focused_tab), self._recent
        with self._as_one():
            self.home.focus()
            try:
                return self.open(target, Origin.HOME)
            except CcwError:
                self.focus(*before)
                self._recent = recent
                raise

    def notify(self, text: str, tone: str = "info", label: str = "", target: Ref | None = None) -> None:
        """Shows one line as a toast."""
        self.notice = Notice(text, tone, label, target)

    def search(self, text: str) -> Tab:
        """A results page for `text` in a tab of the focused session (B-27)."""
        return self.focused_session.create_tab("search", text=text)

    def create_session(self, template: str, context: Mapping[str, Any] | None = None, focus: bool = True) -> Session:
        """A session by its template; raises SessionLimitReached, NotFound or AccessDenied.

        Context: `id` of the record ("case", or "record" with `kind`) or `conversation_id` (channels), or both as
        pairs in `parametersStr`. Without an id the anchor is a form for a new record, prefilled with the other
        values. A record or conversation that is an anchor already is focused instead (B-26).
        """
        form = session_template(template)
        values: dict[str, Any] = storable(context_of(context or {}))
        target = self._targets.of_template(form, values)
        if open_already := self._already_open(target):
            if focus:
                open_already.focus()
            return open_already.session
        self._check_session_limit(target)
        found = self._targets.look(target)
        return self._add_session(form, found, values | self._targets.slugs(found), focus)

    def create_tab(self, session: Session, kind: str, title: str, context: Mapping[str, Any], focus: bool) -> Tab:
        """Behind `Session.create_tab`."""
        context = storable(context)
        target, found_title = self._targets.page(kind, context)
        if target is not None and (open_already := session.find(target)):
            if focus:
                open_already.focus()
            return open_already
        with self._as_one():
            tab = session.add(Tab(session, kind, title or found_title, target, context=context))
            if focus:
                tab.focus()
        return tab

    def _open_session(self, found: Found, origin: Origin) -> Tab:
        self._check_session_limit(found.ref)
        self._live.resume(found.ref, origin)
        return self._add_session(found.template, found, self._targets.slugs(found), focus=True).anchor

    def _session_on(self, target: Ref) -> Session | None:
        """The session that is about a saved record, conversation or transcript."""
        on_it = (session for session in self.sessions if session.anchor.record == target)
        return None if target.id is None else next(on_it, None)

    # ---- focus and closing

    def focus(self, session: Session, tab: Tab | None = None) -> None:
        """Shows a session, and a tab of it; its unread count and its alert are gone (B-72)."""
        before, before_tab = self.focused_session, self.focused_session.focused_tab
        tab = tab or session.focused_tab
        if (session, tab) == (before, before_tab):
            return
        with self._as_one():
            session.focused_tab = tab
            self.focused_session = session
            self._recent = [*(id for id in self._recent if id != session.id), session.id]
            session.needs_attention = False
            self._live.mark_read(session)
            self.changed()
        self.callbacks.switched(before, before_tab, session, tab)

    def close_session(self, session: Session, confirm: bool = False) -> None:
        """Closes a session with all its tabs; the one focused before gets the focus (B-95, B-98).

        A conversation leaves as D.3 says. Raises CannotClose for Home, and ConfirmationNeeded when a
        conversation would end or move, or typed text is not saved, unless `confirm`.
        """
        if session.is_home:
            raise CannotClose("Home", "it is where everything starts")
        if not confirm and (reasons := self.reasons_to_stay(session)):
            raise ConfirmationNeeded(reasons)
        self._live.leave(session)
        for tab in session.tabs:
            tab.forget_drafts()
        with self._as_one():
            self._recent = [id for id in self._recent if id != session.id]
            self.sessions = [other for other in self.sessions if other is not session]
            if self.focused_session is session:
                self.focus(self._focused_before())
            self.changed()
        self.callbacks.closed(session)

    def _focused_before(self) -> Session:
        by_id = {session.id: session for session in self.sessions}
        return next((by_id[id] for id in reversed(self._recent) if id in by_id), self.home)

    def reasons_to_stay(self, session: Session) -> list[str]:
        """What closing the session would end or lose, in sentences."""
        return [
            *(reason for tab in session.tabs for reason in tab.reasons_to_stay()),
            *self._live.reasons_to_stay(session),
        ]

    # ---- the API's events

    def on(self, event: str, callback: Callback) -> Callable[[], None]:
        """Calls back at session_switch, session_closed or tab_switch; the result takes it off again."""
        return self.callbacks.add(event, callback)

    # ---- storing

    def changed(self) -> None:
        """Something that a restore brings back has changed: store it, show it."""
        if self._quiet:
            return
        if self._depth:
            self._stale = True
            return
        self.shown()
        if not self._following:
            self._acts += 1
            self.superseded = False
        self.save("workspace", partial(self._store, self.snapshot(), self._acts))

    def _store(self, snapshot: Mapping[str, Any], acts: int) -> None:
        """Runs in the thread of the saver. What only followed from elsewhere takes nothing over."""
        self.services.workspaces.save(self.actor, snapshot, self.window, takes_over=acts != self._stored_acts)
        self._stored_acts = acts

    def shown(self) -> None:
        """Something that only this page shows has changed."""
        if not self._quiet:
            self.revision += 1

    def snapshot(self) -> dict[str, Any]:
        """Everything a restore needs, as JSON values: sessions, tabs, order, focus, pane state, scroll."""
        return {
            "focused": self.focused_session.id,
            "recent": self._recent,
            "sessions": [session.snapshot() for session in self.sessions],
        }

    def load_stored(self) -> None:
        """Takes over what another window of the same person stored."""
        stored = self.services.workspaces.load(self.actor)
        if not stored:
            return
        self._quiet = True
        self._restore(stored)
        self._quiet = False
        self.superseded = False
        self.shown()

    # ---- the feed

    def subscribe(self, callback: Listener) -> Callable[[], None]:
        """Calls back with every batch of events that `apply` gets; the result takes it off again."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def apply(self, events: Sequence[StoredEvent]) -> None:
        """Takes over what happened elsewhere: unread counts, alerts, new titles, another window."""
        self._following = True
        try:
            self._follow(events)
        finally:
            self._following = False

    def _follow(self, events: Sequence[StoredEvent]) -> None:
        for event in events:
            if event.kind == "workspace.taken_over" and event.actor == self.agent:
                self.superseded = event.data.get("window") != self.window
            elif event.record is not None and event.record.kind in record_types():
                renamed = event.data.get("changes", {}).get(record_type(event.record.kind).title)
                for session in self.sessions if renamed else ():
                    session.record_called(event.record, str(renamed[1]))
        self._live.apply(events)
        for listener in list(self._listeners):
            listener(events)

    # ---- how it is done

    @contextmanager
    def _as_one(self) -> Iterator[None]:
        """Several changes that are stored and shown as one."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0 and self._stale:
                self._stale = False
                self.changed()

    def _check_session_limit(self, target: Ref) -> None:
        if not self.can_create_session() and not self._session_on(target):
            raise SessionLimitReached()

    def _already_open(self, target: Ref) -> Tab | None:
        """The tab to focus instead of opening: in the focused session any, elsewhere only an anchor (B-26).

        The transcript of a conversation that has become one's own since does not count: one works on it in a
        session with its panel.
        """
        session = self._session_on(target)
        here, anchor = self.focused_session.find(target), session.anchor if session else None
        if target.kind != "conversation":
            return here or anchor
        if live := next((tab for tab in (here, anchor) if tab and tab.kind == "conversation"), None):
            return live
        read = here or anchor
        return read if read and self._targets.look(target).target is Target.TRANSCRIPT else None

    def _add_session(self, form: SessionTemplate, found: Found, context: Mapping[str, Any], focus: bool) -> Session:
        """A new session, or the one that holds the transcript of a conversation that is one's own now."""
        with self._as_one():
            if session := self._session_on(found.ref):
                anchor = anchor_of(session, form, found, context)
                session.become(form, title_of(form, found, context), anchor, context)
            else:
                session = built(self, self._targets, form, found, context)
                self.sessions = [*self.sessions, session]
                self._recent = [session.id, *self._recent]
            if found.conversation is not None:
                self._live.remember(found.conversation)
            if focus:
                session.focus()
            self.changed()
        return session

    def _restore(self, snapshot: Mapping[str, Any]) -> None:
        """Rebuilds sessions and tabs from a snapshot; no page is built and no record is read."""
        sessions = [Session.restored(self, stored) for stored in snapshot["sessions"]]
        self._recent = list(snapshot["recent"])
        self.sessions = sessions
        self.focused_session = next((s for s in sessions if s.id == snapshot["focused"]), sessions[0])
        self._live.restore()
