"""One session of a workspace and the tabs in it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import param

from ccw_panel.domain.navigation import MAX_TABS
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.templates import CommunicationMode, SessionTemplate
from ccw_panel.errors import CannotClose, ConfirmationNeeded, TabLimitReached

if TYPE_CHECKING:
    from ccw_panel.models.conversation import ConversationDesk
    from ccw_panel.models.record import RecordForm
    from ccw_panel.models.workspace import Workspace

HOME = "home"


def new_id() -> str:
    """Short and random: two windows of one person must never make the same one, for drafts go by it."""
    return secrets.token_hex(5)


class Tab(param.Parameterized):
    """One page in a session. `record` is what it shows: None for Home and search results."""

    title = param.String(doc="Shown on the tab.")
    unsaved = param.Boolean(default=False, doc="Holds typed text that is not saved or sent.")
    state = param.Dict(default={}, doc="What the page wants back after a restore: scroll, sort, filters ...")
    refreshed = param.Integer(default=0, doc="Counts calls of refresh(); the page reloads when it changes.")

    def __init__(
        self, session: Session, kind: str, title: str, record: Ref | None, *, id: str = "", anchor: bool = False,
        fixed: bool = False, context: Mapping[str, Any] | None = None, **params: Any,
    ) -> None:  # fmt: skip
        super().__init__(title=title, **params)
        self.session = session
        self.id = id or new_id()
        self.kind = kind
        self.record = record
        self.is_anchor = anchor
        self.fixed = fixed  # opened by the session's template (B-52)
        self.context = dict(context or {})
        self.form: RecordForm | None = None  # of a record tab, once it has been shown
        self.param.watch(lambda *_: session.workspace.changed(), ["title", "unsaved", "state"])

    def __repr__(self) -> str:
        return f"<Tab {self.title!r} {self.record or self.kind}>"

    @property
    def can_close(self) -> bool:
        return not (self.is_anchor or self.fixed)

    @property
    def draft_subject(self) -> str:
        """What drafts typed here are kept under."""
        if self.record is None or self.record.id is None:
            return f"new:{self.id}"
        return str(self.record)

    def close(self, confirm: bool = False) -> None:
        self.session.close_tab(self, confirm=confirm)

    def focus(self) -> None:
        self.session.workspace.focus(self.session, self)

    def refresh(self) -> None:
        """Read the page's data again; what was typed stays."""
        self.refreshed += 1

    def became(self, record: Ref, title: str) -> None:
        """The new record of this tab was saved as `record`."""
        self.record = record
        self.kind = record.kind
        self.session.rename_with(self, title)
        self.session.workspace.changed()

    def reasons_to_stay(self) -> list[str]:
        """What closing it would lose, in sentences; the text itself is kept among the drafts for 30 days."""
        if not self.unsaved:
            return []
        what = "text you have not sent" if self.kind == "conversation" else "changes that are not saved"
        return [f"{self.title} has {what}."]

    def forget_drafts(self) -> None:
        """The person closes it over its unsaved text: the draft ends, its text is kept 30 days."""
        if self.unsaved:
            workspace = self.session.workspace
            for group in ("form", "message", "note"):
                workspace.services.workspaces.end_draft(workspace.actor, self.draft_subject, group, "discarded")

    def snapshot(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "record": str(self.record) if self.record else None,
            "title": self.title,
            "anchor": self.is_anchor,
            "fixed": self.fixed,
            "unsaved": self.unsaved,
            "context": self.context,
            "state": self.state,
        }

    @classmethod
    def restored(cls, session: Session, stored: Mapping[str, Any]) -> Tab:
        return cls(
            session,
            stored["kind"],
            stored["title"],
            Ref.parse(stored["record"]) if stored["record"] else None,
            id=stored["id"],
            anchor=stored["anchor"],
            fixed=stored["fixed"],
            context=stored["context"],
            unsaved=stored["unsaved"],
            state=stored["state"],
        )


