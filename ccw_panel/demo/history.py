"""The events of the demo in the order in which they happened."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any


class History:
    """Takes events in any order and gives them back in order of time, as far as that is certain.

    The generator goes through the conversations by their start; whatever lies before the start of the
    next one can no longer be overtaken, so memory holds only what is still ahead.
    """

    def __init__(self) -> None:
        self._ahead: list[tuple[datetime, int, dict[str, Any]]] = []
        self._added = 0
        self._seq = 0

    def add(
        self,
        at: datetime,
        kind: str,
        actor: str,
        *,
        conversation_id: int | None = None,
        record: str | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        row = {
            "at": at,
            "kind": kind,
            "conversation_id": conversation_id,
            "record": record,
            "actor": actor,
            "data": data or {},
        }
        self._added += 1
        heapq.heappush(self._ahead, (at, self._added, row))

    def before(self, at: datetime | None) -> Iterator[dict[str, Any]]:
        """Rows of `events` older than `at` (all that are left when None), oldest first, each given once."""
        while self._ahead and (at is None or self._ahead[0][0] < at):
            self._seq += 1
            yield {"seq": self._seq} | heapq.heappop(self._ahead)[2]
