"""Every statement of the behaviour specification that this part of the product is about has a test that names it, or a
line in docs/decisions.md that says why not."""

import re
from pathlib import Path

HERE = Path(__file__)
DECISIONS = HERE.parents[1] / "docs" / "decisions.md"

# section -> first and last number of each run of ids
IDS = {
    "A": [(1, 13)],
    "B": [(1, 7), (10, 38), (40, 44), (50, 54), (60, 67), (70, 76), (80, 85), (90, 99), (110, 118)],
    "C": [(1, 6), (10, 17)],
    "H": [(1, 4), (10, 16), (20, 23), (30, 33), (40, 43)],
    "I": [(1, 11)],
    "L": [(12, 13), (17, 17)],
    "M": [(1, 2)],
}
SPECIFIED = [f"{section}-{n}" for section, runs in IDS.items() for first, last in runs for n in range(first, last + 1)]

_WRITTEN = re.compile(r"\b([A-Z])-(\d{1,3})\b")  # B-26
_IN_A_NAME = re.compile(r"_([a-z])_?(\d{1,3})(?=_|\()")  # test_..._b26 or test_b_26_...


def ids(found: list[tuple[str, str]]) -> set[str]:
    return {f"{section.upper()}-{int(n)}" for section, n in found}


def sources() -> list[str]:
    return [path.read_text("utf-8") for path in HERE.parent.rglob("test_*.py") if path != HERE]


def in_names(text: str) -> set[str]:
    return ids(_IN_A_NAME.findall("".join(re.findall(r"def test_\w+\(", text))))


def in_prose(text: str) -> set[str]:
    return ids(_WRITTEN.findall(text))


def test_every_id_has_a_test_that_names_it_or_a_decision_that_says_why_not():
    named = in_prose(DECISIONS.read_text("utf-8")).union(*(in_names(text) | in_prose(text) for text in sources()))

    assert [id for id in SPECIFIED if id not in named] == []


def test_no_id_of_these_sections_is_named_that_is_not_there():
    named = in_prose(DECISIONS.read_text("utf-8")).union(*map(in_names, sources()))
    sections = set(IDS) - {"L", "M"}  # of these, other parts of the product keep the rest

    assert sorted(id for id in named if id[0] in sections and id not in SPECIFIED) == []
