from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from ccw_panel.center import THE_CENTRE
from ccw_panel.domain.conversation import State
from ccw_panel.domain.message import Sender
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.sentiment import Score
from ccw_panel.errors import AccessDenied, InvalidInput, NotFound, TakenByAnother, TransitionNotAllowed
from ccw_panel.services.conversations import Conversations
from ccw_panel.store import schema
from tests.conftest import BILLING, NINE, SUPPORT
from tests.talks import add_conversation, add_messages


@pytest.fixture
def talks(services):
    return services.conversations


@pytest.fixture
def hers(database, alice) -> int:
    """A live chat that Alice has taken."""
    return add_conversation(database, state="active", agent_id=alice.id, accepted_at=NINE)


def kinds(services) -> list[str]:
    return [event.kind for event in services.feed.since(0) if event.conversation_id is not None]


# ---- taking and leaving


def test_picking_makes_a_conversation_ones_own_d_11(talks, services, database, alice, clock):
    id = add_conversation(database)
    clock.forward(seconds=40)

    picked = talks.pick(alice, id)

    assert (picked.state, picked.agent_id, picked.agent_name) == (State.ACTIVE, alice.id, "Alice Adams")
    assert (picked.accepted_at, picked.wait_s) == (clock(), 40)
    assert kinds(services)[-1] == "conversation.picked"


def test_who_comes_second_is_told_who_was_first(talks, database, alice, bob):
    id = add_conversation(database)
    talks.pick(bob, id)

    with pytest.raises(TakenByAnother, match="Bob Brown has already taken the conversation with Visitor"):
        talks.pick(alice, id)


def test_picking_twice_is_picking_once(talks, services, database, alice):
    id = add_conversation(database)
    first = talks.pick(alice, id)

    assert talks.pick(alice, id) == first
    assert kinds(services).count("conversation.picked") == 1


def test_of_agents_who_pick_at_once_exactly_one_wins(talks, database, alice, bob):
    ids = [add_conversation(database, visitor_number=n) for n in range(20)]

    def pick(actor_and_id):
        try:
            return talks.pick(*actor_and_id).agent_id
        except TakenByAnother:
            return None

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(pick, [(actor, id) for id in ids for actor in (alice, bob)]))

    assert [sum(winner is not None for winner in won[n : n + 2]) for n in range(0, 40, 2)] == [1] * 20


@pytest.mark.parametrize("state", ["waiting", "wrap_up", "closed"])
def test_only_an_open_conversation_can_be_picked(talks, database, alice, state):
    id = add_conversation(database, state=state, agent_id=alice.id)

    with pytest.raises(TransitionNotAllowed, match="cannot pick"):
        talks.pick(alice, id)


def test_a_conversation_of_another_queue_cannot_be_picked(talks, database, alice):
    with pytest.raises(AccessDenied):
        talks.pick(alice, add_conversation(database, queue_id=BILLING))


def test_ending_tells_the_customer_and_begins_the_wrap_up_d_21_d_42(talks, services, hers, alice, clock):
    clock.forward(minutes=5)

    ended = talks.end(alice, hers)

    assert (ended.state, ended.wrap_up_at, ended.handle_s) == (State.WRAP_UP, clock(), 300)
    last = talks.messages(alice, hers)[-1]
    assert (last.sender, last.text) == (Sender.SYSTEM, "Alice Adams ended the conversation.")
    assert ended.unread == 0
    assert kinds(services)[-1] == "conversation.ended"


def test_ending_twice_writes_one_message(talks, hers, alice):
    talks.end(alice, hers)

    with pytest.raises(TransitionNotAllowed, match="is wrap-up, so it cannot end"):
        talks.end(alice, hers)
    assert len(talks.messages(alice, hers)) == 1


@pytest.mark.parametrize(
    ("channel", "state"), [("chat", "open"), ("voice", "open"), ("sms", "waiting"), ("teams", "waiting")]
)
def test_leaving_without_end_releases_or_parks_d_3(talks, database, alice, channel, state):
    id = add_conversation(database, state="active", agent_id=alice.id, channel=channel)

    left = talks.leave(alice, id)

    assert left.state == state
    assert left.agent_id == (alice.id if state == "waiting" else None)


