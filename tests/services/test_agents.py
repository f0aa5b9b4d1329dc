"""Users: what lets them in, what keeps them out, and what is theirs to choose."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from ccw_panel.domain.agents import Actor, Role
from ccw_panel.errors import AccessDenied, InvalidInput, NotFound, SignInRefused, TooManyTries
from ccw_panel.services import passwords
from ccw_panel.services.agents import Agents
from ccw_panel.store import schema
from ccw_panel.store.engine import Database

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
SECRET = "seven green bicycles"


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.hash_password(SECRET)


@pytest.fixture
def agents(database: Database, clock: Any, hashed: str) -> Agents:
    """Everybody's password is SECRET."""
    with database.write() as conn:
        conn.execute(update(schema.users).values(password_hash=hashed))
    return Agents(database, clock)


def stored(database: Database, name: str) -> Any:
    with database.read() as conn:
        return conn.execute(select(schema.users).where(schema.users.c.name == name)).one()


def kinds(database: Database) -> list[str]:
    with database.read() as conn:
        return list(conn.execute(select(schema.events.c.kind).order_by(schema.events.c.seq)).scalars())


# --- signing in and out -------------------------------------------------------------------------


def test_the_right_password_gives_a_sign_in_that_names_its_person(agents: Agents, alice: Actor) -> None:
    token = agents.sign_in("alice", SECRET, HERE)

    assert agents.actor(token) == alice


def test_a_user_name_may_be_typed_in_capitals_and_with_spaces_around(agents: Agents) -> None:
    assert agents.actor(agents.sign_in("  Alice ", SECRET, HERE))


def test_only_the_hash_of_the_token_is_stored(agents: Agents, database: Database) -> None:
    token = agents.sign_in("alice", SECRET, HERE)

    with database.read() as conn:
        assert token not in conn.execute(select(schema.logins.c.id)).scalars().all()


@pytest.mark.parametrize(
    ("name", "password"), [("alice", "wrong"), ("nobody", SECRET), ("", ""), ("alice", ""), ("alice'--", "x\x00")]
)
def test_a_refusal_is_the_same_whether_or_not_the_account_exists(agents: Agents, name: str, password: str) -> None:
    with pytest.raises(SignInRefused) as refused:
        agents.sign_in(name, password, HERE)

    assert str(refused.value) == "The user name or the password is not right."


def test_an_unknown_name_takes_as_long_as_a_wrong_password(agents: Agents, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str | None] = []
    true_matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda s, p: compared.append(s) or true_matches(s, p))

    for name in ("alice", "nobody"):
        with pytest.raises(SignInRefused):
            agents.sign_in(name, "wrong", HERE)

    assert len(compared) == 2


def test_a_person_without_a_password_cannot_sign_in(agents: Agents, database: Database) -> None:
    with database.write() as conn:
        conn.execute(update(schema.users).values(password_hash=None))

    with pytest.raises(SignInRefused, match="not right"):
        agents.sign_in("alice", "", HERE)


def test_a_disabled_account_is_named_only_to_who_knows_its_password(agents: Agents, ada: Actor) -> None:
    agents.disable(ada, "bob")

    with pytest.raises(SignInRefused, match="This account is disabled"):
        agents.sign_in("bob", SECRET, HERE)
    with pytest.raises(SignInRefused, match="not right"):
        agents.sign_in("bob", "wrong", HERE)


def test_an_expired_account_is_refused(agents: Agents, database: Database, clock: Any) -> None:
    with database.write() as conn:
        conn.execute(update(schema.users).where(schema.users.c.name == "bob").values(expires_at=clock()))

    with pytest.raises(SignInRefused, match="disabled"):
        agents.sign_in("bob", SECRET, HERE)


def test_a_sign_in_ends_after_its_hours(agents: Agents, clock: Any) -> None:
    token = agents.sign_in("alice", SECRET, HERE, lasts=timedelta(hours=2))

    clock.forward(hours=1, minutes=59)
    assert agents.actor(token)
    clock.forward(minutes=1)
    assert agents.actor(token) is None


def test_signing_out_ends_that_sign_in_and_no_other(agents: Agents) -> None:
    here, there = agents.sign_in("alice", SECRET, HERE), agents.sign_in("alice", SECRET, ELSEWHERE)

    agents.sign_out(here)

    assert agents.actor(here) is None
    assert agents.actor(there)


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "\udcff", "' OR 1=1 --"])
def test_a_made_up_token_is_nobodys(agents: Agents, token: str) -> None:
    assert agents.actor(token) is None
    agents.sign_out(token)


