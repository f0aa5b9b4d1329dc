"""The rows of a conversation and of its messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ccw_panel.demo import visitors
from ccw_panel.demo.articles import articles
from ccw_panel.demo.callers import Person
from ccw_panel.demo.centre import QUEUES, Colleague, Queue
from ccw_panel.demo.dialogue import Dialogue, Line, filled
from ccw_panel.demo.dice import Dice
from ccw_panel.demo.history import History
from ccw_panel.demo.intents import Intent, fitting

LONG_PAUSE = 2.0  # of a line that is said after a wait
TYPING_S = 12.0  # at most, for a line of pause 1 that waits for nobody
LANGUAGES = {
    "es": "Spanish",
    "fr": "French",
    "pl": "Polish",
    "nl": "Dutch",
    "pt": "Portuguese",
    "sv": "Swedish",
    "de": "German",
}


@dataclass
class Told:
    """The rows of one conversation."""

    conversation: dict[str, Any]
    messages: list[dict[str, Any]] = field(default_factory=list)
    labels: list[dict[str, Any]] = field(default_factory=list)
    templates: list[tuple[str, ...]] = field(default_factory=list)  # of each message


def times(
    dialogue: Dialogue,
    began: datetime,
    accepted: datetime,
    ended: datetime,
    reply_s: float = 0.0,
    slowest: float = float("inf"),
) -> list[datetime]:
    """When each line was said: those before an agent came as they are typed, the others spread over the talk.

    The agent's first line comes `reply_s` seconds after they accepted; a later one of pause 1 takes at most `slowest`.
    """
    lines, first = dialogue.lines, dialogue.accepted_after
    if not first:  # nobody came: the last words are said shortly before the end
        first = len(lines) - (2 if lines[-2].pause > LONG_PAUSE else 1)
        accepted = max(ended - timedelta(seconds=8), began)
        return _spread(lines[:first], began, accepted, TYPING_S) + _spread(lines[first:], accepted, ended)
    before = _spread(lines[:first], began, accepted, TYPING_S)
    replied = (accepted + timedelta(seconds=min(reply_s, (ended - accepted).total_seconds() / 3))).replace(
        microsecond=0
    )
    return [*before, *([replied] if lines[first:] else []), *_spread(lines[first + 1 :], replied, ended, slowest)]


def _spread(lines: Sequence[Line], start: datetime, end: datetime, slowest: float = float("inf")) -> list[datetime]:
    """Moments that fill the time between, in proportion to the pauses, each pause of 1 at most `slowest` seconds."""
    total = sum(line.pause for line in lines) or 1.0
    scale = min(slowest, max((end - start).total_seconds() - 1.0, 0.0) / total)
    moments, passed = [], 0.0
    for line in lines:
        passed += line.pause * scale
        moments.append((start + timedelta(seconds=passed)).replace(microsecond=0))
    return moments


class Rows:
    """Makes rows and numbers them."""

    def __init__(self, dice: Dice, history: History) -> None:
        self._dice, self._history = dice, history
        self._conversations = self._messages = self._visitors = 0

    def conversation(
        self, person: Person, channel: str, intent: Intent, queue: Queue, slots: dict[str, str], began: datetime
    ) -> dict[str, Any]:
        """A conversation as it enters the queue."""
        self._conversations += 1
        self._visitors += not person.known
        given = person.facts["first_name"] if not person.known and self._dice.chance(0.6) else ""
        row = {
            "id": self._conversations,
            "channel": channel,
            "state": "open",
            "since": began,
            "queue_id": queue.id,
            "agent_id": None,
            "customer": person.customer.ref if person.known else None,
            "case_id": None,
            "visitor_number": None if person.known else self._visitors,
            "visitor_name": given,
            "subject": filled(self._dice.pick(fitting(intent.subjects, slots["tag"])), slots),
            "intent": intent.name,
            "created_at": began,
            "modified_at": began,
            "abandoned": False,
            "transfer_count": 0,
            **self._known_before(person, channel, intent, queue, slots, began),
            "csat_comment": "",
            "dispositions": [],
            "last_seq": 0,
            "read_seq": 0,
            "last_text": "",
            "customer_waits_since": None,
            "version": 1,
            "imported": "",
        }
        data = {"queue": queue.name, "channel": channel}
        self._history.add(began, "conversation.created", "system", conversation_id=self._conversations, data=data)
        return row

    def _known_before(
        self, person: Person, channel: str, intent: Intent, queue: Queue, slots: dict[str, str], began: datetime
    ) -> dict[str, Any]:
        """What is known before a word is said (H.3); the survey and the visited pages only on the web."""
        dice, facts = self._dice, person.facts
        article = articles()[intent.article].title
        on_web = channel == "chat"
        looked = on_web and dice.chance(0.8)
        return {
            "skills": self._skills(queue.id, facts),
            "pre_chat": visitors.pre_chat(intent, slots, person.known, dice) if on_web else [],
            "self_service": visitors.self_service(intent, slots, article, began, dice) if looked else [],
            "visitor": visitors.visitor(channel, facts, person.known, dice),
            "context": visitors.context(slots, facts, intent, dice),
        }

    def _skills(self, queue: int, facts: dict[str, Any]) -> list[str]:
        language = LANGUAGES.get(facts["language"])
        skills = list(QUEUES[queue - 1].skills)
        return [*skills, language] if language and self._dice.chance(0.6) else skills

    def messages(
        self,
        row: dict[str, Any],
        dialogue: Dialogue,
        moments: Sequence[datetime],
        person: Person,
        agents: Sequence[Colleague | None],
    ) -> Told:
        """Message and label rows of a conversation, which is given its last message."""
        told = Told(row)
        for seq, (line, at) in enumerate(zip(dialogue.lines, moments, strict=True), start=1):
            self._messages += 1
            told.messages.append(self._message(row, seq, line, at, person, agents))
            told.templates.append(line.templates)
            if line.sender == "customer":
                told.labels.append({"message_id": self._messages, "source": "generator", "level": line.level})
        last = told.messages[-1]
        row |= {
            "last_seq": last["seq"],
            "read_seq": last["seq"],
            "last_text": last["text"][:200],
            "last_at": last["at"],
        }
        row["modified_at"] = max(row["modified_at"], last["at"])
        return told

    def _message(
        self,
        row: dict[str, Any],
        seq: int,
        line: Line,
        at: datetime,
        person: Person,
        agents: Sequence[Colleague | None],
    ) -> dict[str, Any]:
        agent = agents[line.agent] if line.sender == "agent" else None
        visitor = f"Visitor {row['visitor_number']}"
        customer = person.facts["full_name"] if person.known else visitor
        text = line.text
        if line.sender == "system" and not person.known:
            text = text.replace(person.facts["first_name"], visitor, 1)
        if line.sender != "system":  # those lines tell of events that are written where they happen
            kind = "message.received" if line.sender == "customer" else "message.sent"
            data = {"message_id": self._messages, "seq": seq}
            self._history.add(at, kind, agent.name if agent else line.sender, conversation_id=row["id"], data=data)
        return {
            "id": self._messages,
            "conversation_id": row["id"],
            "seq": seq,
            "at": at,
            "sender": line.sender,
            "sender_id": agent.id if agent else None,
            "sender_name": agent.full_name if agent else {"customer": customer, "bot": "Pip"}.get(line.sender, ""),
            "text": text,
            "visibility": "public",
            "delivery": "read" if line.sender in ("agent", "bot") else "sent",
        }
