"""Users, their sign-ins, wrong passwords and set-up links in SQL. The caller commits; every moment is UTC."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from ccw_panel.store.schema import login_attempts, logins, queue_members, settings, setup_links, users


def by_name(conn: Connection, name: str) -> Row[Any] | None:
    return conn.execute(select(users).where(users.c.name == name)).one_or_none()


def by_id(conn: Connection, id: int) -> Row[Any] | None:
    return conn.execute(select(users).where(users.c.id == id)).one_or_none()


def everybody(conn: Connection) -> Sequence[Row[Any]]:
    """All users by full name, the disabled ones too."""
    return conn.execute(select(users).order_by(users.c.full_name, users.c.id)).all()


def is_empty(conn: Connection) -> bool:
    return conn.execute(select(users.c.id).limit(1)).first() is None


def queues_of(conn: Connection, ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The ids of the queues each of these users serves."""
    served: dict[int, set[int]] = {id: set() for id in ids}
    asked = select(queue_members).where(queue_members.c.user_id.in_(ids))
    for row in conn.execute(asked):
        served[row.user_id].add(row.queue_id)
    return {id: frozenset(queues) for id, queues in served.items()}


def add(conn: Connection, values: Mapping[str, Any]) -> int:
    """The id of the new user; the caller has seen that the name is free."""
    id: int = conn.execute(insert(users).values(values).returning(users.c.id)).scalar_one()
    return id


def change(conn: Connection, id: int, **values: Any) -> None:
    conn.execute(update(users).where(users.c.id == id).values(values))


def is_demo(conn: Connection) -> bool:
    return bool(conn.execute(select(settings.c.value).where(settings.c.name == "demo")).scalar())


# --- sign-ins -----------------------------------------------------------------------------------


def add_login(conn: Connection, id: str, user_id: int, at: datetime, expires_at: datetime, address: str) -> None:
    conn.execute(insert(logins).values(id=id, user_id=user_id, created_at=at, expires_at=expires_at, address=address))


def standing(conn: Connection, ids: Collection[str], at: datetime) -> Sequence[Row[Any]]:
    """Those of these sign-ins that hold at `at`, each with its user's columns and `login_id`.

    One that was revoked or has expired does not, nor does any of a user who is disabled or has expired.
    """
    asked = (
        select(users, logins.c.id.label("login_id"), logins.c.expires_at.label("login_expires_at"))
        .join(logins, logins.c.user_id == users.c.id)
        .where(
            logins.c.id.in_(ids),
            logins.c.revoked_at.is_(None),
            logins.c.expires_at > at,
            users.c.disabled_at.is_(None),
            or_(users.c.expires_at.is_(None), users.c.expires_at > at),
        )
    )
    return conn.execute(asked).all()


def has_login(conn: Connection, user_id: int, at: datetime) -> bool:
    """Whether the user is signed in anywhere."""
    asked = select(logins.c.id).where(
        logins.c.user_id == user_id, logins.c.revoked_at.is_(None), logins.c.expires_at > at
    )
    return conn.execute(asked.limit(1)).first() is not None


def revoke_login(conn: Connection, id: str, at: datetime) -> int | None:
    """The user whose sign-in ended; None when there is no such sign-in, or it had ended before."""
    user_id = conn.execute(select(logins.c.user_id).where(logins.c.id == id, logins.c.revoked_at.is_(None))).scalar()
    conn.execute(update(logins).where(logins.c.id == id, logins.c.revoked_at.is_(None)).values(revoked_at=at))
    return user_id


def revoke_logins(conn: Connection, user_id: int, at: datetime, except_id: str = "") -> int:
    """How many sign-ins of the user ended."""
    ended = update(logins).where(logins.c.user_id == user_id, logins.c.revoked_at.is_(None), logins.c.id != except_id)
    return conn.execute(ended.values(revoked_at=at)).rowcount


# --- wrong passwords ----------------------------------------------------------------------------


def tries(conn: Connection, name: str, address: str, since: datetime) -> list[datetime]:
    """When a password was tried for that name from that address and was not right, oldest first."""
    asked = select(login_attempts.c.at).where(
        login_attempts.c.name == name, login_attempts.c.address == address, login_attempts.c.at > since
    )
    return list(conn.execute(asked.order_by(login_attempts.c.at)).scalars())


def tries_from(conn: Connection, address: str, since: datetime) -> tuple[int, datetime | None]:
    """How many passwords from that address were not right, for whatever name, and when the last one was tried."""
    asked = select(func.count(), func.max(login_attempts.c.at)).where(
        login_attempts.c.address == address, login_attempts.c.at > since
    )
    count, last = conn.execute(asked).one()
    return count, last


def add_try(conn: Connection, name: str, address: str, at: datetime) -> None:
    conn.execute(insert(login_attempts).values(name=name, address=address, at=at))


def forget_tries(conn: Connection, name: str, address: str) -> None:
    conn.execute(delete(login_attempts).where(login_attempts.c.name == name, login_attempts.c.address == address))


def forget_tries_before(conn: Connection, at: datetime) -> None:
    conn.execute(delete(login_attempts).where(login_attempts.c.at <= at))


# --- set-up links -------------------------------------------------------------------------------


def add_set_up_link(conn: Connection, token: str, user_id: int | None, expires_at: datetime) -> None:
    """A link for that user, or for the first administrator (None); earlier ones for the same end."""
    same = setup_links.c.user_id.is_(None) if user_id is None else setup_links.c.user_id == user_id
    conn.execute(delete(setup_links).where(same, setup_links.c.used_at.is_(None)))
    conn.execute(insert(setup_links).values(token=token, user_id=user_id, expires_at=expires_at))


def set_up_link(conn: Connection, token: str, at: datetime) -> Row[Any] | None:
    """The link, when it has neither been used nor expired."""
    asked = select(setup_links).where(
        setup_links.c.token == token, setup_links.c.used_at.is_(None), setup_links.c.expires_at > at
    )
    return conn.execute(asked).one_or_none()


def use_set_up_link(conn: Connection, token: str, at: datetime) -> bool:
    """Mark it used; False when somebody else used it first."""
    used = update(setup_links).where(setup_links.c.token == token, setup_links.c.used_at.is_(None))
    return conn.execute(used.values(used_at=at)).rowcount == 1