def test_leaving_after_end_closes_d_27(talks, hers, alice, clock):
    talks.end(alice, hers)
    clock.forward(minutes=1)

    closed = talks.leave(alice, hers)

    assert (closed.state, closed.closed_at, closed.agent_id) == (State.CLOSED, clock(), alice.id)


def test_a_supervisor_who_closes_a_session_leaves_the_agents_conversation_alone(talks, hers, sam):
    assert talks.leave(sam, hers).state is State.ACTIVE


def test_a_parked_conversation_goes_on_d_29(talks, database, alice):
    id = add_conversation(database, state="waiting", agent_id=alice.id, channel="sms")

    assert talks.resume(alice, id).state is State.ACTIVE
    assert talks.resume(alice, id).state is State.ACTIVE


def test_a_colleagues_parked_conversation_stays_theirs(talks, database, alice, bob):
    id = add_conversation(database, state="waiting", agent_id=bob.id, channel="sms")

    with pytest.raises(AccessDenied):
        talks.resume(alice, id)


# ---- writing


def test_a_message_is_stored_once_however_often_it_is_sent_g_10(talks, services, hers, alice):
    first = talks.send(alice, hers, "Hello", "c-1")
    again = talks.send(alice, hers, "Hello", "c-1")

    assert first == again
    assert [m.text for m in talks.messages(alice, hers)] == ["Hello"]
    assert kinds(services).count("message.sent") == 1


def test_sending_at_once_from_many_threads_stores_each_once_in_one_order(talks, hers, alice):
    jobs = [(f"text {n % 10}", f"c-{n % 10}") for n in range(40)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda job: talks.send(alice, hers, *job), jobs))

    stored = talks.messages(alice, hers)
    assert [m.seq for m in stored] == list(range(1, 11))
    assert {m.client_id for m in stored} == {f"c-{n}" for n in range(10)}


def test_a_retry_after_the_end_still_answers_with_the_stored_message(talks, hers, alice):
    sent = talks.send(alice, hers, "Bye", "c-1")
    talks.end(alice, hers)

    assert talks.send(alice, hers, "Bye", "c-1") == sent


def test_an_id_of_somebody_elses_message_is_refused(talks, hers, alice):
    talks.receive(THE_CENTRE, hers, "Hello?", "c-1")

    with pytest.raises(InvalidInput, match="send it with a new one"):
        talks.send(alice, hers, "Hello", "c-1")


@pytest.mark.parametrize("state", ["open", "waiting", "wrap_up", "closed"])
def test_nothing_is_sent_in_the_other_states_g_10(talks, database, alice, state):
    id = add_conversation(database, state=state, agent_id=None if state == "open" else alice.id)

    with pytest.raises((TransitionNotAllowed, AccessDenied)):
        talks.send(alice, id, "Hello", "c-1")
    assert talks.messages(alice, id) == []


def test_nobody_writes_in_a_colleagues_conversation_but_a_supervisor_may(talks, hers, bob, sam):
    with pytest.raises(AccessDenied):
        talks.send(bob, hers, "Hello", "c-1")
    assert talks.send(sam, hers, "Hello", "c-2").sender_name == "Sam Stone"


def test_a_text_that_is_too_long_or_empty_is_refused(talks, hers, alice):
    with pytest.raises(InvalidInput, match="6,001"):
        talks.send(alice, hers, "x" * 6001, "c-1")
    with pytest.raises(InvalidInput, match="Write a message"):
        talks.send(alice, hers, "  ", "c-2")


def test_a_reply_answers_the_customer_who_waits(talks, hers, alice, clock):
    clock.forward(seconds=10)
    talks.receive(THE_CENTRE, hers, "Hello?", "a")
    clock.forward(seconds=5)
    talks.receive(THE_CENTRE, hers, "Anybody?", "b")
    assert talks.get(alice, hers).customer_waits_since == NINE + timedelta(seconds=10)

    talks.send(alice, hers, "Here", "c-1")

    answered = talks.get(alice, hers)
    assert answered.customer_waits_since is None
    assert answered.first_response_at == clock()
    assert (answered.last_text, answered.last_seq, answered.unread) == ("Here", 3, 0)


