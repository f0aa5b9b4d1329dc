"""Records as lists: what lookups and search find, a customer's cases, and what refers to a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, desc, func, or_, select, true, union

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import CHANNEL_LABELS, Conversation
from ccw_panel.domain.record import Hit, Record, RelatedList
from ccw_panel.domain.records import Field, Kind, RecordType, case, record_type, record_types
from ccw_panel.domain.ref import Ref
from ccw_panel.services.hits import customers_in, hits_of
from ccw_panel.store import conversations as conversation_rows
from ccw_panel.store import records, schema, search

RELATED_ROWS = 10  # shown of each list
_MOST_CONVERSATIONS = 500  # found by a search, before the newest of them are shown
_SEARCHED = ("contact", "account", "case", "article", "activity")  # in the order of equally good hits


def readable(actor: Actor) -> ColumnElement[bool]:
    """The conversations this person may open: what `access.scope_of` says, as a condition."""
    if actor.sees_every_queue:
        return true()
    c = schema.conversations.c
    return or_(c.agent_id == actor.id, c.queue_id.is_(None), c.queue_id.in_(sorted(actor.queues)))


def find_records(
    conn: Connection, words: Sequence[str], kinds: Sequence[str], limit: int, *, active: bool
) -> list[Record]:
    """Records found by every word, best first; of equally good ones the kinds in their order."""
    found: list[tuple[int, Record]] = []
    for kind in kinds:
        rows = search.find(conn, kind, words, limit, only_active=active)
        scores = [row.score for row in rows]
        found += zip(scores, records.labelled(conn, record_type(kind), rows, record_type(kind).details), strict=True)
    return [record for _score, record in sorted(found, key=lambda scored: -scored[0])]  # stable: kinds keep their order


def lookup(conn: Connection, kinds: Sequence[RecordType], text: str, limit: int) -> list[Hit]:
    """Active records of these kinds: those found by every word of `text`; for no words, those changed last."""
    words = search.query_words(text)
    names = [record.kind for record in kinds]
    found = find_records(conn, words, names, limit, active=True) if words else _newest(conn, kinds, limit)
    return hits_of(found[:limit], _case_counts(conn, customers_in(found)))


def find_all(conn: Connection, actor: Actor, text: str, limit: int) -> list[Hit]:
    """Records of every kind and conversations, a fair share of each, records first."""
    words = search.query_words(text)
    if not words:
        return []
    share = max(3, limit // 3)
    kinds = [*_SEARCHED, *(kind for kind in record_types() if kind not in _SEARCHED)]
    found = find_records(conn, words, kinds, share, active=False)
    hits = hits_of(found, _case_counts(conn, customers_in(found)))
    talks = _conversations(conn, actor, words, customers_in(found), share)
    return [*hits[: limit - min(len(talks), share)], *talks][:limit]


def cases(conn: Connection, customer: Ref, limit: int, *, only_active: bool) -> list[Record]:
    """A customer's cases, those changed last first."""
    table = schema.records["case"]
    where = [
        table.c.customer == str(customer),
        *([table.c.status == case.ACTIVE, table.c.active] if only_active else []),
    ]
    rows = conn.execute(
        select(table).where(*where).order_by(table.c.modified_at.desc(), table.c.id.desc()).limit(limit)
    )
    return records.labelled(conn, case.RECORD, rows.all())


def related(conn: Connection, actor: Actor, ref: Ref) -> list[RelatedList]:
    """A list for each field of each kind that may refer to this one, then its conversations."""
    lists = [
        _referring(conn, record, f, ref)
        for record in record_types().values()
        for f in record.fields
        if ref.kind in f.refers_to
    ]
    talks = _related_conversations(conn, actor, ref)
    return [*lists, *([talks] if talks else [])]


def _newest(conn: Connection, kinds: Sequence[RecordType], limit: int) -> list[Record]:
    found: list[Record] = []
    for record in kinds:
        table = schema.records[record.kind]
        asked = select(table).where(table.c.active).order_by(table.c.modified_at.desc(), table.c.id.desc())
        found += records.labelled(
            conn, record, conn.execute(asked.limit(max(1, limit // len(kinds)))).all(), record.details
        )
    return found


def _case_counts(conn: Connection, customers: Sequence[Ref]) -> Mapping[str, int]:
    """How many cases each customer has, by "KIND:ID"."""
    if not customers:
        return {}
    c = schema.records["case"].c
    counted = select(c.customer, func.count().label("n")).where(c.customer.in_([str(ref) for ref in customers]))
    return {row.customer: row.n for row in conn.execute(counted.group_by(c.customer))}


def _referring(conn: Connection, record: RecordType, f: Field, ref: Ref) -> RelatedList:
    table = schema.records[record.kind]
    about = table.c[f.name] == (ref.id if f.kind is Kind.LOOKUP else str(ref))
    rows = _rows(conn, table, about)
    total = len(rows) if len(rows) < RELATED_ROWS else records.count(conn, table, about)
    plural = f"Child {record.plural.lower()}" if record.kind == ref.kind else record.plural
    return RelatedList(plural, record.kind, tuple(hits_of(records.labelled(conn, record, rows, record.details))), total)


def _rows(conn: Connection, table: Table, about: ColumnElement[bool]) -> Sequence[Row[Any]]:
    asked = select(table).where(about).order_by(table.c.modified_at.desc(), table.c.id.desc())
    return conn.execute(asked.limit(RELATED_ROWS)).all()


def _related_conversations(conn: Connection, actor: Actor, ref: Ref) -> RelatedList | None:
    """Conversations with a customer or about a case; None for a kind that none is linked to."""
    c = schema.conversations.c
    if ref.kind not in ("contact", "account", "case"):
        return None
    about = c.case_id == ref.id if ref.kind == "case" else c.customer == str(ref)
    found = conversation_rows.among(conn, (about, readable(actor)), (c.created_at.desc(),), RELATED_ROWS)
    total = records.count(conn, schema.conversations, about & readable(actor))
    return RelatedList("Conversations", "conversation", tuple(_hit(talk) for talk in found), total)


def _conversations(
    conn: Connection, actor: Actor, words: Sequence[str], customers: Sequence[Ref], limit: int
) -> list[Hit]:
    """Conversations found by what the visitor was called, or with one of the customers found; the newest first."""
    c = schema.conversations.c
    named = search.ids("conversation", words)
    theirs = select(c.id).where(c.customer.in_([str(ref) for ref in customers]))
    # first their ids, from two indexes: in one statement SQLite would look at every conversation one may read
    newest = union(named, theirs).order_by(desc("id")).limit(_MOST_CONVERSATIONS)
    ids = conn.execute(newest).scalars().all()
    where = (c.id.in_(ids), readable(actor))
    found = conversation_rows.among(conn, where, (c.modified_at.desc(),), limit) if ids else []
    return [_hit(talk) for talk in found]


def _hit(talk: Conversation) -> Hit:
    shown = (CHANNEL_LABELS[talk.channel], talk.subject, talk.queue_name)
    detail = " \N{MIDDLE DOT} ".join(text for text in shown if text)
    status = talk.state.value.replace("_", "-").capitalize()
    return Hit(Ref("conversation", talk.id), talk.customer_name, detail, talk.channel.value, status=status)
