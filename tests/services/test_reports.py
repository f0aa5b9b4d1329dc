from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pandas as pd
import pytest
from sqlalchemy import insert, update

from ccw_panel.center import THE_CENTRE
from ccw_panel.domain.report import SENTIMENT_COLUMNS
from ccw_panel.domain.sentiment import level_of, running_values
from ccw_panel.errors import AccessDenied, InvalidInput, NotFound
from ccw_panel.services.reports import Reports
from ccw_panel.store import schema
from ccw_panel.store.frames import frames
from tests.conftest import BILLING, NINE
from tests.talks import add_conversation

NAMES = [
    "accounts",
    "contacts",
    "cases",
    "activities",
    "articles",
    "queues",
    "agents",
    "conversations",
    "messages",
    "events",
]


@pytest.fixture
def reports(services):
    return services.reports


def customer_writes(database, conversation_id: int, *values: float, model: str = "m") -> None:
    """Customer messages of these values, a minute apart from nine."""
    with database.write() as conn:
        for seq, value in enumerate(values, start=1):
            at = NINE + timedelta(minutes=seq)
            row = {
                "conversation_id": conversation_id,
                "seq": seq,
                "at": at,
                "sender": "customer",
                "text": f"said {value}",
            }
            [id] = conn.execute(insert(schema.messages).values(row)).inserted_primary_key
            score = {"message_id": id, "model": model, "value": value, "level": int(level_of(value)), "confidence": 0.5}
            conn.execute(insert(schema.message_scores).values(score))
        of = schema.conversations.c.id == conversation_id
        conn.execute(update(schema.conversations).where(of).values(last_seq=len(values)))


# ---- frames


def test_the_frames_are_those_that_are_promised():
    assert set(frames()) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_has_its_documented_columns_and_a_key_also_when_empty(reports, name):
    frame = reports.frame(THE_CENTRE, name)

    assert list(frame.columns) == [column.name for column in frames()[name].columns]
    assert frame[frames()[name].key].is_unique


@pytest.mark.parametrize("name", NAMES)
def test_every_column_says_what_it_holds(name):
    assert [column.name for column in frames()[name].columns if not column.meaning] == []


def test_an_unknown_frame_names_the_known_ones(reports):
    with pytest.raises(NotFound, match="Known: .*accounts.*conversations"):
        reports.frame(THE_CENTRE, "passwords")


def test_columns_have_the_types_analysts_expect(reports, services, database, alice):
    id = add_conversation(database, state="active", agent_id=alice.id, wait_s=12.5)
    services.conversations.receive(THE_CENTRE, id, "It is broken and useless", "a")

    conversations, messages = reports.frame(THE_CENTRE, "conversations"), reports.frame(THE_CENTRE, "messages")

    assert str(conversations["created_at"].dtype) == "datetime64[us, UTC]"
    assert conversations["wait_s"].dtype == "float64"
    assert conversations["case_id"].dtype == "Int64"
    assert conversations["abandoned"].dtype == "bool"
    assert (conversations["queue"][0], conversations["agent"][0]) == ("Support", "Alice Adams")
    assert conversations["customer_name"][0] == "Visitor 7"
    assert messages["level"][0] < 0
    assert messages["model"][0] == "vader-service-1"


def test_choices_come_as_numbers_and_in_words(reports):
    cases = reports.frame(THE_CENTRE, "cases")

    assert list(cases["status"]) == [1, 1, 1]
    assert set(cases["status_label"]) == {"Active"}
    assert cases["customer"][0] == "contact:1"


def test_agents_come_with_their_queues_and_without_their_passwords(reports):
    agents = reports.frame(THE_CENTRE, "agents").set_index("name")

    assert agents.loc["alice", "queues"] == ["Support"]
    assert agents.loc["sam", "queues"] == []
    assert not any("password" in column for column in agents.columns)


def test_events_come_in_commit_order(reports, services, database, alice):
    talks, id = services.conversations, add_conversation(database)
    talks.pick(alice, id)
    talks.end(alice, id)

    events = reports.frame(THE_CENTRE, "events")

    assert events["seq"].is_monotonic_increasing
    assert list(events["kind"])[-2:] == ["conversation.picked", "conversation.ended"]


