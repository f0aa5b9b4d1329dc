"""Notifications: kept, each person's own, and reminders that come once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.records.activity import NOTE, TASK
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import AccessDenied, InvalidInput
from ccw_panel.services import Services
from ccw_panel.services.notifications import Notifications

LAMP = Ref("case", 1)


@pytest.fixture
def notifications(services: Services) -> Notifications:
    return services.notifications


def task(services: Services, actor: Actor, due_at: Any, **values: Any) -> Ref:
    given = {"subject": "Call the bank", "type": TASK, "regarding": LAMP, "due_at": due_at, **values}
    return services.records.create(actor, "activity", given).ref


def texts(notifications: Notifications, actor: Actor) -> list[str]:
    return [told.text for told in notifications.list(actor)]


def test_what_a_person_is_told_is_theirs_and_newest_first(
    notifications: Notifications, clock: Any, alice: Actor, bob: Actor
) -> None:
    notifications.add(alice, "saved", "Case CAS-00001 was saved.", LAMP)
    clock.forward(seconds=1)
    notifications.add(alice, "created", "Ana Ruiz was created.")

    assert texts(notifications, alice) == ["Ana Ruiz was created.", "Case CAS-00001 was saved."]
    assert notifications.list(alice)[1].record == LAMP
    assert notifications.list(bob) == []
    assert len(notifications.list(alice, limit=1)) == 1


def test_what_is_read_counts_no_more(notifications: Notifications, clock: Any, alice: Actor, bob: Actor) -> None:
    first = notifications.add(alice, "saved", "one")
    notifications.add(alice, "saved", "two")
    assert first is not None

    assert notifications.read(bob, [first]) == 0
    assert notifications.read(alice, [first, 10**30]) == 1
    assert notifications.unread(alice) == 1
    assert {told.text: told.read_at for told in notifications.list(alice)} == {"one": clock(), "two": None}


def test_the_same_key_is_told_once(notifications: Notifications, alice: Actor) -> None:
    assert notifications.add(alice, "conflict", "one", key="case:1:2") is not None
    assert notifications.add(alice, "conflict", "again", key="case:1:2") is None

    assert texts(notifications, alice) == ["one"]


def test_it_reaches_the_other_windows(notifications: Notifications, services: Services, alice: Actor) -> None:
    told: list[StoredEvent] = []
    services.feed.subscribe(told.extend)

    notifications.read(alice, [notifications.add(alice, "saved", "one") or 0])

    assert [(event.kind, event.data["user"]) for event in told] == [
        ("notification.added", "alice"),
        ("notification.read", "alice"),
    ]


def test_a_kind_that_is_not_one_is_refused(notifications: Notifications, alice: Actor) -> None:
    with pytest.raises(InvalidInput, match="saved, created, conflict, reminder"):
        notifications.add(alice, "advertisement", "Buy now")


def test_a_long_text_is_cut(notifications: Notifications, alice: Actor) -> None:
    notifications.add(alice, "saved", "x" * 1000)
    assert len(texts(notifications, alice)[0]) == 300


def test_a_task_that_is_due_soon_is_reminded_of_once(
    notifications: Notifications, services: Services, clock: Any, alice: Actor
) -> None:
    due = task(services, alice, clock() + timedelta(minutes=20))

    assert notifications.remind(alice) == 0
    clock.forward(minutes=6)
    assert notifications.remind(alice) == 1
    assert notifications.remind(alice) == 0

    (told,) = notifications.list(alice)
    assert (told.kind, told.text, told.record) == ("reminder", "Call the bank is due.", due)


def test_a_task_that_is_put_off_is_reminded_of_again(
    notifications: Notifications, services: Services, clock: Any, alice: Actor
) -> None:
    due = task(services, alice, clock() + timedelta(minutes=5))
    notifications.remind(alice)
    services.records.save(alice, due, {"due_at": clock() + timedelta(minutes=10)}, 1)

    assert notifications.remind(alice) == 1


def test_nobody_is_reminded_of_what_is_done_or_long_past(
    notifications: Notifications, services: Services, clock: Any, alice: Actor
) -> None:
    done = task(services, alice, clock())
    services.records.complete_activity(alice, done, 1)
    task(services, alice, clock() - timedelta(days=2))
    task(services, alice, clock(), type=NOTE)

    assert notifications.remind(alice) == 0


def test_a_reminder_is_the_owners(
    notifications: Notifications, services: Services, clock: Any, alice: Actor, bob: Actor, ada: Actor
) -> None:
    task(services, alice, clock(), owner_id=bob.id)

    assert notifications.remind(alice) == 0
    assert notifications.remind(ada) == 1  # everybody's, as the centre does it
    assert texts(notifications, bob) == ["Call the bank is due."]
    assert texts(notifications, ada) == []


def test_who_has_no_desk_is_told_nothing(notifications: Notifications, nina: Actor, dora: Actor) -> None:
    for actor in (nina, dora):
        with pytest.raises(AccessDenied):
            notifications.list(actor)
