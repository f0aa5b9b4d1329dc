"""Conversations as an agent works on them: taking, writing, ending, linking; and the lists they appear in.

Each change is one transaction that saves the new state and appends the event that explains it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from ccw_panel.assist import sentiment
from ccw_panel.domain.agents import Actor
from ccw_panel.domain.clock import Clock
from ccw_panel.domain.conversation import (
    MAX_SKILLS,
    PAST,
    Conversation,
    Event,
    State,
    advance,
    event_on_close,
    refusal,
)
from ccw_panel.domain.journey import journey
from ccw_panel.domain.message import Message, Sender, accepted_client_id, sendable
from ccw_panel.domain.record import JourneyStep, Record, Slice, WorkItem
from ccw_panel.domain.records import activity
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.sentiment import Scorer, conversation_value, level_of
from ccw_panel.domain.views import CONVERSATION_VIEWS, page_view
from ccw_panel.errors import InvalidInput, NotFound, TakenByAnother
from ccw_panel.services import linking
from ccw_panel.services.access import authorize
from ccw_panel.services.conversation_rows import grid_row, work_item
from ccw_panel.services.record_changes import create
from ccw_panel.services.record_lists import readable
from ccw_panel.services.records import note_values
from ccw_panel.store import conversation_grid as grid
from ccw_panel.store import conversations as store
from ccw_panel.store import events, messages
from ccw_panel.store.days import midnight
from ccw_panel.store.engine import Database

MAX_LIMIT = 500  # rows of one page or stream (L-43)


class Conversations:
    """`scorer` scores what customers write; the one of this release when none is given."""

    def __init__(self, database: Database, clock: Clock, scorer: Scorer | None = None) -> None:
        self._database = database
        self._clock = clock
        self._scorer = scorer or sentiment.load()

    # ---- reading

    def get(self, actor: Actor, id: int) -> Conversation:
        """Raises NotFound, or AccessDenied when it is neither theirs nor of one of their queues."""
        with self._database.read() as conn:
            return self._seen(conn, actor, "get", id)

    def messages(
        self, actor: Actor, id: int, before_seq: int | None = None, limit: int = 100, *, after_seq: int | None = None
    ) -> list[Message]:
        """The newest `limit` messages, before or after a `seq` when one is given, oldest first, with their scores."""
        with self._database.read() as conn:
            self._seen(conn, actor, "messages", id)
            return messages.page(conn, id, before_seq, after_seq, _limited(limit), self._scorer.model)

    def scored(self, actor: Actor, id: int, limit: int | None = None) -> list[Message]:
        """What the customer wrote, oldest first, with the score of each message; only the newest `limit` when given."""
        with self._database.read() as conn:
            self._seen(conn, actor, "scored", id)
            return messages.scored(conn, id, self._scorer.model, limit)

    def journey(self, actor: Actor, id: int) -> list[JourneyStep]:
        """Its way from queue to agent to the end, oldest first (G-120)."""
        with self._database.read() as conn:
            conversation = self._seen(conn, actor, "journey", id)
            return journey(conversation, events.of_conversation(conn, id), store.names(conn))

    def several(self, actor: Actor, ids: Collection[int]) -> dict[int, Conversation]:
        """Those of these conversations that the actor may open, by id, in one question."""
        authorize(actor, "conversations.several")
        with self._database.read() as conn:
            return store.several(conn, ids, readable(actor))

    def unread(self, actor: Actor, ids: Collection[int]) -> dict[int, int]:
        """How many messages the actor has not read, of those of these conversations that are theirs."""
        authorize(actor, "conversations.unread")
        with self._database.read() as conn:
            return store.unread(conn, actor.id, ids)

    # ---- lists

    def work_items(self, actor: Actor, stream: str, sort: str = "modified_at", limit: int = 50) -> list[WorkItem]:
        """One stream of Home (M-1): "mine", "open" in their queues, "closed" by them today in the centre's time zone.

        Raises InvalidInput for another stream or sort order; known orders: `store.conversation_grid.SORTS`.
        """
        authorize(actor, "conversations.work_items")
        order = grid.stream_order(stream, sort)
        with self._database.read() as conn:
            where = grid.stream_where(actor, stream, midnight(conn, self._clock()))
            return [work_item(c) for c in store.among(conn, where, order, _limited(limit))]

    def page(
        self,
        actor: Actor,
        view: str | None = None,
        *,
        search: str = "",
        filters: Mapping[str, Any] | None = None,
        sort: Sequence[tuple[str, bool]] | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> Slice:
        """Some rows of a saved view, "all-conversations" when None.

        A row is a Record whose values and labels are the columns of `domain/conversation_fields.py`; `sort` is
        (column, descending) pairs. Only what the actor may see in lists counts (O-2). Raises NotFound for an unknown
        view, InvalidInput for an unknown column.
        """
        authorize(actor, "conversations.page")
        named = page_view(view or "all-conversations")
        where = [store.visible_to(actor), *grid.view_where(actor, named)]
        where += [*grid.search_where(search), *grid.filter_where(filters or {})]
        order = grid.order(sort or named.sort)
        with self._database.read() as conn:
            total = store.count(conn, where)
            rows = store.among(conn, where, order, _limited(limit), max(0, offset)) if total else []
        return Slice(tuple(grid_row(conversation) for conversation in rows), total)

    def counts(self, actor: Actor) -> dict[str, int]:
        """How many conversations each saved view shows the actor."""
        authorize(actor, "conversations.counts")
        conditions = [[store.visible_to(actor), *grid.view_where(actor, view)] for view in CONVERSATION_VIEWS]
        with self._database.read() as conn:
            found = store.counts(conn, conditions)
        return {view.name: n for view, n in zip(CONVERSATION_VIEWS, found, strict=True)}

    # ---- taking and leaving

    def pick(self, actor: Actor, id: int) -> Conversation:
        """Take an open conversation (D-11). Picking what one already has changes nothing.

        Raises TakenByAnother, naming them, when another agent was first.
        """
        with self._changing(actor, "pick", id) as (conn, before):
            if before.agent_id == actor.id and before.state is State.ACTIVE:
                return before
            if before.state is not State.OPEN and before.agent_id not in (None, actor.id):
                raise TakenByAnother(before.customer_name, before.agent_name)
            after = replace(advance(before, Event.PICK, self._clock()), agent_id=actor.id)
            if not store.claim(conn, before, after):
                raise TakenByAnother(before.customer_name, self._read(conn, id).agent_name)
            return self._moved(conn, actor, Event.PICK, after)

    def resume(self, actor: Actor, id: int) -> Conversation:
        """Go on with a conversation that was put aside (D-29); nothing when it goes on already."""
        with self._changing(actor, "resume", id) as (conn, before):
            if before.agent_id == actor.id and before.state is State.ACTIVE:
                return before
            return self._advanced(conn, actor, Event.RESUME, before)

    def end(self, actor: Actor, id: int) -> Conversation:
        """End it and begin the wrap-up (D-21); the customer is told so (D-42)."""
        with self._changing(actor, "end", id) as (conn, before):
            if before.state is not State.ACTIVE:
                raise refusal(before, Event.END)
            told = messages.add(conn, id, self._clock(), f"{actor.full_name} ended the conversation.", Sender.SYSTEM)
            store.mark_read(conn, id, told.seq)
            return self._advanced(conn, actor, Event.END, before)

    def leave(self, actor: Actor, id: int) -> Conversation:
        """What closing its session does (D.3): closed after End, else back to the queue or put aside.

        Closing a session on somebody else's conversation, or on one that waits, changes nothing.
        """
        with self._changing(actor, "leave", id) as (conn, before):
            event = event_on_close(before)
            if event is None or before.agent_id != actor.id:
                return before
            return self._advanced(conn, actor, event, before)

    # ---- writing

    def send(self, actor: Actor, id: int, text: str, client_id: str) -> Message:
        """Store a message to the customer, once for each `client_id` however often it is sent.

        Raises TransitionNotAllowed unless the conversation is active (G-10), InvalidInput for text that is empty or
        too long.
        """
        with self._changing(actor, "send", id) as (conn, conversation):
            body, key = sendable(text), accepted_client_id(client_id)
            stored = messages.by_client_id(conn, id, key, self._scorer.model)
            if stored is not None:
                return _own(stored, Sender.AGENT, actor.id)
            if not conversation.may_send:
                raise refusal(conversation, "send a message")
            at = self._clock()
            by = {"sender_id": actor.id, "sender_name": actor.full_name, "client_id": key}
            message = messages.add(conn, id, at, body, Sender.AGENT, **by)
            answered = {"first_response_at": conversation.first_response_at or at, "customer_waits_since": None}
            store.change(conn, id, at, **answered, read_seq=message.seq)
            self._told(conn, actor.name, "message.sent", message)
            return message

    def receive(self, actor: Actor, id: int, text: str, client_id: str) -> Message:
        """Store what the customer wrote, with its score, and the sentiment of the conversation (I-2).

        For the centre itself, on behalf of a channel. Once for each `client_id`; raises TransitionNotAllowed after
        the end, InvalidInput for an empty or too long text.
        """
        with self._changing(actor, "receive", id) as (conn, conversation):
            body, key = sendable(text), accepted_client_id(client_id)
            stored = messages.by_client_id(conn, id, key, self._scorer.model)
            if stored is not None:
                return _own(stored, Sender.CUSTOMER, None)
            if conversation.state in (State.WRAP_UP, State.CLOSED):
                raise refusal(conversation, "take a message")
            message = messages.add(
                conn, id, self._clock(), body, Sender.CUSTOMER, sender_name=conversation.customer_name, client_id=key
            )
            scored = self._score(conn, conversation, message)
            self._told(conn, "customer", "message.received", scored)
            return scored

    def mark_read(self, actor: Actor, id: int, seq: int | None = None) -> Conversation:
        """Its agent has read up to `seq`, or all of it; reading a colleague's changes nothing."""
        with self._changing(actor, "mark_read", id) as (conn, conversation):
            seq = conversation.last_seq if seq is None else seq
            if conversation.agent_id == actor.id and store.mark_read(conn, id, seq):
                read = {"seq": min(seq, conversation.last_seq)}
                events.append(conn, self._clock(), "conversation.read", actor.name, conversation_id=id, data=read)
            return self._read(conn, id)

    # ---- what it is about

    def link(self, actor: Actor, id: int, ref: Ref) -> Conversation:
        """Link a contact, account or case in place of the one before (H-13); a case brings its customer."""
        with self._changing(actor, "link", id) as (conn, conversation):
            linking.link(conn, self._clock(), actor.name, conversation, ref)
            return self._read(conn, id)

    def unlink(self, actor: Actor, id: int, kind: str) -> Conversation:
        """Take off its "case" or its "customer", while it is not closed (H-14)."""
        with self._changing(actor, "unlink", id) as (conn, conversation):
            linking.unlink(conn, self._clock(), actor.name, conversation, kind)
            return self._read(conn, id)

    def set_skills(self, actor: Actor, id: int, skills: Sequence[str]) -> Conversation:
        """Store the skills it needs, in order, each once (H-33)."""
        with self._changing(actor, "set_skills", id) as (conn, conversation):
            if conversation.state is State.CLOSED:
                raise refusal(conversation, "change its skills")
            chosen, at = _skills(skills), self._clock()
            store.change(conn, id, at, skills=chosen)
            data = {"skills": chosen}
            events.append(conn, at, "conversation.skills_changed", actor.name, conversation_id=id, data=data)
            return self._read(conn, id)

    def add_note(self, actor: Actor, id: int, text: str) -> Record:
        """Write a note on the linked case, else on the linked customer (G-70); InvalidInput when nothing is linked."""
        with self._changing(actor, "add_note", id) as (conn, conversation):
            about = Ref("case", conversation.case_id) if conversation.case_id is not None else conversation.customer
            if about is None:
                raise InvalidInput({"note": "Link a customer or a case first: a note is kept with one of them."})
            return create(conn, actor, self._clock(), activity.RECORD, note_values(about, text), id)

    # ---- what these share

    @contextmanager
    def _changing(self, actor: Actor, method: str, id: int) -> Iterator[tuple[Connection, Conversation]]:
        """The connection and the conversation to change, once the actor may."""
        with self._database.write() as conn:
            conversation = store.get_to_change(conn, id)
            if conversation is None:
                raise _unknown(id)
            authorize(actor, f"conversations.{method}", conversation)
            yield conn, conversation

    def _seen(self, conn: Connection, actor: Actor, method: str, id: int) -> Conversation:
        conversation = self._read(conn, id)
        authorize(actor, f"conversations.{method}", conversation)
        return conversation

    def _read(self, conn: Connection, id: int) -> Conversation:
        conversation = store.get(conn, id)
        if conversation is None:
            raise _unknown(id)
        return conversation

    def _advanced(self, conn: Connection, actor: Actor, event: Event, before: Conversation) -> Conversation:
        """The conversation after a transition, saved and told."""
        after = advance(before, event, self._clock())
        if not store.move(conn, before, after):
            raise refusal(self._read(conn, before.id), event)
        return self._moved(conn, actor, event, after)

    def _moved(self, conn: Connection, actor: Actor, event: Event, after: Conversation) -> Conversation:
        data: dict[str, Any] = {"state": after.state.value}
        if event is Event.RELEASE:
            data["queue"] = after.queue_name
        kind = f"conversation.{PAST[event]}"
        events.append(conn, after.since, kind, actor.name, conversation_id=after.id, data=data)
        return self._read(conn, after.id)

    def _score(self, conn: Connection, conversation: Conversation, message: Message) -> Message:
        """The customer's message with its score, both and the level of the conversation saved."""
        score = self._scorer.score(message.text)
        messages.add_score(conn, message.id, score)
        level = level_of(conversation_value(messages.recent_values(conn, conversation.id, self._scorer.model)))
        waits = conversation.customer_waits_since or message.at
        store.change(conn, conversation.id, message.at, sentiment=int(level), customer_waits_since=waits)
        return replace(message, level=score.level, value=score.value, confidence=score.confidence, model=score.model)

    def _told(self, conn: Connection, by: str, kind: str, message: Message) -> None:
        """Append the event of a message; its text stays out of the events."""
        data: dict[str, Any] = {"message_id": message.id, "seq": message.seq}
        if message.level is not None:
            data["level"] = message.level
        events.append(conn, message.at, kind, by, conversation_id=message.conversation_id, data=data)


def _own(message: Message, sender: Sender, sender_id: int | None) -> Message:
    """A message stored before; raises InvalidInput when somebody else gave the same client id to theirs."""
    if message.sender is not sender or message.sender_id != sender_id:
        raise InvalidInput({"client_id": "Another message of this conversation has that id; send it with a new one."})
    return message


def _skills(skills: Sequence[str]) -> list[str]:
    """Skill names trimmed and without repetition; raises InvalidInput when there are too many or one is no name."""
    chosen = list(dict.fromkeys(str(skill).strip() for skill in skills if str(skill).strip()))
    if len(chosen) > MAX_SKILLS or any(len(skill) > 60 for skill in chosen):
        raise InvalidInput({"skills": f"Give at most {MAX_SKILLS} skills of up to 60 characters."})
    return chosen


def _limited(limit: int) -> int:
    return max(1, min(limit, MAX_LIMIT))


def _unknown(id: int) -> NotFound:
    return NotFound(f"conversation {id}")
