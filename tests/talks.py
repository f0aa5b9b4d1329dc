"""Conversations for tests, one row each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from ccw_panel.store import schema
from ccw_panel.store.engine import Database
from tests.conftest import NINE, SUPPORT


def add_conversation(database: Database, **values: Any) -> int:
    """The id of a new conversation: a live chat of Visitor 7, open in Support since nine, unless said otherwise."""
    row = {
        "channel": "chat",
        "state": "open",
        "since": NINE,
        "queue_id": SUPPORT,
        "created_at": NINE,
        "modified_at": NINE,
        "subject": "Lamp is late",
        "visitor_number": 7,
        **{name: [] for name in ("skills", "pre_chat", "self_service", "dispositions")},
        "visitor": {},
        "context": {},
    } | values
    with database.write() as conn:
        return conn.execute(insert(schema.conversations).values(row).returning(schema.conversations.c.id)).scalar_one()


def add_messages(
    database: Database, conversation_id: int, *texts: str, sender: str = "customer", first: int = 1
) -> None:
    """Unscored messages, one a minute from nine."""
    rows = [
        {
            "conversation_id": conversation_id,
            "seq": first + n,
            "at": NINE + timedelta(minutes=first + n),
            "sender": sender,
            "text": text,
        }
        for n, text in enumerate(texts)
    ]
    with database.write() as conn:
        conn.execute(insert(schema.messages), rows)
