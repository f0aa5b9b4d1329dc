"""Messages and their scores in SQL. The caller commits; moments are UTC."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from ccw_panel.domain.message import Delivery, Message, Sender, Visibility
from ccw_panel.domain.sentiment import WINDOW, Score
from ccw_panel.store.schema import conversations, message_scores, messages

LAST_TEXT = 200  # characters of the newest message kept with its conversation


def page(
    conn: Connection, conversation_id: int, before: int | None, after: int | None, limit: int, model: str
) -> list[Message]:
    """The newest `limit` messages between two `seq` (neither included, None is no bound), oldest first, scored."""
    asked = select(messages).where(messages.c.conversation_id == conversation_id)
    if before is not None:
        asked = asked.where(messages.c.seq < before)
    if after is not None:
        asked = asked.where(messages.c.seq > after)
    rows = conn.execute(asked.order_by(messages.c.seq.desc()).limit(limit)).all()[::-1]
    return _with_scores(conn, conversation_id, rows, model)


def by_client_id(conn: Connection, conversation_id: int, client_id: str, model: str) -> Message | None:
    """The message its sender named so, or None."""
    asked = select(messages).where(messages.c.conversation_id == conversation_id, messages.c.client_id == client_id)
    found = _with_scores(conn, conversation_id, conn.execute(asked).all(), model)
    return found[0] if found else None


def scored(conn: Connection, conversation_id: int, model: str, limit: int | None = None) -> list[Message]:
    """The newest `limit` public messages of the customer (all when None), oldest first, with their scores."""
    asked = select(messages).where(
        messages.c.conversation_id == conversation_id,
        messages.c.sender == Sender.CUSTOMER,
        messages.c.visibility == Visibility.PUBLIC,
    )
    newest_first = asked.order_by(messages.c.seq.desc()).limit(limit)
    return _with_scores(conn, conversation_id, conn.execute(newest_first).all()[::-1], model)


def add(conn: Connection, conversation_id: int, at: datetime, text: str, sender: Sender, **values: Any) -> Message:
    """Append a message: `seq` is the next of its conversation, taken in this transaction.

    The UPDATE that takes it also keeps the newest text for lists, and holds the row until commit, so that no other
    writer gets the same number.
    """
    seq = conn.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(last_seq=conversations.c.last_seq + 1, last_text=text[:LAST_TEXT], last_at=at, modified_at=at)
        .returning(conversations.c.last_seq)
    ).scalar_one()
    row = {"conversation_id": conversation_id, "seq": seq, "at": at, "sender": sender.value, "text": text, **values}
    made = conn.execute(insert(messages).values(row).returning(messages)).one()
    return of_row(made)


def add_score(conn: Connection, message_id: int, score: Score) -> None:
    conn.execute(insert(message_scores).values(score_row(message_id, score)))


def score_row(message_id: int, score: Score) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "model": score.model,
        "value": score.value,
        "level": score.level,
        "confidence": score.confidence,
    }


def recent_values(conn: Connection, conversation_id: int, model: str) -> list[float]:
    """The values of the newest customer messages that count (I-2), oldest first."""
    recent = (
        select(messages.c.id, messages.c.seq)
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.sender == Sender.CUSTOMER,
            messages.c.visibility == Visibility.PUBLIC,
        )
        .order_by(messages.c.seq.desc())
        .limit(WINDOW)
        .subquery()
    )
    rows = conn.execute(
        select(message_scores, recent.c.seq)
        .join(recent, recent.c.id == message_scores.c.message_id)
        .order_by(recent.c.seq)
    )
    return [row.value for row in chosen(rows, model).values()]


def chosen(rows: Iterable[Row[Any]], model: str) -> dict[int, Row[Any]]:
    """One score a message: that of `model`, else of whichever model scored it when it was written."""
    scores: dict[int, Row[Any]] = {}
    for row in rows:
        if row.message_id not in scores or row.model == model:
            scores[row.message_id] = row
    return scores


def _with_scores(conn: Connection, conversation_id: int, rows: Sequence[Row[Any]], model: str) -> list[Message]:
    """Messages of the rows (ascending by `seq`), their scores read in one statement however many there are."""
    if not rows:
        return []
    asked = (
        select(message_scores)
        .join(messages, messages.c.id == message_scores.c.message_id)
        .where(messages.c.conversation_id == conversation_id, messages.c.seq.between(rows[0].seq, rows[-1].seq))
    )
    scores = chosen(conn.execute(asked), model)
    return [of_row(row, scores.get(row.id)) for row in rows]


def of_row(row: Row[Any], score: Row[Any] | None = None) -> Message:
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        at=row.at,
        sender=Sender(row.sender),
        sender_name=row.sender_name,
        text=row.text,
        visibility=Visibility(row.visibility),
        delivery=Delivery(row.delivery),
        client_id=row.client_id or "",
        sender_id=row.sender_id,
        **({} if score is None else _score_values(score)),
    )


def _score_values(score: Row[Any]) -> dict[str, Any]:
    return {"level": score.level, "value": score.value, "confidence": score.confidence, "model": score.model}
