"""Snapshots of workspaces, and drafts with their older versions. The caller commits; moments are UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from ccw_panel.domain.desk import Draft
from ccw_panel.store.schema import drafts, workspaces

NEW_VERSION_AFTER = timedelta(seconds=30)  # what was typed longer ago is kept when it is typed over
KEEP_VERSIONS = timedelta(days=30)


@dataclass(frozen=True)
class Snapshot:
    value: Mapping[str, Any]
    window: str
    version: int


def snapshot(conn: Connection, user_id: int) -> Snapshot | None:
    """The workspace as a window stored it last; None when none did."""
    c = workspaces.c
    row = conn.execute(select(c.snapshot, c.window, c.version).where(c.user_id == user_id)).one_or_none()
    return Snapshot(row.snapshot, row.window, row.version) if row else None


def window(conn: Connection, user_id: int) -> str | None:
    """The browser page that stored the workspace last; None when none did."""
    return conn.execute(select(workspaces.c.window).where(workspaces.c.user_id == user_id)).scalar()


def store_snapshot(conn: Connection, user_id: int, value: Mapping[str, Any], window: str, at: datetime) -> None:
    """Replace what is stored of a workspace."""
    new = {"snapshot": value, "window": window, "at": at}
    kept = update(workspaces).where(workspaces.c.user_id == user_id).values(**new, version=workspaces.c.version + 1)
    if conn.execute(kept).rowcount == 0:
        conn.execute(insert(workspaces).values(user_id=user_id, **new))


def live_draft(conn: Connection, user_id: int, subject: str, group: str) -> Draft | None:
    """What is being written; None when nothing is."""
    row = conn.execute(select(drafts).where(_live(user_id, subject, group))).one_or_none()
    return _draft(row) if row else None


def live_drafts(conn: Connection, user_id: int) -> list[Draft]:
    """Everything that a person is writing, the newest first."""
    asked = select(drafts).where(drafts.c.user_id == user_id, drafts.c.ended_at.is_(None))
    return [_draft(row) for row in conn.execute(asked.order_by(drafts.c.at.desc(), drafts.c.id.desc()))]


def versions(conn: Connection, user_id: int, subject: str, group: str) -> list[Draft]:
    """What was written before, the newest first."""
    ended = and_(_of(user_id, subject, group), drafts.c.ended_at.is_not(None))
    return [_draft(row) for row in conn.execute(select(drafts).where(ended).order_by(drafts.c.id.desc()))]


def store_draft(
    conn: Connection, user_id: int, subject: str, group: str, value: Mapping[str, Any], window: str, at: datetime
) -> None:
    """Keep what is typed. Within 30 seconds it replaces what was typed before; after that, the earlier text stays
    as a version."""
    live = _live(user_id, subject, group)
    row = conn.execute(select(drafts.c.id, drafts.c.begun_at, drafts.c.value).where(live)).one_or_none()
    new = {"value": value, "window": window, "at": at}
    if row is not None and (at - row.begun_at < NEW_VERSION_AFTER or row.value == value):
        conn.execute(update(drafts).where(drafts.c.id == row.id).values(**new))
        return
    if row is not None:
        _end(conn, live, "version", at)
    conn.execute(insert(drafts).values(user_id=user_id, subject=subject, field_group=group, begun_at=at, **new))


def end_draft(conn: Connection, user_id: int, subject: str, group: str, how: str, at: datetime) -> bool:
    """Say that a draft was sent, saved or discarded; False when there is none."""
    return _end(conn, _live(user_id, subject, group), how, at)


def purge_versions(conn: Connection, user_id: int, at: datetime) -> int:
    """Forget a person's versions that ended more than 30 days ago; returns how many."""
    old = and_(drafts.c.user_id == user_id, drafts.c.ended_at < at - KEEP_VERSIONS)
    return conn.execute(delete(drafts).where(old)).rowcount


def _end(conn: Connection, which: ColumnElement[bool], how: str, at: datetime) -> bool:
    return conn.execute(update(drafts).where(which).values(ended_at=at, ended_by=how)).rowcount > 0


def _of(user_id: int, subject: str, group: str) -> ColumnElement[bool]:
    return and_(drafts.c.user_id == user_id, drafts.c.subject == subject, drafts.c.field_group == group)


def _live(user_id: int, subject: str, group: str) -> ColumnElement[bool]:
    return and_(_of(user_id, subject, group), drafts.c.ended_at.is_(None))


def _draft(row: Any) -> Draft:
    return Draft(row.subject, row.field_group, row.value, row.window, row.at, row.ended_at, row.ended_by or "")
