"""The migrations lead to the schema the code has, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

from ccw_panel.store import migrations, schema
from ccw_panel.store.engine import Database, open_database


def described(conn: Connection) -> dict[str, Any]:
    """Every table with its columns, keys and indexes as the database itself describes them."""
    found = inspect(conn)
    tables = [name for name in found.get_table_names() if name != migrations.VERSION_TABLE]
    return {
        name: {
            "columns": [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in found.get_columns(name)],
            "key": found.get_pk_constraint(name)["constrained_columns"],
            "foreign": sorted(
                (str(f["constrained_columns"]), f["referred_table"]) for f in found.get_foreign_keys(name)
            ),
            "unique": sorted(str(u["column_names"]) for u in found.get_unique_constraints(name)),
            "indexes": sorted(
                (str(i["name"]), str(i["column_names"]), bool(i["unique"])) for i in found.get_indexes(name)
            ),
        }
        for name in tables
    }


@pytest.fixture
def migrated(tmp_path: Path) -> Database:
    return open_database(f"sqlite:///{tmp_path}/migrated.db")


def test_migrating_an_empty_database_makes_the_schema_of_the_code(migrated: Database, tmp_path: Path) -> None:
    created = create_engine(f"sqlite:///{tmp_path}/created.db")
    schema.metadata.create_all(created)

    with migrated.read() as conn, created.connect() as other:
        by_migrations, by_code = described(conn), described(other)
    assert by_migrations.keys() == by_code.keys()
    for table in by_code:
        assert by_migrations[table] == by_code[table], table


def test_events_never_reuse_a_seq(migrated: Database) -> None:
    with migrated.read() as conn:
        made = conn.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'events'").scalar_one()
    assert "AUTOINCREMENT" in made


def test_the_head_is_alembics(migrated: Database) -> None:
    with migrated.read() as conn:
        script = ScriptDirectory.from_config(migrations.config(conn))
        assert script.get_heads() == [migrations.HEAD]
        assert {revision.revision for revision in script.walk_revisions()} == set(migrations.REVISIONS)


@pytest.mark.parametrize("revision", migrations.REVISIONS)
def test_every_revision_is_reached_and_left(migrated: Database, revision: str) -> None:
    with migrated.write() as conn:
        migrations.downgrade(conn, "base")
        assert described(conn) == {}
        migrations.upgrade(conn, revision)
        assert migrations.version(conn) == revision
        migrations.upgrade(conn)
    with migrated.read() as conn:
        assert migrations.version(conn) == migrations.HEAD


def test_an_older_database_is_migrated_when_it_is_opened(migrated: Database) -> None:
    with migrated.write() as conn:
        migrations.downgrade(conn, migrations.REVISIONS[-2])
    migrated.close()

    reopened = open_database(str(migrated.url))

    with reopened.read() as conn:
        assert migrations.version(conn) == migrations.HEAD
    reopened.close()
