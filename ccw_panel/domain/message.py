"""One message of a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_TEXT = 6_000  # characters (G-76)


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
