"""Notes, tasks, phone calls, e-mails and appointments that agents leave on cases and customers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from ccw_panel.demo.centre import Colleague
from ccw_panel.demo.dice import Dice
from ccw_panel.demo.history import History

T = TypeVar("T")
NOTE, TASK, PHONE_CALL, EMAIL, APPOINTMENT = 1, 2, 3, 4, 5
OPEN, COMPLETED, CANCELLED = 1, 2, 3
ACTIVE = 1  # of a case
OVERDUE = 0.08  # share of open tasks

# What is written down, by what it presupposes: nothing, an order, or a part that broke or is missing.
NOTES = {
    "": (
        "Customer was friendly and knows that it takes a moment. Nothing more to do.",
        "Told the customer about article {article}. Please refer to it if they ask again.",
        "Very unhappy. Ring rather than write if something changes.",
        "Customer prefers an answer to {email}.",
        "Promised an answer {soon}. Please do not let this slip.",
        "Went through article {article} together, step by step.",
        "Customer has tried it before getting in touch; no need to ask again.",
        "Was in a hurry. Keep the next answer short.",
    ),
    "order": (
        "Checked order {order}: everything is booked as promised.",
        "Spoke with the carrier's depot in {city}; they confirm what we told the customer.",
        "Offered a credit of £10, customer accepted.",
        "Address checked: {street}, {city}.",
        "Order {order}: sent the confirmation again to {email}.",
    ),
    "part": (
        "Asked for a photo of the {part}; it is clear enough.",
        "Warehouse says that the {part} for the {item} in {colour} is there. No need to ask again.",
        "Spare {part}: take it from the second shelf, the first batch differs.",
    ),
}
TASKS = {
    "": ("Call {first} back", "Look at {first}'s account again", "Write to {email} how it went on"),
    "order": (
        "Look at order {order} again",
        "Tell {first} how order {order} goes on",
        "Ask the carrier about {tracking}",
    ),
    "part": ("Check whether the {part} has left the warehouse", "Send the photos of the {noun} to the product team"),
}
CALLS = {
    "": (
        ("Call to {first} {last}", "Reached. Explained what happens next."),
        ("Call to {first} {last}", "No answer, left a message on the voicemail."),
        ("Call from {first} {last}", "Asked for the state of things; told them it will be settled {soon}."),
    ),
    "order": (("Call to the carrier", "They have noted order {order} and will answer in writing."),),
    "part": (("Call to the warehouse", "They will look for the {part} and write when they have it."),),
}
_REGARDS = "\n\nKind regards\n{agent_full}\nAlder & Finch"
EMAILS = {
    "": (
        (
            "Your question to Alder & Finch",
            "Dear {first},\n\nthank you for your patience. We are on it, and you will hear from us {soon}." + _REGARDS,
        ),
        (
            "A short summary",
            "Dear {first},\n\nhere is what we agreed on, so that you have it in writing. If I have left something out, "
            "just answer this message." + _REGARDS,
        ),
    ),
    "order": (
        (
            "Your {item}, order {order}",
            "Dear {first},\n\nas promised, a short message: order {order} is taken care of, and you will hear from us "
            "{soon}." + _REGARDS,
        ),
    ),
    "part": (
        (
            "Your {item}: what we need from you",
            "Dear {first},\n\ncould you send us a photo of the {part}? Then we can decide at once." + _REGARDS,
        ),
    ),
}


def _suiting(found: dict[str, tuple[T, ...]], about: str) -> tuple[T, ...]:
    """What may be written about a matter: an order's things also when a part of it is the matter."""
    order = found["order"] if about else ()
    return found[""] + order + (found["part"] if about == "part" else ())