def test_a_message_scored_by_two_models_is_one_row_with_ours(database, clock):
    id = add_conversation(database)
    customer_writes(database, id, -1.0, 0.0, model="older")
    with database.write() as conn:
        newer = {"message_id": 1, "model": "newer", "value": 1.0, "level": 3, "confidence": 1.0}
        conn.execute(insert(schema.message_scores).values(newer))

    messages = Reports(database, clock, model="newer").frame(THE_CENTRE, "messages")

    assert list(messages["value"]) == [1.0, 0.0]
    assert list(messages["model"]) == ["newer", "older"]


def test_labels_of_the_generator_stand_beside_the_scores(database, reports):
    id = add_conversation(database)
    customer_writes(database, id, -1.0)
    with database.write() as conn:
        for source, level in (("generator", -2), ("person", -3)):
            conn.execute(insert(schema.message_labels).values(message_id=1, source=source, level=level))

    assert list(reports.frame(THE_CENTRE, "messages")["true_level"]) == [-2]


# ---- who sees what


@pytest.fixture
def two_queues(database, alice, carol) -> dict[str, int]:
    ids = {
        "alices": add_conversation(database, state="active", agent_id=alice.id),
        "open": add_conversation(database, visitor_number=8),
        "carols": add_conversation(database, state="active", agent_id=carol.id, queue_id=BILLING),
        "imported": add_conversation(database, state="closed", queue_id=None, imported="sgd", external_id="1"),
    }
    for id in ids.values():
        customer_writes(database, id, -1.0)
    return ids


def test_the_analyst_sees_all_of_it(reports, two_queues, nina):
    assert len(reports.frame(nina, "conversations")) == 4
    assert len(reports.frame(nina, "messages")) == 4
    assert len(reports.frame(nina, "cases")) == 3


def test_an_agent_sees_the_conversations_they_may_open_and_what_was_said_there(reports, two_queues, alice):
    seen = {two_queues["alices"], two_queues["open"], two_queues["imported"]}

    assert set(reports.frame(alice, "conversations")["id"]) == seen
    assert set(reports.frame(alice, "messages")["conversation_id"]) == seen
    assert len(reports.frame(alice, "cases")) == 3


def test_an_agent_sees_the_events_of_what_they_see(reports, services, two_queues, alice, carol):
    services.conversations.end(alice, two_queues["alices"])
    services.conversations.end(carol, two_queues["carols"])

    events = reports.frame(alice, "events")

    assert set(events["conversation_id"].dropna()) == {two_queues["alices"]}


def test_who_has_no_role_takes_no_frame(reports, dora):
    with pytest.raises(AccessDenied):
        reports.frame(dora, "cases")
    with pytest.raises(AccessDenied):
        reports.sentiment(dora)


# ---- the sentiment of a period


def test_a_conversation_is_one_row_with_its_mood(reports, database, alice, nina):
    id = add_conversation(database, state="active", agent_id=alice.id, sentiment=1)
    customer_writes(database, id, 0.2, -1.0, -1.0, 1.0, 1.0, 1.0)

    [row] = reports.sentiment(nina).itertuples(index=False)

    assert row._fields == SENTIMENT_COLUMNS
    assert (row.level, row.first_level, row.worst_level) == (1, 1, -3)
    assert (row.worst_text, row.worst_at) == ("said -1.0", pd.Timestamp(NINE + timedelta(minutes=2)))
    assert (row.queue, row.channel, row.agent, row.customer) == ("Support", "chat", "Alice Adams", "Visitor 7")
    assert row.day == NINE.date()


def test_an_alert_is_when_the_conversation_fell_and_recovery_when_it_rose(reports, database, nina):
    values = [0.0, -1.0, -1.0, -1.0, 1.0, 1.0]
    id = add_conversation(database)
    customer_writes(database, id, *values)
    running = [level_of(value) for value in running_values(values)]
    fell = next(n for n, level in enumerate(running) if level <= -2)
    rose = next(n for n, (before, after) in enumerate(pairwise(running), 1) if before <= -2 < after)

    [row] = reports.sentiment(nina).itertuples(index=False)

    assert row.alert_at == pd.Timestamp(NINE + timedelta(minutes=fell + 1))
    assert row.recovered_s == (rose - fell) * 60


