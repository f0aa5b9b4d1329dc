"""Knowledge search: the articles that may help, best first."""

from __future__ import annotations

import re

from ccw_panel.domain.agents import Actor, Role
from ccw_panel.domain.clock import Clock
from ccw_panel.domain.record import ArticleHit
from ccw_panel.domain.records import article
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.values import clean_text
from ccw_panel.services.access import authorize
from ccw_panel.store import knowledge, search
from ccw_panel.store.engine import Database

LONGEST_LIST = 50
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|^#{1,6} +|^\s*(?:[-*+]|\d+\.) +|[*_`>|]+", re.MULTILINE)


class Knowledge:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def search(self, actor: Actor, text: str, limit: int = 10) -> list[ArticleHit]:
        """Articles this person may read that say something about `text`, best first.

        An article that has more of the words, or rarer ones, comes first; a word counts most in the title, then
        in the keywords, the summary and the content. No words, or none that is found: nothing. Agents find what is
        published and their own drafts; supervisors and administrators find every article.
        """
        authorize(actor, "knowledge.search")
        words = meaningful_words(text)
        if not words:
            return []
        sees_all = bool(actor.roles & {Role.SUPERVISOR, Role.ADMINISTRATOR})
        with self._database.read() as conn:
            reader = None if sees_all else actor.id
            rows = knowledge.ranked(conn, words, reader, max(1, min(limit, LONGEST_LIST)))
        return [
            ArticleHit(
                Ref("article", row.id),
                row.number,
                row.title,
                passage(row.summary, row.content, words),
                _status(row.status),
            )
            for row in rows
        ]


def meaningful_words(text: str) -> list[str]:
    """The beginnings of words that a search for `text` looks for: without little words, cut to find other forms."""
    return knowledge.meaningful(search.query_words(clean_text(text)))


def passage(summary: str | None, content: str | None, words: list[str], length: int = 200) -> str:
    """The sentences around the first word found, without markup; the beginning when none is found there."""
    for text in (plain_text(summary or ""), plain_text(content or "")):
        starts = [at for word in words if (at := _where(text, word)) >= 0]
        if starts:
            return _cut(text, min(starts), length)
    return _cut(plain_text(summary or content or ""), 0, length)


def plain_text(markdown: str) -> str:
    """Markdown as one line of text."""
    return " ".join(_MARKUP.sub(r"\1", markdown).split())


def _where(text: str, word: str) -> int:
    found = re.search(rf"\b{re.escape(word)}", search.fold(text))
    return found.start() if found else -1


def _cut(text: str, at: int, length: int) -> str:
    start = text.rfind(". ", 0, at) + 2 if at > length // 2 else 0
    start = start if at - start < length else max(0, at - length // 2)
    cut = text[start : start + length]
    return f"{'... ' if start else ''}{cut}{' ...' if start + length < len(text) else ''}"


def _status(status: int) -> str:
    choice = article.RECORD.field("status").choice(status)
    return choice.label if choice else ""