def test_roles_and_queues_are_read_anew_for_a_sign_in_that_stands(
    agents: Agents, ada: Actor, database: Database
) -> None:
    token = agents.sign_in("bob", SECRET, HERE)

    agents.set_roles(ada, "bob", [Role.SUPERVISOR])

    actor = agents.actor(token)
    assert actor is not None
    assert actor.roles == {Role.SUPERVISOR}
    assert actor.queues == {1}


# --- wrong passwords ----------------------------------------------------------------------------


def fail(agents: Agents, times: int, name: str = "alice", address: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused) as refused:
            agents.sign_in(name, "wrong", address)
        assert not isinstance(refused.value, TooManyTries)


def test_after_five_wrong_passwords_even_the_right_one_must_wait(agents: Agents, clock: Any) -> None:
    fail(agents, 5)

    with pytest.raises(TooManyTries, match=r"Too many wrong passwords\. Try again in 15 seconds\."):
        agents.sign_in("alice", SECRET, HERE)
    clock.forward(seconds=16)
    assert agents.sign_in("alice", SECRET, HERE)


def test_each_further_wrong_password_doubles_the_wait_up_to_a_quarter_of_an_hour(agents: Agents, clock: Any) -> None:
    fail(agents, 5)
    waits = []
    for _ in range(8):
        with pytest.raises(TooManyTries) as refused:
            agents.sign_in("alice", "wrong", HERE)
        waits.append(refused.value.wait.total_seconds())
        clock.forward(seconds=waits[-1] + 0.001)
        fail(agents, 1)

    assert waits == pytest.approx([15, 30, 60, 120, 240, 480, 900, 900], abs=0.1)


def test_somebody_elses_wrong_passwords_do_not_keep_the_owner_out(agents: Agents) -> None:
    fail(agents, 5, address=ELSEWHERE)

    assert agents.sign_in("alice", SECRET, HERE)


def test_a_name_nobody_has_must_wait_just_the_same(agents: Agents) -> None:
    fail(agents, 5, name="nobody")

    with pytest.raises(TooManyTries):
        agents.sign_in("nobody", "wrong", HERE)


def test_one_address_cannot_try_one_password_on_everybody(agents: Agents, database: Database, clock: Any) -> None:
    with database.write() as conn:
        tried = [{"name": f"n{i}", "address": HERE, "at": clock()} for i in range(200)]
        conn.execute(insert(schema.login_attempts), tried)

    with pytest.raises(TooManyTries):
        agents.sign_in("alice", SECRET, HERE)
    assert agents.sign_in("alice", SECRET, ELSEWHERE)


def test_the_right_password_forgets_the_wrong_ones(agents: Agents) -> None:
    fail(agents, 4)
    agents.sign_in("alice", SECRET, HERE)

    fail(agents, 5)


def test_what_was_typed_as_a_name_is_not_kept_as_text(agents: Agents, database: Database) -> None:
    fail(agents, 1, name="my-password-in-the-wrong-box")

    with database.read() as conn:
        assert all(
            len(name) == 64 and "-" not in name for name in conn.execute(select(schema.login_attempts.c.name)).scalars()
        )


def test_wrong_passwords_are_forgotten_after_an_hour(agents: Agents, database: Database, clock: Any) -> None:
    fail(agents, 3)
    clock.forward(minutes=61)
    fail(agents, 1)

    with database.read() as conn:
        assert conn.execute(select(func.count()).select_from(schema.login_attempts)).scalar() == 1


# --- passwords and set-up links -----------------------------------------------------------------


def test_a_new_password_works_and_signs_out_every_other_computer(agents: Agents, alice: Actor) -> None:
    here, there = agents.sign_in("alice", SECRET, HERE), agents.sign_in("alice", SECRET, ELSEWHERE)

    agents.change_password(alice, SECRET, "nine violet lanterns", HERE, keep=here)

    assert agents.actor(here)
    assert agents.actor(there) is None
    assert agents.sign_in("alice", "nine violet lanterns", HERE)
    with pytest.raises(SignInRefused):
        agents.sign_in("alice", SECRET, HERE)


@pytest.mark.parametrize("new", ["short", "a" * 300, "password1234", "aaaaaaaaaaaaa", "alicealice1", SECRET])
def test_a_weak_password_is_refused_with_what_to_choose(agents: Agents, alice: Actor, new: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        agents.change_password(alice, SECRET, new, HERE)

    assert refused.value.problems["new"].startswith("Choose a password")


def test_on_a_demo_database_any_password_will_do(agents: Agents, alice: Actor, database: Database) -> None:
    with database.write() as conn:
        conn.execute(insert(schema.settings).values(name="demo", value=True))

    agents.change_password(alice, SECRET, "demo", HERE)

    assert agents.sign_in("alice", "demo", HERE)


def test_the_current_password_is_guarded_like_a_sign_in(agents: Agents, alice: Actor) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused, match="current password is not right"):
            agents.change_password(alice, "wrong", "nine violet lanterns", HERE)

    with pytest.raises(TooManyTries):
        agents.change_password(alice, SECRET, "nine violet lanterns", HERE)


