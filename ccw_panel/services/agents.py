"""Users: signing in and out, passwords, roles, presence, their own settings.

A sign-in is a row of `logins` whose key is the hash of a random token; only the browser has the token. `sign_in`,
`change_password` and `finish_set_up` compare or hash a password, 100 ms each: they are never called on an event loop.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from ccw_panel.domain import preferences, presence, sign_in
from ccw_panel.domain.agents import Actor, Role
from ccw_panel.domain.clock import Clock
from ccw_panel.domain.presence import Presence
from ccw_panel.errors import InvalidInput, NotFound, SignInRefused, TooManyTries
from ccw_panel.services import passwords
from ccw_panel.services.access import authorize
from ccw_panel.store import agents as store
from ccw_panel.store import events
from ccw_panel.store.engine import Database

log = logging.getLogger(__name__)

SYSTEM = "system"


@dataclass(frozen=True)
class Login:
    """A sign-in that holds: whose it is, and until when (UTC)."""

    id: str  # the hash of its token
    actor: Actor
    expires_at: datetime
    must_change_password: bool = False
    theme: str = "system"


@dataclass(frozen=True)
class SetUpLink:
    """What a set-up link is for: the password of `name`, or, when it is empty, the first administrator."""

    name: str = ""
    full_name: str = ""


@dataclass(frozen=True)
class Person:
    """A user as colleagues see them."""

    id: int
    name: str
    full_name: str
    roles: tuple[str, ...]
    presence: str
    disabled: bool = False


class Agents:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # --- signing in and out ---------------------------------------------------------------------

    def sign_in(self, name: str, password: str, address: str, lasts: timedelta = sign_in.LOGIN_LASTS) -> str:
        """The token of a new sign-in.

        1. A try is counted before the password is looked at, so that a hundred at once are a hundred tries.
        2. The password is compared, for an unknown name with nobody's, which takes as long.
        3. Only then is the account looked at: nobody learns of a name whose password they do not know.

        Raises SignInRefused, and TooManyTries when the name from that address, or the address, must wait.
        """
        name = _normal(name)
        self._count_try(name, address)
        with self._database.read() as conn:
            user = store.by_name(conn, name)
        if not passwords.matches(user.password_hash if user else None, password) or user is None:
            log.warning("a wrong password from %s", address)
            raise SignInRefused
        return self._begin(user, password, address, lasts)

    def _count_try(self, name: str, address: str) -> None:
        now, key = self._clock(), _key(name)
        remembered = now - sign_in.REMEMBERED
        with self._database.write() as conn:
            store.forget_tries_before(conn, remembered)
            by_account = sign_in.may_try_at(store.tries(conn, key, address, remembered), sign_in.FREE_TRIES)
            count, last = store.tries_from(conn, address, remembered)
            by_address = sign_in.may_try_at([last] * count if last else [], sign_in.FREE_TRIES_OF_ADDRESS)
            allowed = max((at for at in (by_account, by_address) if at), default=now)
            if allowed > now:
                log.warning("sign-in from %s must wait", address)
                raise TooManyTries(allowed - now, sign_in.in_words(allowed - now))
            store.add_try(conn, key, address, now)

    def _begin(self, user: Row[Any], password: str, address: str, lasts: timedelta) -> str:
        now, token = self._clock(), secrets.token_urlsafe(32)
        new_hash = passwords.hash_password(password) if passwords.is_outdated(user.password_hash) else None
        with self._database.write() as conn:
            store.forget_tries(conn, _key(user.name), address)
            if user.disabled_at is None and (user.expires_at is None or user.expires_at > now):
                store.add_login(conn, _key(token), user.id, now, now + lasts, address)
                if new_hash:
                    store.change(conn, user.id, password_hash=new_hash)
                self._arrive(conn, user, now)
                events.append(conn, now, "user.signed_in", user.name)
                return token
        raise SignInRefused("This account is disabled. Ask an administrator to enable it.")

    def _arrive(self, conn: Connection, user: Row[Any], now: datetime) -> None:
        """E-3: who was signed out begins with their default presence; a second browser changes nothing (B-118)."""
        if not _actor(user).may_use_desk or (user.presence, user.presence_by) != (Presence.OFFLINE, presence.SYSTEM):
            return
        default = preferences.with_defaults(user.settings)["default_presence"]
        self._be(conn, user.id, user.name, presence.at_sign_in(Presence(default)), presence.SYSTEM, now)

    def login(self, token: str) -> Login | None:
        """The sign-in of that token; None when there is none, or it has ended."""
        return self.standing([_key(token)]).get(_key(token)) if token else None

    def actor(self, token: str) -> Actor | None:
        """Who signed in with that token; None when nobody did, or it has ended."""
        login = self.login(token)
        return login.actor if login else None

    def standing(self, ids: Collection[str]) -> dict[str, Login]:
        """Those of these sign-ins that hold now, as they stand now: roles may have changed since."""
        with self._database.read() as conn:
            rows = store.standing(conn, ids, self._clock())
            queues = store.queues_of(conn, {row.id for row in rows}) if rows else {}
        return {row.login_id: _login(row, queues[row.id]) for row in rows}

    def sign_out(self, token: str) -> None:
        """End that sign-in; the last one of a person sets them Offline (E-20). An ended one is left as it is."""
        now = self._clock()
        with self._database.write() as conn:
            user_id = store.revoke_login(conn, _key(token), now)
            user = store.by_id(conn, user_id) if user_id is not None else None
            if user is None:
                return
            if not store.has_login(conn, user.id, now) and user.presence != Presence.OFFLINE:
                self._be(conn, user.id, user.name, Presence.OFFLINE, presence.SYSTEM, now)
            events.append(conn, now, "user.signed_out", user.name)

    def actor_named(self, name: str) -> Actor:
        """The user of that name, without a password: for whoever has the database itself. Raises NotFound."""
        with self._database.read() as conn:
            user = _required(conn, name)
            return _actor(user, store.queues_of(conn, [user.id])[user.id])

    def people(self) -> list[Person]:
        """Every user by full name: for the pages that are shown before anybody has signed in."""
        with self._database.read() as conn:
            return [_person(row) for row in store.everybody(conn)]

    # --- passwords and set-up links -------------------------------------------------------------

    def change_password(self, actor: Actor, current: str, new: str, address: str = "", keep: str = "") -> None:
        """Give `actor` the new password and end all their sign-ins but that of the token `keep`.

        Raises SignInRefused or TooManyTries as sign_in does, InvalidInput when the new one will not do.
        """
        authorize(actor, "agents.change_password", actor)
        self._count_try(actor.name, address)
        with self._database.read() as conn:
            user = _required(conn, actor.name)
            problem = self._problem(conn, new, actor.name)
        if not passwords.matches(user.password_hash, current):
            raise SignInRefused("The current password is not right.")
        if problem or new == current:
            raise InvalidInput({"new": problem or "Choose a password that is not the current one."})
        self._set_password(user.id, user.name, new, _key(keep) if keep else "", address)

    def set_up_link(self, actor: Actor, name: str) -> str:
        """The token of a one-time link with which `name` chooses a password within 24 hours; earlier ones end."""
        target = self.actor_named(name)
        authorize(actor, "agents.set_up_link", target)
        return self._new_link(target.id)

    def first_administrator_link(self) -> str | None:
        """The token of a one-time link that makes the first administrator; None when there are users."""
        with self._database.read() as conn:
            if not store.is_empty(conn):
                return None
        return self._new_link(None)

    def set_up(self, token: str) -> SetUpLink:
        """What the link of that token is for; raises NotFound when it was used, has expired or never was."""
        with self._database.read() as conn:
            return self._set_up(conn, token)

    def finish_set_up(self, token: str, password: str, name: str = "", full_name: str = "") -> str:
        """Use the link: set its user's password, or make the first administrator `name`; returns the user name.

        Raises NotFound when the link cannot be used any more, InvalidInput for what was typed.
        """
        with self._database.read() as conn:
            link = self._set_up(conn, token)
            name, full_name = link.name or _normal(name), link.full_name or full_name.strip()
            problems = {} if link.name else _problems_with_person(name, full_name)
            problem = self._problem(conn, password, name)
        if problems or problem:
            raise InvalidInput({**problems, **({"password": problem} if problem else {})})
        new_hash, now = passwords.hash_password(password), self._clock()
        with self._database.write() as conn:
            if not store.use_set_up_link(conn, _key(token), now) or (not link.name and not store.is_empty(conn)):
                raise _spent()
            if not link.name:
                self._insert(conn, SYSTEM, name, full_name, [Role.ADMINISTRATOR], "")
            self._store_password(conn, _required(conn, name).id, name, new_hash, "")
        return name

    def _new_link(self, user_id: int | None) -> str:
        token = secrets.token_urlsafe(32)
        with self._database.write() as conn:
            store.add_set_up_link(conn, _key(token), user_id, self._clock() + sign_in.SET_UP_LASTS)
        return token

    def _set_up(self, conn: Connection, token: str) -> SetUpLink:
        link = store.set_up_link(conn, _key(token), self._clock())
        if link is None or (link.user_id is None and not store.is_empty(conn)):
            raise _spent()
        user = store.by_id(conn, link.user_id) if link.user_id is not None else None
        return SetUpLink(user.name, user.full_name) if user else SetUpLink()

    def _problem(self, conn: Connection, password: str, name: str) -> str | None:
        if store.is_demo(conn):  # everybody knows the password there
            return None if 0 < len(password) <= sign_in.MAX_PASSWORD else "Choose a password."
        return sign_in.problem_with_password(password, name)

    def _set_password(self, id: int, name: str, new: str, keep: str, address: str) -> None:
        new_hash = passwords.hash_password(new)
        with self._database.write() as conn:
            store.forget_tries(conn, _key(name), address)
            self._store_password(conn, id, name, new_hash, keep)

    def _store_password(self, conn: Connection, id: int, name: str, new_hash: str, keep: str) -> None:
        now = self._clock()
        store.change(conn, id, password_hash=new_hash, must_change_password=False)
        store.revoke_logins(conn, id, now, except_id=keep)
        events.append(conn, now, "user.password_changed", name)

    # --- accounts -------------------------------------------------------------------------------

    def add_user(self, actor: Actor, name: str, full_name: str, roles: Collection[str], email: str = "") -> int:
        """The id of a new user, who cannot sign in before they have used a set-up link. Raises InvalidInput."""
        authorize(actor, "agents.add_user")
        name, full_name = _normal(name), full_name.strip()
        chosen = _roles(roles)
        with self._database.write() as conn:
            problems = _problems_with_person(name, full_name)
            if not problems and store.by_name(conn, name) is not None:
                problems["name"] = f"There is already a user {name}; choose another name."
            if problems:
                raise InvalidInput(problems)
            return self._insert(conn, actor.name, name, full_name, chosen, email.strip())

    def disable(self, actor: Actor, name: str) -> None:
        """Refuse `name` from now on and end their sign-ins; raises InvalidInput for the last administrator."""
        self._change(actor, "agents.disable", name, "user.disabled", disabled_at=self._clock())

    def enable(self, actor: Actor, name: str) -> None:
        self._change(actor, "agents.enable", name, "user.enabled", disabled_at=None)

    def set_roles(self, actor: Actor, name: str, roles: Collection[str]) -> None:
        """Give `name` these roles instead of theirs; their pages load again. Raises InvalidInput."""
        self._change(actor, "agents.set_roles", name, "user.roles_set", roles=[str(role) for role in _roles(roles)])

    def _change(self, actor: Actor, action: str, name: str, kind: str, **values: Any) -> None:
        authorize(actor, action, self.actor_named(name))
        with self._database.write() as conn:
            user, now = _required(conn, name), self._clock()
            _keep_an_administrator(store.everybody(conn), user, values)
            store.change(conn, user.id, **values)
            if values.get("disabled_at"):
                store.revoke_logins(conn, user.id, now)
                self._be(conn, user.id, user.name, Presence.OFFLINE, presence.SYSTEM, now)
            what = {"user": user.name, "roles": values.get("roles", user.roles)}
            events.append(conn, now, kind, actor.name, data=what)

    def _insert(self, conn: Connection, by: str, name: str, full_name: str, roles: Collection[Role], email: str) -> int:
        now, names = self._clock(), [str(role) for role in roles]
        values = {"name": name, "full_name": full_name, "email": email, "roles": names, "created_at": now}
        id = store.add(conn, {**values, "skills": {}, "settings": {}})
        events.append(conn, now, "user.added", by, data={"user": name, "roles": names})
        return id

    # --- the desk of one person -----------------------------------------------------------------

    def presence(self, actor: Actor) -> dict[str, Any]:
        """`current` (its label), `since` (UTC or None) and `by` (AGENT or SYSTEM) of the person's presence."""
        authorize(actor, "agents.presence", actor)
        with self._database.read() as conn:
            user = _required(conn, actor.name)
        return {"current": presence.status_of(user.presence).label, "since": user.presence_at, "by": user.presence_by}

    def set_presence(self, actor: Actor, name: str) -> None:
        """Set the person's own presence by hand, by name or label; raises InvalidInput for one nobody may choose."""
        authorize(actor, "agents.set_presence", actor)
        chosen = next((p.presence for p in presence.SELECTABLE if name in (p.presence, p.label)), None)
        if chosen is None:
            raise InvalidInput({"presence": f"Choose {', '.join(p.label for p in presence.SELECTABLE)}."})
        with self._database.write() as conn:
            self._be(conn, actor.id, actor.name, chosen, presence.AGENT, self._clock())

    def _be(self, conn: Connection, id: int, name: str, now_is: Presence, by: str, at: datetime) -> None:
        store.change(conn, id, presence=now_is.value, presence_by=by, presence_at=at)
        events.append(conn, at, "agent.presence_set", name, data={"user": name, "presence": now_is.value, "by": by})

    def settings(self, actor: Actor) -> dict[str, Any]:
        """Every setting of the person: the names and defaults of `domain.preferences`."""
        authorize(actor, "agents.settings", actor)
        with self._database.read() as conn:
            return preferences.with_defaults(_required(conn, actor.name).settings)

    def save_settings(self, actor: Actor, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change some settings and return all of them; raises InvalidInput, and changes none, when one will not do."""
        authorize(actor, "agents.save_settings", actor)
        accepted = preferences.checked(changes)
        with self._database.write() as conn:
            stored = {**_required(conn, actor.name).settings, **accepted}
            store.change(conn, actor.id, settings=stored)
            what = {"user": actor.name, "names": list(accepted)}
            events.append(conn, self._clock(), "agent.settings_saved", actor.name, data=what)
        return preferences.with_defaults(stored)

    def directory(self, actor: Actor) -> list[Person]:
        """The people who may use the desk, by full name."""
        authorize(actor, "agents.directory")
        return [person for person in self.people() if not person.disabled and person.roles]


def _key(text: str) -> str:
    """What is stored of a token, and of a name that was tried: people type passwords into the wrong box."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _normal(name: str) -> str:
    return name.strip().casefold()[:256]


def _required(conn: Connection, name: str) -> Row[Any]:
    user = store.by_name(conn, _normal(name))
    if user is None:
        raise NotFound(f"user {name!r}")
    return user


def _actor(user: Row[Any], queues: frozenset[int] = frozenset()) -> Actor:
    return Actor(user.id, user.name, user.full_name, frozenset(Role(role) for role in user.roles), queues)


def _login(row: Row[Any], queues: frozenset[int]) -> Login:
    theme = preferences.with_defaults(row.settings)["theme"]
    return Login(row.login_id, _actor(row, queues), row.login_expires_at, row.must_change_password, theme)


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.name, row.full_name, tuple(row.roles), row.presence, row.disabled_at is not None)