def test_characters_that_no_database_holds_are_replaced(talks, hers, alice):
    assert talks.send(alice, hers, "a\0b\ud800", "c-1").text == "a\ufffdb\ufffd"


# ---- sentiment


class Counting:
    """A scorer that says what it is told to."""

    model = "counting"

    def __init__(self, *values: float) -> None:
        self._values = iter(values)

    def score(self, text: str) -> Score:
        value = next(self._values)
        return Score(value, round(3 * value), 0.5, self.model)


def test_a_customer_message_is_scored_with_it_i_2_i_11(database, clock, hers, alice):
    talks = Conversations(database, clock, Counting(-1.0, 1.0))
    talks.receive(THE_CENTRE, hers, "bad", "a")
    assert talks.get(alice, hers).sentiment == -3

    received = talks.receive(THE_CENTRE, hers, "good", "b")

    assert (received.level, received.value, received.model) == (3, 1.0, "counting")
    assert talks.get(alice, hers).sentiment == 1
    assert [(m.text, m.level) for m in talks.scored(alice, hers)] == [("bad", -3), ("good", 3)]


def test_a_later_model_never_rewrites_what_was_scored(database, clock, hers, alice):
    Conversations(database, clock, Counting(-1.0)).receive(THE_CENTRE, hers, "bad", "a")
    newer = Counting(1.0)
    newer.model = "newer"
    talks = Conversations(database, clock, newer)

    talks.receive(THE_CENTRE, hers, "good", "b")

    assert [(m.value, m.model) for m in talks.scored(alice, hers)] == [(-1.0, "counting"), (1.0, "newer")]


def test_what_agents_write_has_no_score(talks, hers, alice):
    talks.send(alice, hers, "This is terrible", "c-1")

    assert talks.messages(alice, hers)[0].level is None
    assert talks.get(alice, hers).sentiment == 0


def test_a_message_and_its_score_are_stored_together_or_not_at_all(database, clock, hers, alice):
    class Broken(Counting):
        def score(self, text: str) -> Score:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        Conversations(database, clock, Broken()).receive(THE_CENTRE, hers, "hello", "a")

    talks = Conversations(database, clock, Counting())
    assert talks.messages(alice, hers) == []
    assert talks.get(alice, hers).last_seq == 0


def test_an_agent_cannot_write_as_the_customer(talks, hers, alice, sam):
    for actor in (alice, sam):
        with pytest.raises(AccessDenied):
            talks.receive(actor, hers, "I am the customer", "a")


@pytest.mark.parametrize("state", ["wrap_up", "closed"])
def test_the_customer_cannot_go_on_after_the_end(talks, database, alice, state):
    id = add_conversation(database, state=state, agent_id=alice.id)

    with pytest.raises(TransitionNotAllowed):
        talks.receive(THE_CENTRE, id, "One more thing", "a")


# ---- reading


def test_messages_come_newest_page_first_and_each_page_in_order(talks, database, hers, alice):
    add_messages(database, hers, *(f"text {n}" for n in range(1, 251)))

    newest = talks.messages(alice, hers)
    older = talks.messages(alice, hers, before_seq=newest[0].seq, limit=50)

    assert [m.seq for m in newest] == list(range(151, 251))
    assert [m.seq for m in older] == list(range(101, 151))
    assert [m.seq for m in talks.messages(alice, hers, after_seq=248)] == [249, 250]


def test_reading_is_kept_and_never_goes_back_b_72(talks, database, alice):
    id = add_conversation(database, state="active", agent_id=alice.id, last_seq=10)

    assert talks.mark_read(alice, id, 4).unread == 6
    assert talks.mark_read(alice, id, 2).unread == 6
    assert talks.mark_read(alice, id, 99).unread == 0
    assert talks.unread(alice, [id]) == {id: 0}


