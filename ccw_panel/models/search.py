"""The results of a search over everything, as one person looks at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import param

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.record import Hit
from ccw_panel.domain.records import record_type, record_types
from ccw_panel.errors import CcwError
from ccw_panel.models.assign import assign
from ccw_panel.services import Services

LIMIT = 60  # hits of all kinds together
LONGEST = 200  # characters


@dataclass(frozen=True)
class Group:
    """The hits of one kind."""

    kind: str
    label: str
    hits: tuple[Hit, ...]


class Search(param.Parameterized):
    """What was searched for and what was found; `failure` says why nothing could be read."""

    text = param.String(default="", doc="Words that every hit is found by.")
    hits = param.List(default=[], item_type=Hit, doc="Best first within a kind.")
    failure = param.String(default="", doc="Why the last search was not possible; empty when it was.")

    def __init__(self, services: Services, actor: Actor, text: str = "") -> None:
        super().__init__()
        self.services = services
        self.actor = actor
        self.find(text)

    def find(self, text: str) -> None:
        """Searches again; an empty text finds nothing."""
        text = text.strip()[:LONGEST]
        try:
            hits = self.services.records.search(self.actor, text, LIMIT) if text else []
        except CcwError as error:
            assign(self, text=text, failure=str(error))
        else:
            assign(self, text=text, hits=hits, failure="")

    def groups(self) -> list[Group]:
        """The hits by kind, in the order the kinds were found in."""
        by_kind: dict[str, list[Hit]] = {}
        for hit in self.hits:
            by_kind.setdefault(hit.ref.kind, []).append(hit)
        labels = _labels()
        return [Group(kind, labels.get(kind, kind), tuple(hits)) for kind, hits in by_kind.items()]


def _labels() -> Mapping[str, str]:
    return {kind: record_type(kind).plural for kind in record_types()} | {"conversation": "Conversations"}
