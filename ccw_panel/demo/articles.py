"""The shop's knowledge articles: one Markdown file each in `articles/`, with a few header lines.

The header ends at the first empty line; it holds title, subject, keywords, summary, and where they differ from
published, external and English: status, visibility and language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from ccw_panel.demo.centre import AGENTS
from ccw_panel.demo.dice import Dice

STATUS = {"draft": 1, "published": 2, "expired": 3}
VISIBILITY = {"internal": 1, "external": 2}


@dataclass(frozen=True)
class Article:
    id: int
    name: str  # its file's
    header: dict[str, str]
    content: str  # Markdown

    @property
    def title(self) -> str:
        return self.header["title"]

    @property
    def number(self) -> str:
        return f"KA-{self.id:04d}"


@cache
def articles() -> dict[str, Article]:
    """Every article by name, numbered in alphabetical order of the names."""
    found = sorted(
        (f for f in (files("ccw_panel.demo") / "articles").iterdir() if f.name.endswith(".md")), key=lambda f: f.name
    )
    return {f.name[:-3]: _article(number, f.name[:-3], f.read_text("utf-8")) for number, f in enumerate(found, start=1)}


def _article(number: int, name: str, text: str) -> Article:
    head, _, content = text.partition("\n\n")
    header = dict(line.split(": ", 1) for line in head.splitlines())
    return Article(number, name, header, content.strip() + "\n")


def article_rows(seed: int, as_of: datetime) -> list[dict[str, Any]]:
    """Rows of `articles`: written in the year before the demo, some revised since."""
    dice = Dice(seed, "articles")
    return [_row(article, as_of, dice) for article in articles().values()]


def _row(article: Article, as_of: datetime, dice: Dice) -> dict[str, Any]:
    author = dice.pick(AGENTS)
    written = as_of - timedelta(days=dice.between(40, 400))
    status = STATUS[article.header.get("status", "published")]
    published = written + timedelta(hours=dice.between(3, 70)) if status > 1 else None
    changed = (published or written) + timedelta(days=dice.between(0, 35) if dice.chance(0.4) else 0)
    return {
        "id": article.id,
        "title": article.title,
        "number": article.number,
        "keywords": article.header["keywords"],
        "subject": article.header["subject"],
        "summary": article.header["summary"],
        "content": article.content,
        "author_id": author.id,
        "language": article.header.get("language", "en"),
        "status": status,
        "visibility": VISIBILITY[article.header.get("visibility", "external")],
        "published_at": published,
        "views": int(dice.lognormal(140, 1.0)) if status > 1 else 0,
        "active": True,
        "version": 2 if published else 1,
        "created_at": written,
        "created_by": author.name,
        "modified_at": changed,
        "modified_by": author.name,
        "imported": "",
        "external_id": None,
    }
