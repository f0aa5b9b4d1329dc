"""How a database gets from any earlier schema to this one: Alembic, run from code.

The files in `versions/` are named after their revision, "0001_what_changed.py", and follow each other in that order.
Alembic itself is imported only when there is something to do: opening a current database does not pay for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table, text

from ccw_panel.errors import NotADatabase, StoreTooNew

if TYPE_CHECKING:
    from alembic.config import Config

    from ccw_panel.store.engine import Database

HERE = Path(__file__).parent
REVISIONS = tuple(sorted(path.name.partition("_")[0] for path in HERE.glob("versions/[0-9]*.py")))
HEAD = REVISIONS[-1]
VERSION_TABLE = "ccw_schema"
_LOCK = 0x63637700  # of PostgreSQL's advisory locks: one process migrates


def bring_up_to_date(database: Database) -> None:
    """Create or migrate the schema when that is needed, in one transaction.

    Raises NotADatabase when the tables are another program's, StoreTooNew when they are a later version's.
    """
    with database.read() as conn:
        if _checked_version(conn, database.name) == HEAD:
            return
    with database.write() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        if _checked_version(conn, database.name) != HEAD:  # another process may have been first
            upgrade(conn)


def upgrade(conn: Connection, revision: str = "head") -> None:
    """Run the migrations up to `revision` on this connection; the caller commits."""
    from alembic import command

    command.upgrade(config(conn), revision)


def downgrade(conn: Connection, revision: str) -> None:
    """Undo the migrations after `revision` ("base": all of them); the caller commits."""
    from alembic import command

    command.downgrade(config(conn), revision)


def version(conn: Connection) -> str | None:
    """The revision of the schema; None when there are no tables of ours."""
    if not inspect(conn).has_table(VERSION_TABLE):
        return None
    return conn.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar()


def config(conn: Connection) -> Config:
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(HERE).replace("%", "%%"))
    made.attributes["connection"] = conn
    return made


def _checked_version(conn: Connection, name: str) -> str | None:
    found = version(conn)
    if found is None and inspect(conn).get_table_names():
        raise NotADatabase(name)
    if found is not None and found not in REVISIONS:
        raise StoreTooNew(name, found, HEAD)
    return found
