from datetime import timedelta

from ccw_panel.domain.conversation import Channel, Conversation, State
from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.journey import journey
from tests.conftest import NINE, TEN

NAMES = {"alice": "Alice Adams"}


def conversation(**values) -> Conversation:
    known = {
        "id": 7,
        "channel": Channel.CHAT,
        "state": State.CLOSED,
        "since": TEN,
        "created_at": NINE,
        "modified_at": TEN,
    }
    return Conversation(**known | {"subject": "", "customer_name": "Visitor 7", "version": 1} | values)


def event(seq: int, minute: int, kind: str, actor: str = "alice", **data) -> StoredEvent:
    return StoredEvent(seq, NINE + timedelta(minutes=minute), kind, actor, data, conversation_id=7)


def test_each_step_lasts_until_the_next_g_120():
    events = [
        event(1, 0, "conversation.created", "system", queue="Support"),
        event(2, 2, "conversation.picked"),
        event(3, 3, "message.sent"),
        event(4, 12, "conversation.ended"),
        event(5, 15, "conversation.closed"),
    ]

    steps = journey(conversation(), events, NAMES)

    assert [(s.what, s.who, s.duration_s) for s in steps] == [
        ("Entered the queue", "Support", 120),
        ("Picked", "Alice Adams", 600),
        ("Ended, wrap-up began", "Alice Adams", 180),
        ("Closed", "Alice Adams", None),
    ]


def test_the_last_step_of_a_conversation_that_goes_on_has_no_duration():
    steps = journey(conversation(state=State.ACTIVE), [event(1, 2, "conversation.picked")], NAMES)

    assert [s.duration_s for s in steps] == [None]


def test_an_agent_named_in_the_event_is_who_took_it():
    steps = journey(conversation(), [event(1, 0, "conversation.assigned", "sam", agent="alice")], NAMES)

    assert steps[0].who == "Alice Adams"


def test_a_conversation_without_events_is_read_from_its_times():
    closed = conversation(
        accepted_at=NINE + timedelta(minutes=1), closed_at=TEN, agent_name="Bob Brown", queue_name="Billing"
    )

    steps = journey(closed, [], NAMES)

    assert [(s.what, s.who, s.duration_s) for s in steps] == [
        ("Entered the queue", "Billing", 60),
        ("Accepted", "Bob Brown", 3540),
        ("Closed", "", None),
    ]


def test_an_imported_conversation_shows_its_times_and_when_it_was_imported():
    imported = event(1, 300, "conversation.imported", "system")

    steps = journey(conversation(closed_at=TEN), [imported], NAMES)

    assert [s.what for s in steps] == ["Entered the queue", "Closed", "Imported"]