def test_a_set_up_link_lets_a_new_user_choose_a_password_once(agents: Agents, ada: Actor) -> None:
    agents.add_user(ada, "Eve", "Eve Evans", [Role.AGENT], "eve@example.com")
    token = agents.set_up_link(ada, "eve")

    assert agents.set_up(token).name == "eve"
    assert agents.finish_set_up(token, SECRET) == "eve"
    assert agents.sign_in("eve", SECRET, HERE)
    with pytest.raises(NotFound, match="set-up link"):
        agents.finish_set_up(token, "another good password")


def test_a_set_up_link_ends_after_a_day_and_when_a_newer_one_is_made(agents: Agents, ada: Actor, clock: Any) -> None:
    older = agents.set_up_link(ada, "bob")
    newer = agents.set_up_link(ada, "bob")

    with pytest.raises(NotFound):
        agents.set_up(older)
    clock.forward(hours=24)
    with pytest.raises(NotFound):
        agents.set_up(newer)


def test_an_empty_database_is_given_its_first_administrator_by_a_link(empty: Agents) -> None:
    token = empty.first_administrator_link()
    assert token is not None
    assert empty.set_up(token).name == ""

    empty.finish_set_up(token, SECRET, "Root", "Rita Root")

    assert empty.actor_named("root").roles == {Role.ADMINISTRATOR}
    assert empty.first_administrator_link() is None


def test_the_first_administrators_link_says_what_is_wrong_at_each_field(empty: Agents) -> None:
    token = empty.first_administrator_link() or ""

    with pytest.raises(InvalidInput) as refused:
        empty.finish_set_up(token, "short", "no spaces please", "")

    assert set(refused.value.problems) == {"name", "full_name", "password"}
    assert empty.set_up(token)


def test_the_first_administrators_link_is_dead_once_there_are_users(empty: Agents, ada: Actor) -> None:
    token = empty.first_administrator_link() or ""
    empty.add_user(ada, "eve", "Eve Evans", [Role.ADMINISTRATOR])

    with pytest.raises(NotFound):
        empty.finish_set_up(token, SECRET, "root", "Rita Root")


@pytest.fixture
def empty(tmp_path: Any, clock: Any) -> Any:
    from ccw_panel.store.engine import open_database

    database = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    yield Agents(database, clock)
    database.close()


# --- accounts -----------------------------------------------------------------------------------


def test_disabling_ends_every_sign_in_at_once(agents: Agents, ada: Actor) -> None:
    token = agents.sign_in("bob", SECRET, HERE)

    agents.disable(ada, "bob")

    assert agents.actor(token) is None
    agents.enable(ada, "bob")
    assert agents.actor(token) is None
    assert agents.sign_in("bob", SECRET, HERE)


@pytest.mark.parametrize("act", ["add_user", "disable", "enable", "set_roles", "set_up_link"])
@pytest.mark.parametrize("who", ["alice", "sam", "nina", "dora"])
def test_only_administrators_manage_accounts(
    agents: Agents, request: pytest.FixtureRequest, who: str, act: str
) -> None:
    actor = request.getfixturevalue(who)
    arguments = {"add_user": ("eve", "Eve Evans", []), "set_roles": ("bob", [])}.get(act, ("bob",))

    with pytest.raises(AccessDenied):
        getattr(agents, act)(actor, *arguments)


def test_a_taken_or_impossible_user_name_is_refused(agents: Agents, ada: Actor) -> None:
    for name in ("alice", "ALICE", "x y", "", "<b>", "ålice", "1st"):
        with pytest.raises(InvalidInput) as refused:
            agents.add_user(ada, name, "Eve Evans", [])
        assert "name" in refused.value.problems


def test_an_unknown_role_is_refused(agents: Agents, ada: Actor) -> None:
    with pytest.raises(InvalidInput, match="Choose from the roles"):
        agents.set_roles(ada, "bob", ["emperor"])


