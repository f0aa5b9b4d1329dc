"""Finding by words: an index of words, numbers, addresses and phone digits, the same on both databases.

The words of a query are prefixes and all of them must be found, so a statement is a few range scans of one index.
Whoever adds or changes rows keeps it current: `index` after a change, `rebuild` after loading many.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, reduce
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
)

from ccw_panel.domain.records import Field, Kind, RecordType, record_type, record_types
from ccw_panel.domain.ref import Ref
from ccw_panel.store import schema

WORD = schema.search_words
LONGEST = 60  # characters kept of a word
QUERY_WORDS = 8  # of what was typed, the rest is left out
_BATCH = 1000
_LAST = "\U0010ffff"  # sorts after every character in a word

# how much a word says by where it stands
_NUMBER, _TITLE, _CONTACT, _TEXT, _NAMED, _SUMMARY, _CONTENT = 60, 40, 40, 20, 10, 5, 1

_NUMBERED = re.compile(r"([a-z]{2,4})[-_ ]?0*([0-9]+)")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{2,}")
_SHORTEST_DIGITS = 4  # of the end of a phone number that it is found by


def fold(text: str) -> str:
    """Lower case without accents: how words are compared."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def words_in(text: str) -> list[str]:
    """The folded words of a text, in order, with repetitions."""
    return [word[:LONGEST] for word in re.findall(r"\w+", fold(text))]


def query_words(text: str) -> list[str]:
    """What a person typed as words to look up: a number as it is indexed, an address or a phone number in one."""
    text = fold(text).strip()
    if numbered := _NUMBERED.fullmatch(text):
        return ["".join(numbered.groups())]
    if _PHONE.fullmatch(text):
        return [_digits(text)]
    pieces = ([piece] if "@" in piece else words_in(piece) for piece in text.split())
    words = [word[:LONGEST] for piece in pieces for word in piece]
    return list(dict.fromkeys(words))[:QUERY_WORDS]


def begins(word: str) -> ColumnElement[bool]:
    """The condition that an indexed word begins with `word`."""
    return and_(WORD.c.word >= word, WORD.c.word < word + _LAST)


def ids(kind: str, words: Sequence[str]) -> Select[Any]:
    """The ids of one kind found by every word."""
    having = [select(WORD.c.id).where(WORD.c.kind == kind, begins(word)) for word in words]
    return having[0].where(*(WORD.c.id.in_(other) for other in having[1:]))


def find(
    conn: Connection, kind: str, words: Sequence[str], limit: int, *, only_active: bool = False
) -> Sequence[Row[Any]]:
    """Rows of one kind found by every word, best first: whole words before beginnings, titles before texts,
    then the one changed last; `score` says how good."""
    if not words:
        return []
    bounds = {f"from_{n}": word for n, word in enumerate(words)}
    bounds |= {f"to_{n}": word + _LAST for n, word in enumerate(words)}
    return conn.execute(_finder(kind, len(words), only_active), {**bounds, "most": limit}).all()


@cache
def _finder(kind: str, words: int, only_active: bool) -> Select[Any]:
    """The statement for so many words: one range scan a word, joined. Built once, which costs more than running it."""
    table, scored = table_of(kind), _scored(kind, words)
    found = select(table, scored.c.score.label("score")).join(scored, scored.c.id == table.c.id)
    best = found.where(table.c.active) if only_active else found
    return best.order_by(scored.c.score.desc(), table.c.modified_at.desc(), table.c.id).limit(bindparam("most"))


def table_of(kind: str) -> Table:
    return schema.conversations if kind == "conversation" else schema.records[kind]


def _scored(kind: str, words: int) -> FromClause:
    """(id, score) of what every word finds."""
    scans = [_scan(kind, n).subquery(f"word_{n}") for n in range(words)]
    first = scans[0]
    joined: FromClause = reduce(lambda left, right: left.join(right, right.c.id == first.c.id), scans[1:], first)
    score = sum((scan.c.score for scan in scans[1:]), start=first.c.score)
    return select(first.c.id, score.label("score")).select_from(joined).subquery("found")


def _scan(kind: str, n: int) -> Select[Any]:
    word = bindparam(f"from_{n}", type_=WORD.c.word.type)
    score = func.max(case((WORD.c.word == word, WORD.c.weight * 2), else_=WORD.c.weight))
    in_range = and_(WORD.c.kind == kind, WORD.c.word >= word, WORD.c.word < bindparam(f"to_{n}"))
    return select(WORD.c.id, score.label("score")).where(in_range).group_by(WORD.c.id)


# ---- keeping the index


def index(conn: Connection, ref: Ref) -> None:
    """Index one record anew, and those that are found by its name; the caller commits."""
    assert isinstance(ref.id, int)
    _replace(conn, ref.kind, [ref.id])
    for record in record_types().values():
        for f in _named_in(record, ref.kind):
            table = schema.records[record.kind]
            _replace(
                conn, record.kind, list(conn.execute(select(table.c.id).where(table.c[f.name] == ref.id)).scalars())
            )


