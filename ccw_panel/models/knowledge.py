"""Knowledge search as one person uses it (K.4)."""

from __future__ import annotations

import param

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.record import ArticleHit
from ccw_panel.errors import CcwError
from ccw_panel.models.assign import assign
from ccw_panel.services import Services
from ccw_panel.services.knowledge import meaningful_words

FIRST, MORE = 10, 50  # results at first, and after "Show more" (K-40)
LONGEST = 300  # characters


class KnowledgeSearch(param.Parameterized):
    """What was asked and which articles answer; `failure` says why nothing could be read."""

    query = param.String(default="", doc="The words searched for; empty finds nothing.")
    hits = param.List(default=[], item_type=ArticleHit, doc="Best first.")
    limit = param.Integer(default=FIRST, doc="How many results are asked for.")
    failure = param.String(default="", doc="Why the last search was not possible; empty when it was.")

    def __init__(self, services: Services, actor: Actor) -> None:
        super().__init__()
        self._services = services
        self._actor = actor

    @property
    def may_have_more(self) -> bool:
        return self.limit < MORE and len(self.hits) == self.limit

    @property
    def words(self) -> list[str]:
        """The beginnings of words that the articles were found by."""
        return meaningful_words(self.query)

    def find(self, query: str, limit: int = FIRST) -> None:
        """Searches for other words."""
        query = query.strip()[:LONGEST]
        try:
            hits = self._services.knowledge.search(self._actor, query, limit) if query else []
        except CcwError as error:
            assign(self, query=query, failure=str(error))
        else:
            assign(self, query=query, hits=hits, limit=limit, failure="")

    def show_more(self) -> None:
        self.find(self.query, MORE)
