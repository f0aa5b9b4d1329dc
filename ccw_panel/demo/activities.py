"""Notes, tasks, phone calls, e-mails and appointments that agents leave on cases and customers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ccw_panel.demo.centre import Colleague
from ccw_panel.demo.dice import Dice
from ccw_panel.demo.history import History

NOTE, TASK, PHONE_CALL, EMAIL, APPOINTMENT = 1, 2, 3, 4, 5
OPEN, COMPLETED, CANCELLED = 1, 2, 3

NOTES = (
    "Customer was friendly and knows that it takes a moment. Nothing more to do.",
    "Checked order {order}: everything is booked as promised.",
    "Told the customer about article {article}. Please refer to it if they ask again.",
    "Asked for a photo of the {part}; it is clear enough.",
    "Very unhappy. Ring rather than write if something changes.",
    "Spoke with the carrier's depot in {city}; they confirm the new date.",
    "Customer prefers an answer to {email}.",
    "Promised an answer {soon}. Please do not let this slip.",
    "Offered a credit of £10, customer accepted.",
    "Warehouse says that the {item} in {colour} is there. No need to ask again.",
    "Address checked: {street}, {city}.",
    "Customer asked whether the {noun} also comes in {other_colour}. Passed on to Sales.",
    "Nothing found in the logs. Asked the customer to try once more and tell us the time.",
    "Second contact about the same thing, see the earlier conversation.",
)
TASKS = (
    "Call {first} back about the {item}",
    "Check whether the {part} has left the warehouse",
    "Ask the carrier about {tracking}",
    "Send the photos of the {noun} to the product team",
    "Look at the refund for order {order}",
    "Tell {first} about the new delivery day",
)
CALLS = (
    ("Call to {first} {last}", "Reached. Explained what happens next with order {order}."),
    ("Call to {first} {last}", "No answer, left a message on the voicemail."),
    ("Call to the carrier", "The depot confirms that the parcel with the {item} is there."),
    ("Call from {first} {last}", "Asked for the state of things; told them it will be settled {soon}."),
)
EMAILS = (
    (
        "Your {item}, order {order}",
        "Dear {first},\n\nas promised, a short message: your {item} is taken care of, and you will hear from us "
        "{soon}.\n\n"
        "Kind regards\n{agent_full}\nAlder & Finch",
    ),
    (
        "Return label for order {order}",
        "Dear {first},\n\nattached is the label for the {item}. Please stick it on the box and hand it in at a "
        "parcel shop.\n\n"
        "Kind regards\n{agent_full}\nAlder & Finch",
    ),
    (
        "What we need from you",
        "Dear {first},\n\ncould you send us a photo of the {part}? Then we can decide at once.\n\n"
        "Kind regards\n{agent_full}\nAlder & Finch",
    ),
)


@dataclass
class Diary:
    """Writes activities about one conversation's or case's subject."""

    dice: Dice
    history: History
    as_of: datetime
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
    ) -> None:
        """The note an agent may leave in wrap-up, and what a case that stays open still needs."""
        if self.dice.chance(0.4 if case else 0.12):
            text = self.dice.pick(NOTES).format_map(slots)
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
        if case is not None:
            self.about_case(case, slots, owner, at)

    def about_case(self, case: dict[str, Any], slots: dict[str, str], owner: Colleague, at: datetime) -> None:
        regarding = f"case:{case['id']}"
        if self.dice.chance(0.25):
            subject, text = self.dice.pick(EMAILS)
            sent = at + timedelta(minutes=self.dice.integer(4, 240))
            self._past(
                EMAIL, subject.format_map(slots), regarding, owner, sent, text.format_map(slots), slots["email"], None
            )
        if self.dice.chance(0.2):
            subject, text = self.dice.pick(CALLS)
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
        if case["status"] == 1 or self.dice.chance(0.15):
            self._task(case, slots, owner, at)

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
        if at < self.as_of:
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
        still_open = case["status"] == 1
        type = APPOINTMENT if self.dice.chance(0.12) else TASK
        subject = (
            self.dice.pick(TASKS).format_map(slots) if type == TASK else "Call with {first} {last}".format_map(slots)
        )
        due = (
            (self.as_of + timedelta(hours=self.dice.between(-20, 70)))
            if still_open
            else at + timedelta(hours=self.dice.between(2, 40))
        )
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
        self.history.add(at, "activity.created", owner.name, record=record, data={"version": 1, "regarding": regarding})
        if done:
            kind = "activity.completed" if status == COMPLETED else "activity.cancelled"
            self.history.add(changed, kind, owner.name, record=record, data={"version": 2})


def _start_of(text: str) -> str:
    first = text.split(". ")[0].rstrip(".")
    return first if len(first) <= 60 else first[:57].rstrip() + "..."
