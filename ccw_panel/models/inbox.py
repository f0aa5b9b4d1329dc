"""The agent's work as three streams of cards, and the figures of their day (M-1, M-2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import param

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.record import WorkItem
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.report import AgentDay
from ccw_panel.errors import CcwError, InvalidInput
from ccw_panel.services import Services

PAGE = 50  # cards read at a time

# stream -> what it may be sorted by, the first unless the person says otherwise
_SORTS = ("modified_at", "customer", "workstream", "created_at", "transfer_count")
SORTS = {
    "mine": ("waiting", *_SORTS),
    "open": ("waiting", "mode", *_SORTS),  # the work distribution mode only matters for what can be picked
    "closed": _SORTS,
}
# nouns whose events may add, remove or change a card
CONCERNS = ("conversation.", "message.", "contact.", "account.")


@dataclass(frozen=True)
class Stream:
    """One column of cards. `more`: there are more than were read."""

    name: str
    sort: str
    limit: int = PAGE
    items: tuple[WorkItem, ...] = ()
    more: bool = False


class Inbox(param.Parameterized):
    """What one agent works on, may take and has closed today.

    `error` says what kept the streams from being read again; the last ones read stay.
    """

    streams = param.Dict(doc="Stream by name: mine, open, closed.")
    day = param.ClassSelector(class_=AgentDay, doc="The figures of the day; None until they were read.")
    error = param.String(default="", doc="Why the last reading failed; empty when it did not.")

    def __init__(self, services: Services, actor: Actor, sorts: Mapping[str, str] | None = None) -> None:
        wanted = dict(sorts or {})
        super().__init__(streams={name: Stream(name, _known(name, wanted.get(name))) for name in SORTS})
        self._services = services
        self._actor = actor

    @property
    def sorts(self) -> dict[str, str]:
        """What each stream is sorted by, as a restore wants it."""
        return {name: stream.sort for name, stream in self.streams.items()}

    def load(self) -> None:
        """Reads the three streams; a failure is told in `error`."""
        try:
            read = {name: self._read(stream) for name, stream in self.streams.items()}
        except CcwError as error:
            self.error = str(error)
            return
        self.param.update(streams=read, error="")

    def read_day(self) -> AgentDay:
        """The figures of the day, which take longer than the cards: `day` is set by who asked."""
        return self._services.reports.agent_day(self._actor)

    def sort(self, name: str, by: str) -> None:
        """Sorts one stream; raises InvalidInput for what it cannot be sorted by."""
        if by not in SORTS.get(name, ()):
            raise InvalidInput({"sort": f"{name} cannot be sorted by {by}."})
        self._replace(self._read(replace(self.streams[name], sort=by, limit=PAGE)))

    def show_more(self, name: str) -> None:
        """Reads one more page of a stream."""
        if name not in self.streams:
            raise InvalidInput({"stream": f"There is no stream {name}."})
        stream = self.streams[name]
        self._replace(self._read(replace(stream, limit=stream.limit + PAGE)))

    def pick(self, conversation_id: int) -> Ref:
        """Takes a waiting conversation at once; raises TransitionNotAllowed when someone else was first."""
        self._services.conversations.pick(self._actor, conversation_id)
        self.load()
        return Ref("conversation", conversation_id)

    def concerned_by(self, events: Sequence[StoredEvent]) -> bool:
        """Whether what happened may change a card."""
        return any(event.kind.startswith(CONCERNS) for event in events)

    def _replace(self, stream: Stream) -> None:
        self.streams = {**self.streams, stream.name: stream}

    def _read(self, stream: Stream) -> Stream:
        found = self._services.conversations.work_items(
            self._actor, stream.name, sort=stream.sort, limit=stream.limit + 1
        )
        return replace(stream, items=tuple(found[: stream.limit]), more=len(found) > stream.limit)


def _known(name: str, sort: str | None) -> str:
    """A sort order as it was kept, or the stream's first when it no longer exists."""
    return sort if sort is not None and sort in SORTS[name] else SORTS[name][0]
