"""The cases of the demo: opened by conversations and before them, worked on, resolved or still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ccw_panel.demo.centre import AGENTS, QUEUE_BY_NAME, Colleague, colleague
from ccw_panel.demo.dialogue import filled
from ccw_panel.demo.dice import Dice
from ccw_panel.demo.history import History
from ccw_panel.demo.intents import Intent, fitting
from ccw_panel.demo.people import Customer

ACTIVE, RESOLVED, CANCELLED = 1, 2, 3
IN_PROGRESS, ON_HOLD, WAITING, RESEARCHING, SOLVED, CANCELLED_REASON, INFORMED = 1, 2, 3, 4, 5, 6, 1000
TOLD = ("status", "status_reason", "priority", "type", "customer", "owner_id")  # by the event of a new case
ORIGIN = {"voice": 1, "email": 2, "web": 3, "chat": 4, "sms": 5, "social": 6, "teams": 7}


@dataclass
class CaseBook:
    """Opens cases, numbers them, and tells the history what happened to each."""

    dice: Dice
    history: History
    as_of: datetime
    until: datetime  # what would be done to a case after it is still to be done
    rows: list[dict[str, Any]] = field(default_factory=list)
    opened: int = 0

    def next_number(self) -> str:
        """The number the next case will get."""
        return f"CAS-{self.opened + 1:05d}"

    def open(
        self,
        intent: Intent,
        customer: Customer,
        slots: dict[str, str],
        at: datetime,
        owner: Colleague,
        channel: str,
        conversation_id: int | None = None,
    ) -> dict[str, Any]:
        """A new active case of the customer, opened by its owner, in the conversation if one is given."""
        self.opened += 1
        title = filled(self.dice.pick(fitting(intent.subjects, slots["tag"])), slots)
        row = {
            "id": self.opened,
            "title": title,
            "number": f"CAS-{self.opened:05d}",
            "customer": customer.ref,
            "product": slots["item"] if "{item}" in "".join(intent.problem) else "",
            "priority": self._priority(intent, customer),
            "status": ACTIVE,
            "status_reason": IN_PROGRESS,
            "type": intent.type,
            "origin": ORIGIN[channel],
            "subject": intent.label,
            "owner_id": owner.id,
            "follow_up_by": None,
            "parent_case_id": None,
            "description": filled(self.dice.pick(fitting(intent.description, slots["tag"])), slots),
            "resolution_type": "",
            "resolution": "",
            "resolved_at": None,
            "active": True,
            "version": 1,
            "created_at": at,
            "created_by": owner.name,
            "modified_at": at,
            "modified_by": owner.name,
            "imported": "",
            "external_id": None,
        }
        self.rows.append(row)
        ref, told = f"case:{row['id']}", {"version": 1, "values": {name: row[name] for name in TOLD}}
        self.history.add(at, "case.created", owner.name, conversation_id=conversation_id, record=ref, data=told)
        return row

    def work(
        self, row: dict[str, Any], at: datetime, intent: Intent, slots: dict[str, str], patience_days: float
    ) -> None:
        """What happens to an unsolved case: its reason changes, and mostly it is resolved some days later."""
        reason = self.dice.weighted((WAITING, RESEARCHING, ON_HOLD), (0.4, 0.4, 0.2))
        changed = at + timedelta(hours=self.dice.between(0.2, 5))
        if changed < self.until:
            self.save(row, changed, {"status_reason": reason})
        end = changed + timedelta(days=self.dice.exponential(patience_days) + 0.1)
        if end >= self.until or self.dice.chance(0.06):
            row["follow_up_by"] = (self.as_of + timedelta(days=self.dice.integer(-1, 5))).date()
            return
        if self.dice.chance(0.07):
            self.cancel(row, end)
            return
        if self.dice.chance(0.5):
            self.save(row, changed + (end - changed) * 0.6, {"status_reason": IN_PROGRESS})
        self.resolve(row, end, intent, slots)

    def save(self, row: dict[str, Any], at: datetime, changes: dict[str, Any], by: str = "") -> None:
        """Change fields of a case, by its owner unless said otherwise."""
        actor = by or self._owner(row).name
        if any(row[name] != value for name, value in changes.items()):
            self._change(row, at, actor, "saved", changes)

    def resolve(self, row: dict[str, Any], at: datetime, intent: Intent, slots: dict[str, str]) -> None:
        actor = self._owner(row).name
        informed = intent.type == 1
        ended = {
            "status": RESOLVED,
            "status_reason": INFORMED if informed else SOLVED,
            "resolution_type": "Information provided" if informed else "Problem solved",
            "resolution": filled(self.dice.pick(fitting(intent.resolution, slots["tag"])), slots),
            "resolved_at": at,
        }
        self._change(row, at, actor, "resolved", ended)

    def cancel(self, row: dict[str, Any], at: datetime) -> None:
        actor = self._owner(row).name
        self._change(row, at, actor, "cancelled", {"status": CANCELLED, "status_reason": CANCELLED_REASON})

    def _change(self, row: dict[str, Any], at: datetime, actor: str, verb: str, new: dict[str, Any]) -> None:
        """Change the row, and tell what each field was and is."""
        pairs = {name: [_plain(row[name]), _plain(value)] for name, value in new.items() if row[name] != value}
        row |= new | {"version": row["version"] + 1, "modified_at": at, "modified_by": actor}
        told = {"version": row["version"], "changes": pairs}
        self.history.add(at, f"case.{verb}", actor, record=f"case:{row['id']}", data=told)

    def _owner(self, row: dict[str, Any]) -> Colleague:
        return colleague(int(row["owner_id"]))

    def _priority(self, intent: Intent, customer: Customer) -> int:
        urgent = 0.12 + 0.15 * (intent.mood <= -1.0) + 0.15 * (customer.row["tier"] == 3)
        return self.dice.weighted((1, 2, 3), (urgent, 0.65, 0.25 if intent.type == 1 else 0.1))


def _plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value


def earlier_cases(
    book: CaseBook, customers: list[Customer], intents: list[Intent], count: int, first_day: datetime, fill: Any
) -> Iterator[dict[str, Any]]:
    """`count` cases from the half year before the conversations begin, many of them of a few customers.

    `fill(intent, customer)` gives the slots.
    """
    dice = book.dice
    moments = sorted(first_day - timedelta(days=180 * dice.random() ** 1.5, minutes=30) for _ in range(count))
    weights = [customer.weight**1.4 for customer in customers]
    for moment in moments:
        at = moment.replace(hour=dice.integer(7, 17), microsecond=0)
        customer = dice.weighted(customers, weights)
        intent = dice.weighted(intents, [i.weight * i.case for i in intents])
        serving = [agent for agent in AGENTS if QUEUE_BY_NAME[intent.queue].id in agent.queues]
        slots = fill(intent, customer)
        row = book.open(intent, customer, slots, at, dice.pick(serving), dice.pick(("email", "web", "chat", "voice")))
        book.work(row, at, intent, slots, patience_days=4)
        yield row
