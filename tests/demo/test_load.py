"""The database that the demo opens."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, text

from ccw_panel.demo import load
from ccw_panel.demo.tables import read
from ccw_panel.domain.sentiment import conversation_value, level_of
from ccw_panel.store import schema
from ccw_panel.store.engine import Database, open_database

conversations, messages = schema.conversations, schema.messages
EVENING = datetime(2026, 6, 3, 21, 40, tzinfo=UTC)
DAWN = datetime(2026, 6, 3, 4, 10, tzinfo=UTC)
MOMENTS = {"in the evening": EVENING, "at dawn": DAWN, "just after midnight": DAWN.replace(hour=0, minute=20)}


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of its own, so that building is tested and nobody's files are touched."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "user_cache_path", lambda *_args, **_more: folder)
        yield folder


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The demo as it is opened in the evening."""
    yield from opened(tmp_path_factory.mktemp("evening"), EVENING)


@pytest.fixture(scope="module", params=MOMENTS)
def at_any_hour(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, datetime]]:
    moment = MOMENTS[request.param]
    for database in opened(tmp_path_factory.mktemp("hour"), moment):
        yield database, moment


def opened(folder: Path, moment: datetime) -> Iterator[Database]:
    copied = folder / "demo.db"
    shutil.copyfile(load.built_demo(moment), copied)
    database = open_database(f"sqlite:///{copied}")
    yield database
    database.close()


def test_building_takes_seconds_and_opening_under_one(cache: Path, tmp_path: Path):
    began = time.process_time()
    built = load.built_demo(date(2026, 6, 2))
    building = time.process_time() - began
    began = time.perf_counter()
    shutil.copyfile(load.built_demo(date(2026, 6, 2)), tmp_path / "demo.db")
    open_database(f"sqlite:///{tmp_path / 'demo.db'}").close()

    assert built.parent == cache / "demo"
    assert building < 15  # 4 on an idle machine
    assert time.perf_counter() - began < 1


def test_everything_moves_by_whole_days(tmp_path: Path):
    for database in opened(tmp_path, date(2026, 6, 3)):
        with database.read() as conn:
            moved = conn.execute(select(conversations.c.id, conversations.c.created_at)).all()
    before = {row["id"]: row["created_at"] for row in read("conversations", load.data_folder())}

    assert {at - before[id] for id, at in moved} == {date(2026, 6, 3) - date(2026, 3, 20)}


def test_the_days_on_which_queues_are_open_move_along(demo: Database):
    with demo.read() as conn:
        days = conn.execute(
            select(schema.queues.c.days).where(schema.queues.c.name == "Business accounts")
        ).scalar_one()
    shift = (EVENING.date() - date(2026, 3, 20)).days

    assert days == sorted((day + shift) % 7 for day in range(5))


def test_the_last_morning_ends_at_the_moment_of_opening(at_any_hour):
    database, moment = at_any_hour
    with database.read() as conn:
        newest = conn.execute(select(func.max(messages.c.at))).scalar_one()
        last_event = conn.execute(select(func.max(schema.events.c.at))).scalar_one()

    assert moment - timedelta(minutes=11) < newest <= moment
    assert last_event <= moment


def test_events_stay_in_order_of_time(at_any_hour):
    database, _ = at_any_hour
    with database.read() as conn:
        moments = conn.execute(select(schema.events.c.at).order_by(schema.events.c.seq)).scalars().all()

    assert moments == sorted(moments)


def test_moments_of_a_conversation_follow_each_other(at_any_hour):
    database, _ = at_any_hour
    c = conversations.c
    with database.read() as conn:
        rows = conn.execute(select(c.id, c.created_at, c.accepted_at, c.wrap_up_at, c.closed_at, c.modified_at)).all()

    for id, *moments in rows:
        known = [moment for moment in moments if moment]
        assert known == sorted(known), id


def test_active_chats_began_minutes_ago(at_any_hour):
    database, moment = at_any_hour
    c = conversations.c
    with database.read() as conn:
        began = conn.execute(select(c.created_at).where(c.state == "active", c.channel == "chat")).scalars().all()

    assert began
    assert all(moment - timedelta(minutes=40) < at < moment for at in began)


def test_alice_has_three_active_one_waiting_and_one_in_wrap_up(demo: Database):
    assert states_of(demo, "alice") == {"active": 3, "waiting": 1, "wrap_up": 1}


