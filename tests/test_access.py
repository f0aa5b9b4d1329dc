"""The table of who may do what, checked against the services and the cast."""

from __future__ import annotations

import inspect
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from ccw_panel.domain.agents import Actor, Role
from ccw_panel.domain.clock import Clock
from ccw_panel.domain.conversation import Channel, Conversation, State
from ccw_panel.domain.record import Record
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import AccessDenied
from ccw_panel.services import Services
from ccw_panel.services.access import ACCESS, ALL, NONE, OWN, TEAM, Scope, authorize, may, scope_of
from ccw_panel.services.agents import Agents
from ccw_panel.services.conversations import Conversations
from ccw_panel.services.imports import Imports
from ccw_panel.services.knowledge import Knowledge
from ccw_panel.services.notifications import Notifications
from ccw_panel.services.records import Records
from ccw_panel.services.reports import Reports
from ccw_panel.services.workspaces import Workspaces
from ccw_panel.store import schema
from ccw_panel.store.engine import Database

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SUPPORT, BILLING = 1, 2
SERVICES = {
    "records": Records,
    "conversations": Conversations,
    "agents": Agents,
    "workspaces": Workspaces,
    "notifications": Notifications,
    "reports": Reports,
    "knowledge": Knowledge,
    "imports": Imports,
}


def conversation(agent: Actor | None, queue_id: int | None) -> Conversation:
    agent_id = agent.id if agent else None
    return Conversation(
        7, Channel.CHAT, State.ACTIVE, NINE, NINE, NINE, "", "Ana", 1, queue_id=queue_id, agent_id=agent_id
    )


def methods_with_an_actor() -> list[str]:
    """SERVICE.METHOD of every public method that is asked by somebody."""
    return [
        f"{service}.{name}"
        for service, kind in SERVICES.items()
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_") and "actor" in list(inspect.signature(method).parameters)[1:2]
    ]


def source_of(action: str) -> str:
    service, _, name = action.partition(".")
    return inspect.getsource(getattr(SERVICES[service], name))


@pytest.mark.parametrize("action", methods_with_an_actor())
def test_every_service_method_is_in_the_table(action: str) -> None:
    assert action in ACCESS, f"give {action} a row in services/access.py"


def test_every_row_of_the_table_is_a_service_method() -> None:
    assert set(ACCESS) == set(methods_with_an_actor())


def test_every_service_is_looked_at() -> None:
    assert {field.name for field in fields(Services)} ^ SERVICES.keys() == {"feed", "imports"}
    # nobody asks the feed for an object; imports are run from the command line


@pytest.mark.parametrize("action", methods_with_an_actor())
def test_who_has_no_role_is_refused_everything(action: str, database: Database, clock: Clock, dora: Actor) -> None:
    store_a_conversation(database)
    service, _, name = action.partition(".")
    method = getattr(SERVICES[service](database, clock), name)
    required = [
        parameter.name
        for parameter in list(inspect.signature(method).parameters.values())[1:]
        if parameter.default is inspect.Parameter.empty
    ]

    with pytest.raises(AccessDenied):
        method(dora, *(EXISTING.get(parameter, []) for parameter in required))


EXISTING: dict[str, Any] = {  # arguments that get as far as the question who may
    "ref": Ref("case", 1),
    "customer": Ref("contact", 1),
    "id": 1,
    "kind": "case",
    "name": "bob",
    "text": "Hello",
    "client_id": "x",
    "seq": 1,
    "version": 1,
}


def store_a_conversation(database: Database) -> None:
    lists: dict[str, Any] = {name: [] for name in ("skills", "pre_chat", "self_service", "dispositions")}
    times = dict.fromkeys(("since", "created_at", "modified_at"), NINE)
    row = {"id": 1, "channel": "chat", "state": "active", "visitor": {}, "context": {}, **lists, **times}
    with database.write() as conn:
        conn.execute(insert(schema.conversations).values(row))


