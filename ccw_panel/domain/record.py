"""A record as it is read, and the lists that records appear in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ccw_panel.domain.ref import Ref


@dataclass(frozen=True)
class Record:
    """One record. `values` holds what is stored (a Ref for customer and record fields), `labels` what a
    lookup, user, customer or choice field shows. Every moment is UTC."""

    ref: Ref
    title: str
    number: str
    values: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict)
    version: int = 0  # 0: not saved yet
    active: bool = True
    frozen: bool = False  # resolved, cancelled, published or deactivated: read-only
    created_at: datetime | None = None
    created_by: str = ""
    modified_at: datetime | None = None
    modified_by: str = ""
    imported: str = ""


@dataclass(frozen=True)
class Slice:
    """Some of the rows of a question, and how many there are in all."""

    rows: tuple[Any, ...]
    total: int


@dataclass(frozen=True)
class Hit:
    """One line of a search, lookup or related list."""

    ref: Ref
    title: str
    detail: str = ""
    icon: str = ""
    count: str = ""  # e.g. "3 cases"
    status: str = ""


@dataclass(frozen=True)
class RelatedList:
    label: str
    kind: str
    rows: tuple[Hit, ...]
    total: int


@dataclass(frozen=True)
class TimelineItem:
    at: datetime  # UTC
    icon: str
    title: str
    detail: str = ""
    by: str = ""
    ref: Ref | None = None  # what a click opens (B-15)


@dataclass(frozen=True)
class ArticleHit:
    ref: Ref
    number: str
    title: str
    passage: str
    status: str


@dataclass(frozen=True)
class WorkItem:
    """One card of a work item stream (M-1)."""

    ref: Ref
    customer: str
    subject: str
    channel: str
    state: str
    queue: str
    sentiment: int  # -3..3
    created_at: datetime
    modified_at: datetime
    transfer_count: int = 0
    unread: int = 0
    waits_since: datetime | None = None  # the customer's unanswered message
    mode: str = "push"  # work distribution mode of its workstream
    workstream: str = ""


@dataclass(frozen=True)
class JourneyStep:
    """One stay of a conversation with an agent or in a queue (G-120)."""

    at: datetime
    what: str
    who: str = ""
    duration_s: float | None = None
