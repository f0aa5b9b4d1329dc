"""A workspace of Alice over real services, with records and conversations to open."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import insert

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.ref import Ref
from ccw_panel.models.workspace import Workspace
from ccw_panel.services import Services
from ccw_panel.store import schema
from ccw_panel.store.engine import Database
from tests.conftest import NINE, SUPPORT

ACTIVE, WAITING, WRAP_UP, OPEN, CLOSED, VISITOR = 1, 2, 3, 4, 5, 6


@dataclass(frozen=True)
class Things:
    """What the tests open: refs of saved records."""

    contacts: list[Ref]
    cases: list[Ref]
    account: Ref


@pytest.fixture
def things(services: Services, alice: Actor) -> Things:
    def create(kind: str, **values: object) -> Ref:
        return services.records.create(alice, kind, values).ref

    contacts = [create("contact", first_name="Ana", last_name=f"Ruiz {n}") for n in range(14)]
    cases = [create("case", title=f"Lamp {n}", customer=contacts[0]) for n in range(14)]
    return Things(contacts, cases, create("account", name="Alder"))


@pytest.fixture
def conversations(database: Database, things: Things, alice: Actor) -> None:
    """One of Alice's in each state, one in her queue, and one of a visitor whom nobody knows."""
    row = {
        "since": NINE, "queue_id": SUPPORT, "created_at": NINE, "modified_at": NINE, "skills": [], "pre_chat": [],
        "self_service": [], "visitor": {}, "context": {}, "dispositions": [], "customer": str(things.contacts[1]),
    }  # fmt: skip
    mine = {"agent_id": alice.id}
    rows = [
        row | mine | {"id": ACTIVE, "channel": "chat", "state": "active"},
        row | mine | {"id": WAITING, "channel": "sms", "state": "waiting"},
        row | mine | {"id": WRAP_UP, "channel": "chat", "state": "wrap_up"},
        row | {"id": OPEN, "channel": "chat", "state": "open", "agent_id": None},
        row | mine | {"id": CLOSED, "channel": "chat", "state": "closed"},
        row | mine | {"id": VISITOR, "channel": "sms", "state": "active", "customer": None},
    ]
    with database.write() as conn:
        for values in rows:
            conn.execute(insert(schema.conversations).values(**values, visitor_number=values["id"]))


@pytest.fixture
def workspace(services: Services, alice: Actor, things: Things, conversations: None) -> Workspace:
    return Workspace.restore(services, alice)
