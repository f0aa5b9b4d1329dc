"""Ids after rows were loaded with ids of their own."""

from __future__ import annotations

from sqlalchemy import Connection, Integer, func, literal, select

from ccw_panel.store.schema import metadata


def catch_up(conn: Connection) -> None:
    """Let the next id of every table follow the largest stored. SQLite does so by itself; PostgreSQL counts apart,
    so whoever inserts explicit ids calls this before committing."""
    if conn.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        keys = list(table.primary_key)
        if len(keys) == 1 and isinstance(keys[0].type, Integer) and keys[0] is table.autoincrement_column:
            counter = func.pg_get_serial_sequence(literal(table.name), literal(keys[0].name))
            largest = select(func.max(keys[0])).scalar_subquery()
            conn.execute(select(func.setval(counter, largest)).where(largest.is_not(None)))
