"""What a person is told: stored, so that it is still there after a refresh and on another computer."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from datetime import datetime

from ccw_panel.domain.agents import Actor, Role
from ccw_panel.domain.clock import Clock
from ccw_panel.domain.desk import Notification
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.values import LARGEST, clean_text
from ccw_panel.errors import InvalidInput
from ccw_panel.services.access import authorize
from ccw_panel.store import events, notifications
from ccw_panel.store.engine import Database

KINDS = ("saved", "created", "conflict", "reminder")
LONGEST_TEXT = 300


class Notifications:
    """Everybody sees and changes only their own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def list(self, actor: Actor, limit: int = 50) -> builtins.list[Notification]:
        """The newest, the newest first."""
        authorize(actor, "notifications.list")
        with self._database.read() as conn:
            return notifications.newest(conn, actor.id, max(1, min(limit, 500)))

    def unread(self, actor: Actor) -> int:
        """How many were not read yet."""
        authorize(actor, "notifications.unread")
        with self._database.read() as conn:
            return notifications.unread(conn, actor.id)

    def add(
        self, actor: Actor, kind: str, text: str, record: Ref | None = None, *, key: str | None = None
    ) -> int | None:
        """Tell oneself something and return its id; the same `key` is told once (then: None)."""
        authorize(actor, "notifications.add")
        if kind not in KINDS:
            raise InvalidInput({"kind": f"A notification is one of {', '.join(KINDS)}."})
        with self._database.write() as conn:
            text = clean_text(text)[:LONGEST_TEXT]
            id = notifications.add(conn, actor.id, self._clock(), kind, text, record, key)
            if id is not None:
                data = {"user": actor.name, "id": id, "kind": kind}
                events.append(conn, self._clock(), "notification.added", actor.name, record=record, data=data)
            return id

    def read(self, actor: Actor, ids: Sequence[int]) -> int:
        """Mark these as read; returns how many were not before. Another person's are left alone."""
        authorize(actor, "notifications.read")
        known = [id for id in ids if 0 < id <= LARGEST]
        with self._database.write() as conn:
            marked = notifications.mark_read(conn, actor.id, known, self._clock())
            if marked:
                events.append(conn, self._clock(), "notification.read", actor.name, data={"user": actor.name})
            return marked

    def remind(self, actor: Actor) -> int:
        """Remind of open tasks, calls and appointments that are due within 15 minutes, each once; returns how many.

        An agent's or supervisor's own; everybody's when an administrator, or the centre itself, asks.
        """
        authorize(actor, "notifications.remind")
        owner_id = None if Role.ADMINISTRATOR in actor.roles else actor.id
        at = self._clock()
        with self._database.read() as conn:
            if not notifications.due(conn, at, owner_id):
                return 0
        with self._database.write() as conn:
            found = notifications.due(conn, at, owner_id)  # another process may have been first
            for item in found:
                record = Ref("activity", item.id)
                notifications.add(conn, item.owner_id, at, "reminder", f"{item.subject} is due.", record, item.key)
            events.append_many(conn, [_reminded(at, item) for item in found])
            return len(found)


def _reminded(at: datetime, item: notifications.Due) -> events.Entry:
    return at, "notification.added", "system", None, Ref("activity", item.id), {"user": item.owner, "kind": "reminder"}
