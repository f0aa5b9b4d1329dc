"""One conversation of the floor made whole: who it was, what was said, what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ccw_panel.demo.activities import Diary
from ccw_panel.demo.articles import articles
from ccw_panel.demo.callers import Callers, Person
from ccw_panel.demo.cases import CaseBook
from ccw_panel.demo.centre import AGENTS, PHONES, QUEUE_BY_NAME, QUEUES, Colleague, Queue
from ccw_panel.demo.dialogue import Dialogue, Scene, Writer
from ccw_panel.demo.dice import Dice
from ccw_panel.demo.history import History
from ccw_panel.demo.intents import Intent
from ccw_panel.demo.mood import csat, repeat_effect, wait_effect
from ccw_panel.demo.people import Customer
from ccw_panel.demo.phrases import bank
from ccw_panel.demo.rows import Rows, Told, times
from ccw_panel.demo.slots import slots as filled_slots

ANSWERS_SURVEY = 0.38  # share of customers
COMES_BACK = {"escalated": 0.5, "partly": 0.25, "solved": 0.04}  # about the same thing, within days
HANDED_OVER = 0.07  # share in which another agent began, where there is one who would
PATIENT_S = 45  # who leaves earlier says nothing first
REPLY_S = {"voice": (2, 6), "chat": (8, 42)}  # from acceptance to the agent's first words; else ASYNC_REPLY_S
ASYNC_REPLY_S = (25, 170)
SLOWEST_S = {"voice": 48.0, "chat": 130.0}  # at most for a line of pause 1; what is left is wrap-up
LATEST_END = timedelta(minutes=4)  # left over: beyond it a talk goes slowly rather than its wrap-up long
MATTER = ("tag", "item", "noun", "part", "colour", "other_colour", "order", "price", "amount", "card")  # stays the same
SHARES = {"voice": (1.0, 1.0), "chat": (0.5, 0.85)}  # of the talk that an agent attends to it; else ASYNC_SHARE
ASYNC_SHARE = (0.18, 0.3)


@dataclass(frozen=True)
class Encounter:
    """What the floor made of one arrival. Moments are UTC."""

    channel: str
    intent: Intent
    created: datetime  # entered the queue
    wait_s: float
    agent: Colleague | None  # None: the customer gave up
    until: datetime  # over, wrap-up included
    movable: bool = False  # stands for itself, so that it can be set on another day: it continues and begins nothing

    @property
    def queue(self) -> Queue:
        return QUEUES[PHONES - 1] if self.channel == "voice" else QUEUE_BY_NAME[self.intent.queue]

    @property
    def accepted(self) -> datetime:
        return self.created + timedelta(seconds=self.wait_s)


@dataclass(frozen=True)
class Unsolved:
    """A customer who will be back about the same thing, from `due` on."""

    due: datetime
    customer: Customer
    intent: Intent
    case: dict[str, Any] | None
    matter: dict[str, str]  # slots


@dataclass
class Story:
    """One encounter with what the generator decided about it."""

    met: Encounter
    person: Person
    slots: dict[str, str]
    helper: Colleague | None  # who took it first and handed it over
    outcome: str  # solved, partly, escalated or abandoned
    case: dict[str, Any] | None
    opens_case: bool
    repeats: int
    bot: bool
    ended: datetime  # the talk, before wrap-up


class Storyteller:
    """Goes through the conversations in order of their start and tells each of them."""

    def __init__(self, seed: int, as_of: datetime, contacts: Sequence[Customer], accounts: Sequence[Customer]) -> None:
        self.seed, self.as_of = seed, as_of
        self.history = History()
        midnight = as_of.replace(hour=0, minute=0, second=0, microsecond=0)
        self.cases = CaseBook(Dice(seed, "cases"), self.history, as_of, midnight)
        self.diary = Diary(Dice(seed, "activities"), self.history, as_of, midnight)
        self.dice = Dice(seed, "conversations")  # who, what came of it
        self.words = Dice(seed, "messages")  # what was said, and when
        self.callers = Callers(contacts, accounts, self.dice)
        self.rows = Rows(self.dice, self.history)
        self._unsolved: dict[int, list[Unsolved]] = defaultdict(list)

    def tell(self, met: Encounter) -> Told:
        """A finished conversation, with all that it leaves behind."""
        story = self._decide(met)
        dialogue = Writer(self._scene(story), self.words).write()
        began = met.created - timedelta(seconds=self.dice.integer(20, 45)) if story.bot else met.created
        row = self.rows.conversation(story.person, story.met.channel, story.met.intent, met.queue, story.slots, began)
        reply_s = self.words.between(*REPLY_S.get(met.channel, ASYNC_REPLY_S))
        moments = times(dialogue, began, met.accepted, story.ended, reply_s, SLOWEST_S.get(met.channel, float("inf")))
        if story.ended - moments[-1] > LATEST_END:
            moments = times(dialogue, began, met.accepted, story.ended, reply_s)
        if met.agent:
            story.ended = min(story.ended, moments[-1] + timedelta(seconds=self.words.integer(2, 9)))
        told = self.rows.messages(row, dialogue, moments, story.person, [story.helper or met.agent, met.agent])
        row |= {"state": "closed", "since": met.until, "closed_at": met.until, "modified_at": met.until}
        row["wait_s"] = met.wait_s
        if met.agent is None:
            self._abandon(row)
        else:
            self._finish(story, met.agent, told, dialogue)
            self._follow_up(story, met.agent, row)
        return told

    def slots(
        self, intent: Intent, person: Person, agent: Colleague | None, queue: str, fixed: dict[str, str] | None = None
    ) -> dict[str, str]:
        """What the sentences of a conversation are filled with; `agent` is the only one so far."""
        slots = filled_slots(intent, person.facts, self.callers.company_of(person), self.words, fixed)
        name, full = (agent.first_name, agent.full_name) if agent else ("", "")
        staff = {"agent": name, "agent_full": full, "agent2": name, "agent2_full": full}
        return slots | staff | {"queue": queue, "queue2": intent.queue}

    # -- what is decided beforehand -------------------------------------------------------------

    def _decide(self, met: Encounter) -> Story:
        dice = self.dice
        back = None if met.movable else self._comes_back(met)
        if back:
            met = replace(met, intent=back.intent)
        person = self.callers.of(back.customer) if back else self.callers.pick(met.channel)
        repeats = person.customer.repeats.get(met.intent.name, 0) if back else 0
        case = back.case if back and back.case and back.case["status"] == 1 else None
        outcome = "abandoned" if met.agent is None else self._outcome(met.intent)
        needs_case = outcome == "escalated" or dice.chance(met.intent.case)
        opens_case = needs_case and outcome != "abandoned" and person.known and case is None
        if outcome == "escalated" and not (opens_case or case):
            outcome = "partly"
        helper = self._first_agent(met)
        slots = self.slots(met.intent, person, helper or met.agent, met.queue.name, back.matter if back else None)
        slots["case"] = case["number"] if case else self.cases.next_number()
        if met.agent:
            slots |= {"agent2": met.agent.first_name, "agent2_full": met.agent.full_name}
        bot = met.channel == "chat" and dice.chance(0.3)
        return Story(met, person, slots, helper, outcome, case, opens_case, repeats, bot, self._end_of_talk(met))

    def _scene(self, story: Story) -> Scene:
        met, customer = story.met, story.person.customer
        late = wait_effect(met.wait_s, met.queue.service_level_s)
        return Scene(
            intent=met.intent,
            channel=met.channel,
            slots=story.slots,
            style=customer.style,
            temper=customer.temper,
            outcome=story.outcome,
            wait_effect=late,
            long_wait=late < -0.3,
            repeats=story.repeats,
            repeat_effect=repeat_effect(story.repeats),
            bot=story.bot,
            handover=story.helper is not None,
            tag=story.slots["tag"],
            nameless=not story.person.known,
            waited=met.wait_s >= PATIENT_S,
        )

    def _end_of_talk(self, met: Encounter) -> datetime:
        if met.agent is None:
            return met.until
        whole_s = (met.until - met.accepted).total_seconds()
        return met.until - timedelta(seconds=int(min(self.dice.lognormal(55, 0.5), 0.25 * whole_s)))

    def _outcome(self, intent: Intent) -> str:
        rest = 1.0 - intent.escalates
        return self.dice.weighted(("escalated", "partly", "solved"), (intent.escalates, rest * 0.22, rest * 0.78))

    def _first_agent(self, met: Encounter) -> Colleague | None:
        """Somebody who took it first and could not settle it: on the phones, but not at home in the matter."""
        at_home = QUEUE_BY_NAME[met.intent.queue].id
        if met.agent is None or at_home not in met.agent.queues or not self.dice.chance(HANDED_OVER):
            return None
        phones = met.channel == "voice"
        return self.dice.pick([a for a in AGENTS if at_home not in a.queues and (PHONES in a.queues or not phones)])

    def _comes_back(self, met: Encounter) -> Unsolved | None:
        """Whoever is due to come back to this queue; the floor does not mind who it is."""
        waiting = self._unsolved[met.queue.id]
        found = next((n for n, unsolved in enumerate(waiting) if unsolved.due <= met.created), None)
        return None if found is None else waiting.pop(found)

    # -- what came of it --------------------------------------------------------------------------

    def _abandon(self, row: dict[str, Any]) -> None:
        row["abandoned"] = True
        data = {"state": "closed", "wait_s": row["wait_s"]}
        self.history.add(row["closed_at"], "conversation.abandoned", "system", conversation_id=row["id"], data=data)

    def _finish(self, story: Story, agent: Colleague, told: Told, dialogue: Dialogue) -> None:
        met, row, dice = story.met, told.conversation, self.dice
        low, high = SHARES.get(met.channel, ASYNC_SHARE)
        attended_s = (story.ended - met.accepted).total_seconds() * dice.between(low, high)
        row |= {
            "agent_id": agent.id,
            "accepted_at": met.accepted,
            "first_response_at": next(m["at"] for m in told.messages if m["sender"] == "agent"),
            "wrap_up_at": story.ended,
            "handle_s": round(attended_s + (met.until - story.ended).total_seconds(), 1),
            "transfer_count": int(story.helper is not None),
        }
        if dice.chance(ANSWERS_SURVEY):
            row["csat"] = csat(dialogue.mood, dice)
            row["csat_comment"] = dice.pick(bank(f"mood.csat.{row['csat']}")) if dice.chance(0.45) else ""
        self._tell_way(story, agent, told)

    def _tell_way(self, story: Story, agent: Colleague, told: Told) -> None:
        """The events of its way from agent to agent to the end."""
        first = story.helper or agent
        way = [(story.met.accepted, "accepted", "active", first, first)]
        if story.helper:
            at = next(m["at"] for m in told.messages[1:] if m["sender"] == "system")
            way.append((at, "transferred", "active", story.helper, agent))
        way.append((story.ended, "ended", "wrap_up", agent, agent))
        way.append((story.met.until, "closed", "closed", agent, agent))
        for at, what, state, by, to in way:
            id, data = told.conversation["id"], {"state": state, "agent": to.name}
            self.history.add(at, f"conversation.{what}", by.name, conversation_id=id, data=data)

    def _follow_up(self, story: Story, agent: Colleague, row: dict[str, Any]) -> None:
        """The case, the notes, the disposition; and whether the customer will be back about it."""
        met, customer, dice = story.met, story.person.customer, self.dice
        case = self._case(story, agent, row)
        settled = dice.sample(met.intent.disposition, 1 if dice.chance(0.75) else 2)
        row["dispositions"] = ["Escalated"] if story.outcome == "escalated" else settled
        if not story.person.known:
            return
        regarding = f"case:{case['id']}" if case else customer.ref
        slots = story.slots | {"article": articles()[met.intent.article].number, "agent_full": agent.full_name}
        noted = met.until - timedelta(seconds=2)
        new = case if story.opens_case else None
        self.diary.after_conversation(regarding, slots, agent, noted, row["id"], new, afterwards=not met.movable)
        if met.movable:
            return
        if dice.chance(COMES_BACK[story.outcome]):
            customer.repeats[met.intent.name] = min(3, customer.repeats.get(met.intent.name, 0) + 1)
            due = met.until + timedelta(days=dice.between(1.0, 3.5))
            self._unsolved[row["queue_id"]].append(
                Unsolved(due, customer, met.intent, case, {name: story.slots[name] for name in MATTER})
            )
        else:
            customer.repeats.pop(met.intent.name, None)

    def _case(self, story: Story, agent: Colleague, row: dict[str, Any]) -> dict[str, Any] | None:
        """The case it is about, opened in the middle of the talk if it is a new one, and worked on or resolved."""
        met, case, at = story.met, story.case, story.ended
        if story.opens_case:
            at = (met.accepted + (story.ended - met.accepted) * 0.6).replace(microsecond=0)
            customer = story.person.customer
            case = self.cases.open(met.intent, customer, story.slots, at, agent, met.channel, row["id"])
        if case is None:
            return None
        row["case_id"] = case["id"]
        ref, data = f"case:{case['id']}", {"case_id": case["id"]}
        self.history.add(at, "conversation.linked", agent.name, conversation_id=row["id"], record=ref, data=data)
        if story.outcome == "solved":
            self.cases.resolve(case, story.ended, met.intent, story.slots)
        elif story.opens_case and not met.movable:
            self.cases.work(case, story.ended, met.intent, story.slots, patience_days=2.5)
        return case
