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
ORIGIN = {"voice": 1, "email": 2, "web": 3, "chat": 4, "sms": 5, "social": 6, "teams": 7}


@dataclass
class CaseBook:
    """Opens cases, numbers them, and tells the history what happened to each."""

    dice: Dice
    history: History
    as_of: datetime
    rows: list[dict[str, Any]] = field(default_factory=list)
    opened: int = 0

    def next_number(self) -> str:
        """The number the next case will get."""
        return f"CAS-{self.opened + 1:05d}"

    def open(
        self, intent: Intent, customer: Customer, slots: dict[str, str], at: datetime, owner: Colleague, channel: str
    ) -> dict[str, Any]:
        """A new active case of the customer, opened by its owner."""
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
        self.history.add(at, "case.created", owner.name, record=f"case:{row['id']}", data={"version": 1})
        return row

    def work(
        self, row: dict[str, Any], at: datetime, intent: Intent, slots: dict[str, str], patience_days: float
    ) -> None:
        """What happens to an unsolved case: its reason changes, and mostly it is resolved some days later."""
        reason = self.dice.weighted((WAITING, RESEARCHING, ON_HOLD), (0.4, 0.4, 0.2))
        changed = at + timedelta(hours=self.dice.between(0.2, 5))
        if changed < self.as_of:
            self.save(row, changed, {"status_reason": reason})
        end = changed + timedelta(days=self.dice.exponential(patience_days) + 0.1)
        if end >= self.as_of or self.dice.chance(0.06):
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
        old = {name: [row[name], value] for name, value in changes.items() if row[name] != value}
        if not old:
            return
        row |= changes
        self._touch(row, at, actor)
        self.history.add(
            at, "case.saved", actor, record=f"case:{row['id']}", data={"version": row["version"], "changes": old}
        )

    def resolve(self, row: dict[str, Any], at: datetime, intent: Intent, slots: dict[str, str]) -> None:
        actor = self._owner(row).name
        informed = intent.type == 1
        row |= {
            "status": RESOLVED,
            "status_reason": INFORMED if informed else SOLVED,
            "resolution_type": "Information provided" if informed else "Problem solved",
            "resolution": filled(self.dice.pick(fitting(intent.resolution, slots["tag"])), slots),
            "resolved_at": at,
        }
        self._touch(row, at, actor)
        told = {"version": row["version"], "resolution_type": row["resolution_type"], "resolution": row["resolution"]}
        self.history.add(at, "case.resolved", actor, record=f"case:{row['id']}", data=told)

    def cancel(self, row: dict[str, Any], at: datetime) -> None:
        actor = self._owner(row).name
        row |= {"status": CANCELLED, "status_reason": CANCELLED_REASON}
        self._touch(row, at, actor)
        data = {"version": row["version"], "status_reason": CANCELLED_REASON}
        self.history.add(at, "case.cancelled", actor, record=f"case:{row['id']}", data=data)

    def _touch(self, row: dict[str, Any], at: datetime, actor: str) -> None:
        row |= {"version": row["version"] + 1, "modified_at": at, "modified_by": actor}

    def _owner(self, row: dict[str, Any]) -> Colleague:
        return colleague(int(row["owner_id"]))

    def _priority(self, intent: Intent, customer: Customer) -> int:
        urgent = 0.12 + 0.15 * (intent.mood <= -1.0) + 0.15 * (customer.row["tier"] == 3)
        return self.dice.weighted((1, 2, 3), (urgent, 0.65, 0.25 if intent.type == 1 else 0.1))


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
