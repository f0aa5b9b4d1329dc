"""Ranking knowledge articles by the words of a question; the word index is that of `search`."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, case, func, or_, select

from ccw_panel.domain.records import article
from ccw_panel.store import schema, search

_LITTLE_WORDS = """
a about after all am an and any are as at be been but by can cannot could did do does for from get had has have he her
his how i if in is it its just me my no not of on one or our out she should so than that the their them then there they
this to too up us was we were what when where which who why will with would you your
"""
STOP_WORDS = frozenset(_LITTLE_WORDS.split())  # of a question: they say nothing about its subject
_ENDINGS = ("ing", "ed", "es", "s", "e")


def meaningful(words: Sequence[str]) -> list[str]:
    """The words that say something, cut so that their other forms are found: refunds and refunded as refund."""
    kept = [word for word in words if word not in STOP_WORDS] or list(words)
    return list(dict.fromkeys(_stem(word) for word in kept))


def _stem(word: str) -> str:
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 4), "")
    return word.removesuffix(ending)


def ranked(conn: Connection, words: Sequence[str], reader_id: int | None, limit: int) -> list[Any]:
    """The articles that have any of the words, best first; with a reader only what an agent may read."""
    readable = _readable(reader_id)
    scores = _scores(conn, words, readable)
    best = sorted(scores, key=lambda id: (-scores[id], id))[:limit]
    table = schema.records["article"]
    shown = (table.c.id, table.c.number, table.c.title, table.c.summary, table.c.content, table.c.status)
    rows = {row.id: row for row in conn.execute(select(*shown).where(table.c.id.in_(best)))}
    return [rows[id] for id in best]


def _scores(conn: Connection, words: Sequence[str], readable: Any) -> dict[int, float]:
    """How well each article fits: the sum of its words' weights, a rare word counting more (as in TF-IDF)."""
    weights = _weights(conn, words, readable)
    total = conn.execute(select(func.count()).select_from(schema.records["article"])).scalar_one()
    scores: dict[int, float] = defaultdict(float)
    for found in weights.values():
        rarity = math.log(1 + total / (1 + len(found)))
        for id, weight in found.items():
            scores[id] += weight * rarity
    return scores


def _weights(conn: Connection, words: Sequence[str], readable: Any) -> dict[str, dict[int, int]]:
    """For each word the articles that have it, and how much that says. One statement."""
    word, table = search.WORD.c, schema.records["article"]
    which = case(*((search.begins(wanted), wanted) for wanted in words), else_="").label("which")
    asked = (
        select(which, word.id, func.max(word.weight).label("weight"))
        .join(table, table.c.id == word.id)
        .where(word.kind == "article", or_(*(search.begins(wanted) for wanted in words)), readable)
        .group_by(which, word.id)
    )
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for row in conn.execute(asked):
        found[row.which][row.id] = row.weight
    return found


def _readable(reader_id: int | None) -> Any:
    """Published articles and the reader's own drafts; every active one for a reader of None."""
    c = schema.records["article"].c
    if reader_id is None:
        return c.active
    return c.active & or_(c.status == article.PUBLISHED, c.author_id == reader_id)
