from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ccw_panel.center import THE_CENTRE
from ccw_panel.domain.conversation import State
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import AccessDenied, ImportRefused, InvalidInput, NotFound
from ccw_panel.services.imports import OTHER_SIDE, SPACING, Imported, Imports
from ccw_panel.store import schema
from tests.conftest import NINE
from tests.talks import add_conversation

SGD = Path(__file__).parents[3] / "shared" / "data" / "sgd" / "dialogues_001.json"
needs_sgd = pytest.mark.skipif(not SGD.is_file(), reason=f"the public dialogues are not there: put them in {SGD}")
START = NINE - timedelta(days=30)


def dialogue(id: str, *turns: str) -> dict:
    """USER and SYSTEM by turns."""
    speakers = ("USER", "SYSTEM") * len(turns)
    return {
        "dialogue_id": id,
        "services": ["Hotels_4"],
        "turns": [{"speaker": s, "utterance": text} for s, text in zip(speakers, turns, strict=False)],
    }


@pytest.fixture
def imports(database, clock):
    return Imports(database, clock)


@pytest.fixture
def two(tmp_path) -> Path:
    return written(tmp_path, dialogue("1", "A room, please", "Where?"), dialogue("2", "This is awful", "Sorry"))


def written(tmp_path: Path, *dialogues: object) -> Path:
    path = tmp_path / "two.json"
    path.write_text(json.dumps(dialogues), encoding="utf-8")
    return path


def everything(database) -> list:
    tables = (schema.conversations, schema.messages, schema.message_scores, schema.records["contact"], schema.events)
    with database.read() as conn:
        return [conn.execute(select(table)).all() for table in (*tables, schema.search_words)]


def test_a_file_becomes_closed_conversations_of_visitors(imports, services, database, sam, two):
    add_conversation(database, visitor_number=41)

    added = imports.run(THE_CENTRE, two, "sgd", START)

    assert added == Imported(conversations=2, messages=4, known=0)
    second, first = services.conversations.page(sam, filters={"state": "closed"}, sort=[("created_at", True)]).rows
    assert [first.title, second.title] == ["Visitor 42", "Visitor 43"]
    assert [first.imported, second.imported] == ["sgd", "sgd"]
    talk = services.conversations.get(sam, first.ref.id)
    assert (talk.state, talk.agent_id, talk.subject, talk.unread) == (State.CLOSED, None, "Hotels", 0)
    assert talk.created_at == START


def test_each_visitor_is_a_contact(imports, services, sam, two):
    imports.run(THE_CENTRE, two, "sgd", START)

    talk = services.conversations.page(sam, sort=[("created_at", False)]).rows[0]
    contact = services.records.get(sam, talk.values["customer"])

    assert (contact.title, contact.imported) == ("Visitor 1", "sgd")
    assert contact.number == f"CON-{contact.ref.id:05d}"


def test_the_times_are_made_up_from_the_start(imports, services, sam, two):
    imports.run(THE_CENTRE, two, "sgd", START)

    rows = services.conversations.page(sam, sort=[("created_at", False)]).rows
    messages = services.conversations.messages(sam, rows[0].ref.id)

    assert [row.created_at for row in rows] == [START, START + SPACING]
    assert 20 <= (messages[1].at - messages[0].at).total_seconds() <= 40
    assert rows[0].values["closed_at"] == messages[-1].at


def test_the_sides_are_told_apart_and_the_customer_is_scored(imports, services, sam, two):
    imports.run(THE_CENTRE, two, "sgd", START)

    second = services.conversations.page(sam, sort=[("created_at", True)]).rows[0]
    customer, other = services.conversations.messages(sam, second.ref.id)

    assert (customer.sender, customer.sender_name, other.sender, other.sender_name) == (
        "customer", "Visitor 2", "agent", OTHER_SIDE,
    )  # fmt: skip
    assert customer.level < 0
    assert other.level is None
    assert second.values["sentiment"] < 0


def test_they_are_found_by_search_and_in_the_grid_by_agents_too(imports, services, alice, two):
    imports.run(THE_CENTRE, two, "sgd", START)

    hits = services.records.search(alice, "Visitor 2")

    assert {hit.ref.kind for hit in hits} == {"contact", "conversation"}
    assert services.conversations.page(alice, "closed-conversations", search="hotels").total == 2
    assert services.conversations.page(alice, "all-conversations", search="visitor 2").total == 1
    assert services.conversations.get(alice, 1).imported == "sgd"


def test_a_second_run_changes_nothing(imports, database, clock, two):
    imports.run(THE_CENTRE, two, "sgd", START)
    before = everything(database)
    clock.forward(days=1)

    again = imports.run(THE_CENTRE, two, "sgd", START + timedelta(days=1))

    assert again == Imported(conversations=0, messages=0, known=2)
    assert everything(database) == before