def test_the_last_administrator_stays(agents: Agents, ada: Actor) -> None:
    with pytest.raises(InvalidInput, match="only administrator"):
        agents.disable(ada, "ada")
    with pytest.raises(InvalidInput, match="only administrator"):
        agents.set_roles(ada, "ada", [Role.AGENT])
    agents.set_roles(ada, "sam", [Role.ADMINISTRATOR])
    agents.disable(ada, "ada")


def test_every_change_of_an_account_leaves_an_event(agents: Agents, ada: Actor, database: Database) -> None:
    agents.sign_out(agents.sign_in("nina", SECRET, HERE))
    agents.set_roles(ada, "bob", [Role.AGENT, Role.SUPERVISOR])
    agents.disable(ada, "bob")
    agents.enable(ada, "bob")

    assert [kind for kind in kinds(database) if kind.startswith("user.")] == [
        "user.signed_in",
        "user.signed_out",
        "user.roles_set",
        "user.disabled",
        "user.enabled",
    ]


# --- the desk of one person ---------------------------------------------------------------------


def test_presence_is_set_by_hand_by_name_or_label(agents: Agents, alice: Actor, clock: Any) -> None:  # E-1
    agents.set_presence(alice, "Do not disturb")

    assert agents.presence(alice) == {"current": "Do not disturb", "since": clock(), "by": "AGENT"}
    agents.set_presence(alice, "away")
    assert agents.presence(alice)["current"] == "Appear away"


@pytest.mark.parametrize("name", ["inactive", "Inactive", "", "lunch", "AVAILABLE"])
def test_nobody_chooses_inactive_or_a_presence_that_does_not_exist(agents: Agents, alice: Actor, name: str) -> None:
    with pytest.raises(InvalidInput, match="Choose Available"):
        agents.set_presence(alice, name)


def test_who_was_signed_out_begins_available_and_the_last_sign_out_sets_offline(  # E-3, E-20
    agents: Agents, alice: Actor, database: Database
) -> None:
    first, second = agents.sign_in("alice", SECRET, HERE), agents.sign_in("alice", SECRET, ELSEWHERE)
    assert agents.presence(alice)["current"] == "Available"

    agents.sign_out(first)
    assert agents.presence(alice)["current"] == "Available"
    agents.sign_out(second)
    assert agents.presence(alice)["current"] == "Offline"
    assert stored(database, "alice").presence_by == "SYSTEM"


def test_a_default_presence_of_offline_or_away_is_kept_at_sign_in(agents: Agents, alice: Actor) -> None:  # E-3
    agents.save_settings(alice, {"default_presence": "away"})

    agents.sign_in("alice", SECRET, HERE)

    assert agents.presence(alice)["current"] == "Appear away"


def test_a_second_window_leaves_the_presence_as_it_is(agents: Agents, alice: Actor) -> None:  # B-118
    agents.sign_in("alice", SECRET, HERE)
    agents.set_presence(alice, "offline")

    agents.sign_in("alice", SECRET, ELSEWHERE)

    assert agents.presence(alice) | {"since": None} == {"current": "Offline", "since": None, "by": "AGENT"}


def test_settings_are_kept_over_the_defaults(agents: Agents, alice: Actor, bob: Actor) -> None:
    chosen = {
        "theme": "dark",
        "time_zone": "Europe/Warsaw",
        "language": "pl-PL",
        "keys": {"search": "s"},
        "widths": {"comm.voice": 400},
    }

    assert agents.save_settings(alice, chosen)["theme"] == "dark"
    assert agents.settings(alice) | chosen == agents.settings(alice)
    assert agents.settings(bob)["theme"] == "system"


@pytest.mark.parametrize(
    "changes",
    [
        {"theme": "blue"},
        {"theme": ["dark"]},
        {"time_zone": "Mars/Phobos"},
        {"language": "xx-XX"},
        {"shortcuts": "yes"},
        {"keys": {"search": "s", "pane": "s"}},
        {"keys": {"search": "Alt+a"}},
        {"keys": {"__proto__": 7}},
        {"widths": {"pane": 10}},
        {"widths": {"pane": True}},
        {"widths": {f"p{i}": 300 for i in range(21)}},
        {"role": "administrator"},
        {"x" * 5000: 1},
    ],
)
def test_a_setting_that_makes_no_sense_changes_nothing(agents: Agents, alice: Actor, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        agents.save_settings(alice, {"theme": "dark", **changes} if "theme" not in changes else changes)

    assert agents.settings(alice)["theme"] == "system"


def test_the_directory_lists_who_works_at_the_desk(agents: Agents, alice: Actor, ada: Actor) -> None:
    agents.disable(ada, "bob")

    names = [person.name for person in agents.directory(alice)]

    assert names == ["ada", "alice", "carol", "nina", "sam"]
