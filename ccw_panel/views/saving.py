"""How a served page stores its workspace: in a thread, the newest state only, and again when the store was away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic

from ccw_panel.errors import CcwError, StoreUnavailable

log = logging.getLogger(__name__)

FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 30.0

Job = Callable[[], object]
Told = Callable[[CcwError | None], object]


_working: set[LatestFirst] = set()  # those whose thread runs


def wait_until_stored(seconds: float) -> None:
    """Waits for every page that was closed and still stores; for the end of a server."""
    end = monotonic() + seconds
    for saver in list(_working):
        saver.join(max(0.0, end - monotonic()))


class LatestFirst:
    """Runs jobs in one thread in order; jobs of one key that wait are replaced by the newest.

    What the store cannot take now stays and is tried again after 1 second, then 2, 4 ... 30. `told` is called in that
    thread with the error when a job fails for the first time, and with None when everything is stored again.
    """

    def __init__(self, told: Told = lambda error: None) -> None:
        self._told = told
        self._waiting: dict[str, Job] = {}
        self._changed = Condition()
        self._thread: Thread | None = None
        self._closing = False
        self._trouble = 0  # failures in a row

    def put(self, key: str, job: Job) -> None:
        with self._changed:
            self._waiting[key] = job
            if self._thread is None:
                _working.add(self)
                self._thread = Thread(target=self._work, name="ccw-save", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Stores what waits, tried once more at most, and ends the thread; returns at once."""
        with self._changed:
            self._closing = True
            self._changed.notify()

    def join(self, seconds: float | None = None) -> None:
        """Waits until a closed one has stored everything."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _work(self) -> None:
        while (following := self._next()) is not None:
            self._run(*following)
        _working.discard(self)

    def _next(self) -> tuple[str, Job] | None:
        """The job that has waited longest; None when there will be no more."""
        with self._changed:
            if self._trouble and not self._closing:
                pause = min(FIRST_RETRY_S * 2 ** (self._trouble - 1), LONGEST_RETRY_S)
                self._changed.wait_for(lambda: self._closing, pause)
            self._changed.wait_for(lambda: self._waiting or self._closing)
            if not self._waiting:
                return None
            key = next(iter(self._waiting))
            return key, self._waiting.pop(key)

    def _run(self, key: str, job: Job) -> None:
        try:
            job()
        except StoreUnavailable as error:
            log.warning("could not store %s, trying again: %s", key, error)
            self._again(key, job, error)
            return
        except CcwError as error:
            log.warning("could not store %s: %s", key, error)
            self._told(error)
        except Exception:
            log.exception("could not store %s", key)
        if self._trouble:
            self._trouble = 0
            self._told(None)

    def _again(self, key: str, job: Job, error: CcwError) -> None:
        with self._changed:
            if not self._closing:
                self._waiting = {key: job} | self._waiting  # a newer one keeps its value and takes this one's turn
        self._trouble += 1
        if self._trouble == 1:
            self._told(error)
