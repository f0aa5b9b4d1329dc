"""The only place where text becomes HTML.

Everything else on a page is put there with `textContent`. Articles and other Markdown go through
`safe_html`: Markdown without raw HTML first, then an allow-list of tags and schemes, and the shared
script checks the same list once more before a node is made. Labels go through `label` only where a
Panel component is known to parse its text as HTML (titles of cards, tabs and alerts).
"""

from __future__ import annotations

import html
import unicodedata
from typing import NewType

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

SafeHtml = NewType("SafeHtml", str)  # made by safe_html and nowhere else

TAGS = frozenset(
    {
        *("p", "b", "strong", "em", "i", "s", "ul", "ol", "li", "code", "pre", "br", "a", "blockquote", "hr"),
        *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
    }
)
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
TOP_HEADING = 3  # a page's own headings are h1 and h2

# No images: a remote picture tells its sender who reads it, when and from where.
_markdown = (
    MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"]).disable("image")
)


def safe_html(markdown: str) -> SafeHtml:
    """The HTML of a Markdown text: no raw HTML, pictures, styles, ids or scripts; links to TAGS' schemes only."""
    tokens = [_lowered(token) for token in _markdown.parse(plain(markdown))]
    made = _markdown.renderer.render(tokens, _markdown.options, {})
    return SafeHtml(
        nh3.clean(
            made,
            tags=set(TAGS),
            attributes={"a": {"href"}},
            url_schemes=set(SCHEMES),
            link_rel="noopener noreferrer nofollow",
        )
    )


def label(text: str) -> SafeHtml:
    """Plain text for a component that parses its text as HTML: shown as it was written."""
    return SafeHtml(html.escape(plain(text).replace("\n", " ")))


def plain(text: str) -> str:
    """The text without control characters and without the marks that turn the direction of what follows."""
    return "".join(c for c in text if c in "\n\t" or (unicodedata.category(c) != "Cc" and c not in _DIRECTION))


_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _lowered(token: Token) -> Token:
    """A heading of the text, below the headings of the page it is shown on."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(6, int(token.tag[1]) + TOP_HEADING - 1)}"
    return token