# role, then what they may do to their own, a colleague's and another queue's
EXPECTED = {
    "conversations.get": {"agent": TEAM, "supervisor": ALL, "administrator": ALL, "analyst": NONE},
    "conversations.send": {"agent": OWN, "supervisor": ALL, "administrator": ALL, "analyst": NONE},
    "records.save": {"agent": TEAM, "supervisor": ALL, "administrator": ALL, "analyst": NONE},
    "records.publish_article": {"agent": OWN, "supervisor": ALL, "administrator": ALL, "analyst": NONE},
    "workspaces.load": {"agent": OWN, "supervisor": OWN, "administrator": OWN, "analyst": NONE},
    "agents.add_user": {"agent": NONE, "supervisor": NONE, "administrator": ALL, "analyst": NONE},
    "reports.frame": {"agent": TEAM, "supervisor": ALL, "administrator": ALL, "analyst": ALL},
}


@pytest.mark.parametrize("action", EXPECTED)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("scope", Scope)
def test_the_table_says_what_was_decided(action: str, role: Role, scope: Scope) -> None:
    assert ACCESS[action].allows(frozenset({role}), scope) is (scope in EXPECTED[action][role])


def test_nobody_writes_in_a_colleagues_name_but_those_who_supervise(
    alice: Actor, bob: Actor, sam: Actor, ada: Actor, nina: Actor
) -> None:
    bobs = conversation(bob, SUPPORT)

    assert [may(actor, "conversations.send", bobs) for actor in (bob, alice, sam, ada, nina)] == [
        True,
        False,
        True,
        True,
        False,
    ]


def test_how_a_conversation_stands_to_an_agent(alice: Actor, bob: Actor, carol: Actor) -> None:
    assert scope_of(alice, conversation(alice, BILLING)) is Scope.OWN
    assert scope_of(alice, conversation(bob, SUPPORT)) is Scope.OTHERS
    assert scope_of(alice, conversation(None, SUPPORT)) is Scope.OTHERS
    assert scope_of(alice, conversation(carol, BILLING)) is Scope.OTHER_QUEUE
    assert scope_of(alice, conversation(None, None)) is Scope.OTHERS  # imported: nobody's


def test_how_a_record_stands_to_a_person(alice: Actor, bob: Actor) -> None:
    def owned(**values: Any) -> Record:
        return Record(Ref("case", 1), "Lamp", "CAS-00001", values)

    assert scope_of(alice, owned(owner_id=alice.id)) is Scope.OWN
    assert scope_of(alice, owned(owner_id=bob.id)) is Scope.OTHERS
    assert scope_of(alice, owned(author_id=alice.id)) is Scope.OWN
    assert scope_of(alice, owned()) is Scope.OTHERS


def test_another_persons_settings_are_nobodys_but_theirs(alice: Actor, bob: Actor, ada: Actor) -> None:
    assert may(alice, "agents.settings", alice)
    assert not may(alice, "agents.settings", bob)
    assert not may(ada, "agents.settings", bob)


def test_a_refusal_names_the_person_the_thing_and_whom_to_ask(carol: Actor, alice: Actor, dora: Actor) -> None:
    with pytest.raises(AccessDenied, match="Carol Clark may not open conversation 7. Ask a supervisor if you need to"):
        authorize(carol, "conversations.get", conversation(alice, SUPPORT))
    with pytest.raises(AccessDenied, match="Dora Dean may not list records. Ask an administrator"):
        authorize(dora, "records.page")


def test_a_refusal_is_logged_without_what_it_was_about(
    carol: Actor, alice: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(AccessDenied):
        authorize(carol, "conversations.get", conversation(alice, SUPPORT))

    assert "denied conversations.get to carol on conversation:7" in caplog.text
    assert "Ana" not in caplog.text


@pytest.mark.parametrize("action", methods_with_an_actor())
def test_every_service_method_asks_for_itself(action: str) -> None:
    """Not only in the end: the name of the action stands in the method, so that no method borrows another's row."""
    name = action.partition(".")[2]
    assert f'"{action}"' in source_of(action) or f'"{name}"' in source_of(action), f"{action} does not call authorize"