@pytest.mark.parametrize("name", ["bob", "carol"])
def test_bob_and_carol_have_work_too(demo: Database, name: str):
    assert sum(states_of(demo, name).values()) >= 3


def states_of(database: Database, name: str) -> dict[str, int]:
    c, users = conversations.c, schema.users
    asked = (
        select(c.state, func.count())
        .join(users, users.c.id == c.agent_id)
        .where(users.c.name == name, c.state != "closed")
        .group_by(c.state)
    )
    with database.read() as conn:
        return dict(tuple(row) for row in conn.execute(asked))


def test_at_least_five_are_open_in_alices_queues(demo: Database):
    members = schema.queue_members
    alices = select(members.c.queue_id).join(schema.users, schema.users.c.id == members.c.user_id)
    asked = select(func.count()).where(
        conversations.c.state == "open", conversations.c.queue_id.in_(alices.where(schema.users.c.name == "alice"))
    )
    with demo.read() as conn:
        assert conn.execute(asked).scalar_one() >= 5


def test_alice_has_closed_several_today(demo: Database):
    c = conversations.c
    asked = select(func.count()).where(c.agent_id == 1, c.state == "closed", func.date(c.closed_at) == "2026-06-03")
    with demo.read() as conn:
        assert conn.execute(asked).scalar_one() >= 5


def test_alices_work_shows_every_mark_an_agent_looks_for(demo: Database):
    c = conversations.c
    with demo.read() as conn:
        work = conn.execute(select(c).where(c.agent_id == 1, c.state == "active")).all()

    assert min(row.sentiment for row in work) == -3
    assert sum(row.read_seq < row.last_seq for row in work) == 2
    assert any(row.customer_waits_since for row in work)
    assert any(row.case_id for row in work)


def test_every_customer_message_is_scored_and_every_conversation_by_its_last_six(demo: Database):
    scores = schema.message_scores
    asked = (
        select(messages.c.conversation_id, scores.c.value)
        .join(scores, scores.c.message_id == messages.c.id, isouter=True)
        .where(messages.c.sender == "customer")
        .order_by(messages.c.conversation_id, messages.c.seq)
    )
    values: dict[int, list[float]] = {}
    with demo.read() as conn:
        for id, value in conn.execute(asked):
            values.setdefault(id, []).append(value)
        levels = dict(tuple(row) for row in conn.execute(select(conversations.c.id, conversations.c.sentiment)))

    assert {
        id: level for id, level in levels.items() if level != level_of(conversation_value(values.get(id, [])))
    } == {}


def test_everybody_signs_in_with_the_password_demo(demo: Database):
    with demo.read() as conn:
        hashes = conn.execute(select(schema.users.c.password_hash)).scalars().all()

    assert len(hashes) == 34
    assert PasswordHasher().verify(hashes[0], load.PASSWORD)
    assert not PasswordHasher().check_needs_rehash(hashes[0])


def test_the_database_says_that_it_is_the_demo(demo: Database):
    with demo.read() as conn:
        values = dict(tuple(row) for row in conn.execute(select(schema.settings.c.name, schema.settings.c.value)))

    assert values["demo"] is True
    assert values["as_of"] == "2026-06-03T21:40:00Z"


def test_everything_can_be_found(demo: Database):
    with demo.read() as conn:
        kinds = set(conn.execute(select(schema.search_words.c.kind).distinct()).scalars())

    assert kinds == {"account", "contact", "case", "activity", "article", "conversation"}


def test_no_reference_is_broken(demo: Database):
    with demo.read() as conn:
        assert conn.execute(text("PRAGMA foreign_key_check")).all() == []


def test_nobody_has_a_session_stored(demo: Database):
    with demo.read() as conn:
        assert conn.execute(select(func.count()).select_from(schema.workspaces)).scalar_one() == 0


def test_files_not_used_for_days_are_removed(cache: Path):
    old = cache / "demo" / "demo-20200101-0000.db"
    old.parent.mkdir(exist_ok=True)
    old.write_bytes(b"old")
    long_ago = time.time() - 3 * 86_400

    os.utime(old, (long_ago, long_ago))

    load.built_demo(date(2026, 6, 1))

    assert not old.exists()
