"""What happened: the append-only events every change leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ccw_panel.domain.ref import Ref


@dataclass(frozen=True)
class StoredEvent:
    seq: int  # commit order
    at: datetime  # UTC
    kind: str  # past tense, e.g. "case.saved"
    actor: str  # user name, or "system"
    data: Mapping[str, Any]
    conversation_id: int | None = None
    record: Ref | None = None
