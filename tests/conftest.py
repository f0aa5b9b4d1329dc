"""The cast, a database to play on, and a recorder of SQL.

Alice and Bob are agents of the queue Support, Carol is the only agent of Billing; Sam supervises, Ada administers,
Nina analyses, and Dora has an account but no role.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, insert, make_url

from ccw_panel.center import ContactCenter, open_center
from ccw_panel.domain.agents import Actor, Role
from ccw_panel.services import Services
from ccw_panel.services.records import Records
from ccw_panel.store import schema, sequences
from ccw_panel.store.engine import Database, open_database

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
TEN = NINE.replace(hour=10)
SUPPORT, BILLING = 1, 2  # queues

_AGENT, _SUPERVISOR, _ADMINISTRATOR, _ANALYST = Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.ANALYST
_PEOPLE = [  # id, user name, full name, roles, queues
    (1, "alice", "Alice Adams", [_AGENT], [SUPPORT]),
    (2, "bob", "Bob Brown", [_AGENT], [SUPPORT]),
    (3, "carol", "Carol Clark", [_AGENT], [BILLING]),
    (4, "sam", "Sam Stone", [_SUPERVISOR], []),
    (5, "ada", "Ada Abel", [_ADMINISTRATOR], []),
    (6, "nina", "Nina North", [_ANALYST], []),
    (7, "dora", "Dora Dean", [], []),
]
_CAST = {
    name: Actor(id, name, full_name, frozenset(roles), frozenset(queues))
    for id, name, full_name, roles, queues in _PEOPLE
}


@dataclass
class SettableClock:
    """A clock that stands still until it is moved."""

    at: datetime = NINE

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **duration: float) -> datetime:
        self.at += timedelta(**duration)
        return self.at


@dataclass
class RecordedQueries:
    """The SQL statements that ran inside the block."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)

    def __str__(self) -> str:
        return "\n\n".join(self.statements)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the cast, the two queues and a few records, built once."""
    path = tmp_path_factory.mktemp("template") / "centre.db"
    build(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template() -> str | None:
    """The same as a database of the PostgreSQL server at CCW_TEST_POSTGRES; None when that is not set."""
    server = os.environ.get("CCW_TEST_POSTGRES")
    return on_server(server, "template", build) if server else None


@pytest.fixture
def sqlite(template: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of the template as a SQLite file, whatever CCW_TEST_POSTGRES says."""
    opened = open_database(f"sqlite:///{shutil.copyfile(template, tmp_path / 'centre.db')}")
    yield opened
    opened.close()


@pytest.fixture
def database(request: pytest.FixtureRequest, postgres_template: str | None) -> Iterator[Database]:
    """A copy of the template: a SQLite file, or a PostgreSQL database when CCW_TEST_POSTGRES names a server."""
    if not postgres_template:
        yield request.getfixturevalue("sqlite")
        return
    opened = open_database(on_server(postgres_template, "test", lambda _url: None, copied_from=postgres_template))
    yield opened
    opened.close()


@pytest.fixture
def center() -> Iterator[ContactCenter]:
    """The demo, a copy of its own for each test."""
    with open_center() as opened:
        yield opened


def build(url: str) -> None:
    database = open_database(url)
    populate(database)
    database.close()


def on_server(server: str, name: str, fill: Callable[[str], None], copied_from: str | None = None) -> str:
    """The address of a new database ccw_NAME on that PostgreSQL server, in place of an older one.

    Each of the processes that run tests side by side has its own.
    """
    name += os.environ.get("PYTEST_XDIST_WORKER", "")
    url = make_url(server).set(drivername="postgresql+psycopg")
    source = f" TEMPLATE {make_url(copied_from).database}" if copied_from else ""
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.exec_driver_sql(f"DROP DATABASE IF EXISTS ccw_{name} WITH (FORCE)")
        conn.exec_driver_sql(f"CREATE DATABASE ccw_{name}{source}")
    engine.dispose()
    made = url.set(database=f"ccw_{name}").render_as_string(hide_password=False)
    fill(made)
    return made


@pytest.fixture
def services(database: Database, clock: SettableClock) -> Services:
    """Every service over `database`; its feed wakes up in process and has no thread."""
    from ccw_panel.center import services_of

    return services_of(database, clock)


@pytest.fixture
def recorded_queries(database: Database) -> Callable[[], AbstractContextManager[RecordedQueries]]:
    """`with recorded_queries() as queries:` then `len(queries)` is the number of statements."""

    @contextmanager
    def record() -> Iterator[RecordedQueries]:
        queries = RecordedQueries()

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            queries.statements.append(statement)

        event.listen(database.engine, "before_cursor_execute", note)
        try:
            yield queries
        finally:
            event.remove(database.engine, "before_cursor_execute", note)

    return record


@pytest.fixture
def alice() -> Actor:
    return _CAST["alice"]


@pytest.fixture
def bob() -> Actor:
    return _CAST["bob"]


@pytest.fixture
def carol() -> Actor:
    return _CAST["carol"]


@pytest.fixture
def sam() -> Actor:
    return _CAST["sam"]


@pytest.fixture
def ada() -> Actor:
    return _CAST["ada"]


@pytest.fixture
def nina() -> Actor:
    return _CAST["nina"]


@pytest.fixture
def dora() -> Actor:
    return _CAST["dora"]


def populate(database: Database) -> None:
    """The cast, their queues, and the few records that tests name."""
    with database.write() as conn:
        conn.execute(
            insert(schema.users),
            [
                {
                    "id": id,
                    "name": name,
                    "full_name": full_name,
                    "email": f"{name}@example.com",
                    "roles": [str(role) for role in roles],
                    "skills": {},
                    "settings": {},
                    "created_at": NINE,
                }
                for id, name, full_name, roles, _queues in _PEOPLE
            ],
        )
        conn.execute(
            insert(schema.queues),
            [
                {
                    "id": id,
                    "name": name,
                    "type": "messaging",
                    "priority": id,
                    "opens": "08:00",
                    "closes": "20:00",
                    "days": [0, 1, 2, 3, 4],
                    "service_level_s": 60,
                    "skills": [],
                }
                for id, name in ((SUPPORT, "Support"), (BILLING, "Billing"))
            ],
        )
        conn.execute(
            insert(schema.queue_members),
            [{"queue_id": queue, "user_id": id} for id, *_, queues in _PEOPLE for queue in queues],
        )
        sequences.catch_up(conn)
    records = Records(database, SettableClock())
    sam = _CAST["sam"]
    acme = records.create(sam, "account", {"name": "Acme Lamps", "phone": "+1 555 0100", "city": "Lyon"})
    people = [
        {
            "first_name": "Ana",
            "last_name": "Ruiz",
            "email": "ana.ruiz@example.com",
            "mobile_phone": "+1 (555) 010-0123",
        },
        {"first_name": "José", "last_name": "Álvarez", "email": "jose@example.org", "account_id": acme.ref},
        {"first_name": "Mona", "last_name": "Ruge", "email": "mona@example.net"},
    ]
    ana, jose, _mona = (records.create(sam, "contact", person) for person in people)
    cases = [
        {"title": "Lamp arrived broken", "customer": ana.ref, "priority": 1, "owner_id": _CAST["alice"].id},
        {"title": "Invoice is wrong", "customer": jose.ref, "owner_id": _CAST["carol"].id},
        {"title": "Where is my order", "customer": acme.ref, "owner_id": _CAST["bob"].id},
    ]
    for case in cases:
        records.create(sam, "case", case)