class Session(param.Parameterized):
    """A group of tabs around its anchor, the first of them."""

    title = param.String(doc="Shown in the session list.")
    tabs = param.List(default=[], item_type=Tab, doc="In order, the anchor first.")
    focused_tab: Tab = param.ClassSelector(class_=Tab, doc="The tab that is shown when the session is.")  # type: ignore[assignment]  # set at once by whoever makes a session
    unread = param.Integer(default=0, doc="Customer messages since the session was last focused (B-70).")
    needs_attention = param.Boolean(default=False, doc="Asked for focus, or its customer is unhappy (B-73, B-75).")
    pane_open = param.Boolean(default=True, doc="Whether the productivity pane is expanded here (B-81).")
    communication: param.Selector[CommunicationMode] = param.Selector(
        default=CommunicationMode.HIDDEN, objects=list(CommunicationMode), doc="How the communication panel stands."
    )

    def __init__(
        self, workspace: Workspace, template: str, title: str, *, id: str = "", icon: str = "",
        context: Mapping[str, Any] | None = None, **params: Any,
    ) -> None:  # fmt: skip
        super().__init__(title=title, **params)
        self.workspace = workspace
        self.template = template
        self.icon = icon
        self.id = id or new_id()
        self.desk: ConversationDesk | None = None  # of a channel session, once it has been shown
        self._context = dict(context or {})
        self.param.watch(lambda *_: workspace.changed(), ["title", "tabs", "focused_tab", "pane_open", "communication"])
        self.param.watch(lambda *_: workspace.shown(), ["unread", "needs_attention"])

    def __repr__(self) -> str:
        return f"<Session {self.title!r} {len(self.tabs)} tabs>"

    @property
    def is_home(self) -> bool:
        return self.id == HOME

    @property
    def can_close(self) -> bool:
        return not self.is_home

    @property
    def anchor(self) -> Tab:
        return self.tabs[0]

    @property
    def conversation_id(self) -> int | None:
        """The conversation of a channel session: the one that has the communication panel."""
        record = self.anchor.record
        if self.anchor.kind != "conversation" or record is None or not isinstance(record.id, int):
            return None
        return record.id

    @property
    def context(self) -> dict[str, Any]:
        """Values for slugs, as they were when the session began and as they were updated (C-13, C-14)."""
        return dict(self._context)

    def update_context(self, changes: Mapping[str, Any]) -> None:
        """Adds and changes values; None removes one."""
        merged = {**self._context, **changes}
        self._context = {name: value for name, value in merged.items() if value is not None}
        self.workspace.changed()

    def focus(self) -> None:
        self.workspace.focus(self)

    def request_focus(self) -> None:
        """Shows an indicator, unless the session has the focus already (B-75)."""
        if self.workspace.focused_session is not self:
            self.needs_attention = True

    def close(self, confirm: bool = False) -> None:
        """Behaves as `Workspace.close_session`."""
        self.workspace.close_session(self, confirm=confirm)

    def can_create_tab(self) -> bool:
        return len(self.tabs) < MAX_TABS

    def create_tab(self, kind: str, title: str = "", *, focus: bool = True, **context: Any) -> Tab:
        """A new tab of this session, focused unless `focus` is False; raises TabLimitReached.

        Record kinds take `id` (none, or one that no longer exists: a form to create one, unless
        `validate=True`), view and dashboard take `name`, search takes `text`; more values prefill a new record.
        """
        return self.workspace.create_tab(self, kind, title, context, focus)

    def find(self, record: Ref) -> Tab | None:
        """The tab that shows a saved record; a new one is never the same as another."""
        return None if record.id is None else next((tab for tab in self.tabs if tab.record == record), None)

    def add(self, tab: Tab) -> Tab:
        if not self.can_create_tab():
            raise TabLimitReached()
        self.tabs = [*self.tabs, tab]
        return tab

    def close_tab(self, tab: Tab, confirm: bool = False) -> None:
        """Closes a tab; the one to its left gets the focus (B-97).

        Raises CannotClose for an anchor or a template's tab, ConfirmationNeeded when typed text is not
        saved. The text stays among the drafts for 30 days either way.
        """
        if not tab.can_close:
            raise CannotClose(
                tab.title, "it holds the session together" if tab.is_anchor else "it belongs to the session"
            )
        if not confirm and (reasons := tab.reasons_to_stay()):
            raise ConfirmationNeeded(reasons)
        at = self.tabs.index(tab)
        left = self.tabs[at - 1]
        was_focused = self.focused_tab is tab
        tab.forget_drafts()
        with param.parameterized.batch_call_watchers(self):
            self.tabs = [other for other in self.tabs if other is not tab]
            if was_focused:
                self.focused_tab = left
        if was_focused and self.workspace.focused_session is self:
            self.workspace.callbacks.switched(self, tab, self, left)

    def rename_with(self, tab: Tab, title: str) -> None:
        """The record of `tab` is called `title` now; the session of an anchor takes its name too."""
        if tab.is_anchor and self.title == tab.title and not self.is_home:
            self.title = title
        tab.title = title

    def record_called(self, record: Ref, title: str) -> None:
        """A saved record has got another title, here or elsewhere."""
        tab = self.find(record)
        if tab is not None and title and tab.title != title:
            self.rename_with(tab, title)

    def become(self, form: SessionTemplate, title: str, anchor: Tab, context: Mapping[str, Any]) -> None:
        """Takes another template and anchor; its other tabs stay."""
        before = self.anchor
        self.template, self.icon, self._context = form.name, form.icon, dict(context)
        with param.parameterized.batch_call_watchers(self):
            self.tabs = [anchor, *self.tabs[1:]]
            if self.focused_tab is before:
                self.focused_tab = anchor
            self.title, self.communication = title, form.communication

    def snapshot(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "template": self.template,
            "title": self.title,
            "icon": self.icon,
            "context": self._context,
            "pane_open": self.pane_open,
            "communication": self.communication.value,
            "focused_tab": self.focused_tab.id,
            "tabs": [tab.snapshot() for tab in self.tabs],
        }

    @classmethod
    def restored(cls, workspace: Workspace, stored: Mapping[str, Any]) -> Session:
        session = cls(
            workspace,
            stored["template"],
            stored["title"],
            id=stored["id"],
            icon=stored["icon"],
            context=stored["context"],
            pane_open=stored["pane_open"],
            communication=CommunicationMode(stored["communication"]),
        )
        session.tabs = [Tab.restored(session, tab) for tab in stored["tabs"]]
        session.focused_tab = next((t for t in session.tabs if t.id == stored["focused_tab"]), session.tabs[0])
        return session
