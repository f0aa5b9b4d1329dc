from datetime import UTC, datetime, timedelta

import pytest

from ccw_panel.domain.conversation import (
    CHANNEL_LABELS,
    LIVE_CHANNELS,
    PAST,
    STATE_LABELS,
    TRANSITIONS,
    Channel,
    Conversation,
    Event,
    State,
    advance,
    event_on_close,
)
from ccw_panel.domain.journey import STEPS
from ccw_panel.errors import TransitionNotAllowed

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEN = NINE.replace(hour=10)


def conversation(state: State, **values) -> Conversation:
    known = {"channel": Channel.CHAT, "since": NINE, "created_at": NINE, "modified_at": NINE}
    return Conversation(
        id=7, state=state, **known | {"subject": "Lamp", "customer_name": "Visitor 7", "version": 1} | values
    )


@pytest.mark.parametrize(
    ("before", "event", "after"),
    [
        pytest.param(State.OPEN, Event.PICK, State.ACTIVE, id="D-11"),
        pytest.param(State.ACTIVE, Event.RELEASE, State.OPEN, id="D-18"),
        pytest.param(State.ACTIVE, Event.PARK, State.WAITING, id="D-20"),
        pytest.param(State.ACTIVE, Event.END, State.WRAP_UP, id="D-21"),
        pytest.param(State.WRAP_UP, Event.CLOSE, State.CLOSED, id="D-27"),
        pytest.param(State.WAITING, Event.RESUME, State.ACTIVE, id="D-29"),
    ],
)
def test_an_event_leads_from_one_state_to_the_next(before, event, after):
    moved = advance(conversation(before), event, TEN)

    assert (moved.state, moved.since, moved.modified_at) == (after, TEN, TEN)


@pytest.mark.parametrize("state", [s for s in State if s is not State.CLOSED])
def test_a_supervisor_can_close_any_conversation_that_is_not_closed_d_32(state):
    assert advance(conversation(state), Event.FORCE_CLOSE, TEN).state is State.CLOSED


@pytest.mark.parametrize("event", Event)
def test_closed_is_final_d_34(event):
    with pytest.raises(TransitionNotAllowed, match="Conversation 7 is closed, so it cannot .*; it is final"):
        advance(conversation(State.CLOSED), event, TEN)


def test_a_refusal_names_what_is_allowed():
    with pytest.raises(
        TransitionNotAllowed, match="is wrap-up, so it cannot park; allowed from here: close, force close"
    ):
        advance(conversation(State.WRAP_UP), Event.PARK, TEN)


def test_the_first_pick_tells_how_long_the_customer_waited():
    picked = advance(conversation(State.OPEN), Event.PICK, TEN)

    assert (picked.accepted_at, picked.wait_s) == (TEN, 3600)


def test_a_second_pick_keeps_the_first_wait():
    released = conversation(State.OPEN, accepted_at=NINE, wait_s=12.0)

    assert advance(released, Event.PICK, TEN).wait_s == 12.0


def test_a_clock_put_back_makes_no_negative_durations():
    earlier = NINE - timedelta(hours=1)

    assert advance(conversation(State.OPEN), Event.PICK, earlier).wait_s == 0
    assert advance(conversation(State.ACTIVE), Event.END, earlier).handle_s == 0


def test_handle_time_is_active_and_wrap_up_time_but_not_waiting():
    half_past = NINE + timedelta(minutes=30)
    parked = advance(conversation(State.ACTIVE), Event.PARK, half_past)
    resumed = advance(parked, Event.RESUME, TEN)
    ended = advance(resumed, Event.END, TEN + timedelta(minutes=5))
    closed = advance(ended, Event.CLOSE, TEN + timedelta(minutes=6))

    assert closed.handle_s == (30 + 5 + 1) * 60
    assert (closed.wrap_up_at, closed.closed_at) == (ended.since, closed.since)


def test_a_released_conversation_has_no_agent():
    released = advance(conversation(State.ACTIVE, agent_id=3, agent_name="Bob"), Event.RELEASE, TEN)

    assert (released.agent_id, released.agent_name) == (None, "")


def test_nobody_waits_for_an_answer_after_the_end():
    waiting = conversation(State.ACTIVE, customer_waits_since=NINE)

    assert advance(waiting, Event.END, TEN).customer_waits_since is None


@pytest.mark.parametrize("channel", Channel)
def test_closing_the_session_without_end_d_19_d_20(channel):
    left = event_on_close(conversation(State.ACTIVE, channel=channel))

    assert left is (Event.RELEASE if channel in LIVE_CHANNELS else Event.PARK)


@pytest.mark.parametrize(
    ("state", "event"),
    [(State.WRAP_UP, Event.CLOSE), (State.OPEN, None), (State.WAITING, None), (State.CLOSED, None)],
)
def test_closing_the_session_in_the_other_states(state, event):
    assert event_on_close(conversation(state)) is event


@pytest.mark.parametrize("state", State)
def test_only_an_active_conversation_takes_messages_g_10(state):
    assert conversation(state).may_send == (state is State.ACTIVE)


def test_unread_messages_are_never_negative():
    assert conversation(State.ACTIVE, last_seq=5, read_seq=2).unread == 3
    assert conversation(State.ACTIVE, last_seq=2, read_seq=5).unread == 0


def test_every_state_channel_and_event_has_its_words():
    assert set(STATE_LABELS) == set(State)
    assert set(CHANNEL_LABELS) == set(Channel)
    assert set(PAST) == set(Event) == {event for _, event in TRANSITIONS}
    assert {f"conversation.{past}" for past in PAST.values()} <= set(STEPS)