@dataclass
class Diary:
    """Writes activities about one conversation's or case's subject."""

    dice: Dice
    history: History
    as_of: datetime
    until: datetime  # what would be written after it is not written yet
    rows: list[dict[str, Any]] = field(default_factory=list)
    written: int = 0

    def after_conversation(
        self,
        regarding: str,
        slots: dict[str, str],
        owner: Colleague,
        at: datetime,
        conversation_id: int,
        case: dict[str, Any] | None,
        afterwards: bool = True,
    ) -> None:
        """The note an agent may leave in wrap-up, and what a new case still needs.

        `afterwards`: also what was done about the case hours later.
        """
        if self.dice.chance(0.4 if case else 0.12):
            text = self.dice.pick(_suiting(NOTES, slots["about"])).format_map(slots)
            self._add(
                NOTE,
                _start_of(text),
                regarding,
                owner,
                at,
                status=COMPLETED,
                description=text,
                conversation_id=conversation_id,
            )
        if case is not None and afterwards:
            self.about_case(case, slots, owner, at)
        elif case is not None and case["status"] == ACTIVE:
            self._task(case, slots, owner, at)

    def about_case(self, case: dict[str, Any], slots: dict[str, str], owner: Colleague, at: datetime) -> None:
        regarding = f"case:{case['id']}"
        if self.dice.chance(0.25):
            subject, text = self.dice.pick(_suiting(EMAILS, slots["about"]))
            sent = at + timedelta(minutes=self.dice.integer(4, 240))
            self._past(
                EMAIL, subject.format_map(slots), regarding, owner, sent, text.format_map(slots), slots["email"], None
            )
        if self.dice.chance(0.2):
            subject, text = self.dice.pick(_suiting(CALLS, slots["about"]))
            called = at + timedelta(hours=self.dice.between(1, 30))
            to = slots["phone"] if "{first}" in subject else ""
            self._past(
                PHONE_CALL,
                subject.format_map(slots),
                regarding,
                owner,
                called,
                text.format_map(slots),
                to,
                self.dice.integer(2, 14),
            )
        if case["status"] == ACTIVE or self.dice.chance(0.15):
            self._task(case, slots, owner, at)

    def task(self, regarding: str, subject: str, owner: Colleague, at: datetime, due: datetime) -> None:
        """An open task."""
        self._add(TASK, subject, regarding, owner, at, status=OPEN, due_at=due)

    def _past(
        self,
        type: int,
        subject: str,
        regarding: str,
        owner: Colleague,
        at: datetime,
        text: str,
        to: str,
        minutes: int | None,
    ) -> None:
        if at < self.until:
            self._add(
                type,
                subject,
                regarding,
                owner,
                at,
                status=COMPLETED,
                description=text,
                recipient=to,
                duration_minutes=minutes,
            )

    def _task(self, case: dict[str, Any], slots: dict[str, str], owner: Colleague, at: datetime) -> None:
        still_open = case["status"] == ACTIVE
        type = APPOINTMENT if self.dice.chance(0.12) else TASK
        subject = (
            self.dice.pick(_suiting(TASKS, slots["about"])).format_map(slots)
            if type == TASK
            else "Call with {first} {last}".format_map(slots)
        )
        if not still_open:
            due = at + timedelta(hours=self.dice.between(2, 40))
        elif self.dice.chance(OVERDUE):
            due = self.as_of - timedelta(hours=self.dice.between(1, 20))
        else:
            due = self.as_of + timedelta(hours=self.dice.between(2, 72))
        due = due.replace(minute=due.minute // 15 * 15, second=0, microsecond=0)
        status = OPEN if still_open else COMPLETED if case["status"] == 2 else CANCELLED
        minutes = 30 if type == APPOINTMENT else None
        done = None if still_open else min(due, case["modified_at"])
        self._add(
            type,
            subject,
            f"case:{case['id']}",
            owner,
            at + timedelta(minutes=1),
            status=status,
            due_at=due,
            done=done,
            duration_minutes=minutes,
        )

    def _add(
        self,
        type: int,
        subject: str,
        regarding: str,
        owner: Colleague,
        at: datetime,
        *,
        status: int,
        description: str = "",
        due_at: datetime | None = None,
        recipient: str = "",
        duration_minutes: int | None = None,
        conversation_id: int | None = None,
        done: datetime | None = None,
    ) -> None:
        self.written += 1
        changed = max(at, done) if done else at
        self.rows.append(
            {
                "id": self.written,
                "subject": subject,
                "number": f"ACT-{self.written:06d}",
                "type": type,
                "regarding": regarding,
                "conversation_id": conversation_id,
                "status": status,
                "owner_id": owner.id,
                "due_at": due_at,
                "recipient": recipient,
                "duration_minutes": duration_minutes,
                "description": description,
                "active": True,
                "version": 2 if done else 1,
                "created_at": at,
                "created_by": owner.name,
                "modified_at": changed,
                "modified_by": owner.name,
                "imported": "",
                "external_id": None,
            }
        )
        record = f"activity:{self.written}"
        begun = OPEN if done else status
        told = {"type": type, "status": begun, "owner_id": owner.id, "regarding": regarding}
        self.history.add(
            at,
            "activity.created",
            owner.name,
            conversation_id=conversation_id,
            record=record,
            data={"version": 1, "values": told},
        )
        if done:
            kind = "activity.completed" if status == COMPLETED else "activity.cancelled"
            changes = {"version": 2, "changes": {"status": [OPEN, status]}}
            self.history.add(changed, kind, owner.name, record=record, data=changes)


def _start_of(text: str) -> str:
    first = text.split(". ")[0].rstrip(".")
    return first if len(first) <= 60 else first[:57].rstrip() + "..."
