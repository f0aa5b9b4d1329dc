"""What an agent does with one conversation, and what reaches the desk from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import insert

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import State
from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.message import Sender
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import AccessDenied, Conflict, InvalidInput, StoreUnavailable, TransitionNotAllowed
from ccw_panel.models.closed_conversation import ClosedConversation
from ccw_panel.models.conversation import WINDOW, ConversationDesk
from ccw_panel.models.workspace import Workspace
from ccw_panel.services import Services
from ccw_panel.store import schema
from ccw_panel.store.engine import Database
from tests.conftest import NINE
from tests.models.conftest import ACTIVE, CLOSED, OPEN, VISITOR, WAITING, WRAP_UP, Things


@pytest.fixture
def desk(services: Services, alice: Actor, conversations: None) -> ConversationDesk:
    return opened(services, alice, ACTIVE)


@pytest.fixture
def visitor(services: Services, alice: Actor, conversations: None) -> ConversationDesk:
    return opened(services, alice, VISITOR)


def opened(services: Services, actor: Actor, id: int) -> ConversationDesk:
    desk = ConversationDesk(services, actor, id)
    desk.load()
    desk.load_form()
    return desk


def follow(desk: ConversationDesk, since: int = 0) -> None:
    """Gives the desk every event of the centre after `since`."""
    desk.apply(desk.services.feed.since(since))


def texts(desk: ConversationDesk) -> list[str]:
    return [message.text for message in desk.messages]


# ---- sending (G-10)


def test_a_sent_message_is_stored_once_and_shown(desk: ConversationDesk):
    first = desk.send("We replace it.", "browser-1")
    again = desk.send("We replace it.", "browser-1")

    assert first == again
    assert texts(desk) == ["We replace it."]
    assert desk.services.conversations.messages(desk.actor, ACTIVE) == [first]


def test_sending_ends_the_draft(desk: ConversationDesk):
    desk.save_draft("We replace it.")

    desk.send("We replace it.", "browser-1")

    assert desk.draft == ""
    assert opened(desk.services, desk.actor, ACTIVE).draft == ""
    ended = desk.services.workspaces.versions(desk.actor, f"conversation:{ACTIVE}", "message")
    assert [version.value["text"] for version in ended] == ["We replace it."]


@pytest.mark.parametrize(
    ("id", "why"),
    [
        (WRAP_UP, "This conversation has ended. Finish your notes, then close the session."),
        (CLOSED, "This conversation is closed and can only be read."),
        (WAITING, "This conversation is waiting. Open it from My work items to go on."),
    ],
)
def test_nothing_is_sent_after_the_end_and_the_panel_says_why(
    services: Services, alice: Actor, conversations: None, id: int, why: str
):
    desk = opened(services, alice, id)

    assert not desk.may_send
    assert desk.why_not == why
    with pytest.raises(TransitionNotAllowed):
        desk.send("Still there?", "browser-1")


def test_a_refused_message_leaves_the_draft_alone(desk: ConversationDesk):
    desk.save_draft("x" * 7000)

    with pytest.raises(InvalidInput):
        desk.send("x" * 7000, "browser-1")

    assert desk.draft == "x" * 7000
    assert texts(desk) == []


def test_a_colleague_is_told_who_answers_and_a_supervisor_may_step_in(
    services: Services, bob: Actor, sam: Actor, conversations: None
):
    seen_by_bob, seen_by_sam = ConversationDesk(services, bob, ACTIVE), opened(services, sam, ACTIVE)
    seen_by_bob.load()

    assert seen_by_bob.why_not == "Alice Adams is answering this conversation."
    assert seen_by_sam.may_send


def test_end_begins_the_wrap_up_and_closes_the_composer(desk: ConversationDesk):
    desk.end()

    assert desk.conversation.state is State.WRAP_UP
    assert not desk.may_send
    assert desk.may_link


# ---- drafts and notes (G-70, B-83)


def test_a_draft_comes_back_in_another_window(desk: ConversationDesk):
    desk.save_draft("I understand, Saturday")
    desk.save_note_draft("calls back")

    again = opened(desk.services, desk.actor, ACTIVE)

    assert (again.draft, again.note) == ("I understand, Saturday", "calls back")
    assert again.draft_at == NINE


def test_an_emptied_draft_is_gone(desk: ConversationDesk):
    desk.save_draft("I understand")

    desk.save_draft("")

    assert opened(desk.services, desk.actor, ACTIVE).draft == ""


def test_a_note_goes_on_the_case_when_there_is_one_else_on_the_customer(desk: ConversationDesk, things: Things):
    desk.add_note("Prefers mornings")
    desk.link(things.cases[3])
    desk.add_note("Third cracked shade")

    about = [item.title for item in desk.services.records.timeline(desk.actor, things.cases[3])]
    assert any("Third cracked shade" in title for title in about)
    assert not any("Prefers mornings" in title for title in about)


def test_a_note_about_nobody_is_refused(visitor: ConversationDesk):
    assert visitor.note_goes_to is None
    with pytest.raises(InvalidInput, match="Link a customer or a case first"):
        visitor.add_note("Who is this?")


def test_a_typed_note_is_added_when_the_agent_switches_session(desk: ConversationDesk):
    desk.save_note_draft("Likes brass")

    assert desk.keep_note()
    assert not desk.keep_note()

    assert desk.note == ""
    assert any("Likes brass" in item.title for item in desk.timeline)


def test_a_typed_note_with_no_place_to_go_stays_a_draft(visitor: ConversationDesk):
    visitor.save_note_draft("Likes brass")

    assert not visitor.keep_note()
    assert visitor.note == "Likes brass"


# ---- the records around it (H)


def test_the_form_shows_customer_cases_and_timeline(desk: ConversationDesk, things: Things):
    assert desk.customer is not None
    assert desk.customer.ref == things.contacts[1]
    assert desk.case is None
    assert desk.recent_cases == []
    assert desk.problems == {}


def test_an_empty_conversation_offers_a_search_and_a_link_fills_the_cards(visitor: ConversationDesk, things: Things):
    hits = visitor.search(("contact", "account"), "Mona")

    visitor.link(hits[0].ref)

    assert visitor.customer is not None
    assert visitor.customer.title == "Mona Ruge"
    assert visitor.conversation.customer == hits[0].ref


def test_linking_another_customer_replaces_the_first(desk: ConversationDesk, things: Things):
    desk.link(things.account)

    assert desk.customer is not None
    assert desk.customer.ref == things.account


def test_a_linked_case_brings_its_customer_and_leaves_recent_cases(visitor: ConversationDesk, things: Things):
    visitor.link(things.cases[0])

    assert visitor.case is not None
    assert visitor.case.ref == things.cases[0]
    assert visitor.customer is not None
    assert visitor.customer.ref == things.contacts[0]
    assert things.cases[0] not in [case.ref for case in visitor.recent_cases]
    assert len(visitor.recent_cases) == 4
    assert visitor.recent_total == 13


def test_unlinking_empties_the_card(desk: ConversationDesk):
    desk.unlink("customer")

    assert desk.customer is None
    assert desk.timeline == []
    assert desk.note_goes_to is None


def test_a_new_case_takes_the_linked_customer_and_is_linked(desk: ConversationDesk, things: Things):
    made = desk.create_and_link("case", {"title": "Cracked shade"})

    assert desk.case is not None
    assert desk.case.ref == made.ref
    assert desk.case.values["customer"] == things.contacts[1]


def test_a_new_contact_with_a_wrong_address_is_refused_at_the_field(visitor: ConversationDesk):
    with pytest.raises(InvalidInput) as refused:
        visitor.create_and_link("contact", {"last_name": "Ruiz", "email": "not an address"})

    assert set(refused.value.problems) == {"email"}
    assert visitor.customer is None


def test_the_timeline_can_show_one_linked_record_alone(visitor: ConversationDesk, things: Things):
    visitor.link(things.cases[0])
    visitor.add_note("On the case")

    visitor.show_timeline_of(str(things.cases[0]))
    alone = [item.title for item in visitor.timeline]
    visitor.show_timeline_of("no such choice")

    assert visitor.timeline_choices() == ["all", str(things.contacts[0]), str(things.cases[0])]
    assert any("On the case" in title for title in alone)
    assert visitor.timeline_of == str(things.cases[0])


def test_skills_can_be_added_and_removed(desk: ConversationDesk):
    desk.set_skills(["Spanish", "Returns"])
    desk.set_skills(["Returns"])

    assert desk.conversation.skills == ("Returns",)


# ---- inline edits


def test_a_field_is_saved_where_it_stands(desk: ConversationDesk):
    desk.save_field("customer", "email", "ana@example.org")

    assert desk.customer is not None
    assert desk.customer.values["email"] == "ana@example.org"


def test_a_colleagues_save_of_another_field_is_not_in_the_way(desk: ConversationDesk, bob: Actor, things: Things):
    save_elsewhere(desk, bob, {"city": "Lyon"})

    desk.save_field("customer", "email", "ana@example.org")

    stored = desk.services.records.get(bob, things.contacts[1])
    assert (stored.values["city"], stored.values["email"]) == ("Lyon", "ana@example.org")


def test_two_people_changing_the_same_field_is_said_and_the_card_shows_theirs(desk: ConversationDesk, bob: Actor):
    save_elsewhere(desk, bob, {"email": "bobs@example.org"})

    with pytest.raises(Conflict, match="Bob Brown"):
        desk.save_field("customer", "email", "mine@example.org")

    assert desk.customer is not None
    assert desk.customer.values["email"] == "bobs@example.org"
    desk.save_field("customer", "email", "mine@example.org")
    assert desk.customer.values["email"] == "mine@example.org"


def test_a_change_that_was_shown_while_editing_is_still_a_clash(desk: ConversationDesk, bob: Actor):
    assert desk.customer is not None
    begun = desk.customer.version
    save_elsewhere(desk, bob, {"email": "bobs@example.org"})
    follow(desk)

    with pytest.raises(Conflict, match="Bob Brown"):
        desk.save_field("customer", "email", "mine@example.org", begun)


def save_elsewhere(desk: ConversationDesk, actor: Actor, changes: dict[str, object]) -> None:
    assert desk.customer is not None
    current = desk.services.records.get(actor, desk.customer.ref)
    desk.services.records.save(actor, current.ref, changes, current.version)


# ---- news


def test_what_the_customer_writes_appears_with_its_mood(desk: ConversationDesk, ada: Actor):
    desk.services.conversations.receive(ada, ACTIVE, "This is awful, I am furious!", "c-1")

    follow(desk)
    desk.load_mood()

    assert [m.sender for m in desk.messages] == [Sender.CUSTOMER]
    assert desk.messages[0].level is not None
    assert desk.messages[0].level < 0
    assert desk.conversation.sentiment < 0
    assert [point.text for point in desk.points] == ["This is awful, I am furious!"]


def test_the_same_news_twice_changes_nothing(desk: ConversationDesk, ada: Actor):
    desk.services.conversations.receive(ada, ACTIVE, "Hello", "c-1")
    news = desk.services.feed.since(0)
    desk.apply(news)
    changes: list[object] = []
    desk.param.watch(changes.append, ["messages", "conversation", "timeline"])

    desk.apply(news)

    assert changes == []
    assert texts(desk) == ["Hello"]


def test_a_record_saved_elsewhere_is_shown(desk: ConversationDesk, bob: Actor):
    save_elsewhere(desk, bob, {"mobile_phone": "+34 612 555 014"})

    follow(desk)

    assert desk.customer is not None
    assert desk.customer.values["mobile_phone"] == "+34 612 555 014"


def test_a_long_conversation_is_read_a_page_at_a_time(database: Database, desk: ConversationDesk):
    say(database, 1000)
    desk.load()

    found, more = desk.load_older(desk.messages[0].seq)

    assert len(desk.messages) == WINDOW
    assert desk.older
    assert [m.seq for m in found] == list(range(801, 901))
    assert more
    assert desk.load_older(101)[1] is False


def test_the_chart_of_a_long_conversation_shows_its_newest_messages(desk: ConversationDesk, ada: Actor):
    for n in range(3):
        desk.services.conversations.receive(ada, ACTIVE, f"Message {n}", f"c-{n}")
    desk.load_mood()
    whole = desk.points

    assert [point.text for point in whole] == ["Message 0", "Message 1", "Message 2"]
    assert not desk.more_points
    newest = desk.services.conversations.scored(desk.actor, ACTIVE, 2)
    assert [message.text for message in newest] == ["Message 1", "Message 2"]


def test_ending_shows_the_line_that_says_so(desk: ConversationDesk):
    desk.end()

    assert texts(desk) == ["Alice Adams ended the conversation."]


def test_the_first_reading_of_a_conversation_asks_a_bounded_number_of_questions(
    database: Database, services: Services, alice: Actor, conversations: None, recorded_queries
):
    say(database, 1000)
    desk = ConversationDesk(services, alice, ACTIVE)

    with recorded_queries() as panel:
        desk.load()
    with recorded_queries() as page:
        desk.load_form()

    assert len(panel) <= 6, str(panel)
    assert len(page) <= 20, str(page)


def say(database: Database, n: int) -> None:
    row = {"conversation_id": ACTIVE, "at": NINE, "sender": "customer", "sender_name": "Ana", "text": "Hello"}
    with database.write() as conn:
        conn.execute(insert(schema.messages), [row | {"seq": seq} for seq in range(1, n + 1)])
        conn.execute(schema.conversations.update().where(schema.conversations.c.id == ACTIVE).values(last_seq=n))


# ---- what could not be read


def test_a_part_that_cannot_be_read_says_so_and_the_others_stay(
    desk: ConversationDesk, monkeypatch: pytest.MonkeyPatch
):
    def locked(*_: object, **__: object) -> Sequence[object]:
        raise StoreUnavailable("centre.db", "is locked", "Try again.")

    monkeypatch.setattr(desk.services.records, "recent_cases", locked)
    desk.load_form()

    assert list(desk.problems) == ["recent"]
    assert "is locked" in desk.problems["recent"]
    assert desk.customer is not None


def test_a_part_that_can_be_read_again_is_no_problem_any_more(desk: ConversationDesk):
    desk.problems = {"recent": "The database is locked."}

    desk.load_form()

    assert desk.problems == {}


def test_someone_elses_conversation_is_a_problem_not_a_crash(services: Services, carol: Actor, conversations: None):
    desk = ConversationDesk(services, carol, OPEN)

    desk.load()
    desk.load_form()

    assert desk.conversation is None
    assert set(desk.problems) == {"conversation"}


# ---- one desk a session


def test_the_panel_and_the_page_of_a_session_share_their_desk(workspace: Workspace):
    tab = workspace.open(Ref("conversation", ACTIVE), Origin.WORK_ITEM)

    assert ConversationDesk.of(tab.session) is ConversationDesk.of(tab.session)


# ---- reading a closed one


def test_a_closed_conversation_is_read_with_its_facts_and_its_whole_transcript(
    database: Database, services: Services, alice: Actor, conversations: None
):
    say(database, 1200)

    reading = ClosedConversation(services, alice, ACTIVE)

    assert reading.problem == ""
    assert reading.conversation is not None
    assert [message.seq for message in reading.transcript()] == list(range(1, 1201))
    assert reading.facts.issue is not None


def test_a_closed_conversation_that_one_may_not_see_says_why(services: Services, carol: Actor, conversations: None):
    reading = ClosedConversation(services, carol, CLOSED)

    assert reading.conversation is None
    assert "may not" in reading.problem
    with pytest.raises(AccessDenied):
        reading.transcript()


def test_events_of_other_conversations_are_passed_over(services: Services, alice: Actor, conversations: None):
    reading = ClosedConversation(services, alice, CLOSED)

    assert not reading.apply([StoredEvent(1, NINE, "message.sent", "alice", {}, conversation_id=ACTIVE)])
    assert reading.apply([StoredEvent(2, NINE, "conversation.closed", "alice", {}, conversation_id=CLOSED)])
