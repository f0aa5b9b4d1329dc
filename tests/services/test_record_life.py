"""Records through their life: cases resolved, cancelled and reactivated, activities ended, articles published."""

from __future__ import annotations

from typing import Any

import pytest

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.record import Record
from ccw_panel.domain.records import activity, article, case
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import AccessDenied, ConfirmationNeeded, Conflict, InvalidInput
from ccw_panel.services import Services
from ccw_panel.services.records import Records
from ccw_panel.store import events
from ccw_panel.store.engine import Database

LAMP = Ref("case", 1)
SOLVED, INFORMED = 5, 1000  # status reasons


@pytest.fixture
def records(services: Services) -> Records:
    return services.records


def task(records: Records, actor: Actor, subject: str = "Call the bank") -> Record:
    return records.create(actor, "activity", {"subject": subject, "type": activity.TASK, "regarding": LAMP})


def kinds_about(database: Database, *refs: Ref) -> list[str]:
    with database.read() as conn:
        return [event.kind for event in events.of_records(conn, refs, 50)]


# ---- L-12


def test_a_resolved_case_is_read_only(records: Records, clock: Any, alice: Actor) -> None:
    resolved = records.resolve_case(alice, LAMP, 1, "Problem solved", "New lamp sent.")

    assert resolved.values["status"] == case.RESOLVED
    assert resolved.values["status_reason"] == SOLVED
    assert resolved.values["resolution"] == "New lamp sent."
    assert resolved.values["resolved_at"] == clock()
    with pytest.raises(InvalidInput, match="Case CAS-00001 is resolved, so it cannot be changed. Reactivate it first"):
        records.save(alice, LAMP, {"title": "x"}, resolved.version)


@pytest.mark.parametrize(("given", "reason"), [(5, SOLVED), ("1000", INFORMED), ("Information provided", INFORMED)])
def test_the_resolution_type_is_a_status_reason_of_resolved(
    records: Records, alice: Actor, given: str | int, reason: int
) -> None:
    assert records.resolve_case(alice, LAMP, 1, given, "Done.").values["status_reason"] == reason


