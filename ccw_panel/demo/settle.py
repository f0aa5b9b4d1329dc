"""Set a demo database on a moment: the day it ends on, what is under way then, and what of that day is over.

Whole days alone would leave an active chat waiting for hours when the demo is opened in the evening, and would show
an agent at dawn what they only did by noon. The same function takes a demo that was in use days ago on to today.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Date,
    Row,
    Table,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from ccw_panel.demo.tables import moved_text
from ccw_panel.store import schema
from ccw_panel.store.types import UtcDateTime

DAY, WEEK = timedelta(days=1), timedelta(days=7)
OVER = timedelta(minutes=1)  # a conversation of the day is over when it was closed so long before the moment
AT_WORK = timedelta(hours=1)  # before the as-of moment: when people last set their presence
DUE = ("due_at", "follow_up_by")  # an hour or day to come, whenever the demo is opened
RECORDS = ("account", "contact", "case", "activity", "article")
BATCH = 5000  # rows of one executemany

Belongs: TypeAlias = tuple[int | None, str | None]


@dataclass(frozen=True)
class Move:
    """By how much everything moves from one as-of moment to another."""

    as_of: datetime  # before
    moment: datetime  # after
    days: timedelta  # of what lies before `as_of`: whole days
    fresh: timedelta  # of what was under way and has not been touched: it begins anew
    since: timedelta  # of what was done to the demo since it was opened
    conversations: Mapping[int, timedelta]  # those that do not simply move by days
    records: Mapping[str, timedelta]  # likewise, by "KIND:ID"

    def unit(self, conversation_id: int | None, record: str | None) -> timedelta | None:
        """By how much everything of this conversation or record moves; None when it is as its moments say."""
        own = self.conversations.get(conversation_id) if conversation_id else None
        return self.records.get(record) if own is None and record else own

    def ids(self, kind: str) -> list[int]:
        """The records of a kind that do not simply move by days."""
        return [int(id) for found, _, id in (ref.partition(":") for ref in self.records) if found == kind]

    def moved(self, at: datetime, unit: timedelta | None) -> datetime:
        """Where a moment moves that belongs to a unit or to none; never to after the moment of opening."""
        if unit is not None:
            return min(at + unit, self.moment)
        if at > self.as_of:
            return at + self.since
        return at + (self.days if at + self.days <= self.moment else self.days - DAY)


def settle(conn: Connection, moment: datetime) -> None:
    """Move the demo from its as-of moment to `moment` (UTC). The caller commits.

    What is under way moves with the moment; so does what was done since the demo was opened, with the last of it now. A
    conversation of the last day stands on the day of `moment` if it is over by then, else a week earlier. The rest
    moves by whole days.
    Events keep `seq` as the order of time.
    """
    move = _move(conn, moment)
    _rotate_queues(conn, move.days.days)
    _change_users(conn, move)
    told, said = schema.conversations, schema.messages
    which = _differs(move, told.c.id, move.conversations, told.c.modified_at)
    _change(conn, told, move, lambda row: (row.id, None), which)
    which = _differs(move, said.c.conversation_id, move.conversations, said.c.at)
    _change(conn, said, move, lambda row: (row.conversation_id, None), which)
    _change(conn, schema.notifications, move, lambda row: (None, row.record), true())
    for kind in RECORDS:
        c = schema.records[kind].c
        which = _differs(move, c.id, move.ids(kind), c.modified_at)
        _change(conn, schema.records[kind], move, partial(_record, kind), which)
    _move_events(conn, move)
    _save_settings(conn, moment)


def stood_still_at(conn: Connection) -> datetime:
    """The newest moment of the demo: its as-of moment, or the last thing done since."""
    newest = conn.execute(select(func.max(schema.events.c.at))).scalar()
    as_of = datetime.fromisoformat(_setting(conn, "as_of"))
    return max(as_of, newest) if newest else as_of


def _setting(conn: Connection, name: str) -> Any:
    return conn.execute(select(schema.settings.c.value).where(schema.settings.c.name == name)).scalar_one()


# -- what moves by how much -----------------------------------------------------------------------


def _move(conn: Connection, moment: datetime) -> Move:
    as_of = datetime.fromisoformat(_setting(conn, "as_of"))
    days = timedelta(days=(moment.date() - as_of.date()).days)
    fresh, since = moment - as_of, moment - stood_still_at(conn)
    plain = Move(as_of, moment, days, fresh, since, {}, {})
    conversations = _ahead(conn, schema.conversations, plain) | _of_the_day(conn, moment)
    touched = _touched(conn, as_of)
    conversations |= {id: since if id in touched else fresh for id in _setting(conn, "live")}
    records = {f"{k}:{id}": by for k in RECORDS for id, by in _ahead(conn, schema.records[k], plain).items()}
    records |= dict(_with_conversations(conn, conversations))
    if not days:
        conversations = {id: by for id, by in conversations.items() if by}
        records = {ref: by for ref, by in records.items() if by}
    return Move(as_of, moment, days, fresh, since, conversations, records)


def _touched(conn: Connection, as_of: datetime) -> set[int | None]:
    """The conversations to which something was done since, other than reading them."""
    c = schema.events.c
    return set(conn.execute(select(c.conversation_id).where(c.at > as_of, c.kind != "conversation.read")).scalars())


def _ahead(conn: Connection, table: Table, plain: Move) -> dict[int, timedelta]:
    """What was last touched on the as-of day at an hour that is still to come moves by a day less, as a whole."""
    c = table.c
    asked = select(c.id).where(c.modified_at <= plain.as_of, c.modified_at > plain.moment - plain.days)
    return dict.fromkeys(conn.execute(asked).scalars(), plain.days - DAY)


def _of_the_day(conn: Connection, moment: datetime) -> dict[int, timedelta]:
    """The conversations of the last day: to the day of `moment`, or a week before it when they are not over yet."""
    c = schema.conversations.c
    found = {}
    for ids in _batches(_setting(conn, "last_day")):
        for id, closed_at in conn.execute(select(c.id, c.closed_at).where(c.id.in_(ids))):
            today = closed_at.replace(year=moment.year, month=moment.month, day=moment.day)
            found[id] = today - closed_at - (timedelta(0) if today <= moment - OVER else WEEK)
    return found


def _with_conversations(conn: Connection, by: Mapping[int, timedelta]) -> Iterator[tuple[str, timedelta]]:
    """The cases that were opened in these conversations, and what is about them, move along."""
    c, cases, activities = schema.conversations.c, schema.records["case"].c, schema.records["activity"].c
    for ids in _batches(by):
        opened = select(c.id, cases.id).where(cases.id == c.case_id, cases.created_at >= c.created_at, c.id.in_(ids))
        of_case = {f"case:{case}": by[id] for id, case in conn.execute(opened)}
        yield from of_case.items()
        written = select(activities.id, activities.regarding, activities.conversation_id)
        mine = activities.conversation_id.in_(ids) | activities.regarding.in_(of_case)
        for id, regarding, conversation_id in conn.execute(written.where(mine)):
            yield f"activity:{id}", of_case.get(regarding) or by.get(conversation_id) or timedelta(0)


# -- moving it -------------------------------------------------------------------------------------


def _record(kind: str, row: Row[Any]) -> Belongs:
    return None, f"{kind}:{row.id}"


def _differs(move: Move, key: Column[Any], ids: Collection[int], at: Column[Any]) -> ColumnElement[bool]:
    """Which rows have to be looked at: all of them, unless the day stays the same."""
    return true() if move.days else or_(key.in_(ids), at > move.as_of)


def _change(
    conn: Connection, table: Table, move: Move, belongs: Callable[[Row[Any]], Belongs], where: ColumnElement[bool]
) -> None:
    """Move the moments of a table's rows; `belongs(row)` is the conversation's id and the "KIND:ID" it stands with."""
    columns = [column for column in table.columns if isinstance(column.type, (UtcDateTime, Date))]
    columns += [table.c.self_service] if table is schema.conversations else []
    keys = [table.c[name] for name in ("conversation_id", "record") if name in table.c]
    changed = []
    for row in conn.execute(select(table.c.id, *keys, *columns).where(where)).all():
        unit = move.unit(*belongs(row))
        new = {column.name: _moved(column, getattr(row, column.name), unit, move) for column in columns}
        if any(new[column.name] != getattr(row, column.name) for column in columns):
            changed.append(new | {"row_id": row.id})
    for some in _batches(changed):
        conn.execute(update(table).where(table.c.id == bindparam("row_id")), some)


def _moved(column: Column[Any], value: Any, unit: timedelta | None, move: Move) -> Any:
    if value is None:
        return None
    if isinstance(column.type, JSON):
        return _moved_json(value, move.days if unit is None else unit)
    if column.name in DUE or isinstance(column.type, Date):
        live = isinstance(value, datetime) and unit in (move.fresh, move.since)
        return value + (unit if live and unit is not None else move.days)
    return move.moved(value, unit)


def _moved_json(value: Any, by: timedelta) -> Any:
    return json.loads(moved_text(json.dumps(value), by)) if value and by else value


def _change_users(conn: Connection, move: Move) -> None:
    c = schema.users.c
    for id, presence_at, created_at in conn.execute(select(c.id, c.presence_at, c.created_at)).all():
        new = {"created_at": move.moved(created_at, None)}
        if presence_at:
            at_work = move.as_of - AT_WORK < presence_at <= move.as_of
            new["presence_at"] = move.moved(presence_at, move.fresh if at_work else None)
        conn.execute(update(schema.users).where(c.id == id).values(**new))


def _rotate_queues(conn: Connection, days: int) -> None:
    """The weekdays on which queues are open move along with what came in on them."""
    c = schema.queues.c
    for id, open_on in conn.execute(select(c.id, c.days)).all():
        rotated = sorted((day + days) % 7 for day in open_on)
        conn.execute(update(schema.queues).where(c.id == id).values(days=rotated))


def _move_events(conn: Connection, move: Move) -> None:
    """The events move as what they are about; those that come to lie among others change places with them."""
    c = schema.events.c
    asked = select(c.seq, c.at, c.conversation_id, c.record)
    about = or_(c.conversation_id.in_(move.conversations), c.record.in_(move.records), c.at > move.as_of)
    by, at = {}, {}
    for seq, moment, conversation_id, record in conn.execute(asked.where(true() if move.days else about)):
        at[seq], by[seq] = moment, move.moved(moment, move.unit(conversation_id, record)) - moment
    if not at:
        return
    first = min(min(moment, moment + by[seq]) for seq, moment in at.items())
    for seq, moment in conn.execute(select(c.seq, c.at).where(c.at >= first)):
        at.setdefault(seq, moment)
        by.setdefault(seq, timedelta(0))
    old = sorted(at)
    order = sorted(old, key=lambda seq: (at[seq] + by[seq], seq))
    new_seq = {seq: place for place, seq in zip(old, order, strict=True) if seq != place or by[seq]}
    rows = []
    for some in _batches(new_seq):
        for row in conn.execute(select(schema.events).where(c.seq.in_(some))).mappings():
            moved = {"seq": new_seq[row["seq"]], "at": row["at"] + by[row["seq"]]}
            rows.append({**row, **moved, "data": _moved_json(row["data"], by[row["seq"]])})
    for some in _batches(new_seq):
        conn.execute(delete(schema.events).where(c.seq.in_(some)))
    for entries in _batches(rows):
        conn.execute(insert(schema.events), entries)


def _save_settings(conn: Connection, moment: datetime) -> None:
    """The new as-of moment; what was finished since it was under way is under way no more."""
    settings, c = schema.settings, schema.conversations.c
    live = conn.execute(select(c.id).where(c.id.in_(_setting(conn, "live")), c.state != "closed")).scalars().all()
    for name, value in (("as_of", f"{moment:%Y-%m-%dT%H:%M:%SZ}"), ("live", list(live))):
        conn.execute(update(settings).where(settings.c.name == name).values(value=value))


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = list(items)
    for start in range(0, len(rest), BATCH):
        yield rest[start : start + BATCH]
