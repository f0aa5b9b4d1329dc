"""The database that the demo opens."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, text

from ccw_panel.center import services_of
from ccw_panel.demo import kept, load
from ccw_panel.demo.settle import settle, stood_still_at
from ccw_panel.demo.tables import read
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.sentiment import conversation_value, level_of
from ccw_panel.store import schema
from ccw_panel.store.engine import Database, open_database
from tests.conftest import SettableClock, on_server

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


def opened(folder: Path, moment: datetime | date) -> Iterator[Database]:
    copied = folder / "demo.db"
    if isinstance(moment, datetime):
        load.copy_demo(copied, moment)
    else:
        shutil.copyfile(load.built_demo(moment), copied)
    database = open_database(f"sqlite:///{copied}")
    yield database
    database.close()


def test_building_takes_seconds_and_opening_under_one(cache: Path, tmp_path: Path):
    began = time.process_time()
    built = load.built_demo(date(2026, 6, 2))
    building = time.process_time() - began
    load.built_demo(datetime(2026, 6, 2, 9, 20, tzinfo=UTC))
    began = time.process_time()
    load.copy_demo(tmp_path / "demo.db", datetime(2026, 6, 2, 9, 27, tzinfo=UTC))
    database = open_database(f"sqlite:///{tmp_path / 'demo.db'}")
    opening = time.process_time() - began
    with database.read() as conn:
        events = conn.execute(select(func.count()).select_from(schema.events)).scalar_one()
    database.close()

    assert built.parent == cache / "demo"
    assert building < 15  # 4 on an idle machine
    assert opening < 1  # 0.3 on an idle machine; of this process, because others may be busy
    assert events == sum(1 for _ in read("events", load.data_folder()))


def test_everything_moves_by_whole_days(tmp_path: Path):
    for database in opened(tmp_path, date(2026, 6, 3)):
        with database.read() as conn:
            moved = conn.execute(select(conversations.c.id, conversations.c.created_at)).all()
            looked = conn.execute(select(conversations.c.created_at, conversations.c.self_service)).all()
    before = {row["id"]: row["created_at"] for row in read("conversations", load.data_folder())}

    assert {at - before[id] for id, at in moved} == {date(2026, 6, 3) - date(2026, 3, 20)}
    steps = [(began, datetime.fromisoformat(step[0])) for began, steps in looked for step in steps]
    assert steps
    assert all(timedelta(0) < began - at < timedelta(hours=1) for began, at in steps)


def test_the_days_on_which_queues_are_open_move_along(demo: Database):
    with demo.read() as conn:
        days = conn.execute(
            select(schema.queues.c.days).where(schema.queues.c.name == "Business accounts")
        ).scalar_one()
    shift = (EVENING.date() - date(2026, 3, 20)).days

    assert days == sorted((day + shift) % 7 for day in range(5))


def test_nothing_has_happened_after_the_moment_of_opening(at_any_hour):
    database, moment = at_any_hour
    cases, activities = schema.records["case"].c, schema.records["activity"].c
    done = (schema.events.c.at, conversations.c.modified_at, cases.modified_at, activities.modified_at, messages.c.at)
    with database.read() as conn:
        newest = [conn.execute(select(func.max(column))).scalar_one() for column in done]
        last_day = conn.execute(
            select(schema.settings.c.value).where(schema.settings.c.name == "last_day")
        ).scalar_one()
        ends = conn.execute(select(conversations.c.closed_at).where(conversations.c.id.in_(last_day))).scalars().all()

    assert max(newest) <= moment
    assert moment - timedelta(minutes=2) < newest[-1]  # somebody has just written
    today = [at for at in ends if at.date() == moment.date()]
    assert all(at < moment for at in today)
    assert all(at.date() == moment.date() - timedelta(days=7) for at in ends if at not in today)
    assert all(at.time() >= moment.time().replace(second=0) for at in ends if at not in today) or not today


def test_an_agents_day_has_come_as_far_as_the_clock(demo: Database):
    """Alice's day in the evening, in the morning and before anybody came."""
    c = conversations.c
    mine = select(c.closed_at).where(c.agent_id == 1, c.state == "closed").order_by(c.closed_at)
    done = []
    for moment in (EVENING, EVENING.replace(hour=11), EVENING.replace(hour=5)):
        with demo.write() as conn:
            settle(conn, moment)
            closed = conn.execute(mine).scalars().all()
        days = {at.date() for at in closed} - {moment.date()}
        usual = sum(at.time() <= moment.time() and at.date() in days for at in closed) / len(days)
        done.append(sum(at.date() == moment.date() for at in closed))
        assert abs(done[-1] - usual) <= 2.5, moment

    assert done[0] > done[1] > done[2] == 0
    with demo.write() as conn:
        settle(conn, EVENING)


def test_customers_wait_no_longer_than_they_did(at_any_hour):
    database, moment = at_any_hour
    c = conversations.c
    with database.read() as conn:
        since = conn.execute(
            select(c.customer_waits_since).where(c.agent_id == 1, c.customer_waits_since.is_not(None))
        ).scalars()
        waits = sorted(moment - at for at in since)

    assert waits[0] < timedelta(minutes=1)
    assert waits[-1] < timedelta(minutes=16)


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
        assert conn.execute(asked).scalar_one() >= 4


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


