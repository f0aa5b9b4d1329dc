"""How views call what may take long, and how they show what went wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from ccw_panel.errors import CcwError
from ccw_panel.models.workspace import Workspace

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="ccw-view")


async def run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of `function`, computed in a thread so that nobody else's page waits for it."""
    return await asyncio.get_running_loop().run_in_executor(_threads, lambda: function(*args, **kwargs))


def guarded(workspace: Workspace, handle: Callable[[str, dict[str, Any]], None]) -> Callable[[str, dict[str, Any]], None]:
    """`handle` for a component's actions, whose errors the person sees as one line instead of nothing.

    What a service refuses is shown in its own words. Anything else is a mistake of ours, or a page that
    sends what no person could: it is logged, and the desk goes on.
    """

    def handled(action: str, data: dict[str, Any]) -> None:
        try:
            handle(action, data)
        except CcwError as error:
            workspace.notify(str(error), "danger")
        except Exception:
            log.exception("action %s failed", action)
            workspace.notify("That did not work, and nothing was changed. Try again, or reload the page.", "danger")

    return handled


class LatestFirst:
    """Runs jobs in one thread in order; jobs of one key that wait are replaced by the newest.

    The stored workspace goes through this: only its newest state matters, and a slow disk must not hold up the page.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ccw-save")
        self._waiting: dict[str, Callable[[], None]] = {}

    def put(self, key: str, job: Callable[[], None]) -> None:
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
