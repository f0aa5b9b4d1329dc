"""One conversation of the floor made whole: who it was, what was said, what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ccw_panel.demo import visitors
from ccw_panel.demo.activities import Diary
from ccw_panel.demo.articles import articles
from ccw_panel.demo.cases import CaseBook
from ccw_panel.demo.centre import AGENTS, COLLEAGUES, PHONES, QUEUE_BY_NAME, QUEUES, Colleague
from ccw_panel.demo.dialogue import Dialogue, Line, Scene, Writer, filled
from ccw_panel.demo.dice import Dice
from ccw_panel.demo.history import History
from ccw_panel.demo.intents import Intent, fitting, intents
from ccw_panel.demo.mood import csat, repeat_effect, wait_effect
from ccw_panel.demo.people import Customer, ascii_name
from ccw_panel.demo.phrases import bank
from ccw_panel.demo.slots import slots as filled_slots

ASYNC = ("sms", "social", "teams")
ANSWERS_SURVEY = 0.38


@dataclass
class Told:
    """The rows of one conversation."""

    conversation: dict[str, Any]
    messages: list[dict[str, Any]]
    labels: list[dict[str, Any]]
    templates: list[tuple[str, ...]]  # of each message, for the test that no template is heard too often


@dataclass
class Person:
    """Who is on the other side: a customer, or somebody we know nothing about."""

    customer: Customer
    known: bool
    facts: dict[str, Any]  # the contact's columns, or what the visitor says of themselves


class Storyteller:
    """Goes through the conversations in order of their start and tells each of them."""

    def __init__(self, seed: int, as_of: datetime, contacts: Sequence[Customer], accounts: Sequence[Customer]) -> None:
        self.seed, self.as_of = seed, as_of
        self.contacts, self.accounts = list(contacts), list(accounts)
        self.history = History()
        self.cases = CaseBook(Dice(seed, "cases"), self.history, as_of)
        self.diary = Diary(Dice(seed, "activities"), self.history, as_of)
        self.dice = Dice(seed, "conversations")  # who, what came of it
        self.words = Dice(seed, "messages")  # what was said, and when
        self.told = self.messages = self.visitors = 0
        self._weights = [c.weight for c in self.contacts if c.row["active"]]
        self._callers = [c for c in self.contacts if c.row["active"]]
        self._unsolved: dict[int, list[tuple[datetime, Customer, Intent, dict[str, Any] | None]]] = defaultdict(list)
        self._everyone = list(intents().values())

    # -- who ---------------------------------------------------------------------------------

    def pick_person(self, channel: str) -> Person:
        dice = self.dice
        unknown = {"chat": 0.1, "social": 0.06, "sms": 0.04, "voice": 0.05}.get(channel, 0.0)
        if dice.chance(unknown):
            return self.stranger()
        if channel == "teams" and self.accounts:
            firm = dice.pick(self.accounts)
            if firm.row["primary_contact_id"] and dice.chance(0.8):
                return self.of_firm(firm, as_account=dice.chance(0.4))
        return self.known(dice.weighted(self._callers, self._weights) if len(self._callers) < 2000 else dice.pick(self._callers))

    def known(self, customer: Customer) -> Person:
        return Person(customer, True, customer.row)

    def of_firm(self, firm: Customer, as_account: bool) -> Person:
        contact = self.contacts[firm.row["primary_contact_id"] - 1]
        return Person(firm if as_account else contact, True, contact.row)

    def stranger(self) -> Person:
        """Somebody who gives a name that is nobody's, made of two customers' names."""
        one, other = self.dice.pick(self._callers), self.dice.pick(self._callers)
        first, last = one.row["first_name"], other.row["last_name"]
        email = f"{ascii_name(first)}.{ascii_name(last)}@example.org"
        phone = f"+1 {self.dice.integer(201, 989)} 555-01{self.dice.integer(0, 99):02d}"
        facts = other.row | {"first_name": first, "full_name": f"{first} {last}", "email": email, "mobile_phone": phone, "tier": 1}
        return Person(Customer(facts, "visitor", one.temper, one.style, 1.0), False, facts)

    def company_of(self, person: Person) -> str:
        firm = person.customer.row["name"] if person.customer.kind == "account" else None
        number = person.facts.get("account_id")
        return firm or (self.accounts[number - 1].row["name"] if number else "")

    # -- what --------------------------------------------------------------------------------

    def tell(
        self, created: datetime, channel: str, intent: Intent, wait_s: float, agent: Colleague | None, until: datetime
    ) -> Told:
        """A finished conversation: accepted after `wait_s` by `agent`, over (wrap-up included) at `until`."""
        queue = QUEUES[PHONES - 1] if channel == "voice" else next(q for q in QUEUES if q.name == intent.queue)
        back = self._comes_back(queue.id, created)
        if back:
            _, customer, intent, case = back
            person = self.known(customer) if customer.kind == "contact" else self.of_firm(customer, as_account=True)
        else:
            person, case = self.pick_person(channel), None
        dice = self.dice
        repeats = min(person.customer.repeats.get(intent.name, 0), 3) if back else 0
        slots = self.slots(intent, person, agent, queue.name)
        helper = self._first_agent(queue.id, intent, agent) if agent and dice.chance(0.055) else None
        if helper and agent:
            slots |= {"agent": helper.first_name, "agent_full": helper.full_name, "agent2": agent.first_name, "agent2_full": agent.full_name}
        outcome = "abandoned" if agent is None else self._outcome(intent)
        opens_case = agent is not None and person.known and case is None and (outcome == "escalated" or dice.chance(intent.case))
        slots["case"] = case["number"] if case else self.cases.next_number()
        if outcome == "escalated" and not (opens_case or case):
            outcome = "partly"
        bot = channel == "chat" and dice.chance(0.3)
        late = wait_effect(wait_s, queue.service_level_s)
        scene = Scene(
            intent=intent,
            channel=channel,
            slots=slots,
            style=person.customer.style,
            temper=person.customer.temper,
            outcome=outcome,
            wait_effect=late,
            long_wait=late < -0.3,
            repeats=repeats,
            repeat_effect=repeat_effect(repeats),
            bot=bot,
            handover=helper is not None,
            tag=slots["tag"],
        )
        dialogue = Writer(scene, self.words).write()
        accepted = created + timedelta(seconds=wait_s)
        wrap_s = 0.0 if agent is None else min(dice.lognormal(55, 0.5), 0.25 * (until - accepted).total_seconds())
        ended = until - timedelta(seconds=wrap_s)
        began = created - timedelta(seconds=dice.integer(20, 45)) if bot else created
        row = self.row(person, channel, intent, queue.id, slots, began)
        times = self.times(dialogue, began, accepted, ended)
        senders = [helper or agent, agent]
        told = self.rows_of(row, dialogue, times, person, senders)
        self._finish(row, dialogue, agent, accepted, ended, until, wait_s, times)
        self._tell_history(row, queue.name, helper, agent)
        if agent is not None:
            self._follow_up(row, person, intent, slots, outcome, case, opens_case, agent, ended, until)
        return told

    def slots(self, intent: Intent, person: Person, agent: Colleague | None, queue: str, fixed: dict[str, str] | None = None) -> dict[str, str]:
        slots = filled_slots(intent, person.facts, self.company_of(person), self.words, fixed)
        name, full = (agent.first_name, agent.full_name) if agent else ("", "")
        return slots | {"agent": name, "agent_full": full, "agent2": name, "agent2_full": full, "queue": queue, "queue2": intent.queue}

    def row(
        self, person: Person, channel: str, intent: Intent, queue: int, slots: dict[str, str], began: datetime
    ) -> dict[str, Any]:
        """What a conversation has when it enters the queue."""
        dice, facts = self.dice, person.facts
        self.told += 1
        number = None
        if not person.known:
            self.visitors += 1
            number = self.visitors
        article = articles()[intent.article].title
        texts = channel == "chat"
        row = {
            "id": self.told,
            "channel": channel,
            "state": "open",
            "since": began,
            "queue_id": queue,
            "agent_id": None,
            "customer": person.customer.ref if person.known else None,
            "case_id": None,
            "visitor_number": number,
            "visitor_name": "" if person.known else facts["first_name"] if dice.chance(0.6) else "",
            "subject": filled(dice.pick(fitting(intent.subjects, slots["tag"])), slots),
            "intent": intent.name,
            "created_at": began,
            "accepted_at": None,
            "first_response_at": None,
            "wrap_up_at": None,
            "closed_at": None,
            "modified_at": began,
            "wait_s": None,
            "handle_s": None,
            "abandoned": False,
            "transfer_count": 0,
            "skills": self._skills(queue, facts),
            "pre_chat": visitors.pre_chat(intent, slots, person.known, dice) if texts else [],
            "self_service": visitors.self_service(intent, slots, article, began, dice) if texts and dice.chance(0.8) else [],
            "visitor": visitors.visitor(channel, facts, person.known, dice),
            "context": visitors.context(slots, facts, intent, dice),
            "csat": None,
            "csat_comment": "",
            "dispositions": [],
            "last_seq": 0,
            "read_seq": 0,
            "last_text": "",
            "last_at": None,
            "customer_waits_since": None,
            "version": 1,
            "imported": "",
            "external_id": None,
        }
        data = {"queue": QUEUES[queue - 1].name, "channel": channel}
        self.history.add(began, "conversation.created", "system", conversation_id=self.told, data=data)
        return row

    def times(self, dialogue: Dialogue, began: datetime, accepted: datetime, ended: datetime) -> list[datetime]:
        """When each line was said: those before an agent came as they would be typed, the others spread over the talk."""
        lines, first = dialogue.lines, dialogue.accepted_after or len(dialogue.lines)
        moments = self._spread(lines[:first], began, accepted, at_end=not dialogue.accepted_after)
        return moments + self._spread(lines[first:], accepted, ended, at_end=True)

    def _spread(self, lines: Sequence[Line], start: datetime, end: datetime, at_end: bool) -> list[datetime]:
        total = sum(line.pause for line in lines) or 1.0
        room = max((end - start).total_seconds() - 1.0, 0.0)
        scale = room / total if at_end else min(12.0, room / total)
        moments, passed = [], 0.0
        for line in lines:
            passed += line.pause * scale
            moments.append((start + timedelta(seconds=passed)).replace(microsecond=0))
        return moments

    def rows_of(
        self, row: dict[str, Any], dialogue: Dialogue, times: Sequence[datetime], person: Person, agents: Sequence[Colleague | None]
    ) -> Told:
        """Message and label rows; the conversation gets its last message."""
        told = Told(row, [], [], [])
        for seq, (line, at) in enumerate(zip(dialogue.lines, times, strict=True), start=1):
            self.messages += 1
            told.messages.append(self._message(row, seq, line, at, person, agents))
            told.templates.append(line.templates)
            if line.sender == "customer":
                told.labels.append({"message_id": self.messages, "source": "generator", "level": line.level})
        if told.messages:
            last = told.messages[-1]
            row |= {"last_seq": last["seq"], "read_seq": last["seq"], "last_text": last["text"][:200], "last_at": last["at"]}
            row["modified_at"] = max(row["modified_at"], last["at"])
        return told

    def _message(
        self, row: dict[str, Any], seq: int, line: Line, at: datetime, person: Person, agents: Sequence[Colleague | None]
    ) -> dict[str, Any]:
        agent = agents[line.agent] if line.sender == "agent" else None
        visitor = f"Visitor {row['visitor_number']}"
        name = {
            "customer": person.facts["full_name"] if person.known else visitor,
            "agent": agent.full_name if agent else "",
            "bot": "Pip",
            "system": "",
        }[line.sender]
        text = line.text
        if line.sender == "system" and not person.known:
            text = text.replace(person.facts["first_name"], visitor, 1)
        actor = agent.name if agent else line.sender
        data = {"message_id": self.messages, "seq": seq, "sender": line.sender}
        self.history.add(at, "message.sent", actor, conversation_id=row["id"], data=data)
        return {
            "id": self.messages,
            "conversation_id": row["id"],
            "seq": seq,
            "at": at,
            "sender": line.sender,
            "sender_id": agent.id if agent else None,
            "sender_name": name,
            "text": text,
            "visibility": "public",
            "delivery": "read" if line.sender in ("agent", "bot") else "sent",
            "client_id": None,
        }

    # -- what came of it -----------------------------------------------------------------------

    def _finish(
        self,
        row: dict[str, Any],
        dialogue: Dialogue,
        agent: Colleague | None,
        accepted: datetime,
        ended: datetime,
        until: datetime,
        wait_s: float,
        times: Sequence[datetime],
    ) -> None:
        row |= {"state": "closed", "since": until, "closed_at": until, "modified_at": until, "wait_s": round(wait_s, 1)}
        if agent is None:
            row["abandoned"] = True
            return
        answers = [at for line, at in zip(dialogue.lines, times, strict=True) if line.sender == "agent"]
        talk_s = (ended - accepted).total_seconds()
        share = 1.0 if row["channel"] == "voice" else self.dice.between(0.18, 0.3) if row["channel"] in ASYNC else self.dice.between(0.5, 0.85)
        row |= {
            "agent_id": agent.id,
            "accepted_at": accepted,
            "first_response_at": answers[0],
            "wrap_up_at": ended,
            "handle_s": round(talk_s * share + (until - ended).total_seconds(), 1),
        }
        if self.dice.chance(ANSWERS_SURVEY):
            row["csat"] = csat(dialogue.mood, self.dice)
            if self.dice.chance(0.45):
                row["csat_comment"] = self.dice.pick(bank(f"mood.csat.{row['csat']}"))

    def _tell_history(self, row: dict[str, Any], queue: str, helper: Colleague | None, agent: Colleague | None) -> None:
        add, id = self.history.add, row["id"]
        if agent is None:
            add(row["closed_at"], "conversation.abandoned", "system", conversation_id=id, data={"wait_s": row["wait_s"]})
            return
        first = helper or agent
        add(row["accepted_at"], "conversation.accepted", first.name, conversation_id=id, data={"agent": first.name})
        if helper:
            row["transfer_count"] = 1
            at = row["accepted_at"] + (row["wrap_up_at"] - row["accepted_at"]) * 0.3
            add(at, "conversation.transferred", helper.name, conversation_id=id, data={"agent": agent.name})
        add(row["wrap_up_at"], "conversation.ended", agent.name, conversation_id=id, data={"agent": agent.name})
        add(row["closed_at"], "conversation.closed", agent.name, conversation_id=id, data={"agent": agent.name})

    def _follow_up(
        self,
        row: dict[str, Any],
        person: Person,
        intent: Intent,
        slots: dict[str, str],
        outcome: str,
        case: dict[str, Any] | None,
        opens_case: bool,
        agent: Colleague,
        ended: datetime,
        until: datetime,
    ) -> None:
        """The case, the notes, the disposition; and whether the customer will be back about it."""
        if opens_case:
            at = row["accepted_at"] + (ended - row["accepted_at"]) * 0.6
            case = self.cases.open(intent, person.customer, slots, at.replace(microsecond=0), agent, row["channel"])
        if case is not None:
            row["case_id"] = case["id"]
            linked = {"case_id": case["id"]}
            self.history.add(ended, "conversation.linked", agent.name, conversation_id=row["id"], record=f"case:{case['id']}", data=linked)
            if case["status"] == 1 and outcome == "solved":
                self.cases.resolve(case, ended, intent, slots)
            elif case["status"] == 1 and opens_case:
                self.cases.work(case, ended, intent, slots, patience_days=2.5)
        settled = self.dice.sample(intent.disposition, 1 if self.dice.chance(0.75) else 2)
        row["dispositions"] = ["Escalated"] if outcome == "escalated" else settled
        if person.known:
            regarding = f"case:{case['id']}" if case else person.customer.ref
            noted = slots | {"article": articles()[intent.article].number, "agent_full": agent.full_name}
            self.diary.after_conversation(regarding, noted, agent, until - timedelta(seconds=2), row["id"], case if opens_case else None)
            self._remember(row, person.customer, intent, outcome, case, until)

    def _remember(
        self, row: dict[str, Any], customer: Customer, intent: Intent, outcome: str, case: dict[str, Any] | None, until: datetime
    ) -> None:
        comes_back = {"escalated": 0.5, "partly": 0.25, "solved": 0.04}[outcome]
        if self.dice.chance(comes_back):
            customer.repeats[intent.name] = customer.repeats.get(intent.name, 0) + 1
            due = until + timedelta(days=self.dice.between(1.0, 3.5))
            open_case = case if case and case["status"] == 1 else None
            self._unsolved[row["queue_id"]].append((due, customer, intent, open_case))
        else:
            customer.repeats.pop(intent.name, None)

    def _comes_back(self, queue: int, at: datetime) -> tuple[datetime, Customer, Intent, dict[str, Any] | None] | None:
        waiting = self._unsolved[queue]
        for number, entry in enumerate(waiting):
            if entry[0] <= at:
                waiting.pop(number)
                due, customer, intent, case = entry
                return (due, customer, intent, case if case and case["status"] == 1 else None)
        return None

    def _outcome(self, intent: Intent) -> str:
        rest = 1.0 - intent.escalates
        return self.dice.weighted(("escalated", "partly", "solved"), (intent.escalates, rest * 0.22, rest * 0.78))

    def _first_agent(self, queue: int, intent: Intent, agent: Colleague) -> Colleague | None:
        """Somebody who took it first and could not settle it: on the phones, but not at home in the matter."""
        at_home = QUEUE_BY_NAME[intent.queue].id
        others = [a for a in AGENTS if a.id != agent.id and at_home not in a.queues and (queue != PHONES or PHONES in a.queues)]
        return self.dice.pick(others) if others else None

    def _skills(self, queue: int, facts: dict[str, Any]) -> list[str]:
        spoken = {"es": "Spanish", "fr": "French", "pl": "Polish", "nl": "Dutch", "pt": "Portuguese", "sv": "Swedish", "de": "German"}
        language = spoken.get(facts["language"])
        skills = list(QUEUES[queue - 1].skills)
        return [*skills, language] if language and self.dice.chance(0.6) else skills


def colleague(number: int) -> Colleague:
    return COLLEAGUES[number - 1]
