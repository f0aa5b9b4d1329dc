"""What a desk keeps for its agent besides records: drafts and notifications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ccw_panel.domain.ref import Ref


@dataclass(frozen=True)
class Draft:
    """Something typed and not sent or saved yet, or an older version of it."""

    subject: str  # KIND:ID, or "new:" and a tab id
    group: str  # "message", "note" or "form"
    value: Mapping[str, Any]
    window: str  # the browser page it was typed in last
    at: datetime  # UTC, when it was typed last
    ended_at: datetime | None = None  # None: still being written
    how: str = ""  # sent, saved, discarded, or version: replaced by what was typed later


@dataclass(frozen=True)
class Notification:
    id: int
    at: datetime  # UTC
    kind: str  # saved, created, conflict or reminder
    text: str
    record: Ref | None = None  # what it opens
    read_at: datetime | None = None
