"""The live feed: every event of the centre, in commit order, to whoever subscribed in this process.

It wakes up at once for commits of this process and within 100 ms for those of others. A wake-up is only a hint: what is
delivered is what the store holds after the last `seq` delivered, so none is skipped and none comes twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from ccw_panel.domain.history import StoredEvent
from ccw_panel.errors import StoreError
from ccw_panel.store import events
from ccw_panel.store.engine import Database
from ccw_panel.store.watch import Watch, watch

log = logging.getLogger(__name__)

Callback = Callable[[list[StoredEvent]], None]
BATCH = 500  # events delivered at once


class Feed:
    """Not a question anybody asks about an object, so it has no actor: a subscriber must show a person only
    what a service lets that person read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.read() as conn:
            self._last = events.last_seq(conn)
        self._callbacks: list[Callback] = []
        self._delivering = threading.Lock()
        self._woken = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._forget = database.on_commit(self._wake_if_possible)

    @property
    def last_seq(self) -> int:
        """`seq` of the newest event delivered."""
        return self._last

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """Call back with each batch of new events, in the thread that noticed them; returns how to stop that.

        A callback must be quick, and hop to its own document or loop.
        """
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback) if callback in self._callbacks else None

    def since(self, seq: int, limit: int = BATCH) -> list[StoredEvent]:
        """The events after `seq`, oldest first: how a client that was away catches up."""
        with self._database.read() as conn:
            return events.since(conn, seq, limit)

    def wake(self) -> None:
        """Deliver what is new. Never waits: a thread that is delivering already looks again before it stops."""
        self._woken = True
        while self._woken and self._delivering.acquire(blocking=False):
            try:
                self._woken = False
                self._deliver()
            finally:
                self._delivering.release()

    def start(self) -> None:
        """Listen for other processes' commits in one daemon thread."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._listen, name="ccw-feed", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop listening and forget the subscribers. Stopping twice does nothing."""
        self._stop.set()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)
        self._callbacks.clear()
        self._forget()
        self._forget = lambda: None

    def _deliver(self) -> None:
        more = True
        while more and (fresh := self.since(self._last)):
            self._last = fresh[-1].seq
            self._tell(fresh)
            more = len(fresh) == BATCH

    def _tell(self, fresh: list[StoredEvent]) -> None:
        for callback in tuple(self._callbacks):
            try:
                callback(fresh)
            except Exception:  # one page's mistake must not keep the others from hearing
                log.exception("a subscriber of the feed failed at event %s", self._last)

    def _listen(self) -> None:
        listener: Watch | None = None
        while not self._stop.is_set():
            try:
                listener = listener or watch(self._database)
                if listener.wait(self._stop) and not self._stop.is_set():
                    self.wake()
            except Exception:  # the database was away: listen anew, and look at what was missed
                log.warning("the feed lost the database; trying again", exc_info=True)
                listener = self._closed(listener)
                self._stop.wait(1.0)
                self._wake_if_possible()
        self._closed(listener)

    def _wake_if_possible(self) -> None:
        try:
            self.wake()
        except StoreError:
            log.warning("the feed could not read the database; it looks again at the next commit")

    @staticmethod
    def _closed(listener: Watch | None) -> None:
        try:
            if listener:
                listener.close()
        except Exception:
            log.debug("a lost connection could not be closed", exc_info=True)
