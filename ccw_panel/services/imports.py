"""Foreign conversations into the centre: a whole file in one transaction, and never the same one twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from ccw_panel.assist import sentiment
from ccw_panel.domain.agents import Actor
from ccw_panel.domain.clock import Clock
from ccw_panel.domain.conversation import State
from ccw_panel.domain.message import Sender
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.sentiment import Score, Scorer, conversation_value, level_of
from ccw_panel.errors import ImportRefused, InvalidInput
from ccw_panel.importers import ForeignConversation, importer
from ccw_panel.services.access import authorize
from ccw_panel.store import events, search
from ccw_panel.store import imports as store
from ccw_panel.store.conversations import last_visitor_number
from ccw_panel.store.engine import Database

SPACING = timedelta(minutes=15)  # from the beginning of one conversation to that of the next
QUICKEST_S, SLOWEST_S = 20, 40  # between two messages, longer before a longer one
CHARACTERS_A_SECOND = 6
OTHER_SIDE = "Assistant"  # who answered; the files do not say


@dataclass(frozen=True)
class Imported:
    """What an import added, and how many conversations of the file were there before."""

    conversations: int
    messages: int
    known: int


@dataclass(frozen=True)
class _Placed:
    """A foreign conversation in our time, its customer's messages scored."""

    foreign: ForeignConversation
    number: int  # of its visitor
    moments: tuple[datetime, ...]  # of its messages, UTC
    scores: Mapping[int, Score]  # by position of the message

    @property
    def level(self) -> int:
        return int(level_of(conversation_value([score.value for score in self.scores.values()])))


class Imports:
    """`scorer` scores what customers wrote; the one of this release when none is given."""

    def __init__(self, database: Database, clock: Clock, scorer: Scorer | None = None) -> None:
        self._database = database
        self._clock = clock
        self._scorer = scorer or sentiment.load()

    def run(self, actor: Actor, path: Path, format: str, start: datetime | None = None) -> Imported:
        """Add the conversations of a file that are not there yet, closed, each with a customer called Visitor N.

        They begin 15 minutes apart from `start` (UTC); without it, so that the last ends before today. Raises
        ImportRefused for a file that cannot be read as `format`, InvalidInput for a start that would end in the
        future; then nothing has changed.
        """
        authorize(actor, "imports.run")
        found = importer(format).read(path)
        now = self._clock()
        start = start or _usual_start(now, len(found))
        if start + SPACING * len(found) > now:
            raise InvalidInput(
                {"start": f"These conversations take {_days(len(found))} from their start; begin earlier."}
            )
        try:
            with self._database.write() as conn:
                return self._add(conn, actor, found, format, start, now)
        except IntegrityError as error:
            raise ImportRefused(path.name, "the database", "another import of it runs now; try again") from error

    def _add(
        self,
        conn: Connection,
        actor: Actor,
        found: Sequence[ForeignConversation],
        format: str,
        start: datetime,
        now: datetime,
    ) -> Imported:
        known = store.known_ids(conn, format)
        placed = list(self._placed(found, known, start, last_visitor_number(conn)))
        if placed:
            self._write(conn, actor, placed, format, now)
        return Imported(len(placed), sum(len(one.moments) for one in placed), len(found) - len(placed))

    def _placed(
        self, found: Sequence[ForeignConversation], known: set[str], start: datetime, last: int
    ) -> Iterator[_Placed]:
        """Those not known yet, with their times and scores; a conversation's place in the file decides its time."""
        for place, foreign in enumerate(found):
            if foreign.external_id in known:
                continue
            last += 1
            customers = ((i, turn.text) for i, turn in enumerate(foreign.turns) if turn.sender is Sender.CUSTOMER)
            scores = {i: self._scorer.score(text) for i, text in customers}
            yield _Placed(foreign, last, tuple(_moments(foreign, start + SPACING * place)), scores)

    def _write(self, conn: Connection, actor: Actor, placed: Sequence[_Placed], format: str, now: datetime) -> None:
        contacts = store.add_contacts(conn, format, [_contact(one, format, now) for one in placed])
        rows = [_conversation(one, contact, format) for one, contact in zip(placed, contacts, strict=True)]
        ids = store.add_conversations(conn, format, rows)
        store.add_messages(conn, [row for one, id in zip(placed, ids, strict=True) for row in _messages(one, id)])
        search.index_new(conn, "contact", contacts)
        search.index_conversations(conn, ids)
        told = (
            _events(one, contact, id, format, actor.name, now)
            for one, contact, id in zip(placed, contacts, ids, strict=True)
        )
        events.append_many(conn, [event for pair in told for event in pair])


def _usual_start(now: datetime, count: int) -> datetime:
    """Nine o'clock UTC of the day from which all of them are over before today."""
    first = (now - SPACING * count).date() - timedelta(days=1)
    return datetime.combine(first, time(9), tzinfo=now.tzinfo)


def _days(count: int) -> str:
    hours = SPACING * count / timedelta(hours=1)
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.1f} days"


def _moments(foreign: ForeignConversation, begins: datetime) -> Iterator[datetime]:
    """When each message was written: a while after the one before, as long as it takes to type it."""
    at = begins
    for turn in foreign.turns:
        yield at
        at += timedelta(seconds=min(SLOWEST_S, QUICKEST_S + len(turn.text) // CHARACTERS_A_SECOND))


def _contact(one: _Placed, format: str, now: datetime) -> dict[str, Any]:
    name = {"first_name": "Visitor", "last_name": str(one.number), "full_name": f"Visitor {one.number}"}
    marks = {"imported": format, "external_id": one.foreign.external_id, "created_by": format, "modified_by": format}
    return {**name, **marks, "created_at": now, "modified_at": now}


def _conversation(one: _Placed, contact_id: int, format: str) -> dict[str, Any]:
    begun, ended, count = one.moments[0], one.moments[-1], len(one.moments)
    return {
        "channel": one.foreign.channel.value,
        "state": State.CLOSED.value,
        "since": ended,
        "customer": str(Ref("contact", contact_id)),
        "visitor_number": one.number,
        "subject": one.foreign.subject,
        "intent": one.foreign.intent,
        "created_at": begun,
        "closed_at": ended,
        "modified_at": ended,
        **{name: [] for name in ("skills", "pre_chat", "self_service", "dispositions")},
        "visitor": {},
        "context": {},
        "sentiment": one.level,
        "last_seq": count,
        "read_seq": count,
        "last_text": one.foreign.turns[-1].text[: store.LAST_TEXT],
        "last_at": ended,
        "imported": format,
        "external_id": one.foreign.external_id,
    }


def _messages(one: _Placed, conversation_id: int) -> Iterator[tuple[dict[str, Any], Score | None]]:
    for i, (turn, at) in enumerate(zip(one.foreign.turns, one.moments, strict=True)):
        name = f"Visitor {one.number}" if turn.sender is Sender.CUSTOMER else OTHER_SIDE
        row = {"conversation_id": conversation_id, "seq": i + 1, "at": at, "sender": turn.sender.value}
        yield {**row, "sender_name": name, "text": turn.text}, one.scores.get(i)


def _events(
    one: _Placed, contact_id: int, id: int, format: str, by: str, now: datetime
) -> tuple[store.EventRow, store.EventRow]:
    about = Ref("contact", contact_id)
    data = {"format": format, "external_id": one.foreign.external_id, "messages": len(one.moments)}
    return (
        (now, "contact.created", by, id, about, {"imported": format}),
        (now, "conversation.imported", by, id, None, data),
    )
