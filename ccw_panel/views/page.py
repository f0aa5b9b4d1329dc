"""One served page: a person's workspace in one browser tab, following the centre's feed until it is closed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import panel as pn

from ccw_panel.center import ContactCenter
from ccw_panel.domain.agents import Actor
from ccw_panel.errors import CcwError
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.run import LatestFirst
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
    workspace = Workspace.restore(center.services, actor)
    saver = LatestFirst()
    workspace.save = saver.put
    view = WorkspaceView(workspace, served=True, signed_in=signed_in)
    _follow_link(workspace, arguments)
    stop = view.listen(_hop())

    def ended(_: object) -> None:
        stop()
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


def _hop() -> Callable[[Callable[[], None]], None]:
    """Runs a callback on this document's own turn of the event loop, from whatever thread it is asked."""
    document = pn.state.curdoc
    if document is None:
        return lambda callback: callback()

    def hop(callback: Callable[[], None]) -> None:
        if document.session_context is not None:
            document.add_next_tick_callback(callback)

    return hop
