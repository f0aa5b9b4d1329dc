"""A demo in which every text is an attack. Each column's text carries a mark of its own, so that a page that shows it
can be told from one that does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, String, Table, insert, literal, select, update

from ccw_panel.domain.records import Kind, record_types
from ccw_panel.store import schema, search
from ccw_panel.store.engine import open_database

SHORT = '"><img src=x>'
CANARY = '"><img src=x onerror=canary=1>'
LONG = f'{CANARY}<svg onload=canary=1></svg><a href="javascript:canary=1">x</a>'
MARKDOWN = f'{LONG}\n\n[a](javascript:canary=1) ![b](x" onerror="canary=1)\n\n<script>canary=1</script>\n\n`{CANARY}`'

# What the program itself writes and reads as a key, a state or a secret: no person's text gets there.
OURS = {
    "users": "name password_hash roles presence presence_by settings",
    "logins": "id address",
    "login_attempts": "name address",
    "setup_links": "token",
    "queues": "type opens closes days",
    "conversations": "channel state customer",
    "messages": "sender visibility delivery client_id",
    "message_scores": "model",
    "message_labels": "source",
    "events": "kind record",
    "search_words": "kind word",  # made anew from what is poisoned
    "workspaces": "snapshot window",  # holds the titles of what the crawl opens
    "drafts": "subject field_group window ended_by",
    "notifications": "kind record key",
    "settings": "name value",
}
REFERENCES = {Kind.CUSTOMER, Kind.RECORD}


def text_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that can hold text, of every table."""
    for table in schema.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | JSON):
                yield table, column


def ours(table: Table) -> set[str]:
    record = next((r for r in record_types().values() if r.table == table.name), None)
    if record is not None:
        return {field.name for field in record.fields if field.kind in REFERENCES}
    return set(OURS.get(table.name, "").split())


def poisoned_columns() -> list[str]:
    """TABLE.COLUMN of all that gets a canary; the place in the list is the number in its mark."""
    return [f"{table.name}.{column.name}" for table, column in text_columns() if column.name not in ours(table)]


def mark(name: str) -> str:
    return f"k{poisoned_columns().index(name)}k"


def marked(text: str) -> set[str]:
    """The columns whose marks stand in a text."""
    names = poisoned_columns()
    return {names[int(n)] for n in re.findall(r"k(\d{1,3})k", text) if int(n) < len(names)}


def canary(name: str, length: int | None) -> str:
    """The worst that fits into a column of that length."""
    return mark(name) + next(text for text in (MARKDOWN, LONG, CANARY, SHORT) if len(text) + 5 <= (length or 9999))


def _json_of(name: str) -> Any:
    text = mark(name) + CANARY
    shapes: dict[str, Any] = {
        "users.skills": {text: 3},
        "queues.skills": [text],
        "conversations.skills": [text],
        "conversations.pre_chat": [[text, text]],
        "conversations.self_service": [["2026-01-01T00:00:00Z", text, text]],
        "conversations.visitor": {"browser": text, "location": text, "language": text, text: text},
        "conversations.context": {text[:90]: text},
        "conversations.dispositions": [text],
    }
    return shapes[name]


def poison(path: Path) -> None:
    """Puts the canary into every row of every column that a person's text can reach."""
    database = open_database(f"sqlite:///{path}")
    with database.write() as conn:
        _add_what_the_demo_has_not(conn)
        for table, column in text_columns():
            name = f"{table.name}.{column.name}"
            if column.name in ours(table) or name in ("events.data", "drafts.value"):
                continue
            conn.execute(update(table).values({column.name: _value(table, column, name)}))
        _poison_events(conn)
        _add_a_change(conn)
        search.rebuild(conn)
    database.close()


def _value(table: Table, column: Column[Any], name: str) -> Any:
    if isinstance(column.type, JSON):
        return _json_of(name)
    text = canary(name, column.type.length)
    if name == "queues.name" or column.name == "external_id":  # no two are the same
        return literal(text).concat(table.c.id.cast(String))
    return text


def _add_what_the_demo_has_not(conn: Connection) -> None:
    """Notifications and drafts of alice: of a message in her conversation and of a case."""
    alice = conn.execute(select(schema.users.c.id).where(schema.users.c.name == "alice")).scalar_one()
    mine = of_alice(conn, "active")
    now = datetime.now(UTC)
    row = {"user_id": alice, "at": now, "text": "", "kind": "saved", "record": "case:1"}
    conn.execute(insert(schema.notifications), [row | {"key": "a"}, row | {"key": "b", "kind": "reminder"}])
    text = mark("drafts.value") + CANARY
    draft = {"user_id": alice, "begun_at": now, "at": now}
    conn.execute(
        insert(schema.drafts),
        [
            draft | {"subject": f"conversation:{mine}", "field_group": "message", "value": {"text": text}},
            draft | {"subject": f"conversation:{mine}", "field_group": "note", "value": {"text": text}},
        ],
    )


def _add_a_change(conn: Connection) -> None:
    """A change of two texts of a case, as its history tells it."""
    text = mark("events.data") + CANARY
    data = {"version": 2, "changes": {"title": [text, text], "description": [text, text]}}
    row = {"at": datetime.now(UTC), "kind": "case.saved", "record": "case:1", "actor": "bob", "data": data}
    conn.execute(insert(schema.events).values(row))


def of_alice(conn: Connection, state: str) -> int:
    """A conversation of hers in that state."""
    c, users = schema.conversations.c, schema.users.c
    asked = select(c.id).join(schema.users, users.id == c.agent_id).where(users.name == "alice", c.state == state)
    return int(conn.execute(asked.limit(1)).scalar_one())


def _poison_events(conn: Connection) -> None:
    """What the history tells: every text in it that is not a reference or the name of a channel or a sender."""
    text, events = mark("events.data") + CANARY, schema.events
    rows = conn.execute(select(events.c.seq, events.c.data).where(events.c.record.is_not(None))).all()
    told = [{"of": seq, "told": _replaced(data, text)} for seq, data in rows]
    for row in told:
        conn.execute(update(events).where(events.c.seq == row["of"]).values(data=row["told"]))


def _replaced(value: Any, text: str, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _replaced(held, text, name) for name, held in value.items()}
    if isinstance(value, list):
        return [_replaced(held, text, key) for held in value]
    if not isinstance(value, str) or key in ("channel", "sender", "model") or re.fullmatch(r"[a-z]+:\d+", value):
        return value
    return text
