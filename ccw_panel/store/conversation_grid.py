"""The list of conversations: filtered, sorted and paged in SQL, and the streams of work items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, true

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import MINE_STATES, State
from ccw_panel.domain.records import View
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import InvalidInput
from ccw_panel.store import search
from ccw_panel.store.conversations import CUSTOMER_NAME, linked, open_to
from ccw_panel.store.schema import conversations, queues, records, users

_c = conversations.c
COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "customer": CUSTOMER_NAME,
    "queue": queues.c.name,
    "agent": users.c.full_name,
    "case": records["case"].c.title,
    **{
        name: _c[name]
        for name in (
            "id", "subject", "channel", "state", "sentiment", "created_at", "accepted_at", "closed_at", "modified_at",
            "wait_s", "handle_s", "transfer_count", "csat",
        )
    },
}  # fmt: skip
_IDS = {"queue": _c.queue_id, "agent": _c.agent_id, "case": _c.case_id}  # what these are filtered by when it is an id
_TEXTS = frozenset({"customer", "subject", "queue", "agent", "case"})  # found anywhere in them, sorted without case
_MOMENTS = frozenset({"created_at", "accepted_at", "closed_at", "modified_at"})

_newest = _c.modified_at.desc()
# what a stream of work items may be sorted by (M-2), besides who waits longest for an answer
SORTS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "modified_at": (_newest,),
    "waiting": (func.coalesce(_c.customer_waits_since, _c.since).asc(),),
    "customer": (func.lower(CUSTOMER_NAME).asc(),),
    "created_at": (_c.created_at.desc(),),
    "transfer_count": (_c.transfer_count.desc(), _newest),
    "workstream": (_c.channel.asc(), _newest),  # one workstream a channel
    "mode": (_c.channel.asc(), _newest),  # every workstream pushes: what is left to tell them apart
}


def stream_where(actor: Actor, stream: str, midnight: datetime) -> list[ColumnElement[bool]]:
    """The conversations of a stream (M-1); `midnight` begins today, in UTC. Raises InvalidInput for another name."""
    if stream == "mine":
        return [_c.agent_id == actor.id, _c.state.in_([state.value for state in MINE_STATES])]
    if stream == "open":
        return [open_to(actor)]
    if stream == "closed":
        return [_c.agent_id == actor.id, _c.state == State.CLOSED.value, _c.closed_at >= midnight]
    raise InvalidInput({"stream": f"There is no stream {stream}; known: mine, open, closed."})


def stream_order(stream: str, sort: str) -> tuple[ColumnElement[Any], ...]:
    """How a stream is sorted; raises InvalidInput for another order."""
    if sort not in SORTS:
        raise InvalidInput({"sort": f"Work items cannot be sorted by {sort}; known: {', '.join(SORTS)}."})
    if sort == "waiting" and stream != "open":  # an answered customer does not wait, whatever the state is since
        return (_c.customer_waits_since.asc().nulls_last(), _newest)
    return SORTS[sort]


def view_where(actor: Actor, view: View) -> list[ColumnElement[bool]]:
    """The conditions of a saved view; "@me" is the actor, "@my-queues" the queues they serve."""
    return [_view_condition(actor, name, value) for name, value in view.where]


def filter_where(filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """The conditions of a person's filters. Names are found anywhere in the text, or given as ids; a customer may be
    a Ref; moments are (from, to), either may be None and `to` is not included; all else a value or several.

    Raises InvalidInput for a column that is not there.
    """
    return [_filter(name, value) for name, value in filters.items() if value not in (None, "", [], ())]


def search_where(text: str) -> list[ColumnElement[bool]]:
    """The condition that every word of `text` is in the subject or in the customer's name, number or address."""
    return [
        or_(
            _c.id.in_(search.ids("conversation", [word])),
            linked("contact").in_(search.ids("contact", [word])),
            linked("account").in_(search.ids("account", [word])),
        )
        for word in search.query_words(text)
    ]


def order(sort: Sequence[tuple[str, bool]]) -> list[ColumnElement[Any]]:
    """(column, descending) pairs as an ORDER BY, empty values last; raises InvalidInput for an unknown column."""
    return [_ordered(name, descending) for name, descending in sort]


def _ordered(name: str, descending: bool) -> ColumnElement[Any]:
    key = func.lower(_column(name)) if name in _TEXTS else _column(name)
    return (key.desc() if descending else key.asc()).nulls_last()


def _column(name: str) -> ColumnElement[Any]:
    if name not in COLUMNS:
        raise InvalidInput({name: f"Conversations have no column {name}."})
    return COLUMNS[name]


def _view_condition(actor: Actor, name: str, value: Any) -> ColumnElement[bool]:
    if value == "@me":
        return _c.agent_id == actor.id
    if value == "@my-queues":
        return true() if actor.sees_every_queue else _c.queue_id.in_(sorted(actor.queues))
    return _equals(_column(name), value)


def _filter(name: str, value: Any) -> ColumnElement[bool]:
    column = _column(name)
    if isinstance(value, Ref):
        return _c.customer == str(value)
    if name in _MOMENTS:
        return _between(column, value)
    if name in _TEXTS and isinstance(value, str):
        return func.lower(column).contains(value.lower(), autoescape=True)
    return _equals(_IDS.get(name, column), value)


def _between(column: ColumnElement[Any], bounds: Any) -> ColumnElement[bool]:
    if not isinstance(bounds, tuple | list) or len(bounds) != 2:
        raise InvalidInput({str(column.key): "Give a first and a last moment."})
    first, end = bounds
    after = column >= first if first is not None else true()
    return and_(after, column < end if end is not None else true())


def _equals(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return column.in_(sorted(several, key=str))
