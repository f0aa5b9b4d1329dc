"""Workspaces and drafts: kept as they change, found again, and each person's own."""

from __future__ import annotations

from typing import Any

import pytest

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.history import StoredEvent
from ccw_panel.errors import AccessDenied, InvalidInput
from ccw_panel.services import Services
from ccw_panel.services.workspaces import Workspaces

CASE = "case:1"


@pytest.fixture
def workspaces(services: Services) -> Workspaces:
    return services.workspaces


def texts(drafts: Any) -> list[str]:
    return [draft.value["text"] for draft in drafts]


def test_a_workspace_comes_back_as_it_was_left(workspaces: Workspaces, alice: Actor, bob: Actor) -> None:
    snapshot = {"sessions": [{"title": "Ana Ruiz", "tabs": [{"kind": "case", "record": "case:1"}]}], "focus": 0}
    assert workspaces.load(alice) is None

    workspaces.save(alice, {"sessions": []}, "window-1")
    workspaces.save(alice, snapshot, "window-1")

    assert workspaces.load(alice) == snapshot
    assert workspaces.load(bob) is None


def test_a_window_is_told_when_another_one_stored_last(
    workspaces: Workspaces, services: Services, alice: Actor
) -> None:
    told: list[StoredEvent] = []
    services.feed.subscribe(told.extend)

    for window in ("window-1", "window-1", "window-2", "window-2", "window-1"):
        workspaces.save(alice, {"stored by": window}, window)

    assert {(event.kind, event.actor) for event in told} == {("workspace.taken_over", "alice")}
    assert [event.data["window"] for event in told] == ["window-1", "window-2", "window-1"]


def test_a_page_left_open_elsewhere_puts_no_old_state_over_a_newer_one(workspaces: Workspaces, alice: Actor) -> None:
    workspaces.save(alice, {"stored by": 1}, "window-1")
    workspaces.save(alice, {"stored by": 2}, "window-2")

    workspaces.save(alice, {"stored by": 1}, "window-1", takes_over=False)
    assert workspaces.load(alice) == {"stored by": 2}

    workspaces.save(alice, {"stored by": 2, "renamed": True}, "window-2", takes_over=False)
    assert workspaces.load(alice) == {"stored by": 2, "renamed": True}


@pytest.mark.parametrize("snapshot", [{"x": "y" * 1_000_001}, {"x": float("nan")}, {"x": object()}])
def test_a_snapshot_that_cannot_be_kept_is_refused(workspaces: Workspaces, alice: Actor, snapshot: Any) -> None:
    with pytest.raises(InvalidInput, match="workspace could not be kept"):
        workspaces.save(alice, snapshot, "window-1")


def test_a_draft_is_kept_exactly_as_typed(workspaces: Workspaces, clock: Any, alice: Actor) -> None:
    typed = "  two  spaces,\ttab,\r\nline\u2028and a family \N{MAN}\u200d\N{WOMAN} "
    workspaces.save_draft(alice, "conversation:7", "message", {"text": typed}, "window-1")

    draft = workspaces.draft(alice, "conversation:7", "message")
    assert draft is not None
    assert (draft.value["text"], draft.window, draft.at) == (typed, "window-1", clock())


def test_what_cannot_be_stored_in_a_draft_is_replaced(workspaces: Workspaces, alice: Actor) -> None:
    workspaces.save_draft(alice, CASE, "note", {"text": "a\x00b\ud800c"}, "window-1")

    assert texts(workspaces.drafts(alice)) == ["a\ufffdb\ufffdc"]


def test_each_person_record_and_group_has_its_own_draft(workspaces: Workspaces, alice: Actor, bob: Actor) -> None:
    workspaces.save_draft(alice, CASE, "note", {"text": "alice"}, "w")
    workspaces.save_draft(alice, CASE, "form", {"text": "form"}, "w")
    workspaces.save_draft(bob, CASE, "note", {"text": "bob"}, "w")
    workspaces.save_draft(alice, "new:tab-3", "form", {"text": "new"}, "w")

    assert texts(workspaces.drafts(bob)) == ["bob"]
    assert sorted(texts(workspaces.drafts(alice))) == ["alice", "form", "new"]