@pytest.mark.parametrize(
    ("resolution_type", "resolution", "field"),
    [
        ("Magic", "Done.", "resolution_type"),
        (6, "Done.", "resolution_type"),
        (5, " ", "resolution"),
        (5, "x" * 4001, "resolution"),
    ],
)
def test_resolving_needs_a_type_and_a_text(
    records: Records, alice: Actor, resolution_type: str | int, resolution: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        records.resolve_case(alice, LAMP, 1, resolution_type, resolution)
    assert list(refused.value.problems) == [field]


def test_resolving_asks_before_it_cancels_open_activities(records: Records, database: Database, alice: Actor) -> None:
    first, second = task(records, alice), task(records, alice, "Ask for a photo")
    records.add_note(alice, LAMP, "A note is never open.")

    with pytest.raises(
        ConfirmationNeeded, match="2 open activities will be cancelled: ACT-000001 Call the bank, ACT-000002"
    ):
        records.resolve_case(alice, LAMP, 1, SOLVED, "Done.")
    assert records.get(alice, LAMP).values["status"] == case.ACTIVE

    records.resolve_case(alice, LAMP, 1, SOLVED, "Done.", cancel_open_activities=True)

    for made in (first, second):
        assert records.get(alice, made.ref).values["status"] == activity.CANCELLED
        assert kinds_about(database, made.ref)[0] == "activity.cancelled"
    assert kinds_about(database, LAMP)[0] == "case.resolved"


def test_a_resolved_case_is_not_resolved_again(records: Records, alice: Actor) -> None:
    resolved = records.resolve_case(alice, LAMP, 1, SOLVED, "Done.")

    with pytest.raises(InvalidInput, match="Only an active case can be resolved; case CAS-00001 is resolved"):
        records.resolve_case(alice, LAMP, resolved.version, SOLVED, "Done.")


def test_resolving_an_older_version_is_a_conflict(records: Records, alice: Actor, bob: Actor) -> None:
    records.save(bob, LAMP, {"priority": 2}, 1)

    with pytest.raises(Conflict, match="Bob Brown"):
        records.resolve_case(alice, LAMP, 1, SOLVED, "Done.")


# ---- L-13


def test_a_case_is_cancelled_once_its_activities_are_closed(records: Records, alice: Actor) -> None:
    open_task = task(records, alice)

    with pytest.raises(InvalidInput, match="1 open activity must be completed or cancelled first: ACT-000001"):
        records.cancel_case(alice, LAMP, 1)
    records.complete_activity(alice, open_task.ref, open_task.version)

    cancelled = records.cancel_case(alice, LAMP, 1)
    assert (cancelled.values["status"], cancelled.labels["status_reason"]) == (case.CANCELLED, "Cancelled")


def test_a_case_is_cancelled_as_cancelled_or_merged_only(records: Records, alice: Actor) -> None:
    with pytest.raises(InvalidInput, match="Cancelled or Merged"):
        records.cancel_case(alice, LAMP, 1, reason=SOLVED)
    assert records.cancel_case(alice, LAMP, 1, reason=case.MERGED_REASON).labels["status_reason"] == "Merged"


# ---- L-17


def test_a_reactivated_case_keeps_its_resolution_in_its_history(
    records: Records, database: Database, alice: Actor
) -> None:
    resolved = records.resolve_case(alice, LAMP, 1, SOLVED, "Done.")

    again = records.reactivate_case(alice, LAMP, resolved.version)

    assert (again.values["status"], again.values["resolution"], again.frozen) == (case.ACTIVE, None, False)
    assert again.labels["status_reason"] == "In progress"
    with database.read() as conn:
        told = events.of_records(conn, [LAMP], 1)[0]
    assert told.data["changes"]["resolution"] == ["Done.", None]
    with pytest.raises(InvalidInput, match="is active already"):
        records.reactivate_case(alice, LAMP, again.version)


def test_only_a_case_can_be_resolved(records: Records, alice: Actor) -> None:
    with pytest.raises(InvalidInput, match="Contact CON-00001 is not a case"):
        records.resolve_case(alice, Ref("contact", 1), 1, SOLVED, "Done.")


# ---- activities


@pytest.mark.parametrize(
    ("end", "status"), [("complete_activity", activity.COMPLETED), ("cancel_activity", activity.CANCELLED)]
)
def test_an_ended_activity_is_read_only(records: Records, alice: Actor, end: str, status: int) -> None:
    made = task(records, alice)
    ended = getattr(records, end)(alice, made.ref, made.version)

    assert (ended.values["status"], ended.frozen) == (status, True)
    with pytest.raises(InvalidInput, match="Only an open activity can be ended"):
        getattr(records, end)(alice, made.ref, ended.version)


# ---- articles


def draft(records: Records, actor: Actor) -> Record:
    return records.create(actor, "article", {"title": "Replace a lamp", "content": "Send a new one."})


def test_an_article_is_published_taken_back_and_edited(records: Records, clock: Any, alice: Actor) -> None:
    made = draft(records, alice)
    published = records.publish_article(alice, made.ref, made.version)

    assert (published.values["status"], published.values["published_at"]) == (article.PUBLISHED, clock())
    with pytest.raises(InvalidInput, match="is published, so it cannot be changed. Take it back to a draft first"):
        records.save(alice, made.ref, {"title": "x"}, published.version)

    taken_back = records.redraft_article(alice, made.ref, published.version)
    assert records.save(alice, made.ref, {"title": "Replace any lamp"}, taken_back.version).title == "Replace any lamp"


def test_an_agent_publishes_their_own_articles_and_a_supervisor_anybodys(
    records: Records, alice: Actor, bob: Actor, sam: Actor
) -> None:
    made = draft(records, alice)

    with pytest.raises(AccessDenied, match="Bob Brown may not publish article KA-0001. Ask a supervisor"):
        records.publish_article(bob, made.ref, made.version)
    assert records.publish_article(sam, made.ref, made.version).values["status"] == article.PUBLISHED