def test_a_supervisor_who_looks_reads_for_nobody(talks, database, alice, sam):
    id = add_conversation(database, state="active", agent_id=alice.id, last_seq=10)

    assert talks.mark_read(sam, id).unread == 10
    assert talks.unread(sam, [id]) == {}


def test_a_conversation_that_does_not_exist_is_not_found(talks, alice):
    with pytest.raises(NotFound, match="There is no conversation 999"):
        talks.get(alice, 999)
    with pytest.raises(NotFound):
        talks.send(alice, 999, "Hello", "c-1")


def test_who_has_no_role_and_who_only_analyses_opens_nothing(talks, hers, dora, nina):
    for actor in (dora, nina):
        with pytest.raises(AccessDenied):
            talks.get(actor, hers)


def test_a_page_of_messages_costs_three_statements(talks, database, hers, alice, recorded_queries):
    add_messages(database, hers, *(f"text {n}" for n in range(300)))

    with recorded_queries() as queries:
        talks.messages(alice, hers)

    assert len(queries) == 3, queries


# ---- links


def test_a_linked_contact_names_the_conversation_h_13(talks, services, hers, alice):
    [ana] = services.records.lookup(alice, ("contact",), "Ana Ruiz")

    linked = talks.link(alice, hers, ana.ref)

    assert (linked.customer, linked.customer_name) == (ana.ref, "Ana Ruiz")
    assert kinds(services)[-1] == "conversation.linked"


def test_linking_another_customer_replaces_the_first_h_13(talks, services, hers, alice):
    talks.link(alice, hers, Ref("contact", 1))

    assert talks.link(alice, hers, Ref("account", 1)).customer_name == "Acme Lamps"


def test_a_case_brings_its_customer_when_there_is_none_h_15(talks, hers, alice):
    linked = talks.link(alice, hers, Ref("case", 1))

    assert (linked.case_id, linked.case_title, linked.customer_name) == (1, "Lamp arrived broken", "Ana Ruiz")


def test_a_case_leaves_the_linked_customer_alone(talks, hers, alice):
    talks.link(alice, hers, Ref("contact", 3))

    assert talks.link(alice, hers, Ref("case", 1)).customer == Ref("contact", 3)


def test_unlinking_leaves_it_blank_h_14(talks, hers, alice):
    talks.link(alice, hers, Ref("case", 1))

    assert talks.unlink(alice, hers, "customer").customer_name == "Visitor 7"
    assert talks.unlink(alice, hers, "case").case_id is None
    assert talks.unlink(alice, hers, "case").case_id is None


def test_links_of_a_closed_conversation_stay_h_14(talks, database, alice):
    id = add_conversation(database, state="closed", agent_id=alice.id, customer="contact:1")

    with pytest.raises(TransitionNotAllowed, match="cannot link a record"):
        talks.link(alice, id, Ref("case", 1))
    with pytest.raises(TransitionNotAllowed, match="cannot unlink a record"):
        talks.unlink(alice, id, "customer")


@pytest.mark.parametrize("ref", [Ref("article", 1), Ref("conversation", 1), Ref("view", "all-cases")])
def test_only_customers_and_cases_are_linked(talks, hers, alice, ref):
    with pytest.raises(InvalidInput):
        talks.link(alice, hers, ref)


def test_what_does_not_exist_or_is_inactive_is_not_linked_h_12(talks, services, hers, alice):
    contact = services.records.get(alice, Ref("contact", 3))
    services.records.deactivate(alice, contact.ref, contact.version)

    with pytest.raises(NotFound, match="There is no contact 999"):
        talks.link(alice, hers, Ref("contact", 999))
    with pytest.raises(InvalidInput, match="Mona Ruge is inactive"):
        talks.link(alice, hers, contact.ref)


def test_skills_are_kept_in_order_and_once_h_33(talks, hers, alice):
    assert talks.set_skills(alice, hers, ["Billing", " Spanish ", "Billing", ""]).skills == ("Billing", "Spanish")
    with pytest.raises(InvalidInput, match="at most 20"):
        talks.set_skills(alice, hers, [f"skill {n}" for n in range(21)])


