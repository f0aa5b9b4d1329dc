"""What our scripts and views may not do: turn text into HTML, run text, or ask another host for anything."""

import ast
import re
from pathlib import Path

import pytest

import ccw_panel

PACKAGE = Path(ccw_panel.__file__).parent
SCRIPTS = sorted(PACKAGE.rglob("*.js"))
STYLES = sorted([*PACKAGE.rglob("*.css"), *PACKAGE.rglob("*.html")])
VIEWS = sorted((PACKAGE / "views").rglob("*.py"))

# name -> the one file that may use it
SINKS = {
    r"\.innerHTML\b": None,
    r"\.outerHTML\b": None,
    r"\binsertAdjacentHTML\b": None,
    r"\bcreateContextualFragment\b": None,
    r"\bdocument\.write(ln)?\b": None,
    r"\bsetHTMLUnsafe\b": None,
    r"\bsrcdoc\b": None,
    r"(?<!\w)eval\s*\(": None,
    r"\bnew Function\b": None,
    r"\bset(Timeout|Interval)\(\s*[\"'`]": None,
    r"\bjavascript:": None,
    r"\bDOMParser\b": {"_safe.js", "_dom.js"},  # a copy by an allow-list, and our own constant pictures
}
# Panel components that parse the text they are given as HTML (or as Markdown, which is HTML)
HTML_COMPONENTS = {"HTML", "Str", "Markdown", "Alert", "Typography", "HoloViews"}
MAKES_HTML = {"safe.py"}


def code(path: Path) -> str:
    """A script without its comments, which may name what it does not do."""
    return re.sub(r"(?<!:)//[^\n]*|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)


@pytest.mark.parametrize("pattern", SINKS)
def test_no_script_turns_text_into_html_or_runs_it(pattern):
    allowed = SINKS[pattern] or set()

    found = [path.name for path in SCRIPTS if path.name not in allowed and re.search(pattern, code(path))]

    assert found == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_imports_nothing_and_asks_no_other_host(path):
    # the name space of SVG and the schemes a link may have are not addresses that anything is read from
    text = code(path).replace("http://www.w3.org/2000/svg", "")

    assert not re.search(r"^\s*import[\s{*(\"']", text, re.M)
    assert not re.search(r"\bimport\s*\(", text)
    assert not re.search(r"https?://[\w-]+\.[\w.-]+", text)
    assert "//cdn." not in text


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_or_page_asks_no_other_host(path):
    text = path.read_text("utf-8")

    assert not re.search(r"@import|url\(\s*['\"]?(https?:)?//", text)
    assert not re.search(r"(src|href)\s*=\s*['\"]?(https?:)?//", text)


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_view_hands_text_to_a_component_that_parses_html(path):
    tree = ast.parse(path.read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]

    named = {
        f"line {call.lineno}: {_last_name(call.func)}" for call in calls if _last_name(call.func) in HTML_COMPONENTS
    }
    as_html = {
        f"line {call.lineno}" for call in calls for word in call.keywords if word.arg == "html" and _is_true(word)
    }

    if path.name not in MAKES_HTML:
        assert named | as_html == set()


def test_only_safe_py_makes_safe_html():
    made = [path.name for path in VIEWS if re.search(r"\bSafeHtml\(", path.read_text("utf-8"))]

    assert set(made) <= MAKES_HTML


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_true(word: ast.keyword) -> bool:
    return isinstance(word.value, ast.Constant) and word.value.value is True
