"""Records as lists: grids, lookups, search, timelines and what is related; and what each costs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import insert

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.records.activity import PHONE_CALL
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import InvalidInput, NotFound
from ccw_panel.services import Services
from ccw_panel.services.records import Records
from ccw_panel.store import schema, search
from ccw_panel.store.engine import Database

ANA, JOSE, MONA = Ref("contact", 1), Ref("contact", 2), Ref("contact", 3)
ACME = Ref("account", 1)
LAMP, INVOICE, ORDER = Ref("case", 1), Ref("case", 2), Ref("case", 3)
SUPPORT, BILLING = 1, 2

Recorder = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def records(services: Services) -> Records:
    return services.records


@pytest.fixture
def talks(database: Database, clock: Any, alice: Actor, carol: Actor) -> dict[str, int]:
    """Ana's conversations: with Alice in Support, with Carol in Billing, and one imported that was nobody's."""
    common = {
        "channel": "chat",
        "state": "closed",
        "since": clock(),
        "created_at": clock(),
        "modified_at": clock(),
        "customer": str(ANA),
        "handle_s": 540.0,
        "sentiment": -1,
        **{name: [] for name in ("skills", "pre_chat", "self_service", "dispositions")},
        **{name: {} for name in ("visitor", "context")},
    }
    rows = {
        "support": {"queue_id": SUPPORT, "agent_id": alice.id, "subject": "Broken lamp", "case_id": LAMP.id},
        "billing": {"queue_id": BILLING, "agent_id": carol.id, "subject": "Refund", "case_id": None},
        "imported": {"queue_id": None, "agent_id": None, "customer": None, "visitor_number": 12, "subject": "Flights"},
    }
    made = {}
    with database.write() as conn:
        for name, row in rows.items():
            inserted = insert(schema.conversations).values({**common, **row}).returning(schema.conversations.c.id)
            made[name] = conn.execute(inserted).scalar_one()
        search.index_conversations(conn, made.values())
    return made


def titles(found: Any) -> list[str]:
    return [row.title for row in found]


# ---- grids


def test_a_view_shows_its_rows_in_its_order(records: Records, alice: Actor) -> None:
    shown = records.page(alice, "case", "active-cases")

    assert shown.total == 3
    assert titles(shown.rows)[0] == "Lamp arrived broken"  # high priority first


def test_my_view_is_mine(records: Records, alice: Actor, bob: Actor) -> None:
    assert titles(records.page(alice, "case", "my-active-cases").rows) == ["Lamp arrived broken"]
    assert titles(records.page(bob, "case", "my-active-cases").rows) == ["Where is my order"]


def test_every_view_is_counted_in_one_statement(records: Records, alice: Actor, recorded_queries: Recorder) -> None:
    with recorded_queries() as queries:
        counts = records.counts(alice, "case")

    assert counts == {"my-active-cases": 1, "active-cases": 3, "waiting-cases": 0, "resolved-cases": 0, "all-cases": 3}
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ([("title", False)], "Invoice is wrong"),
        ([("title", True)], "Where is my order"),
        ([("customer", False)], "Where is my order"),  # Acme Lamps, Ana Ruiz, José Álvarez
        ([("customer", True)], "Invoice is wrong"),
        ([("owner_id", True)], "Invoice is wrong"),  # Carol
        ([("id", True)], "Where is my order"),
        ([("follow_up_by", True), ("title", False)], "Invoice is wrong"),  # empty last, then by title
    ],
)
def test_a_column_is_sorted_by_what_it_shows(records: Records, alice: Actor, sort: Any, first: str) -> None:
    assert titles(records.page(alice, "case", sort=sort).rows)[0] == first


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"title": "LAMP"}, ["Lamp arrived broken"]),
        ({"title": "100%"}, []),
        ({"priority": 1}, ["Lamp arrived broken"]),
        ({"priority": [1, 2], "owner_id": 3}, ["Invoice is wrong"]),
        ({"customer": JOSE}, ["Invoice is wrong"]),
        ({"customer": "contact:2"}, ["Invoice is wrong"]),
        ({"active": False}, []),
        ({"title": ""}, ["Invoice is wrong", "Lamp arrived broken", "Where is my order"]),
    ],
)
def test_a_filter_keeps_what_fits(records: Records, alice: Actor, filters: Any, found: list[str]) -> None:
    assert titles(records.page(alice, "case", filters=filters, sort=[("title", False)]).rows) == found


def test_a_filter_of_moments_is_from_and_to(records: Records, clock: Any, alice: Actor) -> None:
    before = clock()
    clock.forward(hours=1)
    records.create(alice, "case", {"title": "Later", "customer": ANA})

    assert titles(records.page(alice, "case", filters={"created_at": (clock(), None)}).rows) == ["Later"]
    assert records.page(alice, "case", filters={"created_at": (before, clock())}).total == 3


@pytest.mark.parametrize("asked", [{"filters": {"nothing": 1}}, {"sort": [("nothing", True)]}])
def test_a_column_that_is_not_there_is_refused(records: Records, alice: Actor, asked: Any) -> None:
    with pytest.raises(InvalidInput, match="no column nothing"):
        records.page(alice, "case", **asked)


def test_a_view_that_is_not_there_is_not_found(records: Records, alice: Actor) -> None:
    with pytest.raises(NotFound, match="view secret of cases"):
        records.page(alice, "case", "secret")


def test_pages_follow_each_other_without_gap_or_repetition(records: Records, alice: Actor) -> None:
    for n in range(20):
        records.create(alice, "case", {"title": "Same title", "customer": ANA, "description": str(n)})

    pages = [records.page(alice, "case", sort=[("title", False)], offset=at, limit=7).rows for at in range(0, 28, 7)]

    numbers = [row.number for page in pages for row in page]
    assert len(numbers) == len(set(numbers)) == 23


def test_a_page_costs_the_same_however_long_it_is(records: Records, alice: Actor, recorded_queries: Recorder) -> None:
    for n in range(30):
        records.create(
            alice, "case", {"title": f"Case {n}", "customer": [ANA, JOSE, ACME][n % 3], "owner_id": 1 + n % 5}
        )

    with recorded_queries() as short:
        records.page(alice, "case", limit=2)
    with recorded_queries() as long:
        assert len(records.page(alice, "case", limit=100).rows) == 33

    assert len(long) <= 6, long  # count, rows, users, contacts, accounts, parent cases
    assert len(long) <= len(short) + 2


def test_a_page_is_never_larger_than_five_hundred_rows(records: Records, alice: Actor) -> None:
    assert len(records.page(alice, "case", limit=10**9).rows) == 3
    assert len(records.page(alice, "case", limit=-1, offset=-5).rows) == 1


# ---- lookups and search


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("CAS-00001", [LAMP]),
        ("cas-1", [LAMP]),
        ("ana ru", [ANA]),
        ("RUIZ", [ANA]),
        ("alvarez", [JOSE]),
        ("Ál", [JOSE]),
        ("ana.ruiz@ex", [ANA]),
        ("010 0123", [ANA]),
        ("+1 (555) 010-0123", [ANA]),
        ("acme", [ACME, JOSE]),
        ("lamp broken", [LAMP]),
        ("ru", [ANA, MONA]),
        ("uiz", []),
        ("%", []),
        ("", []),
    ],
)
def test_search_finds_by_name_number_address_and_phone(
    records: Records, alice: Actor, typed: str, found: list[Ref]
) -> None:
    hits = [hit.ref for hit in records.search(alice, typed)]
    assert sorted(hits, key=str) == sorted(found, key=str)
    assert hits[:1] == found[:1] or typed == "ru"


def test_a_number_that_many_records_have_finds_each_of_them(records: Records, alice: Actor) -> None:
    assert {hit.ref for hit in records.search(alice, "1")} == {LAMP, ANA, ACME}


def test_a_hit_says_enough_to_choose(records: Records, alice: Actor) -> None:
    (ana,) = records.search(alice, "ana ruiz")
    (lamp,) = records.search(alice, "cas-1")

    assert (ana.detail, ana.count) == ("ana.ruiz@example.com \N{MIDDLE DOT} +1 (555) 010-0123", "1 case")
    assert (lamp.detail, lamp.status, lamp.icon) == ("CAS-00001 \N{MIDDLE DOT} Ana Ruiz", "Active", "case")


def test_a_lookup_offers_only_active_records_of_its_kinds(records: Records, alice: Actor) -> None:
    """H-12."""
    records.deactivate(alice, MONA, 1)

    assert titles(records.lookup(alice, ["contact"], "ru")) == ["Ana Ruiz"]
    assert [hit.status for hit in records.search(alice, "mona")] == ["Inactive"]


def test_a_lookup_without_text_offers_what_changed_last(records: Records, clock: Any, alice: Actor) -> None:
    clock.forward(minutes=1)
    records.save(alice, ANA, {"city": "Lyon"}, 1)

    assert titles(records.lookup(alice, ["contact"], "", limit=2)) == ["Ana Ruiz", "Mona Ruge"]


def test_search_finds_the_conversations_one_may_open(
    records: Records, talks: dict[str, int], alice: Actor, carol: Actor, sam: Actor
) -> None:
    def found(actor: Actor, typed: str) -> set[int | str | None]:
        return {hit.ref.id for hit in records.search(actor, typed) if hit.ref.kind == "conversation"}

    assert found(alice, "ana ruiz") == {talks["support"]}
    assert found(carol, "ana ruiz") == {talks["billing"]}
    assert found(sam, "ana ruiz") == {talks["support"], talks["billing"]}
    assert found(alice, "Visitor 12") == {talks["imported"]}


def test_search_costs_a_fixed_number_of_statements(records: Records, alice: Actor, recorded_queries: Recorder) -> None:
    for n in range(20):
        records.create(alice, "contact", {"first_name": "Ana", "last_name": f"Number{n}"})

    with recorded_queries() as queries:
        assert records.search(alice, "ana")
    assert len(queries) <= 14, queries


# ---- around a record


def test_the_timeline_tells_what_was_done_and_said(
    records: Records, talks: dict[str, int], clock: Any, alice: Actor, bob: Actor
) -> None:
    clock.forward(minutes=1)
    records.save(bob, LAMP, {"priority": 2, "owner_id": bob.id}, 1)
    clock.forward(minutes=1)
    records.create(alice, "activity", {"subject": "Call the bank", "type": PHONE_CALL, "regarding": LAMP})

    items = records.timeline(alice, LAMP)

    assert [item.title for item in items[:2]] == ["Phone call: Call the bank", "Changed priority, owner"]
    assert items[1].detail == "Priority: High to Normal; Owner: Alice Adams to Bob Brown"
    assert {item.title for item in items[2:]} == {"Case CAS-00001 created", "Live chat, 9 min, Slightly negative"}
    assert next(item for item in items if item.icon == "chat").ref == Ref("conversation", talks["support"])


def test_a_customers_timeline_includes_their_cases_when_asked(records: Records, alice: Actor) -> None:
    """H-42: linked records."""
    assert "Case CAS-00001 created" not in [item.title for item in records.timeline(alice, ANA)]
    assert "Case CAS-00001 created" in [item.title for item in records.timeline(alice, ANA, linked=True)]


def test_the_timeline_leaves_out_conversations_of_queues_one_does_not_serve(
    records: Records, talks: dict[str, int], alice: Actor, sam: Actor
) -> None:
    def conversations(actor: Actor) -> set[Any]:
        return {item.ref.id for item in records.timeline(actor, ANA) if item.ref and item.ref.kind == "conversation"}

    assert conversations(alice) == {talks["support"]}
    assert conversations(sam) == {talks["support"], talks["billing"]}


def test_a_timeline_costs_the_same_however_long_it_is(
    records: Records, alice: Actor, recorded_queries: Recorder
) -> None:
    for n in range(30):
        records.add_note(alice, LAMP, f"note {n}")

    with recorded_queries() as queries:
        assert len(records.timeline(alice, LAMP, limit=40)) == 31
    assert len(queries) <= 7, queries


def test_what_refers_to_a_record_is_listed_by_kind(records: Records, talks: dict[str, int], alice: Actor) -> None:
    records.save(alice, INVOICE, {"parent_case_id": LAMP.id}, 1)

    of_lamp = {shown.label: shown for shown in records.related(alice, LAMP)}
    of_acme = {shown.label: shown for shown in records.related(alice, ACME)}

    assert titles(of_lamp["Child cases"].rows) == ["Invoice is wrong"]
    assert [hit.ref.id for hit in of_lamp["Conversations"].rows] == [talks["support"]]
    assert titles(of_acme["Contacts"].rows) == ["José Álvarez"]
    assert titles(of_acme["Cases"].rows) == ["Where is my order"]


def test_a_long_related_list_says_how_many_there_are(records: Records, alice: Actor) -> None:
    for n in range(14):
        records.add_note(alice, LAMP, f"note {n}")

    activities = next(shown for shown in records.related(alice, LAMP) if shown.kind == "activity")
    assert (len(activities.rows), activities.total) == (10, 14)


def test_a_customers_recent_and_open_cases(records: Records, clock: Any, alice: Actor) -> None:
    """H-41."""
    clock.forward(minutes=1)
    newer = records.create(alice, "case", {"title": "Second lamp", "customer": ANA})
    records.resolve_case(alice, newer.ref, 1, 5, "Done.")

    assert titles(records.recent_cases(alice, ANA)) == ["Second lamp", "Lamp arrived broken"]
    assert titles(records.open_cases(alice, ANA)) == ["Lamp arrived broken"]
