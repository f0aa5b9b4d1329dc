"""A private copy of the demo in which alice has nine chats of ten tabs open, one of them very long."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

import ccw_panel as ccw
from bench import content
from ccw_panel.assist import sentiment
from ccw_panel.demo.load import built_demo
from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import State
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.models.workspace import Workspace
from ccw_panel.store import messages, schema

LONG = content.SESSIONS  # the session whose conversation has content.MANY messages
OTHERS = ("case", "contact", "account", "activity")  # what the other tabs of a session show


def prepare(path: Path) -> dict[str, Any]:
    """Writes the database file and opens the workspace in it, Home in front; the snapshot of that workspace."""
    shutil.copyfile(built_demo(datetime.now(UTC).date()), path)
    with ccw.open_center(f"sqlite:///{path}") as center:
        alice = center.services.agents.actor_named("alice")
        with center.database.write() as conn:
            ids = [_conversation(conn, number, alice) for number in range(1, content.SESSIONS + 1)]
        workspace = center.workspace("alice")
        for session in workspace.sessions[1:]:
            workspace.close_session(session, confirm=True)
        tabs = _refs(center)
        for id in ids:
            _open(workspace, id, tabs)
        workspace.home.focus()
        return workspace.snapshot()


def put_back(path: Path, snapshot: dict[str, Any]) -> None:
    """Stores the workspace as it was prepared; the next page that is loaded restores it."""
    with ccw.open_center(f"sqlite:///{path}") as center:
        alice = center.services.agents.actor_named("alice")
        center.services.workspaces.save(alice, snapshot, "prepared")


def _open(workspace: Workspace, conversation_id: int, others: Iterator[Ref]) -> None:
    session = workspace.create_session("chat", {"conversation_id": conversation_id})
    while session.can_create_tab():
        workspace.open(next(others), Origin.RELATED)
    session.anchor.focus()


def _refs(center: ccw.ContactCenter) -> Iterator[Ref]:
    """Records in turn, each once."""
    with center.database.read() as conn:
        columns = {kind: schema.records[kind].c.id for kind in OTHERS}
        found = {kind: list(conn.execute(select(id).order_by(id).limit(100)).scalars()) for kind, id in columns.items()}
    for ids in zip(*(found[kind] for kind in OTHERS), strict=False):
        yield from (Ref(kind, id) for kind, id in zip(OTHERS, ids, strict=True))


def _conversation(conn: Connection, number: int, agent: Actor) -> int:
    """An active chat of that session with all its messages read; its id."""
    table = schema.conversations
    like = conn.execute(select(table).where(table.c.state == State.CLOSED, table.c.case_id.is_not(None)).limit(1)).one()
    said = content.MANY if number == LONG else content.MESSAGES
    at = datetime.now(UTC) - timedelta(hours=8)
    last = at + timedelta(seconds=said)
    own = {"channel": "chat", "state": State.ACTIVE, "since": at, "agent_id": agent.id}
    times = {"created_at": at, "accepted_at": at, "first_response_at": at, "modified_at": last, "last_at": last}
    read = {"last_seq": said, "read_seq": said, "last_text": content.message(number, said)["text"]}
    ended = {"wrap_up_at": None, "closed_at": None, "handle_s": None, "csat": None, "external_id": None, "imported": ""}
    customer = _customer(conn, number)
    about = {"customer": f"contact:{customer}", "case_id": _case(conn, customer), "customer_waits_since": None}
    values = {**like._mapping, **own, **times, **read, **ended, **about}
    del values["id"]
    id = int(conn.execute(insert(table).values(**values).returning(table.c.id)).scalar_one())
    _messages(conn, id, number, said, at, agent)
    return id


def _customer(conn: Connection, number: int) -> int:
    """A contact of the demo who has a case, renamed so that it is found on the page."""
    cases, contacts = schema.records["case"], schema.records["contact"]
    busy = select(cases.c.customer).where(cases.c.customer.like("contact:%")).group_by(cases.c.customer)
    name = conn.execute(busy.order_by(func.count().desc(), cases.c.customer).offset(number).limit(1)).scalar_one()
    id = int(name.partition(":")[2])
    first = f"Customer {number}"
    named = {"first_name": first, "full_name": f"{first} Example", "email": f"customer{number}@example.com"}
    conn.execute(update(contacts).where(contacts.c.id == id).values(**named, last_name="Example"))
    return id


def _case(conn: Connection, customer: int) -> int:
    cases = schema.records["case"]
    newest = select(cases.c.id).where(cases.c.customer == f"contact:{customer}").order_by(cases.c.id.desc())
    return int(conn.execute(newest.limit(1)).scalar_one())


def _messages(conn: Connection, id: int, number: int, count: int, at: datetime, agent: Actor) -> None:
    first = int(conn.execute(select(func.max(schema.messages.c.id))).scalar_one()) + 1
    rows = [_message(first, id, number, seq, at, agent) for seq in range(1, count + 1)]
    conn.execute(insert(schema.messages), rows)
    scorer = sentiment.load()
    scores = {text: scorer.score(text) for text in content.SAID}
    wrote = [row for row in rows if row["sender"] == "customer"]
    said = {row["id"]: row["text"].rpartition(" (")[0] for row in wrote}
    conn.execute(insert(schema.message_scores), [messages.score_row(key, scores[text]) for key, text in said.items()])


def _message(first: int, id: int, number: int, seq: int, at: datetime, agent: Actor) -> dict[str, Any]:
    said = content.message(number, seq)
    by = ("agent", agent.id, agent.full_name) if said["mine"] else ("customer", None, f"Customer {number} Example")
    return {
        "id": first + seq - 1,
        "conversation_id": id,
        "seq": seq,
        "at": at + timedelta(seconds=seq),
        "sender": by[0],
        "sender_id": by[1],
        "sender_name": by[2],
        "text": said["text"],
        "visibility": "public",
        "delivery": "sent",
    }
