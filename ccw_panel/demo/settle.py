"""Move the demo's last morning so that it ends at a given moment, whole and in its order.

Whole days alone would leave an active chat waiting for hours when the demo is opened in the evening, and in the future
when it is opened at dawn. The days before stay at their hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from ccw_panel.store import schema
from ccw_panel.store.types import UtcDateTime

_TABLES = ("users", "conversations", "messages", "activities", "cases")


def settle(conn: Connection, moment: datetime) -> None:
    """Everything since the last midnight of the data, and what is due later, moves with the as-of moment to `moment`.

    The caller commits. Events keep `seq` as the order of time.
    """
    as_of = _as_of(conn)
    midnight = as_of.replace(hour=0, minute=0, second=0, microsecond=0)
    by = moment - as_of
    for name in _TABLES:
        _move(conn, schema.metadata.tables[name], midnight, by)
    _move_events(conn, midnight, by)
    settings = schema.settings
    conn.execute(update(settings).where(settings.c.name == "as_of").values(value=f"{moment:%Y-%m-%dT%H:%M:%SZ}"))


def _as_of(conn: Connection) -> datetime:
    settings = schema.settings
    return datetime.fromisoformat(conn.execute(select(settings.c.value).where(settings.c.name == "as_of")).scalar_one())


def _move(conn: Connection, table: Table, since: datetime, by: timedelta) -> None:
    """Move each moment of the table that is not before `since`."""
    for column in table.columns:
        if not isinstance(column.type, UtcDateTime):
            continue
        found = conn.execute(select(table.c.id, column).where(column >= since)).all()
        if found:
            moved = update(table).where(table.c.id == bindparam("row_id")).values({column.name: bindparam("moved")})
            conn.execute(moved, [{"row_id": id, "moved": at + by} for id, at in found])


def _move_events(conn: Connection, since: datetime, by: timedelta) -> None:
    """The events move too; those that now lie among earlier ones change places with them, so that order is kept."""
    events = schema.events
    first = min(since, since + by)
    rows = (
        conn.execute(select(events).where(events.c.at >= first - timedelta(days=1)).order_by(events.c.seq))
        .mappings()
        .all()
    )
    moved = [dict(row) | {"at": row["at"] + by if row["at"] >= since else row["at"]} for row in rows]
    _replace(conn, moved)


def _replace(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    events = schema.events
    if not rows:
        return
    numbers = sorted(row["seq"] for row in rows)
    in_order = sorted(rows, key=lambda row: (row["at"], row["seq"]))
    conn.execute(delete(events).where(events.c.seq >= numbers[0]))
    conn.execute(insert(events), [row | {"seq": seq} for seq, row in zip(numbers, in_order, strict=True)])
