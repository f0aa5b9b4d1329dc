"""What every desk of the benchmark shows: nine sessions of ten tabs, invented and the same for all."""

from __future__ import annotations

from typing import Any

SESSIONS, TABS, MESSAGES, MANY = 9, 10, 100, 10_000
SAID = (
    "Good morning, my lamp arrived with a crack along its base and I should like a new one.",
    "I am sorry to hear that. May I have the number of your order, please?",
    "It is on the paper that came with it, and I wrote to you about this last week as well.",
    "Thank you, I have found it. A new one leaves our warehouse tomorrow before noon.",
    "That is quick, thank you very much. Do I have to send the broken one back to you?",
    "No, please keep it or give it to a recycling centre. Is there anything else?",
)


def message(session: int, number: int) -> dict[str, Any]:
    """Message `number` from 1; odd ones are the customer's. Its text is found nowhere else."""
    return {
        "mine": number % 2 == 0,
        "at": f"{9 + number // 60 % 8:02d}:{number % 60:02d}",
        "text": f"{SAID[(number - 1) % len(SAID)]} ({session}/{number})",
    }


def last_text(session: int, messages: int = MESSAGES) -> str:
    return f"({session}/{messages})"


def session(number: int) -> dict[str, Any]:
    """Session `number` from 1: a card, a transcript, a timeline and twelve moods from -3 to 3."""
    return {
        "title": f"Customer {number}",
        "tabs": ["Conversation", *(f"Record {number}-{tab}" for tab in range(1, TABS))],
        "card": [
            ["Name", f"Customer {number} Example"],
            ["E-mail", f"customer{number}@example.com"],
            ["Phone", f"+1 555 01{number:02d}"],
            ["Place", "Lyon, France"],
            ["Case", f"Lamp {number} arrived broken"],
            ["Priority", "High"],
        ],
        "messages": [message(number, n) for n in range(1, MESSAGES + 1)],
        "timeline": [[f"{n} October", f"Note {n} on customer {number}: called back, left word."] for n in range(1, 21)],
        "moods": [(number + n * n) % 7 - 3 for n in range(12)],
    }


def record(session: int, tab: int) -> list[list[str]]:
    """The fields of a tab that is no conversation."""
    return [
        ["Title", f"Record {session}-{tab} of the benchmark"],
        *([f"Field {n}", f"Value {n}"] for n in range(1, 13)),
    ]
