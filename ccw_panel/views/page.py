"""One served page: a person's workspace in one browser tab, following the centre's feed until it is closed."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import partial

import panel as pn

from ccw_panel.center import ContactCenter
from ccw_panel.domain.agents import Actor
from ccw_panel.errors import CcwError
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.saving import LatestFirst, Told
from ccw_panel.views.turns import await_browser, own_turn
from ccw_panel.views.workspace import WorkspaceView

log = logging.getLogger(__name__)


def desk(
    center: ContactCenter, actor: Actor, arguments: Mapping[str, Sequence[bytes]], *, signed_in: bool = True
) -> pn.viewable.Viewable:
    """The desk of `actor` for the current document, restored from the store.

    `arguments` are the page's query arguments; `open` names what to open or focus, as from Home, or the page
    says why it cannot. `signed_in` False: nobody asked who it is, so nobody can sign out. The actor is fixed
    here: nothing the browser sends can change it.
    """
    await_browser()
    workspace = Workspace.restore(center.services, actor)
    saver = LatestFirst(_telling(workspace))
    workspace.save = saver.put
    view = WorkspaceView(workspace, served=True, signed_in=signed_in)
    _follow_link(workspace, arguments)

    def ended(_: object) -> None:
        view.close()
        saver.close()

    pn.state.on_session_destroyed(ended)
    return view.__panel__()


def _follow_link(workspace: Workspace, arguments: Mapping[str, Sequence[bytes]]) -> None:
    for value in arguments.get("open", [])[:1]:
        try:
            workspace.open_link(value.decode("utf-8", "replace"))
        except CcwError as error:
            pn.state.onload(partial(workspace.notify, str(error), "warning"))  # the page must be there to show it


def _telling(workspace: Workspace) -> Told:
    """Says on the page that its state could not be stored, and that it is stored again; asked for in any thread."""
    hop = own_turn()

    def told(error: CcwError | None) -> None:
        if error is None:
            line = partial(workspace.notify, "Your sessions, tabs and drafts are stored again.", "success")
        else:
            line = partial(workspace.notify, f"{error} Your screen is kept, and storing it is tried again.", "error")
        if hop is not None:
            hop(line)

    return told
