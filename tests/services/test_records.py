"""Records: created, saved, refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.records.activity import NOTE, TASK
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import AccessDenied, Conflict, InvalidInput, NotFound, StoreUnavailable, TransitionNotAllowed
from ccw_panel.services import Services
from ccw_panel.services.records import Records
from ccw_panel.store import events, schema
from ccw_panel.store.engine import Database

ANA, JOSE, MONA = Ref("contact", 1), Ref("contact", 2), Ref("contact", 3)
ACME = Ref("account", 1)
LAMP, INVOICE, ORDER = Ref("case", 1), Ref("case", 2), Ref("case", 3)


@pytest.fixture
def records(services: Services) -> Records:
    return services.records


def last_event(database: Database) -> Any:
    with database.read() as conn:
        return events.since(conn, events.last_seq(conn) - 1)[-1]


def conversation(database: Database, clock: Callable[[], Any], agent: Actor, **values: Any) -> int:
    row = {
        "channel": "chat",
        "state": "active",
        "since": clock(),
        "created_at": clock(),
        "modified_at": clock(),
        "queue_id": 1,
        "agent_id": agent.id,
        **{name: [] for name in ("skills", "pre_chat", "self_service", "dispositions")},
        **{name: {} for name in ("visitor", "context")},
        **values,
    }
    with database.write() as conn:
        return conn.execute(insert(schema.conversations).values(row).returning(schema.conversations.c.id)).scalar_one()


# ---- read


def test_a_record_comes_with_what_its_references_show(records: Records, alice: Actor) -> None:
    lamp = records.get(alice, LAMP)

    assert (lamp.title, lamp.number, lamp.version, lamp.frozen) == ("Lamp arrived broken", "CAS-00001", 1, False)
    assert lamp.values["customer"] == ANA
    assert lamp.labels["customer"] == "Ana Ruiz"
    assert lamp.labels["priority"] == "High"
    assert lamp.labels["owner_id"] == "Alice Adams"
    assert lamp.labels["created_by"] == "Sam Stone"


@pytest.mark.parametrize(
    "ref", [Ref("case", 999), Ref("case", None), Ref("case", 10**30), Ref("case", "x"), Ref("cake", 1)]
)
def test_what_is_not_there_is_not_found(records: Records, alice: Actor, ref: Ref) -> None:
    with pytest.raises(NotFound):
        records.get(alice, ref)


def test_reading_a_record_takes_few_statements(
    records: Records, alice: Actor, recorded_queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    with recorded_queries() as queries:
        records.get(alice, LAMP)
    assert len(queries) <= 4, queries  # the row, then users, contacts and parent cases


def test_a_blank_record_has_its_defaults_and_what_is_given(records: Records, alice: Actor) -> None:
    blank = records.blank(alice, "case", {"customer": str(ANA), "priority": 77})

    assert blank.ref == Ref("case", None)
    assert blank.values["customer"] == ANA
    assert blank.labels["customer"] == "Ana Ruiz"
    assert blank.labels["priority"] == "Normal"
    assert blank.labels["owner_id"] == "Alice Adams"


# ---- create


def test_a_new_record_is_numbered_found_and_told(records: Records, database: Database, alice: Actor) -> None:
    made = records.create(alice, "case", {"title": "Kettle leaks", "customer": str(MONA), "priority": "1"})

    assert made.number == "CAS-00004"
    assert made.values["owner_id"] == alice.id
    assert [hit.ref for hit in records.search(alice, "cas-4")] == [made.ref]
    event = last_event(database)
    assert (event.kind, event.record, event.actor) == ("case.created", made.ref, "alice")


def test_a_contact_is_called_by_first_and_last_name(records: Records, alice: Actor) -> None:
    made = records.create(alice, "contact", {"first_name": " Zoë ", "last_name": "Ward"})
    assert made.title == "Zoë Ward"

    renamed = records.save(alice, made.ref, {"first_name": ""}, made.version)
    assert renamed.title == "Ward"


def test_every_problem_is_named_at_its_field(records: Records, alice: Actor) -> None:
    with pytest.raises(InvalidInput) as refused:
        records.create(
            alice,
            "contact",
            {
                "email": "nobody",
                "mobile_phone": "call me",
                "tier": 9,
                "customer_since": "31/3",
                "account_id": 99,
                "x": 1,
            },
        )

    assert set(refused.value.problems) == {
        "last_name",
        "email",
        "mobile_phone",
        "tier",
        "customer_since",
        "account_id",
        "x",
    }


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"title": "x" * 201}, "title", "at most 200 characters; this has 201"),
        ({"title": ""}, "title", "Title is required"),
        ({"title": 5}, "title", "should be text"),
        ({"number": "CAS-1"}, "number", "set by the system"),
        ({"status": 2}, "status", "set by the system"),
        ({"status_reason": 5}, "status_reason", "use Resolve or Cancel"),
        ({"status_reason": None}, "status_reason", "required"),
        ({"origin": 2}, "origin", "cannot be changed after"),
        ({"customer": "user:1"}, "customer", "one of the contacts or one of the accounts"),
        ({"customer": "contact:99"}, "customer", "should be an active contact"),
        ({"owner_id": 99}, "owner_id", "should be an active user"),
        ({"parent_case_id": 1}, "parent_case_id", "cannot be its own parent"),
        ({"follow_up_by": "2026-02-30"}, "follow_up_by", "a day between"),
        ({"priority": True}, "priority", "one of High, Normal, Low"),
    ],
)
def test_a_value_that_cannot_be_used_says_what_to_enter(
    records: Records, alice: Actor, values: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        records.save(alice, LAMP, values, 1)
    assert list(refused.value.problems) == [field]
    assert says in refused.value.problems[field]


def test_text_that_cannot_be_stored_is_made_storable(records: Records, alice: Actor) -> None:
    saved = records.save(alice, LAMP, {"title": " a\x00b\ud800c\x07\td\n", "description": "one\r\ntwo\u2028three "}, 1)

    assert saved.values["title"] == "a\ufffdb\ufffdc d"
    assert saved.values["description"] == "one\ntwo\nthree"


def test_a_child_case_has_no_children(records: Records, alice: Actor) -> None:
    """L-16: one level."""
    records.save(alice, INVOICE, {"parent_case_id": LAMP.id}, 1)

    with pytest.raises(InvalidInput, match="is a child itself"):
        records.save(alice, ORDER, {"parent_case_id": INVOICE.id}, 1)
    with pytest.raises(InvalidInput, match="has children of its own"):
        records.save(alice, LAMP, {"parent_case_id": ORDER.id}, 1)


# ---- save


def test_a_save_counts_up_and_says_what_changed(records: Records, database: Database, clock: Any, bob: Actor) -> None:
    at = clock.forward(minutes=5)
    saved = records.save(bob, LAMP, {"priority": 3, "follow_up_by": "2026-03-09", "customer": JOSE}, 1)

    assert (saved.version, saved.modified_by, saved.modified_at) == (2, "bob", at)
    assert saved.values["follow_up_by"] == date(2026, 3, 9)
    event = last_event(database)
    assert event.kind == "case.saved"
    assert event.data == {
        "version": 2,
        "changes": {
            "priority": [1, 3],
            "follow_up_by": [None, "2026-03-09"],
            "customer": ["contact:1", "contact:2"],
        },
    }


def test_saving_what_is_stored_already_changes_nothing(records: Records, alice: Actor) -> None:
    assert records.save(alice, LAMP, {"title": "Lamp arrived broken", "priority": 1}, 1).version == 1


def test_the_second_of_two_editors_is_told_who_changed_what(records: Records, alice: Actor, bob: Actor) -> None:
    records.save(bob, LAMP, {"priority": 2}, 1)
    records.save(bob, LAMP, {"product": "Lamp L2"}, 2)

    with pytest.raises(Conflict, match="Bob Brown saved case CAS-00001 .* changed Product, Priority") as refused:
        records.save(alice, LAMP, {"title": "Lamp in pieces"}, 1)

    assert refused.value.changed == ("priority", "product")
    assert refused.value.theirs["product"] == "Lamp L2"
    assert refused.value.version == 3
    assert records.get(alice, LAMP).title == "Lamp arrived broken"
    assert records.save(alice, LAMP, {"title": "Lamp in pieces"}, 3).version == 4


def test_only_what_changed_since_the_edit_began_is_in_conflict(records: Records, alice: Actor, bob: Actor) -> None:
    records.save(bob, LAMP, {"priority": 2}, 1)
    records.save(bob, LAMP, {"product": "Lamp L2"}, 2)

    with pytest.raises(Conflict) as refused:
        records.save(alice, LAMP, {"title": "Lamp in pieces"}, 2)
    assert refused.value.changed == ("product",)


def test_a_record_that_went_inactive_stays_in_the_fields_that_show_it(records: Records, alice: Actor) -> None:
    records.deactivate(alice, ANA, 1)

    assert records.save(alice, LAMP, {"priority": 2, "customer": ANA}, 1).labels["customer"] == "Ana Ruiz"
    with pytest.raises(InvalidInput, match="should be an active contact"):
        records.save(alice, ORDER, {"customer": ANA}, 1)


def test_a_save_that_cannot_be_stored_leaves_no_event(
    records: Records, database: Database, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = last_event(database).seq

    def fails(*_args: Any, **_named: Any) -> int:
        raise StoreUnavailable("centre.db", "is full", "Make space.")

    monkeypatch.setattr(events, "append", fails)
    with pytest.raises(StoreUnavailable):
        records.save(alice, LAMP, {"title": "New"}, 1)

    assert last_event(database).seq == before
    assert records.get(alice, LAMP).version == 1


def test_an_inactive_record_is_read_only_until_it_is_activated(records: Records, alice: Actor) -> None:
    inactive = records.deactivate(alice, MONA, 1)
    assert inactive.frozen

    with pytest.raises(InvalidInput, match="Contact CON-00003 is inactive, so it cannot be changed. Activate it first"):
        records.save(alice, MONA, {"city": "Lyon"}, inactive.version)
    with pytest.raises(InvalidInput, match="is inactive already"):
        records.deactivate(alice, MONA, inactive.version)

    active = records.activate(alice, MONA, inactive.version)
    assert records.save(alice, MONA, {"city": "Lyon"}, active.version).values["city"] == "Lyon"


def test_two_who_save_the_same_version_cannot_both_win(records: Records, database: Database, alice: Actor) -> None:
    """The UPDATE itself asks for the version: what happens between reading and writing cannot slip through."""
    cases = schema.records["case"]
    with database.write() as conn:
        conn.execute(update(cases).where(cases.c.id == LAMP.id).values(version=2, modified_by="bob"))

    with pytest.raises(Conflict, match="Bob Brown"):
        records.save(alice, LAMP, {"title": "New"}, 1)


# ---- in a conversation


def test_a_case_made_in_a_conversation_takes_its_customer_and_is_linked(
    records: Records, services: Services, database: Database, clock: Any, alice: Actor
) -> None:
    """B-24, H-15."""
    talk = conversation(database, clock, alice, customer=str(ANA))

    made = records.create(alice, "case", {"title": "Shade is cracked"}, conversation_id=talk)

    assert made.values["customer"] == ANA
    assert services.conversations.get(alice, talk).case_id == made.ref.id
    with database.read() as conn:
        kinds = [event.kind for event in events.of_conversation(conn, talk)]
    assert sorted(kinds) == ["case.created", "conversation.linked"]


def test_a_contact_made_in_a_conversation_becomes_its_customer(
    records: Records, services: Services, database: Database, clock: Any, alice: Actor
) -> None:
    talk = conversation(database, clock, alice)

    made = records.create(alice, "contact", {"last_name": "Ward"}, conversation_id=talk)

    assert services.conversations.get(alice, talk).customer == made.ref


def test_a_task_made_in_a_conversation_remembers_it(
    records: Records, database: Database, clock: Any, alice: Actor
) -> None:
    talk = conversation(database, clock, alice)

    made = records.create(alice, "activity", {"subject": "Call", "type": TASK, "regarding": LAMP}, conversation_id=talk)

    assert made.values["conversation_id"] == talk


def test_a_record_made_in_a_colleagues_conversation_is_refused_whole(
    records: Records, database: Database, clock: Any, alice: Actor, bob: Actor
) -> None:
    talk = conversation(database, clock, bob, customer=str(ANA))

    with pytest.raises(AccessDenied):
        records.create(alice, "case", {"title": "Mine"}, conversation_id=talk)
    assert records.page(alice, "case").total == 3


def test_a_record_made_in_a_closed_conversation_is_refused_whole(
    records: Records, database: Database, clock: Any, alice: Actor
) -> None:
    talk = conversation(database, clock, alice, customer=str(ANA), state="closed")

    with pytest.raises(TransitionNotAllowed):
        records.create(alice, "case", {"title": "Too late"}, conversation_id=talk)
    assert records.page(alice, "case").total == 3


def test_a_record_made_in_no_conversation_is_not_found(records: Records, alice: Actor) -> None:
    with pytest.raises(NotFound, match="conversation 99"):
        records.create(alice, "contact", {"last_name": "Ward"}, conversation_id=99)


# ---- notes


def test_a_note_is_on_the_timeline_and_cannot_be_changed(records: Records, clock: Any, alice: Actor) -> None:
    clock.forward(minutes=1)
    note = records.add_note(alice, LAMP, "Bank says 5 days\nsecond line")

    assert (note.values["type"], note.title, note.frozen) == (NOTE, "Bank says 5 days", True)
    newest = records.timeline(alice, LAMP)[0]
    assert (newest.icon, newest.title, newest.by) == ("note", "Note: Bank says 5 days", "Alice Adams")
    with pytest.raises(InvalidInput):
        records.save(alice, note.ref, {"subject": "other"}, note.version)


@pytest.mark.parametrize("text", ["", " \n ", "\x07"])
def test_an_empty_note_is_refused(records: Records, alice: Actor, text: str) -> None:
    with pytest.raises(InvalidInput, match="Write something first"):
        records.add_note(alice, LAMP, text)


def test_a_note_that_is_too_long_is_refused_at_its_text(records: Records, alice: Actor) -> None:
    with pytest.raises(InvalidInput) as refused:
        records.add_note(alice, LAMP, "x" * 8001)
    assert list(refused.value.problems) == ["description"]


def test_a_note_on_nothing_is_not_found(records: Records, alice: Actor) -> None:
    with pytest.raises(NotFound):
        records.add_note(alice, Ref("case", 99), "hello")


# ---- people without a desk


@pytest.mark.parametrize("who", ["nina", "dora"])
def test_who_has_no_desk_reads_and_writes_no_record(records: Records, request: pytest.FixtureRequest, who: str) -> None:
    actor = request.getfixturevalue(who)

    for call in (
        lambda: records.get(actor, LAMP),
        lambda: records.page(actor, "case"),
        lambda: records.search(actor, "ana"),
        lambda: records.save(actor, LAMP, {"title": "x"}, 1),
        lambda: records.create(actor, "contact", {"last_name": "x"}),
        lambda: records.add_note(actor, LAMP, "x"),
    ):
        with pytest.raises(AccessDenied):
            call()


def test_a_disabled_user_cannot_become_an_owner(records: Records, database: Database, clock: Any, alice: Actor) -> None:
    with database.write() as conn:
        conn.execute(update(schema.users).where(schema.users.c.name == "bob").values(disabled_at=clock()))
        assert conn.execute(select(schema.users.c.disabled_at).where(schema.users.c.name == "bob")).scalar() == clock()

    with pytest.raises(InvalidInput, match="should be an active user"):
        records.save(alice, LAMP, {"owner_id": 2}, 1)


def test_moments_keep_their_zone(records: Records, clock: Any, alice: Actor) -> None:
    made = records.create(alice, "activity", {"subject": "Call", "type": TASK, "due_at": "2026-03-02T10:30+01:00"})
    assert made.values["due_at"] == clock() + timedelta(minutes=30)