# ---- notes (G-70)


def test_a_note_goes_to_the_linked_case_first_g_70(talks, services, hers, alice):
    talks.link(alice, hers, Ref("case", 1))

    note = talks.add_note(alice, hers, "Called back.\nAll is well.")

    assert note.values["regarding"] == Ref("case", 1)
    assert note.values["conversation_id"] == hers
    assert (note.title, note.values["description"]) == ("Called back.", "Called back.\nAll is well.")
    assert any(item.ref == note.ref for item in services.records.timeline(alice, Ref("case", 1)))


def test_without_a_case_a_note_goes_to_the_customer_g_70(talks, hers, alice):
    talks.link(alice, hers, Ref("contact", 1))

    assert talks.add_note(alice, hers, "Prefers mornings").values["regarding"] == Ref("contact", 1)


def test_without_a_link_there_is_no_place_for_a_note_g_70(talks, hers, alice):
    with pytest.raises(InvalidInput, match="Link a customer or a case first"):
        talks.add_note(alice, hers, "Nobody")


# ---- lists


@pytest.fixture
def busy(database, alice, bob, carol) -> dict[str, int]:
    """Conversations of several people in several states, by name."""
    at = {name: NINE + timedelta(minutes=n) for n, name in enumerate("abcdef")}
    rows = {
        "active": {"state": "active", "agent_id": alice.id, "modified_at": at["a"], "customer": "contact:1"},
        "waiting": {
            "state": "waiting",
            "agent_id": alice.id,
            "modified_at": at["b"],
            "channel": "sms",
            "transfer_count": 2,
        },
        "wrap_up": {"state": "wrap_up", "agent_id": alice.id, "modified_at": at["c"], "customer_waits_since": at["a"]},
        "open": {"modified_at": at["d"]},
        "other queue": {"queue_id": BILLING, "modified_at": at["e"]},
        "bobs": {"state": "active", "agent_id": bob.id, "modified_at": at["f"]},
        "closed today": {"state": "closed", "agent_id": alice.id, "closed_at": NINE},
        "closed before": {"state": "closed", "agent_id": alice.id, "closed_at": NINE - timedelta(hours=10)},
        "bobs closed": {"state": "closed", "agent_id": bob.id, "closed_at": NINE},
        "imported": {"state": "closed", "queue_id": None, "imported": "sgd", "external_id": "1", "subject": "Hotels"},
    }
    return {
        name: add_conversation(database, visitor_number=n, **values) for n, (name, values) in enumerate(rows.items(), 1)
    }


def names(busy: dict[str, int], found) -> list[str]:
    by_id = {id: name for name, id in busy.items()}
    return [by_id[item.ref.id] for item in found]


def test_my_work_items_are_what_i_work_on_m_1(talks, busy, alice):
    assert names(busy, talks.work_items(alice, "mine")) == ["wrap_up", "waiting", "active"]


def test_open_work_items_are_those_of_my_queues_m_1(talks, busy, alice, carol, sam):
    assert names(busy, talks.work_items(alice, "open")) == ["open"]
    assert names(busy, talks.work_items(carol, "open")) == ["other queue"]
    assert names(busy, talks.work_items(sam, "open")) == ["other queue", "open"]


def test_closed_work_items_are_those_i_closed_today_m_1(talks, busy, alice):
    assert names(busy, talks.work_items(alice, "closed")) == ["closed today"]


def test_today_begins_where_the_centre_is(talks, database, busy, alice):
    with (
        database.write() as conn
    ):  # nine in London is ten in the evening in Auckland, whose day began eleven UTC before
        conn.execute(schema.settings.insert().values(name="time_zone", value="Pacific/Auckland"))

    assert set(names(busy, talks.work_items(alice, "closed"))) == {"closed today", "closed before"}


@pytest.mark.parametrize(
    ("sort", "first"),
    [("waiting", "wrap_up"), ("customer", "active"), ("transfer_count", "waiting"), ("workstream", "wrap_up")],
)
def test_work_items_are_sorted_as_asked_m_2(talks, busy, alice, sort, first):
    assert names(busy, talks.work_items(alice, "mine", sort))[0] == first


