"""The centre's calendar: which day a moment falls on where the centre is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, select

from ccw_panel.store.schema import settings


def zone(conn: Connection) -> ZoneInfo:
    """The centre's time zone: its setting `time_zone`, UTC when it has none that is known."""
    named = conn.execute(select(settings.c.value).where(settings.c.name == "time_zone")).scalar()
    try:
        return ZoneInfo(named) if isinstance(named, str) and named else ZoneInfo("UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def midnight(conn: Connection, at: datetime, days_before: int = 0) -> datetime:
    """The moment (UTC) that the day of `at` began where the centre is, or an earlier day. Days are calendar days:
    the one on which clocks change has 23 or 25 hours."""
    where = zone(conn)
    day = at.astimezone(where).date() - timedelta(days=days_before)
    return datetime(day.year, day.month, day.day, tzinfo=where).astimezone(UTC)
