"""The composition root of one process: a database, the services over it, and workspaces handed out. No Panel here."""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from ccw_panel.domain.agents import Actor, Role
from ccw_panel.domain.clock import Clock
from ccw_panel.errors import AccessDenied
from ccw_panel.services import Services
from ccw_panel.services.feed import Feed
from ccw_panel.services.knowledge import Knowledge
from ccw_panel.services.notifications import Notifications
from ccw_panel.services.records import Records
from ccw_panel.services.workspaces import Workspaces
from ccw_panel.store import schema
from ccw_panel.store.engine import Database, open_database

if TYPE_CHECKING:
    import pandas as pd

    from ccw_panel.models.workspace import Workspace

log = logging.getLogger(__name__)

REMIND_EVERY_S = 30.0

# who opens a database file itself may do everything with it: they could as well use sqlite3
THE_CENTRE = Actor(id=0, name="system", full_name="The centre", roles=frozenset({Role.ADMINISTRATOR}))


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def open_center(url: str | None = None, *, clock: Clock = now, rng: np.random.Generator | None = None) -> ContactCenter:
    """A contact centre on the database at `url`; a private copy of the demo data when `url` is None or "demo".

    A database that is empty is created and one that is older is migrated. `clock` gives the moment in UTC, `rng`
    is where anything left to chance comes from; both are for tests and replays. Close it, or use it in a `with`.
    """
    folder = tempfile.TemporaryDirectory(prefix="ccw-") if url in (None, "demo") else None
    try:
        database = open_database(_copy_of_demo(Path(folder.name), clock) if folder else str(url))
    except BaseException:
        if folder:
            folder.cleanup()
        raise
    return ContactCenter(database, clock, rng or np.random.default_rng(), folder.cleanup if folder else None)


class ContactCenter:
    """One process's contact centre: its services, its live feed, its workspaces."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        rng: np.random.Generator,
        after_close: Callable[[], None] | None = None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.rng = rng
        self.services = services_of(database, clock)
        self._after_close = after_close
        self.services.feed.start()
        self._reminders = Every(REMIND_EVERY_S, lambda: self.services.notifications.remind(THE_CENTRE))

    @property
    def is_demo(self) -> bool:
        """Whether the data is the demo's: everybody's password is known, so no stranger may reach it."""
        with self.database.read() as conn:
            asked = select(schema.settings.c.value).where(schema.settings.c.name == "demo")
            return bool(conn.execute(asked).scalar())

    def frame(self, name: str) -> pd.DataFrame:
        """A table of the centre, all of it: accounts contacts cases activities articles queues agents
        conversations messages events. Columns and units: docs/data-dictionary.md. Raises NotFound."""
        return self.services.reports.frame(THE_CENTRE, name)

    def as_user(self, name: str) -> Seat:
        """The centre as one user may see it; raises NotFound for an unknown name."""
        return Seat(self.services, self.services.agents.actor_named(name))

    def workspace(self, name: str) -> Workspace:
        """A new workspace of that user, as the store last saw it.

        Raises NotFound for an unknown name, AccessDenied for somebody who has no role for the desk.
        """
        return self.as_user(name).workspace()

    def close(self) -> None:
        """Stop listening and let go of the database; a demo copy is deleted. Closing twice does nothing."""
        self._reminders.stop()
        self.services.feed.stop()
        self.database.close()
        if self._after_close:
            self._after_close()
            self._after_close = None

    def __enter__(self) -> ContactCenter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<ContactCenter {self.database.name}>"


class Every:
    """Does something every so many seconds in a daemon thread, until stopped; a failure is logged and tried again."""

    def __init__(self, seconds: float, do: Callable[[], object]) -> None:
        self._seconds, self._do = seconds, do
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ccw-every", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            try:
                self._do()
            except Exception:  # nobody waits for it, and the next time may go well
                log.exception("what runs every %s seconds failed", self._seconds)


class Seat:
    """One user's view of the centre."""

    def __init__(self, services: Services, actor: Actor) -> None:
        self.services = services
        self.actor = actor

    def frame(self, name: str) -> pd.DataFrame:
        """What this user may see of a table; the names of `ContactCenter.frame`."""
        return self.services.reports.frame(self.actor, name)

    def workspace(self) -> Workspace:
        """A new workspace of this user; raises AccessDenied without a role for the desk."""
        from ccw_panel.models.workspace import Workspace  # Param is not needed to serve customers or take frames

        if not self.actor.may_use_desk:
            raise AccessDenied(self.actor.full_name, "use", "the desk: no agent, supervisor or administrator role")
        return Workspace.restore(self.services, self.actor)


def services_of(database: Database, clock: Clock) -> Services:
    """The services over one database."""
    from ccw_panel.services.agents import Agents
    from ccw_panel.services.conversations import Conversations
    from ccw_panel.services.reports import Reports

    return Services(
        records=Records(database, clock),
        conversations=Conversations(database, clock),
        agents=Agents(database, clock),
        workspaces=Workspaces(database, clock),
        notifications=Notifications(database, clock),
        reports=Reports(database, clock),
        knowledge=Knowledge(database, clock),
        feed=Feed(database),
    )


def _copy_of_demo(folder: Path, clock: Clock) -> str:
    from ccw_panel.demo.load import copy_demo

    copy = folder / "demo.db"
    copy_demo(copy, clock())
    return f"sqlite:///{copy}"
