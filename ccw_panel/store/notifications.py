"""Notifications in SQL, and the reminders that are due. The caller commits; moments are UTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from ccw_panel.domain.desk import Notification
from ccw_panel.domain.records import activity
from ccw_panel.domain.ref import Ref
from ccw_panel.store import schema
from ccw_panel.store.schema import notifications, users

REMIND_BEFORE = timedelta(minutes=15)
FORGET_AFTER = timedelta(days=1)  # a task overdue for longer is found in the list of activities
_KINDS_TO_REMIND = (activity.TASK, activity.PHONE_CALL, activity.APPOINTMENT)


@dataclass(frozen=True)
class Due:
    """An activity to remind its owner of."""

    id: int
    subject: str
    due_at: datetime
    owner_id: int
    owner: str  # user name

    @property
    def key(self) -> str:
        """Another due moment is another reminder."""
        return f"due:{self.id}:{self.due_at:%Y-%m-%dT%H:%M}"


def newest(conn: Connection, user_id: int, limit: int) -> list[Notification]:
    """A person's notifications, the newest first."""
    asked = select(notifications).where(notifications.c.user_id == user_id)
    rows = conn.execute(asked.order_by(notifications.c.at.desc(), notifications.c.id.desc()).limit(limit))
    return [notification(row) for row in rows]


def unread(conn: Connection, user_id: int) -> int:
    """How many a person has not read."""
    mine = and_(notifications.c.user_id == user_id, notifications.c.read_at.is_(None))
    return conn.execute(select(func.count()).select_from(notifications).where(mine)).scalar_one()


def add(
    conn: Connection, user_id: int, at: datetime, kind: str, text: str, record: Ref | None, key: str | None
) -> int | None:
    """Store one and return its id; None when the person has one of that key already."""
    known = select(notifications.c.id).where(notifications.c.user_id == user_id, notifications.c.key == key)
    if key is not None and conn.execute(known).first():
        return None
    about = str(record) if record else None
    values = {"user_id": user_id, "at": at, "kind": kind, "text": text, "record": about, "key": key}
    id: int = conn.execute(insert(notifications).values(values).returning(notifications.c.id)).scalar_one()
    return id


def mark_read(conn: Connection, user_id: int, ids: Sequence[int], at: datetime) -> int:
    """Mark a person's own as read; returns how many were not before."""
    c = notifications.c
    marked = update(notifications).where(c.user_id == user_id, c.id.in_(ids), c.read_at.is_(None)).values(read_at=at)
    return conn.execute(marked).rowcount


def due(conn: Connection, at: datetime, owner_id: int | None) -> list[Due]:
    """Open tasks, calls and appointments that are about to be due, or were during the last day, and whose owner was
    not reminded of that moment; the first due first. `owner_id` None is everybody's."""
    c = schema.records["activity"].c
    where = [c.status == activity.OPEN, c.active, c.type.in_(_KINDS_TO_REMIND)]
    where += [c.due_at <= at + REMIND_BEFORE, c.due_at > at - FORGET_AFTER]
    if owner_id is not None:
        where.append(c.owner_id == owner_id)
    asked = (
        select(c.id, c.subject, c.due_at, c.owner_id, users.c.name).join(users, users.c.id == c.owner_id).where(*where)
    )
    found = [Due(*row) for row in conn.execute(asked.order_by(c.due_at).limit(500))]
    told = _told(conn, [item.key for item in found])
    return [item for item in found if (item.owner_id, item.key) not in told]


def _told(conn: Connection, keys: Sequence[str]) -> set[tuple[int, str | None]]:
    c = notifications.c
    return {(row.user_id, row.key) for row in conn.execute(select(c.user_id, c.key).where(c.key.in_(keys)))}


def notification(row: Row[Any]) -> Notification:
    record = Ref.parse(row.record) if row.record else None
    return Notification(row.id, row.at, row.kind, row.text, record, row.read_at)
