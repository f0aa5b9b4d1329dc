"""Opening a database, and what is said when it cannot be used."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update

from ccw_panel.errors import CcwError, NotADatabase, SettingError, StoreTooNew, StoreUnavailable
from ccw_panel.store import engine, migrations, schema
from ccw_panel.store.engine import Database, open_database, parse_url


@pytest.fixture
def database(sqlite: Database) -> Database:
    """What a file can do wrong is SQLite's; it is tested on SQLite alone."""
    return sqlite


def count_users(database: Database) -> int:
    with database.read() as conn:
        return len(conn.execute(select(schema.users.c.id)).all())


def add_setting(database: Database, name: str, value: object = 1) -> None:
    with database.write() as conn:
        conn.execute(insert(schema.settings).values(name=name, value=value))


def change_half(database: Database) -> None:
    with database.write() as conn:
        conn.execute(insert(schema.settings).values(name="half", value=1))
        raise ZeroDivisionError


def fill(database: Database) -> None:
    """Write more than the file may still grow."""
    with database.write() as conn:
        pages = conn.execute(text("PRAGMA page_count")).scalar_one()
        conn.execute(text(f"PRAGMA max_page_count={pages}"))
        conn.execute(insert(schema.settings).values(name="big", value="x" * 1_000_000))


def settings_in(database: Database) -> set[str]:
    with database.read() as conn:
        return set(conn.execute(select(schema.settings.c.name)).scalars())


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("centre.db", "sqlite"),
        ("sqlite:///centre.db", "sqlite"),
        ("postgresql://localhost/ccw", "postgresql+psycopg"),
        ("postgresql+psycopg://localhost/ccw", "postgresql+psycopg"),
    ],
)
def test_an_address_names_its_driver(given: str, driver: str) -> None:
    assert parse_url(given).drivername == driver


@pytest.mark.parametrize("given", ["mysql://localhost/ccw", "sqlite://", "sqlite:///:memory:", "://"])
def test_an_address_of_anything_else_says_what_it_should_be(given: str) -> None:
    with pytest.raises(SettingError, match="should be sqlite:///FILE or postgresql"):
        parse_url(given)


def test_a_password_is_not_in_the_name_errors_show() -> None:
    assert "secret" not in engine.name_of(parse_url("postgresql://ccw:secret@localhost/ccw"))


def test_a_new_file_is_created_at_the_newest_schema(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/new.db")

    with database.read() as conn:
        assert migrations.version(conn) == migrations.HEAD
    assert count_users(database) == 0
    database.close()


def test_the_database_survives_a_power_cut(database: Database) -> None:
    """WAL with synchronous=FULL (2): a commit is on disk before it is acknowledged."""
    with database.read() as conn:
        assert conn.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert conn.execute(text("PRAGMA synchronous")).scalar() == 2
        assert conn.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_failed_change_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        change_half(database)

    assert "half" not in settings_in(database)


def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(StoreUnavailable, match="read-only"), database.read() as conn:
        conn.execute(update(schema.users).values(email=""))


def test_one_reader_sees_one_state(database: Database) -> None:
    with database.read() as conn:
        before = conn.execute(select(schema.settings.c.name)).all()
        add_setting(database, "meanwhile")

        assert conn.execute(select(schema.settings.c.name)).all() == before


def test_writers_of_one_process_take_turns(database: Database) -> None:
    """Reading and then writing in one transaction never ends in "database is locked"."""
    add_setting(database, "counter", 0)

    def count() -> None:
        for _ in range(20):
            with database.write() as conn:
                value = conn.execute(
                    select(schema.settings.c.value).where(schema.settings.c.name == "counter")
                ).scalar_one()
                conn.execute(update(schema.settings).where(schema.settings.c.name == "counter").values(value=value + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as conn:
        assert conn.execute(select(schema.settings.c.value).where(schema.settings.c.name == "counter")).scalar() == 80


def test_a_change_inside_a_change_is_a_mistake(database: Database) -> None:
    with database.write(), pytest.raises(RuntimeError, match="pass the connection on"):
        add_setting(database, "inner")


def test_a_file_of_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "photo.db"
    path.write_bytes(b"\x89PNG and so on" * 100)

    with pytest.raises(NotADatabase, match=r"photo\.db is not a database of this program"):
        open_database(f"sqlite:///{path}")
    assert path.read_bytes() == b"\x89PNG and so on" * 100


def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "music.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()

    with pytest.raises(NotADatabase):
        open_database(f"sqlite:///{path}")
    assert sqlite3.connect(path).execute("SELECT name FROM sqlite_master").fetchall() == [("songs",)]


def test_a_damaged_file_is_not_taken_for_a_new_one(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(template.read_bytes()[:3000])

    with pytest.raises((NotADatabase, StoreUnavailable)):
        open_database(f"sqlite:///{path}")


def test_a_file_of_a_later_version_is_refused(database: Database) -> None:
    with database.write() as conn:
        conn.execute(text(f"UPDATE {migrations.VERSION_TABLE} SET version_num = '9999'"))

    with pytest.raises(StoreTooNew, match=rf"schema 9999; this one knows up to {migrations.HEAD}"):
        open_database(str(database.url))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="Name a file in a folder that exists"):
        open_database(f"sqlite:///{tmp_path}/nowhere/centre.db")


def test_a_read_only_file_says_so(database: Database) -> None:
    path = database.url.database
    database.close()

    read_only = open_database(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(StoreUnavailable, match="is read-only. Nothing was changed. Make the file"):
        add_setting(read_only, "new")
    assert count_users(read_only) == 7
    read_only.close()


def test_a_locked_file_is_waited_for_then_explained(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sqlite3.connect(str(database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(engine, "_PRAGMAS", tuple(p.replace("5000", "50") for p in engine._PRAGMAS))
    database.engine.dispose()

    with pytest.raises(StoreUnavailable, match="is locked by another program. Nothing was changed. Try again"):
        add_setting(database, "new")
    assert count_users(database) == 7

    other.execute("COMMIT")
    add_setting(database, "new")
    assert "new" in settings_in(database)


def test_a_full_disk_is_explained_and_what_was_there_stays(database: Database) -> None:
    add_setting(database, "before")
    with pytest.raises(StoreUnavailable, match="its disk has no space left"):
        fill(database)

    assert "before" in settings_in(database)


def test_two_who_open_an_empty_database_at_once_create_it_once(tmp_path: Path) -> None:
    opened: list[Database] = []
    failures: list[CcwError] = []

    def open_it() -> None:
        try:
            opened.append(open_database(f"sqlite:///{tmp_path}/new.db"))
        except CcwError as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert [count_users(database) for database in opened] == [0, 0, 0]
    for database in opened:
        database.close()
