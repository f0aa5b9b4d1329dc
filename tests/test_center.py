"""The composition root: a centre opened, handed out and closed."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import ccw_panel as ccw
from ccw_panel.center import THE_CENTRE, Every, open_center
from ccw_panel.errors import AccessDenied, NotADatabase, NotFound
from ccw_panel.store.engine import Database


@pytest.fixture
def url(database: Database) -> str:
    return str(database.url)


def test_an_empty_database_is_created_and_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/centre.db"
    with open_center(url) as center:
        assert not center.is_demo
        made = center.services.records.create(THE_CENTRE, "contact", {"last_name": "Ward"})

    with open_center(url) as center:
        assert center.services.records.get(THE_CENTRE, made.ref).title == "Ward"


def test_a_workspace_is_that_users_and_new_each_time(url: str) -> None:
    with open_center(url) as center:
        first, second = center.workspace("alice"), center.workspace("alice")

    assert first.actor.name == "alice"
    assert first is not second


def test_a_workspace_of_nobody_is_not_found(url: str) -> None:
    with open_center(url) as center, pytest.raises(NotFound, match="zoe"):
        center.workspace("zoe")


@pytest.mark.parametrize("name", ["nina", "dora"])
def test_a_workspace_needs_a_role_for_the_desk(url: str, name: str) -> None:
    with open_center(url) as center, pytest.raises(AccessDenied, match="may not use the desk"):
        center.workspace(name)


def test_a_frame_is_what_that_user_may_see(url: str) -> None:
    with open_center(url) as center:
        assert len(center.frame("cases")) == 3
        assert len(center.as_user("nina").frame("cases")) == 3
        with pytest.raises(AccessDenied):
            center.as_user("dora").frame("cases")
        with pytest.raises(NotFound):
            center.frame("secrets")


def test_a_change_of_one_centre_is_heard_in_another(url: str) -> None:
    heard = threading.Event()
    with open_center(url) as one, open_center(url) as other:
        other.services.feed.subscribe(lambda _events: heard.set())
        one.services.records.create(THE_CENTRE, "contact", {"last_name": "Ward"})

        assert heard.wait(5)


def test_a_closed_centre_leaves_no_thread_and_closes_twice(url: str) -> None:
    before = threading.active_count()
    center = open_center(url)
    center.close()
    center.close()

    assert threading.active_count() == before


def test_a_centre_that_cannot_be_opened_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "photo.db").write_bytes(b"not a database" * 10)
    before = threading.active_count()

    with pytest.raises(NotADatabase):
        open_center(f"sqlite:///{tmp_path}/photo.db")
    assert threading.active_count() == before


def test_the_clock_is_the_one_given(url: str, clock: Any) -> None:
    with open_center(url, clock=clock) as center:
        assert center.services.records.create(THE_CENTRE, "contact", {"last_name": "Ward"}).created_at == clock()


def test_a_centre_opens_without_panel() -> None:
    """The edge, the router and the command line never pay for it."""
    code = (
        "import ccw_panel.center, sys; print([m for m in ('panel', 'bokeh', 'tornado', 'alembic') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.strip() == "[]"


def test_the_public_names_are_there() -> None:
    assert ccw.open_center is open_center
    assert ccw.Ref("case", "12").id == 12


def test_what_is_done_every_so_often_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    done = threading.Semaphore(0)

    def fail() -> None:
        done.release()
        raise ZeroDivisionError

    every = Every(0.01, fail)
    assert all(done.acquire(timeout=5) for _ in range(3))
    every.stop()
    assert "failed" in caplog.text