def test_typing_on_replaces_what_was_typed_within_thirty_seconds(
    workspaces: Workspaces, clock: Any, alice: Actor
) -> None:
    for n in range(29):
        workspaces.save_draft(alice, CASE, "note", {"text": "x" * n}, "w")
        clock.forward(seconds=1)

    assert workspaces.versions(alice, CASE, "note") == []
    assert texts(workspaces.drafts(alice)) == ["x" * 28]


def test_an_older_version_is_kept_every_thirty_seconds(workspaces: Workspaces, clock: Any, alice: Actor) -> None:
    for text in ("first", "second", "third"):
        workspaces.save_draft(alice, CASE, "note", {"text": text}, "w")
        clock.forward(seconds=31)

    kept = workspaces.versions(alice, CASE, "note")
    assert [(draft.value["text"], draft.how) for draft in kept] == [("second", "version"), ("first", "version")]
    assert texts(workspaces.drafts(alice)) == ["third"]


def test_the_same_text_again_is_no_new_version(workspaces: Workspaces, clock: Any, alice: Actor) -> None:
    workspaces.save_draft(alice, CASE, "note", {"text": "same"}, "w")
    clock.forward(minutes=5)
    workspaces.save_draft(alice, CASE, "note", {"text": "same"}, "w")

    assert workspaces.versions(alice, CASE, "note") == []


@pytest.mark.parametrize("how", ["sent", "saved", "discarded"])
def test_an_ended_draft_is_a_version_and_typing_begins_anew(workspaces: Workspaces, alice: Actor, how: str) -> None:
    workspaces.save_draft(alice, CASE, "note", {"text": "old"}, "w")

    assert workspaces.end_draft(alice, CASE, "note", how)
    assert workspaces.draft(alice, CASE, "note") is None
    assert not workspaces.end_draft(alice, CASE, "note", how)

    workspaces.save_draft(alice, CASE, "note", {"text": "new"}, "w")
    assert [(draft.value["text"], draft.how) for draft in workspaces.versions(alice, CASE, "note")] == [("old", how)]
    assert texts(workspaces.drafts(alice)) == ["new"]


def test_versions_are_kept_thirty_days(workspaces: Workspaces, clock: Any, alice: Actor) -> None:
    workspaces.save_draft(alice, CASE, "note", {"text": "old"}, "w")
    workspaces.end_draft(alice, CASE, "note", "discarded")

    clock.forward(days=29)
    assert texts(workspaces.versions(alice, CASE, "note")) == ["old"]

    clock.forward(days=2)
    assert workspaces.versions(alice, CASE, "note") == []


def test_a_draft_that_is_still_being_written_never_expires(workspaces: Workspaces, clock: Any, alice: Actor) -> None:
    workspaces.save_draft(alice, CASE, "note", {"text": "kept"}, "w")
    clock.forward(days=400)
    workspaces.end_draft(alice, "case:2", "note", "sent")

    assert texts(workspaces.drafts(alice)) == ["kept"]


@pytest.mark.parametrize(("subject", "group"), [("case", "note"), ("case:" + "1" * 90, "note"), ("case:1", "other")])
def test_a_draft_of_nothing_known_is_refused(workspaces: Workspaces, alice: Actor, subject: str, group: str) -> None:
    with pytest.raises(InvalidInput):
        workspaces.save_draft(alice, subject, group, {}, "w")


def test_a_draft_ends_in_one_of_three_ways(workspaces: Workspaces, alice: Actor) -> None:
    with pytest.raises(InvalidInput, match="sent, saved, discarded"):
        workspaces.end_draft(alice, CASE, "note", "version")


def test_who_has_no_desk_keeps_nothing(workspaces: Workspaces, nina: Actor, dora: Actor) -> None:
    for actor in (nina, dora):
        with pytest.raises(AccessDenied):
            workspaces.load(actor)
        with pytest.raises(AccessDenied):
            workspaces.save_draft(actor, CASE, "note", {}, "w")