def test_the_event_of_a_customers_message_tells_its_level(demo: Database):
    e, scores = schema.events.c, schema.message_scores.c
    with demo.read() as conn:
        told = conn.execute(select(e.data).where(e.kind == "message.received")).scalars().all()
        levels = dict(tuple(row) for row in conn.execute(select(scores.message_id, scores.level)))

    assert {data["message_id"]: data["level"] for data in told} == levels


def test_what_was_done_to_a_demo_stays_done_when_it_is_moved_on(tmp_path: Path):
    """Alice closes what is in wrap-up and saves a case; two days later the demo is opened in the morning."""
    for database in opened(tmp_path, EVENING):
        clock = SettableClock(EVENING + timedelta(minutes=8))
        desk = services_of(database, clock)
        alice = desk.agents.actor_named("alice")
        wrap_up = states(database, "wrap_up")[0]
        desk.conversations.leave(alice, wrap_up)
        case = desk.records.page(alice, "case", "my-active-cases").rows[0]
        desk.records.save(alice, case.ref, {"priority": 3}, case.version)
        later = datetime(2026, 6, 5, 8, 15, tzinfo=UTC)
        with database.write() as conn:
            assert stood_still_at(conn) == clock()
            settle(conn, later)
            moments = conn.execute(select(schema.events.c.at).order_by(schema.events.c.seq)).scalars().all()
            closed_at = conn.execute(select(conversations.c.closed_at).where(conversations.c.id == wrap_up)).scalar()
            waits = conn.execute(select(func.min(conversations.c.customer_waits_since))).scalar_one()

        clock.at = later
        assert closed_at == later
        assert moments == sorted(moments)
        assert moments[-1] == later
        assert desk.records.get(alice, case.ref).values["priority"] == 3
        assert later - waits < timedelta(minutes=30)
        with database.write() as conn:
            settle(conn, later + timedelta(days=1))
            newest = conn.execute(select(func.max(conversations.c.modified_at))).scalar_one()
            closed_at = conn.execute(select(conversations.c.closed_at).where(conversations.c.id == wrap_up)).scalar()
        assert newest <= later + timedelta(days=1)
        assert closed_at == later + timedelta(days=1)


def test_who_was_not_answered_has_not_waited_longer_when_the_demo_is_opened_again(tmp_path: Path):
    """Nobody did more than look, for an hour; the next morning it is as fresh as on the first."""
    c = conversations.c
    waiting = select(c.id, c.customer_waits_since).where(c.customer_waits_since.is_not(None)).order_by(c.id)
    for database in opened(tmp_path, EVENING):
        with database.read() as conn:
            before = [(id, EVENING - at) for id, at in conn.execute(waiting)]
        desk = services_of(database, SettableClock(EVENING + timedelta(hours=1)))
        alice = desk.agents.actor_named("alice")
        for id in states(database, "active"):
            desk.conversations.mark_read(alice, id)
        morning = EVENING + timedelta(hours=11)
        with database.write() as conn:
            settle(conn, morning)
            after = [(id, morning - at) for id, at in conn.execute(waiting)]
            last = conn.execute(select(func.max(schema.events.c.at))).scalar_one()

        assert after == before
        assert last <= morning


def states(database: Database, state: str) -> list[int]:
    c = conversations.c
    with database.read() as conn:
        return list(conn.execute(select(c.id).where(c.state == state, c.agent_id == 1)).scalars())


def test_the_kept_demo_is_moved_on_when_nobody_has_it_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "data_folder", lambda: tmp_path)
    path = kept.kept_demo(DAWN)

    def newest() -> datetime:
        with closing(sqlite3.connect(path)) as conn:
            return datetime.fromisoformat(conn.execute("SELECT max(at) FROM messages").fetchone()[0] + "+00:00")

    in_use = open_database(f"sqlite:///{path}")
    with in_use.read() as conn:
        conn.execute(select(func.count()).select_from(messages)).scalar()
    kept.kept_demo(EVENING)
    assert newest() < DAWN
    in_use.close()
    kept.kept_demo(DAWN + timedelta(minutes=5))
    assert newest() < DAWN

    assert kept.kept_demo(EVENING) == path
    assert EVENING - timedelta(minutes=2) < newest() < EVENING


def test_a_file_that_is_no_demo_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "data_folder", lambda: tmp_path)
    (tmp_path / "demo.db").write_text("not a database")

    assert kept.kept_demo(EVENING).read_text() == "not a database"


def test_ids_go_on_after_those_of_the_files_on_both_databases(tmp_path: Path):
    server = os.environ.get("CCW_TEST_POSTGRES")
    url = on_server(server, "demo", lambda _url: None) if server else f"sqlite:///{tmp_path / 'demo.db'}"
    database = open_database(url)
    load.load(database, load.data_folder(), 3)
    desk = services_of(database, SettableClock(datetime(2026, 3, 23, 10, 40, tzinfo=UTC)))
    alice = desk.agents.actor_named("alice")
    active = states(database, "active")[0]

    sent = desk.conversations.send(alice, active, "It is on its way.", "one")
    case = desk.records.create(alice, "case", {"title": "Another", "customer": Ref("contact", 1)})
    with database.write() as conn:
        settle(conn, datetime(2026, 3, 23, 18, 0, tzinfo=UTC))
        moments = conn.execute(select(schema.events.c.at).order_by(schema.events.c.seq)).scalars().all()
    database.close()

    assert sent.id == sum(1 for _ in read("messages", load.data_folder())) + 1
    assert case.number == f"CAS-{sum(1 for _ in read('cases', load.data_folder())) + 1:05d}"
    assert moments == sorted(moments)


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
