"""How views call what may take long, and how they show what went wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import panel as pn
from bokeh.document import Document

from ccw_panel.errors import CcwError, SessionLimitReached, TabLimitReached
from ccw_panel.models.workspace import Workspace

log = logging.getLogger(__name__)

T = TypeVar("T")

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="ccw-view")


def in_background(
    document: Document | None, read: Callable[[], T], show: Callable[[T], None], failed: Callable[[CcwError], None]
) -> None:
    """Reads in a thread, so that nobody's page waits for it, and shows the result on the page's own turn.

    Without a document (a notebook, a test) both happen at once.
    """

    def finish(done: Future[T]) -> None:
        error = done.exception()
        if isinstance(error, CcwError):
            failed(error)
        else:
            show(done.result())

    if document is None:
        done: Future[T] = Future()
        _run(read, done)
        finish(done)
        return

    def hop(done: Future[T]) -> None:
        if document.session_context is not None:
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
    if document is None or document.session_context is None:
        callback()
    else:
        document.add_next_tick_callback(callback)


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


class LatestFirst:
    """Runs jobs in one thread in order; jobs of one key that wait are replaced by the newest.

    The stored workspace goes through this: only its newest state matters, and a slow disk must not hold up the page.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ccw-save")
        self._waiting: dict[str, Callable[[], object]] = {}

    def put(self, key: str, job: Callable[[], object]) -> None:
        first = key not in self._waiting
        self._waiting[key] = job
        if first:
            self._thread.submit(self._next, key)

    def _next(self, key: str) -> None:
        job = self._waiting.pop(key)
        try:
            job()
        except CcwError as error:
            log.warning("could not store %s: %s", key, error)
        except Exception:
            log.exception("could not store %s", key)

    def close(self) -> None:
        """Waits until everything is stored."""
        self._thread.shutdown(wait=True)