def test_an_unknown_stream_or_order_is_refused(talks, alice):
    with pytest.raises(InvalidInput, match="no stream"):
        talks.work_items(alice, "theirs")
    with pytest.raises(InvalidInput, match="cannot be sorted by"):
        talks.work_items(alice, "mine", "password")


def test_a_work_item_says_what_its_card_shows(talks, busy, alice):
    [item] = [item for item in talks.work_items(alice, "mine") if item.ref.id == busy["active"]]

    assert (item.customer, item.channel, item.state, item.queue) == ("Ana Ruiz", "chat", "active", "Support")
    assert item.workstream == "Live chat"


def test_the_grid_shows_agents_what_is_theirs_or_open_to_them_o_2(talks, busy, alice):
    found = names(busy, talks.page(alice, "all-conversations").rows)

    assert set(found) == set(busy) - {"other queue", "bobs", "bobs closed"}


def test_the_grid_shows_supervisors_everything(talks, busy, sam):
    assert talks.page(sam, "all-conversations").total == len(busy)


def test_the_views_count_what_they_show(talks, busy, alice, sam):
    for actor in (alice, sam):
        counts = talks.counts(actor)

        assert counts == {view: talks.page(actor, view).total for view in counts}
    assert talks.counts(alice)["my-conversations"] == 3


def test_a_page_is_cut_sorted_and_counted_in_the_database(talks, busy, sam):
    first = talks.page(sam, sort=[("customer", False)], limit=3)
    second = talks.page(sam, sort=[("customer", False)], offset=3, limit=3)

    assert first.total == len(busy)
    assert [row.title for row in (*first.rows, *second.rows)] == [
        "Ana Ruiz", "Visitor 10", "Visitor 2", "Visitor 3", "Visitor 4", "Visitor 5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"channel": "sms"}, {"waiting"}),
        ({"channel": ["sms", "voice"]}, {"waiting"}),
        ({"state": ["active", "wrap_up"]}, {"active", "wrap_up", "bobs"}),
        ({"queue": BILLING}, {"other queue"}),
        ({"queue": "bill"}, {"other queue"}),
        ({"agent": "brown"}, {"bobs", "bobs closed"}),
        ({"customer": Ref("contact", 1)}, {"active"}),
        ({"customer": "ruiz"}, {"active"}),
        ({"subject": "HOTEL"}, {"imported"}),
        ({"modified_at": (NINE + timedelta(minutes=3), NINE + timedelta(minutes=5))}, {"open", "other queue"}),
        ({"sentiment": 3}, set()),
        ({"channel": None, "state": ""}, None),
    ],
)
def test_the_grid_is_filtered(talks, busy, sam, filters, expected):
    found = set(names(busy, talks.page(sam, filters=filters).rows))

    assert found == (set(busy) if expected is None else expected)


def test_what_a_person_types_is_never_a_pattern(talks, busy, sam):
    assert talks.page(sam, filters={"subject": "%"}).total == 0
    assert talks.page(sam, filters={"customer": "_"}).total == 0


def test_an_unknown_column_or_view_is_refused(talks, sam):
    with pytest.raises(InvalidInput, match="no column password"):
        talks.page(sam, filters={"password": "x"})
    with pytest.raises(InvalidInput, match="no column password"):
        talks.page(sam, sort=[("password", True)])
    with pytest.raises(NotFound, match="view nonsense"):
        talks.page(sam, "nonsense")


def test_a_grid_row_has_values_and_what_they_are_called(talks, busy, sam):
    [row] = talks.page(sam, filters={"customer": "ruiz"}).rows

    assert row.ref == Ref("conversation", busy["active"])
    assert (row.values["queue"], row.labels["queue"]) == (SUPPORT, "Support")
    assert (row.labels["channel"], row.labels["state"], row.labels["sentiment"]) == ("Live chat", "Active", "Neutral")


