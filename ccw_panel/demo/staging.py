"""The conversations under way at the as-of moment, as live.toml has them: whom alice finds at her desk."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from ccw_panel.demo.callers import Person
from ccw_panel.demo.centre import COLLEAGUES, PHONES, QUEUE_BY_NAME, QUEUES, Colleague
from ccw_panel.demo.conversations import ASYNC_REPLY_S, REPLY_S, Storyteller
from ccw_panel.demo.dialogue import Dialogue, Line, Scene, Writer
from ccw_panel.demo.intents import Intent, intents
from ccw_panel.demo.mood import repeat_effect
from ccw_panel.demo.rows import Told, times
from ccw_panel.demo.tables import Writer as Tables

ENTERED = {"active": "accepted", "waiting": "parked", "wrap_up": "ended"}  # state -> its event
BY_NAME = {person.name: person for person in COLLEAGUES}


@dataclass(frozen=True)
class Live:
    """One entry of live.toml."""

    state: str
    channel: str
    intent: str
    ago: int  # seconds before the as-of moment at which it entered the queue
    agent: str = ""
    contact: str = ""  # full name of a featured contact; empty: anybody
    visitor: bool = False  # somebody we do not know
    wait_s: int = 0
    ended: int = 0  # seconds ago, of a wrap-up
    parked: int = 0  # seconds ago, of a waiting one
    case: bool = False
    again: bool = False
    unread: int = 0
    until: str = ""
    task: str = ""  # of the agent, about the case
    due: int = 0  # seconds from the as-of moment
    skills: tuple[str, ...] = ()
    slots: dict[str, str] = field(default_factory=dict)
    lines: tuple[tuple[Any, ...], ...] = ()


def scenes() -> list[Live]:
    raw = tomllib.loads((files("ccw_panel.demo") / "live.toml").read_text("utf-8"))
    return [Live(**entry) for entry in raw["conversation"]]


def at_work() -> set[str]:
    """User names of those who are talking with a customer."""
    return {live.agent for live in scenes() if live.state == "active"}


def stage(story: Storyteller, tables: Tables) -> list[Told]:
    """Tell every live conversation and write its rows."""
    told = [_told(story, live) for live in scenes()]
    tables.write("conversations", (t.conversation for t in told))
    tables.write("messages", (row for t in told for row in t.messages))
    tables.write("message_labels", (row for t in told for row in t.labels))
    return told


def _told(story: Storyteller, live: Live) -> Told:
    intent, agent = intents()[live.intent], BY_NAME.get(live.agent)
    queue = QUEUES[PHONES - 1] if live.channel == "voice" else QUEUE_BY_NAME[intent.queue]
    person = _person(story, live)
    slots = story.slots(intent, person, agent, intent.queue, dict(live.slots)) | {"case": story.cases.next_number()}
    began = story.as_of - timedelta(seconds=live.ago)
    row = story.rows.conversation(person, live.channel, intent, queue, slots, began)
    row["skills"] = list(live.skills) or row["skills"]
    accepted = began + timedelta(seconds=live.wait_s)
    dialogue, moments = (
        _scripted(story, live, slots) if live.lines else _written(story, live, intent, person, slots, accepted)
    )
    told = story.rows.messages(row, dialogue, moments, person, [agent, agent])
    if agent:
        _accepted(story, live, row, agent, accepted, told)
    if live.case and agent:
        _case(story, live, row, intent, person, slots, agent, accepted)
    _open_question(row, told)
    return told


def _person(story: Storyteller, live: Live) -> Person:
    if live.visitor:
        return story.callers.stranger()
    contacts = story.callers.contacts
    if live.contact:
        return story.callers.contact(next(c for c in contacts if c.row["full_name"] == live.contact))
    person = story.callers.pick(live.channel)
    return person if person.known else story.callers.contact(contacts[story.dice.integer(13, len(contacts)) - 1])


def _scripted(story: Storyteller, live: Live, slots: dict[str, str]) -> tuple[Dialogue, list[datetime]]:
    lines = [Line(who, text.format_map(slots), level[0] if level else None, 1.0) for who, _, text, *level in live.lines]
    return Dialogue(lines), [story.as_of - timedelta(seconds=ago) for _, ago, *_ in live.lines]


def _written(
    story: Storyteller, live: Live, intent: Intent, person: Person, slots: dict[str, str], accepted: datetime
) -> tuple[Dialogue, list[datetime]]:
    """A dialogue by the writer, cut where the entry says, its times up to a moment before the as-of one."""
    repeats = int(live.again)
    scene = Scene(
        intent,
        live.channel,
        slots,
        person.customer.style,
        person.customer.temper,
        "solved",
        repeats=repeats,
        repeat_effect=repeat_effect(repeats),
        tag=slots["tag"],
        nameless=not person.known,
    )
    dialogue = Writer(scene, story.words).write()
    cut = _cut(dialogue, live.until, story.words.between(0.5, 0.8))
    last = story.as_of - timedelta(seconds=live.ended or live.parked or story.words.integer(20, 95))
    began = story.as_of - timedelta(seconds=live.ago)
    if live.until == "queue":
        return cut, _at_once(cut, began)
    reply_s = story.words.between(*REPLY_S.get(live.channel, ASYNC_REPLY_S))
    return cut, times(cut, began, accepted, max(last, accepted), reply_s)


def _cut(dialogue: Dialogue, until: str, share: float) -> Dialogue:
    lines = dialogue.lines
    if until == "queue":
        return Dialogue([line for line in lines[: dialogue.accepted_after] if line.sender != "bot"])
    if until == "end":
        return dialogue
    start = dialogue.accepted_after + int((len(lines) - dialogue.accepted_after) * share)
    end = next(n for n in (*range(start, len(lines)), *range(start, 0, -1)) if lines[n].sender == until)
    return Dialogue(lines[: end + 1], accepted_after=dialogue.accepted_after)


def _at_once(dialogue: Dialogue, began: datetime) -> list[datetime]:
    return [began + timedelta(seconds=2 * n) for n in range(len(dialogue.lines))]


def _accepted(
    story: Storyteller, live: Live, row: dict[str, Any], agent: Colleague, accepted: datetime, told: Told
) -> None:
    add, id, as_of = story.history.add, row["id"], story.as_of
    way = {"active": accepted}
    answers = [m["at"] for m in told.messages if m["sender"] == "agent"]
    row |= {
        "state": live.state,
        "agent_id": agent.id,
        "accepted_at": accepted,
        "wait_s": float(live.wait_s),
        "since": accepted,
    }
    row["first_response_at"] = answers[0] if answers else None
    row["read_seq"] = row["last_seq"] - live.unread
    if live.state == "waiting":
        row["since"] = as_of - timedelta(seconds=live.parked)
        way["waiting"] = row["since"]
    if live.state == "wrap_up":
        row["since"] = row["wrap_up_at"] = as_of - timedelta(seconds=live.ended)
        way["wrap_up"] = row["since"]
    for state, at in way.items():
        data = {"state": state, "agent": agent.name}
        add(at, f"conversation.{ENTERED[state]}", agent.name, conversation_id=id, data=data)
    row["modified_at"] = max(row["since"], row["last_at"])


def _case(
    story: Storyteller,
    live: Live,
    row: dict[str, Any],
    intent: Intent,
    person: Person,
    slots: dict[str, str],
    agent: Colleague,
    accepted: datetime,
) -> None:
    at = accepted + timedelta(seconds=min(60, live.ago // 3))
    case = story.cases.open(intent, person.customer, slots, at, agent, live.channel, row["id"])
    if live.state == "waiting":
        story.cases.save(case, at + timedelta(seconds=240), {"status_reason": 3})
    if live.task:
        story.diary.task(f"case:{case['id']}", live.task, agent, at, story.as_of + timedelta(seconds=live.due))
    row["case_id"] = case["id"]
    linked = {"case_id": case["id"]}
    story.history.add(
        at, "conversation.linked", agent.name, conversation_id=row["id"], record=f"case:{case['id']}", data=linked
    )


def _open_question(row: dict[str, Any], told: Told) -> None:
    """Since when the customer waits: their first message after the last answer."""
    since = None
    for message in told.messages:
        if message["sender"] == "customer":
            since = since or message["at"]
        elif message["sender"] == "agent":
            since = None
    if row["state"] in ("active", "open"):
        row["customer_waits_since"] = since
    if row["state"] == "open":
        row["read_seq"] = 0
