"""What a served page stores in its thread: in order, the newest of each kind, and again after a failure."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from ccw_panel.errors import CcwError, InvalidInput, StoreUnavailable
from ccw_panel.views import saving
from ccw_panel.views.saving import LatestFirst
from tests.waiting import wait_until

AWAY = StoreUnavailable("demo.db", "is locked", "Try again.")


@pytest.fixture
def told() -> list[CcwError | None]:
    return []


@pytest.fixture
def saver(told: list[CcwError | None], monkeypatch: pytest.MonkeyPatch) -> Iterator[LatestFirst]:
    monkeypatch.setattr(saving, "FIRST_RETRY_S", 0.01)
    saver = LatestFirst(told.append)
    yield saver
    saver.close()
    saver.join(5)


def test_only_the_newest_of_what_waits_is_stored(saver: LatestFirst) -> None:
    stored: list[str] = []
    busy, go_on = Event(), Event()
    saver.put("draft", lambda: (busy.set(), go_on.wait(5)))
    busy.wait(5)
    for n in range(5):
        saver.put("workspace", lambda n=n: stored.append(f"workspace {n}"))
    saver.put("note", lambda: stored.append("note"))
    go_on.set()
    saver.close()
    saver.join(5)

    assert stored == ["workspace 4", "note"]


def test_what_the_store_could_not_take_is_stored_later_and_the_person_is_told_once(
    saver: LatestFirst, told: list[CcwError | None]
) -> None:
    stored: list[str] = []
    failures = iter([AWAY, AWAY, AWAY])

    def store() -> None:
        if error := next(failures, None):
            raise error
        stored.append("workspace")

    saver.put("workspace", store)
    wait_until(lambda: told[-1:] == [None])

    assert stored == ["workspace"]
    assert told == [AWAY, None]


def test_a_newer_state_takes_the_place_of_one_that_failed(saver: LatestFirst) -> None:
    stored: list[str] = []
    failed = Event()

    def fail() -> None:
        saver.put("workspace", lambda: stored.append("newer"))
        failed.set()
        raise AWAY

    saver.put("workspace", fail)
    failed.wait(5)
    wait_until(lambda: stored)

    assert stored == ["newer"]


def test_what_can_never_be_stored_is_told_and_not_tried_again(saver: LatestFirst, told: list[CcwError | None]) -> None:
    refused = InvalidInput({"workspace": "It is too large."})
    tries: list[int] = []

    def refuse() -> None:
        tries.append(1)
        raise refused

    saver.put("workspace", refuse)
    saver.close()
    saver.join(5)

    assert (told, len(tries)) == ([refused], 1)


def test_closing_tries_once_more_at_most_and_does_not_wait_for_a_store_that_is_away(saver: LatestFirst) -> None:
    tries: list[int] = []

    def fail() -> None:
        tries.append(1)
        raise AWAY

    saver.put("workspace", fail)
    saver.close()
    saver.join(5)

    assert 1 <= len(tries) <= 3