def test_a_page_of_the_grid_costs_two_statements(talks, busy, alice, recorded_queries):
    with recorded_queries() as queries:
        talks.page(alice, "all-conversations", filters={"state": "closed"}, sort=[("queue", True)])

    assert len(queries) == 2, queries


def test_a_stream_costs_two_statements(talks, busy, alice, recorded_queries):
    with recorded_queries() as queries:
        talks.work_items(alice, "mine")

    assert len(queries) == 2, queries


def test_several_conversations_cost_one_statement(talks, busy, alice, recorded_queries):
    with recorded_queries() as queries:
        found = talks.several(alice, list(busy.values()))

    assert len(queries) == 1, queries
    assert busy["active"] in found
    assert busy["other queue"] not in found


# ---- the journey


def test_the_journey_follows_what_was_done_g_120(talks, database, alice, clock):
    id = add_conversation(database)
    for step in (talks.pick, talks.end, talks.leave):
        clock.forward(minutes=2)
        step(alice, id)

    steps = talks.journey(alice, id)

    assert [(s.what, s.who, s.duration_s) for s in steps] == [
        ("Picked", "Alice Adams", 120),
        ("Ended, wrap-up began", "Alice Adams", 120),
        ("Closed", "Alice Adams", None),
    ]


def test_every_change_leaves_exactly_one_event(talks, services, database, alice):
    id = add_conversation(database)
    talks.pick(alice, id)
    talks.receive(THE_CENTRE, id, "Hello", "a")
    talks.send(alice, id, "Hello", "b")
    talks.link(alice, id, Ref("contact", 1))
    talks.set_skills(alice, id, ["Spanish"])
    talks.add_note(alice, id, "A note")
    talks.unlink(alice, id, "customer")
    talks.end(alice, id)
    talks.leave(alice, id)

    assert kinds(services) == [
        "conversation.picked", "message.received", "message.sent", "conversation.linked", "conversation.skills_changed",
        "activity.created", "conversation.unlinked", "conversation.ended", "conversation.closed",
    ]  # fmt: skip


def test_events_do_not_hold_what_was_written(talks, services, hers, alice):
    talks.send(alice, hers, "my secret words", "c-1")

    assert all("secret" not in str(event.data) for event in services.feed.since(0))


def test_a_refused_change_changes_nothing(talks, services, database, hers, bob):
    with database.read() as conn:
        before = conn.execute(select(schema.conversations)).all()
        events = conn.execute(select(func.count()).select_from(schema.events)).scalar_one()

    for refused in (
        lambda: talks.send(bob, hers, "x", "c"),
        lambda: talks.end(bob, hers),
        lambda: talks.link(bob, hers, Ref("case", 1)),
        lambda: talks.set_skills(bob, hers, ["x"]),
        lambda: talks.add_note(bob, hers, "x"),
    ):
        with pytest.raises(AccessDenied):
            refused()

    with database.read() as conn:
        assert conn.execute(select(schema.conversations)).all() == before
        assert conn.execute(select(func.count()).select_from(schema.events)).scalar_one() == events


def test_a_conversation_that_changed_hands_meanwhile_is_not_moved(database, alice, bob, clock):
    from ccw_panel.domain.conversation import Event, advance
    from ccw_panel.store import conversations as store

    id = add_conversation(database, state="active", agent_id=alice.id)
    with database.write() as conn:
        before = store.get(conn, id)
        conn.execute(update(schema.conversations).values(agent_id=bob.id))

        assert store.move(conn, before, advance(before, Event.END, clock())) is False


def test_who_is_unlinked_becomes_a_visitor_who_can_be_told_from_others_h_14(talks, services, database, alice):
    ana = services.records.lookup(alice, ["contact"], "ana")[0].ref
    names = []
    for _ in range(2):
        id = add_conversation(database, state="active", agent_id=alice.id, customer=str(ana), visitor_number=None)
        names.append(talks.unlink(alice, id, "customer").customer_name)

    assert len(set(names)) == 2
    assert all(name.removeprefix("Visitor ").isdigit() for name in names)
