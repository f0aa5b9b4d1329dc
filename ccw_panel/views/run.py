"""How views call what may take long, and how they show what went wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeGuard, TypeVar

import panel as pn
from bokeh.document import Document

from ccw_panel.errors import CcwError, SessionLimitReached, TabLimitReached
from ccw_panel.models.workspace import Workspace

log = logging.getLogger(__name__)

T = TypeVar("T")
Hop = Callable[[Callable[[], None]], None]

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="ccw-view")


def in_background(
    document: Document | None, read: Callable[[], T], show: Callable[[T], None], failed: Callable[[CcwError], None]
) -> None:
    """Reads in a thread, so that nobody's page waits for it, and shows the result on the page's own turn.

    Without a served document (a notebook, a test) both happen at once.
    """

    def finish(done: Future[T]) -> None:
        error = done.exception()
        if isinstance(error, CcwError):
            failed(error)
        else:
            show(done.result())

    if not is_served(document):
        done: Future[T] = Future()
        _run(read, done)
        finish(done)
        return

    def hop(done: Future[T]) -> None:
        if is_served(document):
            document.add_next_tick_callback(lambda: finish(done))

    _threads.submit(read).add_done_callback(hop)


def _run(read: Callable[[], T], done: Future[T]) -> None:
    try:
        done.set_result(read())
    except CcwError as error:
        done.set_exception(error)


def soon(callback: Callable[[], None]) -> None:
    """Runs `callback` once this answer has gone to the browser; at once where there is no document."""
    document = pn.state.curdoc
    if is_served(document):
        document.add_next_tick_callback(callback)
    else:
        callback()


def is_served(document: Document | None) -> TypeGuard[Document]:
    """Whether a server shows the document to a browser that is still there; a notebook's has no session."""
    return document is not None and document.session_context is not None


def own_turn() -> Hop | None:
    """Runs a callback, asked for in whatever thread, on the turn of the page or notebook that is made right now.

    A cell that runs is never interrupted: what comes in meanwhile is done after it. None where nobody takes turns,
    as in a script.
    """
    document = pn.state.curdoc
    if is_served(document):
        return partial(_on_next_tick, document)
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return None
    return partial(_on_loop, loop)


def _on_next_tick(document: Document, callback: Callable[[], None]) -> None:
    if is_served(document):
        document.add_next_tick_callback(callback)


def _on_loop(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(callback)


def guarded(
    workspace: Workspace, handle: Callable[[str, dict[str, Any]], None]
) -> Callable[[str, dict[str, Any]], None]:
    """`handle` for a component's actions, whose errors the person sees as one line instead of nothing.

    What a service refuses is shown in its own words. Anything else is a mistake of ours, or a page that
    sends what no person could: it is logged, and the desk goes on.
    """

    def handled(action: str, data: dict[str, Any]) -> None:
        try:
            handle(action, data)
        except CcwError as error:
            at_limit = isinstance(error, SessionLimitReached | TabLimitReached)
            workspace.notify(str(error), "limit" if at_limit else "error")
        except Exception:
            log.exception("action %s failed", action)
            workspace.notify("That did not work, and nothing was changed. Try again, or reload the page.", "error")

    return handled
