"""Contrast of every pair of colours that the desk uses, in both themes (WCAG 2.2, AA)."""

import re
from pathlib import Path

import pytest

from ccw_panel.views import theme

THEMES = {"light": theme.LIGHT, "dark": theme.DARK}
SOURCES = Path(theme.__file__).parent
TEXT, CONTROL = 4.5, 3.0

GROUNDS = ("bg", "surface", "surface-2", "raised", "raised-2")
LEVELS = tuple(f"s{level}" for level in range(1, 8))
INKS = ("text", "text-2", "text-3", "accent-text", "success", "warning", "danger", *LEVELS)
PAIRS = (
    *((ink, ground, TEXT) for ink in INKS for ground in GROUNDS),
    *((ink, "surface-3", TEXT) for ink in ("text", "text-2")),
    *(
        (ink, "accent-soft", TEXT)
        for ink in ("text", "text-2", "text-3", "accent-text", "danger", "warning", "success")
    ),
    *((ink, "accent-soft-2", TEXT) for ink in ("text", "accent-text")),
    *((ink, f"{ink}-soft", TEXT) for ink in ("success", "warning", "danger", "note")),
    *((ink, f"{tone}-soft", TEXT) for ink in ("text", "text-2") for tone in ("success", "warning", "danger")),
    ("text", "note-soft", TEXT),
    ("text", "hl", TEXT),
    *((f"on-{tone}", f"{tone}-solid", TEXT) for tone in ("success", "warning", "danger")),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    *((edge, ground, CONTROL) for edge in ("line-2", "focus") for ground in GROUNDS),
    *(("accent", ground, CONTROL) for ground in ("bg", "surface", "surface-2")),
    ("note-line", "note-soft", CONTROL),
    *((f"{tone}-solid", "surface", CONTROL) for tone in ("success", "warning", "danger")),
)


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21_to_1():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("ink", "ground", "needed"), PAIRS, ids=lambda part: str(part))
def test_every_pair_in_use_can_be_read(name, ink, ground, needed):
    assert contrast(THEMES[name][ink], THEMES[name][ground]) >= needed


def test_both_themes_have_the_same_colours():
    assert theme.LIGHT.keys() == theme.DARK.keys()


def test_every_variable_that_a_style_sheet_uses_exists():
    known = set(theme.css_variables("light"))
    sheets = "\n".join(path.read_text("utf-8") for path in SOURCES.rglob("*.css"))
    scripts = "\n".join(path.read_text("utf-8") for path in SOURCES.rglob("*.js"))
    own = set(re.findall(r"(--[\w-]+)\s*:", sheets)) | set(re.findall(r'setProperty\(\s*"(--[\w-]+)"', scripts))

    used = set(re.findall(r"var\((--[\w-]+)", sheets))

    assert used - known - own == set()


# a transcript that is saved as a file stands alone: it has no theme to take colours from
STAND_ALONE = {"closed_conversation_page.js"}


def test_colours_are_written_in_the_theme_and_nowhere_else():
    found = {
        str(path.relative_to(SOURCES)): colours
        for path in sorted([*SOURCES.rglob("*.css"), *SOURCES.rglob("*.js"), *SOURCES.rglob("*.py")])
        if path.name not in {"theme.py", "_icons.js", *STAND_ALONE}
        and (colours := re.findall(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?!\w)", path.read_text("utf-8")))
    }

    assert found == {}
