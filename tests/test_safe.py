"""Text becomes HTML in one place, and nothing a customer writes runs there."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccw_panel.views.safe import SCHEMES, TAGS, label, plain, safe_html

PAYLOADS = [
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<script>alert(1)</script>",
    "<form action=//evil><button>x</button></form>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](https://evil.example/pixel.png)",
    "<p id=x name=y style='position:fixed'>x</p>",
    '```\n"><script>alert(1)</script>\n```',
    "<!--><script>alert(1)</script>-->",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
]


class Elements(HTMLParser):
    """Names and attributes of the elements in an HTML text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]


def test_an_article_keeps_its_headings_lists_tables_and_links():
    html = safe_html(
        "# Damaged goods\n\n- **Ask** for a photo\n\n|a|b|\n|-|-|\n|1|2|\n\n[Rules](https://example.com/?a=1&b=2)"
    )

    assert "<h3>Damaged goods</h3>" in html
    assert "<li><strong>Ask</strong>" in html
    assert "<td>1</td>" in html
    assert '<a href="https://example.com/?a=1&amp;b=2" rel="noopener noreferrer nofollow">Rules</a>' in html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_runs_or_calls_home_comes_through(payload: str):
    found = Elements(safe_html(payload))

    assert found.tags <= TAGS
    assert found.attributes <= {"href", "rel"}
    assert all(link.split(":")[0] in SCHEMES for link in found.links)


@given(st.text(max_size=300))
def test_any_text_at_all_becomes_only_listed_tags(text: str):
    assert Elements(safe_html(text)).tags <= TAGS


@given(st.text(max_size=100))
def test_a_label_is_shown_as_it_was_written(text: str):
    shown = label(text)

    assert "<" not in shown
    assert '"' not in shown


def test_marks_that_turn_the_direction_of_what_follows_are_taken_out():
    assert plain("invoice\u202egpj.exe\x00") == "invoicegpj.exe"
