"""What the productivity pane shows beside a session: always about its anchor (K-1)."""

from __future__ import annotations

from collections.abc import Sequence

import param

from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.record import Record
from ccw_panel.domain.records import record_types
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import CcwError
from ccw_panel.models.assign import assign
from ccw_panel.models.knowledge import KnowledgeSearch
from ccw_panel.models.session import Session

CASES = 8  # shown of a customer's open cases
CUSTOMERS = frozenset({"contact", "account"})
QUERY = "knowledge"  # where the anchor tab keeps what was searched for


class Productivity(param.Parameterized):
    """Knowledge search and the customer's open cases for one session. Reads nothing until `load`."""

    customer = param.ClassSelector(class_=Ref, doc="Whose cases are shown; None when nobody is linked.")
    customer_name = param.String(default="", doc="What the customer is called.")
    cases = param.List(default=[], item_type=Record, doc="The customer's open cases, the one changed last first.")
    failure = param.String(default="", doc="Why the cases could not be read; empty when they were.")

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._workspace = session.workspace
        self.knowledge = KnowledgeSearch(self._workspace.services, self._workspace.actor)
        self.loaded = False

    def load(self) -> None:
        """Reads what the anchor is about, its customer's open cases, and the articles for its default query (K-40)."""
        self.loaded = True
        try:
            query = self._read_anchor()
        except CcwError as error:
            self.failure = str(error)
            return
        self.failure = ""
        typed = self.session.anchor.state.get(QUERY)
        self.knowledge.find(typed if isinstance(typed, str) else query, self.knowledge.limit)

    def find(self, query: str) -> None:
        """Searches for what the person typed, and keeps it with the session."""
        self.knowledge.find(query)
        anchor = self.session.anchor
        anchor.state = {**anchor.state, QUERY: self.knowledge.query}

    def apply(self, events: Sequence[StoredEvent]) -> bool:
        """Whether something it shows has changed; then it is read again when it is shown next."""
        id = self.session.conversation_id
        about = any(
            (event.record is not None and event.record.kind in ("case", "article"))
            or (id is not None and event.conversation_id == id and event.kind.endswith("linked"))
            for event in events
        )
        if about:
            self.loaded = False
        return about

    def _read_anchor(self) -> str:
        """Sets the customer and their cases; the result is the default query."""
        customer, name, query = self._anchor()
        records = self._workspace.services.records
        cases = records.open_cases(self._workspace.actor, customer, CASES) if customer else []
        assign(self, customer=customer, customer_name=name, cases=cases)
        return query

    def _anchor(self) -> tuple[Ref | None, str, str]:
        """Customer, their name, and the default query: the case's title, else the conversation's subject."""
        ref, services, actor = self.session.anchor.record, self._workspace.services, self._workspace.actor
        if ref is None or ref.id is None:
            return None, "", ""
        if ref.kind == "conversation" and isinstance(ref.id, int):
            talk = services.conversations.get(actor, ref.id)
            return talk.customer, talk.customer_name, talk.case_title or talk.subject
        if ref.kind not in record_types():
            return None, "", ""
        record = services.records.get(actor, ref)
        if ref.kind in CUSTOMERS:
            return ref, record.title, ""
        customer = record.values.get("customer")
        known = customer if isinstance(customer, Ref) else None
        return known, record.labels.get("customer", ""), record.title if ref.kind == "case" else ""
