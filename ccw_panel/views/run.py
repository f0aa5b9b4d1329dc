"""How views call what may take long, and how they show what went wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from bokeh.document import Document

from ccw_panel.errors import CcwError, SessionLimitReached, TabLimitReached
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.turns import is_served, on_page

log = logging.getLogger(__name__)

T = TypeVar("T")

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

    _threads.submit(read).add_done_callback(lambda done: on_page(document, partial(finish, done)))


def _run(read: Callable[[], T], done: Future[T]) -> None:
    try:
        done.set_result(read())
    except CcwError as error:
        done.set_exception(error)


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