def _roles(names: Collection[str]) -> list[Role]:
    try:
        return [role for role in Role if role in {Role(name) for name in names}]
    except ValueError:
        raise InvalidInput({"roles": f"Choose from the roles {', '.join(Role)}."}) from None


def _problems_with_person(name: str, full_name: str) -> dict[str, str]:
    problems = {"name": sign_in.problem_with_user_name(name)}
    if not 0 < len(full_name) <= 161 or not full_name.isprintable():
        problems["full_name"] = "Enter the person's full name."
    return {field: problem for field, problem in problems.items() if problem}


def _keep_an_administrator(people: Collection[Row[Any]], user: Row[Any], values: Mapping[str, Any]) -> None:
    def administers(disabled_at: datetime | None, roles: Collection[str]) -> bool:
        return disabled_at is None and Role.ADMINISTRATOR in roles

    was = administers(user.disabled_at, user.roles)
    stays = administers(values.get("disabled_at", user.disabled_at), values.get("roles", user.roles))
    others = any(administers(row.disabled_at, row.roles) for row in people if row.id != user.id)
    if was and not stays and not others:
        raise InvalidInput({"roles": f"{user.full_name} is the only administrator; make another one first."})


def _spent() -> NotFound:
    return NotFound("such set-up link", "It was used already, or it is older than a day; ask for a new one.")
