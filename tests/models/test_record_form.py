"""The form of a record as state: what is typed, what is wrong with it, and what others saved meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.records import article, case, record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import ConfirmationNeeded, InvalidInput
from ccw_panel.models.field_values import accept, plain
from ccw_panel.models.record import RecordForm
from ccw_panel.services import Services
from tests.models.conftest import ACTIVE, Things

CASE = record_type("case")


# ---- values, without a database


def test_lookup_is_read_from_what_the_browser_chose() -> None:
    sent = {"ref": "contact:7", "title": "Ana Ruiz"}

    assert accept(CASE.field("customer"), sent) == Ref("contact", 7)
    assert accept(record_type("contact").field("account_id"), {"ref": "account:3"}) == 3
    assert accept(CASE.field("owner_id"), {"ref": "user:2"}) == 2


def test_lookup_of_another_kind_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        accept(CASE.field("customer"), {"ref": "article:7"})

    assert "customer" in refused.value.problems


@pytest.mark.parametrize("name", [f.name for f in CASE.fields])
def test_empty_field_holds_nothing(name: str) -> None:
    assert accept(CASE.field(name), "  ") is None
    assert accept(CASE.field(name), None) is None


def test_what_a_field_holds_comes_back_from_the_browser_as_it_was() -> None:
    for name, value in (
        ("customer", Ref("contact", 7)),
        ("follow_up_by", date(2026, 3, 2)),
        ("priority", 1),
        ("owner_id", 2),
    ):
        field = CASE.field(name)

        assert accept(field, plain(field, value, "shown")) == value


# ---- editing


@pytest.fixture
def lamp(services: Services, alice: Actor, things: Things) -> RecordForm:
    return form_of(services, alice, things.cases[0])


def form_of(services: Services, actor: Actor, ref: Ref, **more: Any) -> RecordForm:
    return RecordForm(services, actor, ref, **{"draft_subject": str(ref), **more})


def test_edit_is_unsaved_until_it_is_saved(lamp: RecordForm) -> None:
    lamp.edit("title", "Lamp is cracked")
    before = lamp.unsaved, lamp.record.title
    saved = lamp.save()

    assert before == (True, "Lamp 0")
    assert saved
    assert (lamp.unsaved, lamp.record.title, lamp.value("title")) == (False, "Lamp is cracked", "Lamp is cracked")


def test_typing_the_old_value_again_leaves_nothing_to_save(lamp: RecordForm) -> None:
    lamp.edit("title", "Lamp is cracked")
    lamp.edit("title", "Lamp 0")

    assert lamp.edits == {}


def test_wrong_value_is_named_at_its_field_and_kept(lamp: RecordForm) -> None:
    lamp.edit("follow_up_by", "soon")

    assert "follow_up_by" in lamp.problems
    assert lamp.edits == {"follow_up_by": "soon"}
    assert not lamp.save()


def test_correcting_the_value_takes_the_problem_away(lamp: RecordForm) -> None:
    lamp.edit("follow_up_by", "soon")
    lamp.edit("follow_up_by", "2026-03-09")

    assert lamp.problems == {}
    assert lamp.value("follow_up_by") == date(2026, 3, 9)


def test_emptied_required_field_is_refused_at_the_field(lamp: RecordForm) -> None:
    lamp.edit("title", "")
    saved = lamp.save()

    assert not saved
    assert lamp.problems == {"title": "Title is required."}
    assert lamp.unsaved


@pytest.mark.parametrize("name", ["number", "status", "origin"])
def test_field_that_may_not_be_edited_is_passed_over(lamp: RecordForm, name: str) -> None:
    lamp.edit(name, 5)

    assert lamp.edits == {}


def test_discard_goes_back_to_what_is_stored(lamp: RecordForm) -> None:
    lamp.edit_all({"title": "Other", "priority": 99})
    lamp.discard()

    assert (lamp.edits, lamp.problems, lamp.value("title")) == ({}, {}, "Lamp 0")


def test_chosen_owner_is_shown_by_name(lamp: RecordForm) -> None:
    lamp.edit("owner_id", {"ref": "user:2", "title": "Bob Brown"})

    assert lamp.labels()["owner_id"] == "Bob Brown"


# ---- drafts


def test_unsaved_edits_come_back_in_another_browser(services: Services, alice: Actor, lamp: RecordForm) -> None:
    lamp.edit_all({"title": "Lamp is cracked", "customer": {"ref": "contact:2", "title": "Ana Ruiz 1"}})
    again = form_of(services, alice, lamp.ref)

    assert again.edits == lamp.edits
    assert again.labels()["customer"] == "Ana Ruiz 1"
    assert again.draft_at is not None


def test_wrong_value_comes_back_with_its_problem(services: Services, alice: Actor, lamp: RecordForm) -> None:
    lamp.edit("follow_up_by", "soon")
    again = form_of(services, alice, lamp.ref)

    assert again.edits == {"follow_up_by": "soon"}
    assert "follow_up_by" in again.problems


@pytest.mark.parametrize("end", ["save", "discard"])
def test_draft_ends_with_save_and_with_discard(services: Services, alice: Actor, lamp: RecordForm, end: str) -> None:
    lamp.edit("title", "Lamp is cracked")
    getattr(lamp, end)()

    assert services.workspaces.draft(alice, lamp.draft_subject, "form") is None
    assert lamp.draft_at is None


def test_one_persons_draft_is_not_anothers(services: Services, bob: Actor, lamp: RecordForm) -> None:
    lamp.edit("title", "Lamp is cracked")

    assert form_of(services, bob, lamp.ref).edits == {}


def test_note_that_is_typed_comes_back(services: Services, alice: Actor, lamp: RecordForm) -> None:
    lamp.type_note("Called twice")

    assert form_of(services, alice, lamp.ref).note == "Called twice"


def test_note_is_added_to_the_timeline_and_its_draft_ends(lamp: RecordForm) -> None:
    lamp.type_note("Called twice")
    lamp.add_note("Called twice")

    assert lamp.note == ""
    assert any("Called twice" in f"{item.title} {item.detail}" for item in lamp.timeline)


# ---- two people


@pytest.fixture
def both(services: Services, alice: Actor, bob: Actor, lamp: RecordForm) -> tuple[RecordForm, RecordForm]:
    return lamp, form_of(services, bob, lamp.ref)


def test_second_to_save_is_told_who_changed_what_and_keeps_their_text(both: tuple[RecordForm, RecordForm]) -> None:
    mine, theirs = both
    theirs.edit_all({"title": "Bob's title", "priority": 1})
    theirs.save()
    mine.edit("title", "Alice's title")
    saved = mine.save()

    assert not saved
    assert mine.conflict is not None
    assert mine.conflict.by == "Bob Brown"
    assert {d.field.name: (d.mine, d.theirs) for d in mine.conflict.differences} == {
        "title": ("Alice's title", "Bob's title"),
        "priority": (2, 1),
    }
    assert mine.edits == {"title": "Alice's title"}


def test_keeping_mine_saves_over_theirs(both: tuple[RecordForm, RecordForm]) -> None:
    mine = collide(both)
    mine.choose("title", "mine")
    mine.choose("priority", "mine")
    saved = mine.save()

    assert saved
    assert (mine.record.title, mine.record.values["priority"]) == ("Alice's title", 2)
    assert mine.conflict is None


def test_taking_theirs_leaves_nothing_of_mine(both: tuple[RecordForm, RecordForm]) -> None:
    mine = collide(both)
    mine.choose("title", "theirs")
    mine.save()

    assert (mine.record.title, mine.record.values["priority"]) == ("Bob's title", 1)


def test_conflict_survives_a_reload_of_the_page(
    services: Services, alice: Actor, both: tuple[RecordForm, RecordForm]
) -> None:
    mine, theirs = both
    mine.edit("title", "Alice's title")
    theirs.edit("title", "Bob's title")
    theirs.save()
    again = form_of(services, alice, mine.ref)

    assert again.edits == {"title": "Alice's title"}
    assert again.newer == "Bob Brown"
    assert not again.save()
    assert again.conflict is not None


def test_what_a_colleague_saved_is_shown_when_nothing_is_being_edited(both: tuple[RecordForm, RecordForm]) -> None:
    mine, theirs = both
    theirs.edit("title", "Bob's title")
    theirs.save()
    told = mine.apply(mine.services.feed.since(0))

    assert told
    assert mine.record.title == "Bob's title"


def test_what_is_being_edited_stays_when_a_colleague_saves(both: tuple[RecordForm, RecordForm]) -> None:
    mine, theirs = both
    mine.edit("title", "Alice's title")
    theirs.edit("title", "Bob's title")
    theirs.save()
    mine.apply(mine.services.feed.since(0))

    assert (mine.value("title"), mine.newer) == ("Alice's title", "Bob Brown")


def test_what_was_typed_over_an_older_version_does_not_pass_unseen(both: tuple[RecordForm, RecordForm]) -> None:
    mine, theirs = both
    on_screen = mine.record.version
    theirs.edit("title", "Bob's title")
    theirs.save()
    mine.apply(mine.services.feed.since(0))
    mine.edit_all({"title": "Alice's title"}, base=on_screen)
    newer, saved = mine.newer, mine.save()

    assert (newer, saved) == ("Bob Brown", False)
    assert mine.conflict is not None


def collide(both: tuple[RecordForm, RecordForm]) -> RecordForm:
    mine, theirs = both
    theirs.edit_all({"title": "Bob's title", "priority": 1})
    theirs.save()
    mine.edit("title", "Alice's title")
    mine.save()
    return mine


# ---- a case's life (L-12, L-13, L-17)


def test_resolving_saves_what_is_typed_and_makes_the_case_read_only(lamp: RecordForm) -> None:
    lamp.edit("title", "Lamp is cracked")
    done = lamp.save_and_resolve("Problem solved", "A new lamp was sent.")
    lamp.edit("title", "Too late")

    assert done
    assert lamp.record.values["status"] == case.RESOLVED
    assert (lamp.record.title, lamp.editable, lamp.edits) == ("Lamp is cracked", False, {})


def test_resolving_without_a_resolution_says_so(lamp: RecordForm) -> None:
    with pytest.raises(InvalidInput) as refused:
        lamp.save_and_resolve("Problem solved", "  ")

    assert "resolution" in refused.value.problems


def test_open_activities_are_cancelled_only_when_confirmed(services: Services, alice: Actor, lamp: RecordForm) -> None:
    task = {"type": 2, "subject": "Call back", "regarding": lamp.ref}
    services.records.create(alice, "activity", task)
    with pytest.raises(ConfirmationNeeded):
        lamp.save_and_resolve("Problem solved", "Done.")

    assert lamp.save_and_resolve("Problem solved", "Done.", cancel_open_activities=True)


def test_case_with_open_activities_is_not_cancelled(services: Services, alice: Actor, lamp: RecordForm) -> None:
    services.records.create(alice, "activity", {"type": 2, "subject": "Call back", "regarding": lamp.ref})
    done = lamp.run("cancel")

    assert not done
    assert "activit" in lamp.failure
    assert lamp.record.values["status"] == case.ACTIVE


def test_resolved_case_is_taken_up_again(lamp: RecordForm) -> None:
    lamp.save_and_resolve("Problem solved", "Done.")
    done = lamp.run("reactivate")

    assert done
    assert lamp.editable


def test_command_that_does_not_fit_is_not_run(lamp: RecordForm) -> None:
    assert not lamp.run("reactivate")
    assert not lamp.run("publish")
    assert [c.name for c in lamp.commands()] == ["cancel"]


def test_deactivated_contact_is_read_only_until_activated(services: Services, alice: Actor, things: Things) -> None:
    contact = form_of(services, alice, things.contacts[0])
    contact.run("deactivate")
    inactive = contact.editable
    contact.run("activate")

    assert not inactive
    assert contact.editable


def test_published_article_is_read_until_it_is_taken_back(services: Services, alice: Actor) -> None:
    made = services.records.create(alice, "article", {"title": "Refunds", "content": "Five days."})
    form = form_of(services, alice, made.ref)
    form.run("publish")
    published = form.record.values["status"], form.editable
    form.run("redraft")

    assert published == (article.PUBLISHED, False)
    assert form.editable


# ---- new records


def test_new_record_is_created_and_its_draft_ends(services: Services, alice: Actor) -> None:
    form = form_of(services, alice, Ref("contact", None), draft_subject="new:abc")
    form.edit_all({"first_name": "Ben", "last_name": "Kowalczyk"})
    kept = services.workspaces.draft(alice, "new:abc", "form")
    saved = form.save()

    assert kept is not None
    assert saved
    assert (form.record.title, form.is_new) == ("Ben Kowalczyk", False)
    assert services.workspaces.draft(alice, "new:abc", "form") is None


def test_new_record_without_what_is_required_is_not_created(services: Services, alice: Actor) -> None:
    form = form_of(services, alice, Ref("contact", None), draft_subject="new:abc")

    assert not form.save()
    assert "last_name" in form.problems
    assert form.is_new


def test_new_record_made_in_a_conversation_is_linked_to_it(
    services: Services, alice: Actor, conversations: None
) -> None:
    form = form_of(services, alice, Ref("contact", None), draft_subject="new:abc", conversation_id=ACTIVE)
    form.edit("last_name", "Kowalczyk")
    form.save()

    assert services.conversations.get(alice, ACTIVE).customer == form.ref


def test_new_record_takes_what_it_is_given(services: Services, alice: Actor, things: Things) -> None:
    form = form_of(services, alice, Ref("case", None), draft_subject="new:abc", given={"customer": things.contacts[0]})
    form.edit("title", "Late parcel")
    form.save()

    assert form.record.values["customer"] == things.contacts[0]


# ---- lookups


def test_lookup_finds_active_customers_and_people(lamp: RecordForm) -> None:
    customers = lamp.lookup("customer", "ana")
    people = lamp.lookup("owner_id", "bro")

    assert all(hit.ref.kind == "contact" for hit in customers)
    assert len(customers) == 8
    assert [hit.title for hit in people] == ["Bob Brown"]


def test_lookup_of_a_field_that_is_none_finds_nothing(lamp: RecordForm) -> None:
    assert lamp.lookup("title", "lamp") == []


# ---- what the bell tells of it


def test_bell_tells_of_a_new_record_and_of_a_save_that_met_another(
    services: Services, alice: Actor, bob: Actor
) -> None:
    new = RecordForm(services, alice, Ref("contact", None), draft_subject="new:1")
    new.edit_all({"last_name": "Fresh"})
    assert new.save()
    form = RecordForm(services, alice, new.ref, draft_subject=str(new.ref))
    form.edit_all({"last_name": "Fresher"})
    services.records.save(bob, new.ref, {"last_name": "Freshest"}, new.record.version)
    assert not form.save()

    told = services.notifications.list(alice, 10)
    assert [(one.kind, one.record) for one in told] == [("conflict", new.ref), ("created", new.ref)]