def test_a_mild_conversation_has_no_alert(reports, database, nina):
    customer_writes(database, add_conversation(database), 0.1, 0.2)

    [row] = reports.sentiment(nina).itertuples(index=False)

    assert pd.isna(row.alert_at)
    assert pd.isna(row.recovered_s)


def test_only_conversations_of_the_period_queue_and_channel_count(reports, database, nina):
    ids = [
        add_conversation(database),
        add_conversation(database, queue_id=BILLING),
        add_conversation(database, channel="sms"),
        add_conversation(database, created_at=NINE - timedelta(days=3)),
        add_conversation(database),  # in which nobody wrote
    ]
    for id in ids[:4]:
        customer_writes(database, id, 0.5)

    assert set(reports.sentiment(nina)["conversation_id"]) == set(ids[:4])
    assert set(reports.sentiment(nina, days=3)["conversation_id"]) == set(ids[:3])
    assert set(reports.sentiment(nina, queue="Billing")["conversation_id"]) == {ids[1]}
    assert set(reports.sentiment(nina, channel="sms")["conversation_id"]) == {ids[2]}


def test_an_empty_period_has_the_columns_all_the_same(reports, nina):
    empty = reports.sentiment(nina)

    assert len(empty) == 0
    assert tuple(empty.columns) == SENTIMENT_COLUMNS


def test_an_impossible_period_is_refused(reports, nina):
    with pytest.raises(InvalidInput, match="Give 1 to"):
        reports.sentiment(nina, days=0)


def test_the_agents_dashboard_holds_what_they_may_open(reports, two_queues, alice):
    assert two_queues["carols"] not in set(reports.sentiment(alice)["conversation_id"])


def test_the_dashboard_costs_four_statements(reports, two_queues, nina, recorded_queries):
    with recorded_queries() as queries:
        reports.sentiment(nina)

    assert len(queries) <= 4, queries


# ---- an agent's day


def test_the_day_of_an_agent(reports, database, alice, bob, clock):
    clock.forward(hours=3)
    minutes = [timedelta(minutes=n) for n in range(60)]
    done = {"state": "closed", "agent_id": alice.id, "accepted_at": NINE}
    add_conversation(database, **done, closed_at=NINE + minutes[10], handle_s=300.0, wait_s=10.0, csat=5)
    add_conversation(
        database,
        **done,
        closed_at=NINE + minutes[20],
        handle_s=500.0,
        wait_s=40.0,
        csat=4,
        first_response_at=NINE + minutes[1],
    )
    add_conversation(database, state="active", agent_id=alice.id, accepted_at=NINE, wait_s=5.0)
    add_conversation(database, **done | {"agent_id": bob.id}, closed_at=NINE, handle_s=9.0)

    day = reports.agent_day(alice)

    assert (day.handled, day.handle_s, day.first_response_s) == (2, 400, 60)
    assert day.service_level == pytest.approx(2 / 3)
    assert (day.csat, day.ratings) == (4.5, 2)
    assert (day.capacity_used, day.capacity) == (1, 5)


def test_usual_is_what_was_done_by_this_time_on_other_days(reports, database, alice, clock):
    clock.forward(hours=1)
    for days, hours in ((1, 0), (1, 0.5), (1, 5), (2, 0), (40, 0)):
        closed_at = NINE - timedelta(days=days) + timedelta(hours=hours)
        add_conversation(database, state="closed", agent_id=alice.id, closed_at=closed_at)

    assert reports.agent_day(alice).usual == pytest.approx((2 + 1) / 2)


def test_a_first_day_has_nothing_to_compare_with(reports, alice):
    day = reports.agent_day(alice)

    assert (day.handled, day.usual, day.handle_s, day.service_level, day.csat) == (0, None, None, None, None)
