"""The workspace on screen: the Shell, and the pages and panels it shows.

In a notebook `WorkspaceView(ws)` is the desk in a cell; `views/page.py` serves the same object.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import panel as pn
import panel_material_ui as pmui
import param

from ccw_panel.domain.history import StoredEvent
from ccw_panel.errors import CcwError
from ccw_panel.models.desk import Desk
from ccw_panel.models.session import Session, Tab
from ccw_panel.models.workspace import Notice, Workspace
from ccw_panel.views import shell_data
from ccw_panel.views.communication import CommunicationView
from ccw_panel.views.components.shell import Shell
from ccw_panel.views.missing import MissingPage
from ccw_panel.views.productivity import ProductivityView
from ccw_panel.views.run import guarded
from ccw_panel.views.shell_actions import ShellActions
from ccw_panel.views.stack import Stack
from ccw_panel.views.tabs import Page, tab_kind
from ccw_panel.views.theme import THEME
from ccw_panel.views.turns import is_served, own_turn

log = logging.getLogger(__name__)

_numbers = itertools.count(1)


class WorkspaceView(pn.viewable.Viewer):
    """A Workspace as a Panel object: shows itself in a notebook cell, `.servable()` in an app."""

    workspace = param.ClassSelector(class_=Workspace, constant=True, doc="What is shown.")

    def __init__(
        self, workspace: Workspace, *, served: bool = False, signed_in: bool = False, height: int = 760, **params: Any
    ) -> None:
        """`served`: the desk is the whole page; `signed_in`: through the sign-in page, so that one can sign out."""
        super().__init__(workspace=workspace, **params)
        prefix = f"ccw{next(_numbers)}"  # names of places must be unique in a document
        self.desk = Desk(workspace, may_sign_out=signed_in)
        self._pages: Stack[Page] = Stack(f"{prefix}-place")
        self._panels: Stack[CommunicationView] = Stack(f"{prefix}-comm", fills=True)
        self._side = ProductivityView(workspace)
        self._front: tuple[Session, Tab] | None = None
        self._stop: Callable[[], None] | None = None
        self._closed = False
        self._early: list[StoredEvent] | None = None  # what came while a notebook draws; None: it has drawn
        self._drawn_with = _formats(shell_data.personal(self.desk))
        self.shell = Shell(
            on=guarded(workspace, ShellActions(self).handle),
            comms=self._panels.component,
            body=self._pages.component,
            side=self._side.component,
            served=served,
            frame_height="100vh" if served else f"{height}px",
            sizing_mode="stretch_both" if served else "stretch_width",
            **shell_data.fixed(workspace.actor),
            **shell_data.personal(self.desk),
        )
        self._root = pmui.Paper(
            self.shell,
            elevation=0,
            square=True,
            theme_config=THEME,
            sizing_mode="stretch_both" if served else "stretch_width",
            margin=0,
        )
        self._watchers = [
            workspace.param.watch(lambda _: self.show(), "revision"),
            workspace.param.watch(lambda event: self.toast(event.new), "notice"),
            workspace.param.watch(lambda event: self._another_window(event.new), "superseded"),
            self.desk.param.watch(lambda _: self.show_person(), "revision"),
        ]
        self.show()

    def __panel__(self) -> pn.viewable.Viewable:
        if self._stop is None:
            self._follow()
        if self._stop is not None and not is_served(pn.state.curdoc):
            self._early = []
        return self._root

    # ---- showing

    def show(self) -> None:
        """Brings the screen up to the workspace: mounts what is in front, drops what was closed."""
        workspace = self.workspace
        session = workspace.focused_session
        tab = session.focused_tab
        if self._early is not None:
            return
        with pn.io.hold():
            self._pages.keep({tab.id for s in workspace.sessions for tab in s.tabs})
            self._panels.keep({s.id for s in workspace.sessions if s.conversation_id is not None})
            self._mount(session, tab)
            self._bring_to_front(session, tab)
            self._tell_shell(
                sessions=shell_data.session_rows(workspace, self._pages.place, self._panels.place),
                focus=session.id,
                pane=self._side.summary(),
            )

    def _tell_shell(self, **shown: Any) -> None:
        """Updates what differs. Param compares too, but item by item in Python: too slow for ninety tabs."""
        self.shell.param.update(**{name: value for name, value in shown.items() if getattr(self.shell, name) != value})

    def show_person(self) -> None:
        """Presence, notifications, settings; another time zone or language of dates draws every page again."""
        personal = shell_data.personal(self.desk)
        formats = _formats(personal)
        with pn.io.hold():
            self.shell.param.update(**personal)
            if formats != self._drawn_with:
                self._drawn_with = formats
                self._pages.empty()
                self._panels.empty()
                self._front = None
                self.show()

    def toast(self, notice: Notice | None) -> None:
        if notice is None:
            return
        action = None
        if notice.target is not None:
            action = {"label": notice.label or "Open", "target": str(notice.target), "origin": notice.origin.value}
        self.shell.tell("toast", text=notice.text, tone=notice.tone, link=action)

    def _mount(self, session: Session, tab: Tab) -> None:
        if tab.id in self._pages:
            self._pages.touch(tab.id)
        else:
            self._pages.mount(tab.id, self._build(tab))
        if session.conversation_id is None:
            return
        if session.id in self._panels:
            self._panels.touch(session.id)
        else:
            self._panels.mount(session.id, CommunicationView(self.workspace, session))

    def _build(self, tab: Tab) -> Page:
        try:
            return tab_kind(tab.kind).page(tab, self.workspace)
        except CcwError as error:
            return MissingPage(tab, str(error))
        except Exception:
            log.exception("the page %s of kind %s could not be built", tab.id, tab.kind)
            return MissingPage(tab, "Something went wrong while it was built; what was typed here is kept.")

    def _bring_to_front(self, session: Session, tab: Tab) -> None:
        if self._front == (session, tab):
            return
        if self._front is not None:
            previous_session, previous_tab = self._front
            if previous_tab is not tab and previous_tab.id in self._pages:
                self._pages.page(previous_tab.id).hidden()
            if previous_session is not session and previous_session.id in self._panels:
                self._panels.page(previous_session.id).hidden()
        self._front = (session, tab)
        self._pages.page(tab.id).shown()
        if session.id in self._panels:
            self._panels.page(session.id).shown()
        self._side.show(session)

    def remount(self, tab: Tab) -> None:
        """Builds a tab's page again: its record was saved for the first time, or its reading is retried."""
        if tab.id in self._pages:
            self._pages.unmount(tab.id)
        self._front = None
        self.show()

    def _another_window(self, superseded: bool) -> None:
        if superseded:
            action = {"label": "Load it", "target": "stored", "origin": "notification"}
            self.shell.tell("toast", text="Changed in another window", tone="", link=action)

    # ---- living

    def apply(self, events: Sequence[StoredEvent]) -> None:
        """Takes over what happened in the centre since; called on the document's thread."""
        if self._early is not None:
            self._early.extend(events)
            return
        with pn.io.hold():
            self.workspace.apply(events)
            self.desk.apply(events)

    def drawn(self) -> None:
        """A notebook has drawn the desk. What is sent before is lost, and what follows would not fit to what it has,
        so all that happened meanwhile (often all other cells have run) is shown now."""
        if self._early is not None:
            events, self._early = self._early, None
            self.show()
            self.show_person()
            self.apply(events)

    def _follow(self) -> None:
        """Follows the centre's feed on the page's or the notebook's own turn, until the view is closed."""
        hop = own_turn()
        if hop is None:
            return
        self._stop = self.workspace.services.feed.subscribe(lambda events: hop(lambda: self.apply(events)))
        if is_served(pn.state.curdoc):
            pn.state.on_session_destroyed(lambda _: self.close())

    def close(self) -> None:
        """The page is gone: every page and panel stops listening. Closing twice does nothing."""
        if self._closed:
            return
        self._closed = True
        if self._stop is not None:
            self._stop()
        for watcher in self._watchers:
            watcher.inst.param.unwatch(watcher)
        self._pages.close()
        self._panels.close()
        self._side.close()


def _formats(personal: Mapping[str, Any]) -> tuple[str, str]:
    """What the dates of every page are written with."""
    return personal["zone"], personal["language"]
