"""One message of a conversation, and what text may be one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ccw_panel.errors import InvalidInput

MAX_TEXT = 6_000  # characters (G-76)
MAX_CLIENT_ID = 64
REPLACEMENT = "\ufffd"


class Sender(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"


class Visibility(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"  # never reaches the customer (G-30)


class Delivery(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True)
class Message:
    id: int
    conversation_id: int
    seq: int  # 1, 2, 3 ... within the conversation: the order everyone sees
    at: datetime  # UTC
    sender: Sender
    sender_name: str
    text: str
    visibility: Visibility = Visibility.PUBLIC
    delivery: Delivery = Delivery.SENT
    client_id: str = ""
    sender_id: int | None = None
    level: int | None = None  # sentiment -3..3 of a customer message
    value: float | None = None
    confidence: float | None = None
    model: str = ""  # what scored it


def storable(text: str) -> str:
    """The text as both databases keep it: NUL and surrogates without their other half become U+FFFD.

    Nothing else changes; two halves of a pair that arrive apart become their character.
    """
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", REPLACEMENT)


def sendable(text: object) -> str:
    """The text as it is stored; raises InvalidInput when it is no text, empty or longer than MAX_TEXT characters."""
    if not isinstance(text, str) or not text.strip():
        raise InvalidInput({"text": "Write a message first."})
    if len(text) > MAX_TEXT:
        size = f"The message has {len(text):,} characters and may have {MAX_TEXT:,}."
        raise InvalidInput({"text": f"{size} Shorten it or send it in parts."})
    return storable(text)


def accepted_client_id(client_id: object) -> str:
    """The sender's own id of a message; raises InvalidInput when it cannot tell two messages apart."""
    if not isinstance(client_id, str) or not client_id.strip() or len(client_id) > MAX_CLIENT_ID:
        raise InvalidInput({"client_id": f"Give each message an id of 1 to {MAX_CLIENT_ID} characters."})
    return storable(client_id)
