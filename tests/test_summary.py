"""What is said of a closed conversation comes from its record and its own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ccw_panel.domain.conversation import Channel, Conversation, State
from ccw_panel.domain.message import Message, Sender, Visibility
from ccw_panel.domain.sentiment import Level, level_of
from ccw_panel.domain.summary import facts, mood, spelled

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CLOSED = Conversation(
    id=7,
    channel=Channel.CHAT,
    state=State.CLOSED,
    since=NINE,
    created_at=NINE,
    modified_at=NINE,
    subject="",
    customer_name="Ana Ruiz",
    version=1,
    agent_id=1,
    agent_name="Alice Adams",
    accepted_at=NINE,
    wait_s=38.0,
    handle_s=640.0,
)


def customer(seq: int, text: str, value: float | None = 0.0) -> Message:
    level = None if value is None else int(level_of(value))
    at = NINE + timedelta(minutes=seq)
    return Message(seq, 7, seq, at, Sender.CUSTOMER, "Ana Ruiz", text, level=level, value=value)


def test_the_issue_is_the_first_message_that_says_something():
    said = [
        customer(1, "Hi there"),
        customer(2, "My floor lamp arrived with a cracked shade"),
        customer(3, "Please help"),
    ]

    found = facts(CLOSED, said)

    assert found.issue is said[1]
    assert found.last is said[2]


def test_a_customer_who_only_greeted_is_quoted_with_the_greeting():
    said = [customer(1, "Hello?")]

    found = facts(CLOSED, said)

    assert found.issue is said[0]
    assert found.last is None


def test_an_internal_message_is_never_quoted_as_the_customers():
    internal = replace(customer(1, "The customer is right about the lamp shade"), visibility=Visibility.INTERNAL)

    assert facts(CLOSED, [internal]).issue is None


def test_the_path_holds_a_step_only_when_the_level_of_the_last_six_changes():
    said = [
        customer(1, "Hi", 0.0),
        customer(2, "Fine", 0.0),
        customer(3, "This is terrible", -1.0),
        customer(4, "Bad", -1.0),
    ]

    path = facts(CLOSED, said).path

    assert [level for _, level in path] == [Level.NEUTRAL, Level.NEGATIVE]
    assert path[1][0] == said[2].at


def test_messages_without_a_score_are_left_out_of_the_chart():
    assert [point.text for point in mood([customer(1, "scored", 0.5), customer(2, "not yet", None)])] == ["scored"]


def test_the_outcome_says_who_answered_after_how_long_and_what_the_customer_thought():
    found = facts(replace(CLOSED, transfer_count=2, csat=4, dispositions=("Refund",)), [])

    assert found.outcome == (
        "Alice Adams answered after 38 s.",
        "It took 11 min of work.",
        "It was transferred 2 times.",
        "Disposition: Refund.",
        "The customer gave it 4 of 5.",
    )


def test_an_abandoned_conversation_says_that_nobody_answered():
    abandoned = replace(CLOSED, agent_id=None, agent_name="", accepted_at=None, handle_s=None)

    assert facts(abandoned, []).outcome == ("Nobody answered before it closed. The customer waited 38 s.",)


def test_durations_are_spelled_in_the_units_people_say():
    assert [spelled(s) for s in (0, 59, 61, 3600, 7500)] == ["0 s", "59 s", "1 min", "1 h", "2 h 5 min"]