def test_only_what_is_new_in_a_longer_file_is_added(imports, tmp_path, services, sam, two):
    imports.run(THE_CENTRE, two, "sgd", START)
    longer = written(tmp_path, dialogue("1", "A room"), dialogue("2", "Awful"), dialogue("3", "Hello", "Hi"))

    assert imports.run(THE_CENTRE, longer, "sgd", START) == Imported(conversations=1, messages=2, known=2)
    assert services.conversations.page(sam).rows[0].created_at == START + 2 * SPACING


def test_a_broken_file_changes_nothing(imports, database, tmp_path):
    before = everything(database)

    with pytest.raises(ImportRefused, match="dialogue 2"):
        imports.run(THE_CENTRE, written(tmp_path, dialogue("1", "Hello"), {"dialogue_id": "2"}), "sgd", START)
    assert everything(database) == before


def test_a_failure_half_way_changes_nothing(database, clock, two):
    class Failing:
        model = "failing"

        def score(self, text: str):
            raise RuntimeError(text)

    before = everything(database)

    with pytest.raises(RuntimeError):
        Imports(database, clock, Failing()).run(THE_CENTRE, two, "sgd", START)
    assert everything(database) == before


def test_every_conversation_and_customer_leaves_its_event(imports, services, two):
    imports.run(THE_CENTRE, two, "sgd", START)

    events = [event for event in services.feed.since(0) if event.conversation_id is not None]

    assert [event.kind for event in events] == ["contact.created", "conversation.imported"] * 2
    assert events[0].record == Ref("contact", 4)
    assert events[1].data == {"format": "sgd", "external_id": "1", "messages": 2}


def test_without_a_start_all_of_it_is_over_before_today(imports, services, sam, two, clock):
    imports.run(THE_CENTRE, two, "sgd")

    ended = max(row.values["closed_at"] for row in services.conversations.page(sam).rows)

    assert ended < datetime.combine(clock().date(), datetime.min.time(), tzinfo=UTC)


def test_conversations_cannot_end_in_the_future(imports, two, clock):
    with pytest.raises(InvalidInput, match="begin earlier"):
        imports.run(THE_CENTRE, two, "sgd", clock())


def test_only_administrators_import(imports, alice, sam, nina, two):
    for actor in (alice, sam, nina):
        with pytest.raises(AccessDenied):
            imports.run(actor, two, "sgd", START)


def test_an_unknown_format_names_the_known_ones(imports, two):
    with pytest.raises(NotFound, match="Known: sgd"):
        imports.run(THE_CENTRE, two, "excel", START)


def test_importing_costs_the_same_statements_however_long_the_file(imports, tmp_path, recorded_queries):
    def cost(*dialogues: dict) -> int:
        with recorded_queries() as queries:
            imports.run(THE_CENTRE, written(tmp_path, *dialogues), "sgd", START)
        return len(queries)

    one = cost(dialogue("one", "Hello", "Hi"))

    assert cost(*(dialogue(str(n), "Hello", "Hi") for n in range(50))) <= one


@needs_sgd
def test_the_public_dialogues_are_imported_as_they_are(imports, services, database, sam):
    added = imports.run(THE_CENTRE, SGD, "sgd")

    assert added == Imported(conversations=128, messages=1536, known=0)
    source = json.loads(SGD.read_text("utf-8"))
    talk = services.conversations.page(sam, sort=[("created_at", False)]).rows[0]
    texts = [m.text for m in services.conversations.messages(sam, talk.ref.id)]
    assert texts == [turn["utterance"] for turn in source[0]["turns"]]
    with database.read() as conn:
        assert conn.execute(select(func.count()).select_from(schema.message_scores)).scalar_one() == 768
    assert imports.run(THE_CENTRE, SGD, "sgd") == Imported(conversations=0, messages=0, known=128)


@needs_sgd
def test_service_dialogues_are_not_all_happy(imports, services, nina):
    imports.run(THE_CENTRE, SGD, "sgd")

    shares = services.reports.frame(nina, "messages")["level"].dropna().value_counts(normalize=True)

    assert shares[0] > 0.5  # most of what is said to book a table says nothing of a mood


@needs_sgd
def test_a_file_cut_off_anywhere_changes_nothing(imports, database, tmp_path):
    before, text = everything(database), SGD.read_text("utf-8")
    for share in (0.1, 0.5, 0.999):
        cut = tmp_path / "cut.json"
        cut.write_text(text[: int(len(text) * share)], encoding="utf-8")
        with pytest.raises(ImportRefused, match=r"cut\.json was not imported: line \d+"):
            imports.run(THE_CENTRE, cut, "sgd")
    assert everything(database) == before
