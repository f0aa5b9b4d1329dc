"""The documentation names what there is, and its links lead somewhere."""

import re
from pathlib import Path

import pytest

from ccw_panel.config import SETTINGS
from ccw_panel.discover import module_names
from ccw_panel.domain.conversation import Channel
from ccw_panel.domain.records import record_types

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:ccw_panel|tests|docs|bench|notebooks)/[\w./-]+\.\w+)`")
EXAMPLE_PATHS = {"NAME"}  # stands for a file that the reader will make


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def links(page: Path) -> list[str]:
    return [first or second for first, second in LINK.findall(page.read_text("utf-8"))]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented_with_its_default(setting):
    row = next((line for line in text("docs/settings.md").splitlines() if line.startswith(f"| `{setting.name}`")), "")

    assert row, f"docs/settings.md has no row for {setting.name}"
    assert (f"`{setting.default}`" if setting.default else "not set") in row


def test_no_setting_is_documented_that_does_not_exist():
    named = set(re.findall(r"^\| `(CCW_\w+)`", text("docs/settings.md"), re.M))

    assert named == {setting.name for setting in SETTINGS}


@pytest.mark.parametrize("name", sorted(record_types()))
def test_every_record_type_is_documented(name):
    assert f"| `{name}` |" in text("docs/architecture.md")


@pytest.mark.parametrize(
    ("package", "name"),
    [
        (package, name)
        for package in ("ccw_panel.views.tabs", "ccw_panel.views.dashboards", "ccw_panel.importers")
        for name in module_names(package)
    ],
)
def test_every_tab_dashboard_and_importer_is_documented(package, name):
    pages = "\n".join(page.read_text("utf-8") for page in PAGES)

    assert re.search(rf"[`/]{re.escape(name)}(`|\.py)", pages), f"{package}.{name} is in no page of the documentation"


@pytest.mark.parametrize("channel", Channel)
def test_every_channel_is_documented(channel):
    assert f"`{channel}`" in text("docs/architecture.md")


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(document):
    broken = []
    for link in links(document):
        if re.match(r"https?://|mailto:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_is_named_exists(document):
    named = set(PATH.findall(document.read_text("utf-8")))

    missing = {path for path in named if not (ROOT / path).exists() and Path(path).stem not in EXAMPLE_PATHS}

    assert missing == set()


def test_every_decision_has_a_number_of_its_own():
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", text("docs/decisions.md"), re.M)]

    assert numbers == list(range(1, len(numbers) + 1))