def index_new(conn: Connection, kind: str, ids: Iterable[int]) -> None:
    """Index many new records of one kind, which nothing is found by yet; the caller commits."""
    _replace(conn, kind, list(ids))


def index_conversations(conn: Connection, conversation_ids: Iterable[int]) -> None:
    """Index conversations anew; the caller commits."""
    _replace(conn, "conversation", list(conversation_ids))


def rebuild(conn: Connection) -> None:
    """Index everything anew, after rows were loaded by other means; the caller commits."""
    conn.execute(delete(WORD))
    for kind in (*record_types(), "conversation"):
        _add(conn, kind, conn.execute(_source(kind)).mappings())


def _replace(conn: Connection, kind: str, changed: Sequence[int]) -> None:
    for some in _batches(changed):
        conn.execute(delete(WORD).where(WORD.c.kind == kind, WORD.c.id.in_(some)))
        _add(conn, kind, conn.execute(_source(kind).where(table_of(kind).c.id.in_(some))).mappings())


def _add(conn: Connection, kind: str, rows: Iterable[Mapping[Any, Any]]) -> None:
    words_of = _conversation_words if kind == "conversation" else _words_by_field(record_type(kind))
    entries = (
        {"word": word, "kind": kind, "id": row["id"], "weight": weight}
        for row in rows
        for word, weight in words_of(row).items()
    )
    for some in _batches(entries):
        conn.execute(insert(WORD), some)


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(items)
    while some := list(islice(left, _BATCH)):
        yield some


def _source(kind: str) -> Select[Any]:
    """The rows to index; a lookup that a type is found by comes as the name it shows."""
    if kind == "conversation":
        c = schema.conversations.c
        return select(c.id, c.visitor_name, c.visitor_number, c.subject)
    record = record_type(kind)
    table = schema.records[kind]
    return select(table.c.id, *(_shown(table, record.field(name)) for name in record.search))


def _shown(table: Table, f: Field) -> ColumnElement[Any]:
    if f.kind is not Kind.LOOKUP:
        return table.c[f.name]
    target = schema.records[f.refers_to[0]].alias()
    title = target.c[record_type(f.refers_to[0]).title]
    return select(title).where(target.c.id == table.c[f.name]).scalar_subquery().label(f.name)


def _named_in(record: RecordType, kind: str) -> list[Field]:
    """The lookups of a record type to `kind` that it is found by."""
    searched = (record.field(name) for name in record.search)
    return [f for f in searched if f.kind is Kind.LOOKUP and f.refers_to == (kind,)]


def _words_by_field(record: RecordType) -> Any:
    weights = {name: _weight(record, name) for name in record.search}

    def words_of(row: Mapping[Any, Any]) -> dict[str, int]:
        words: dict[str, int] = {}
        for name, weight in weights.items():
            for word in _words(record.field(name), row[name], name == record.number):
                words[word] = max(weight, words.get(word, 0))
        return words

    return words_of


def _weight(record: RecordType, name: str) -> int:
    f = record.field(name)
    if name in (record.number, record.title):
        return _NUMBER if name == record.number else _TITLE
    if f.kind is Kind.LONG_TEXT:
        first = next(n for n in record.search if record.field(n).kind is Kind.LONG_TEXT)
        return _SUMMARY if name == first else _CONTENT
    return {Kind.EMAIL: _CONTACT, Kind.PHONE: _CONTACT, Kind.LOOKUP: _NAMED}.get(f.kind, _TEXT)


def _words(f: Field, value: Any, is_number: bool) -> Iterable[str]:
    if not value:
        return ()
    if is_number:
        return _number_words(value)
    if f.kind is Kind.PHONE:
        return _endings(_digits(value))
    return [fold(value)[:LONGEST], *words_in(value.partition("@")[0])] if f.kind is Kind.EMAIL else words_in(value)


def _number_words(number: str) -> list[str]:
    """CAS-01003 is found by cas1003, by cas01003 and by 1003."""
    folded = fold(number)
    short = _NUMBERED.fullmatch(folded)
    return [*words_in(folded), "".join(words_in(folded)), *(("".join(short.groups()), short[2]) if short else ())]


def _endings(digits: str) -> list[str]:
    """A phone number is found with and without its country and area codes."""
    return [digits[start:] for start in range(max(1, len(digits) - _SHORTEST_DIGITS + 1))]


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isdigit())


def _conversation_words(row: Mapping[Any, Any]) -> dict[str, int]:
    words = dict.fromkeys(words_in(row["subject"]), _NAMED)
    words.update(dict.fromkeys(words_in(row["visitor_name"]), _TITLE))
    if row["visitor_number"] is not None:
        words.update({"visitor": _TITLE, str(row["visitor_number"]): _TITLE})
    return words
