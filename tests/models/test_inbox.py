from datetime import timedelta

import pytest
from sqlalchemy import insert

from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import InvalidInput, TransitionNotAllowed
from ccw_panel.models.inbox import PAGE, SORTS, Inbox
from ccw_panel.store import schema
from tests.conftest import BILLING, NINE, SUPPORT


def conversations(database, *given):
    """Stored conversations; what a test does not say is a chat that waits in Support since nine."""
    usual = {
        "channel": "chat", "state": "open", "since": NINE, "queue_id": SUPPORT, "created_at": NINE,
        "modified_at": NINE, "agent_id": None, "closed_at": None, "visitor_name": "", "subject": "",
        "skills": [], "pre_chat": [], "self_service": [], "visitor": {}, "context": {}, "dispositions": [],
    }  # fmt: skip
    rows = [usual | {"id": n, "visitor_number": n} | row for n, row in enumerate(given, start=1)]
    with database.write() as conn:
        conn.execute(insert(schema.conversations), rows)


def listed(inbox, name):
    return [item.ref.id for item in inbox.streams[name].items]


@pytest.fixture
def inbox(services, alice):
    return Inbox(services, alice)


def test_m_1_each_conversation_is_in_its_stream(database, inbox, alice, bob):
    mine = {"agent_id": alice.id}
    conversations(
        database,
        mine | {"state": "active"},
        mine | {"state": "waiting"},
        mine | {"state": "wrap_up"},
        {},
        {"queue_id": BILLING},
        mine | {"state": "closed", "closed_at": NINE},
        mine | {"state": "closed", "closed_at": NINE - timedelta(days=1)},
        {"agent_id": bob.id, "state": "active"},
    )

    inbox.load()

    assert sorted(listed(inbox, "mine")) == [1, 2, 3]
    assert listed(inbox, "open") == [4]
    assert listed(inbox, "closed") == [6]


@pytest.mark.parametrize(("name", "by"), [(name, by) for name, orders in SORTS.items() for by in orders])
def test_m_2_every_order_that_is_offered_can_be_read(inbox, name, by):
    inbox.sort(name, by)

    assert inbox.sorts[name] == by


def test_an_order_that_is_not_offered_is_refused(inbox):
    with pytest.raises(InvalidInput):
        inbox.sort("closed", "mode")


def test_a_kept_order_that_no_longer_exists_gives_way_to_the_first(services, alice):
    inbox = Inbox(services, alice, {"mine": "customer", "open": "by magic"})

    assert (inbox.sorts["mine"], inbox.sorts["open"]) == ("customer", SORTS["open"][0])


def test_a_long_stream_says_that_there_is_more_and_gives_it(database, inbox):
    conversations(database, *({} for _ in range(PAGE + 1)))
    inbox.load()

    assert (len(listed(inbox, "open")), inbox.streams["open"].more) == (PAGE, True)

    inbox.show_more("open")

    assert (len(listed(inbox, "open")), inbox.streams["open"].more) == (PAGE + 1, False)


def test_a_picked_conversation_is_mine_at_once(database, inbox):
    conversations(database, {})
    inbox.load()

    ref = inbox.pick(1)

    assert ref == Ref("conversation", 1)
    assert (listed(inbox, "mine"), listed(inbox, "open")) == ([1], [])


def test_who_picks_second_is_refused(database, services, inbox, bob):
    conversations(database, {})
    Inbox(services, bob).pick(1)

    with pytest.raises(TransitionNotAllowed):
        inbox.pick(1)


def test_a_failed_reading_says_why_and_keeps_the_cards(database, inbox, monkeypatch):
    conversations(database, {})
    inbox.load()
    database.close()
    monkeypatch.setattr(inbox._services.conversations, "work_items", _unavailable)

    inbox.load()

    assert "locked" in inbox.error
    assert listed(inbox, "open") == [1]


def _unavailable(*_args, **_options):
    from ccw_panel.errors import StoreUnavailable

    raise StoreUnavailable("centre.db", "is locked by another program", "Try again.")


@pytest.mark.parametrize(
    ("kind", "concerned"), [("conversation.picked", True), ("message.sent", True), ("case.saved", False)]
)
def test_only_what_may_change_a_card_is_a_concern(inbox, kind, concerned):
    assert inbox.concerned_by([StoredEvent(1, NINE, kind, "bob", {})]) is concerned


def test_three_streams_cost_few_statements(database, inbox, recorded_queries):
    conversations(database, *({} for _ in range(30)))

    with recorded_queries() as queries:
        inbox.load()

    assert len(queries) <= 9, str(queries)
