"""What may be entered in a field, without any database."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccw_panel.domain.records import Choice, Field, Kind, record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.values import clean_text, missing, parse, parse_all

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


def field(kind: Kind, **options: Any) -> Field:
    return Field("it", kind, "It", **options)


@given(ANY_TEXT)
def test_cleaned_text_can_be_stored_anywhere(text: str) -> None:
    for cleaned in (clean_text(text), clean_text(text, lines=True)):
        assert "\x00" not in cleaned
        cleaned.encode("utf-8")


@given(ANY_TEXT, st.booleans())
def test_cleaning_twice_is_cleaning_once(text: str, lines: bool) -> None:
    once = clean_text(text, lines=lines)
    assert clean_text(once, lines=lines) == once


@pytest.mark.parametrize(
    "text", ["Zoë \N{MAN}\u200d\N{WOMAN}", "e\u0301", "\u202eabc\u202c", "مرحبا", "a\u00a0b", "\ufeffa"]
)
def test_what_people_write_stays_as_written(text: str) -> None:
    """F15: everything but NUL, lone surrogates and control characters comes back byte by byte."""
    assert clean_text(text) == text


@pytest.mark.parametrize(
    "kind", [Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.DATE, Kind.CHOICE, Kind.LOOKUP]
)
@pytest.mark.parametrize("empty", [None, "", "  "])
def test_nothing_is_none(kind: Kind, empty: Any) -> None:
    assert parse(field(kind), empty) is None


@pytest.mark.parametrize(
    ("kind", "given_value", "stored"),
    [
        (Kind.EMAIL, " ana@example.com ", "ana@example.com"),
        (Kind.PHONE, "+49 (30) 901820 ext. 12", "+49 (30) 901820 ext. 12"),
        (Kind.INTEGER, "15", 15),
        (Kind.INTEGER, 15.0, 15),
        (Kind.BOOLEAN, False, False),
        (Kind.DATE, "2026-03-31", date(2026, 3, 31)),
        (Kind.MOMENT, "2026-03-31T09:30:00Z", datetime(2026, 3, 31, 9, 30, tzinfo=UTC)),
        (Kind.MOMENT, "2026-03-31T09:30+02:00", datetime(2026, 3, 31, 7, 30, tzinfo=UTC)),
        (Kind.USER, "3", 3),
        (Kind.USER, Ref("user", 3), 3),
    ],
)
def test_a_form_may_send_text(kind: Kind, given_value: Any, stored: Any) -> None:
    assert parse(field(kind), given_value) == stored


@pytest.mark.parametrize(
    ("kind", "given_value"),
    [
        (Kind.EMAIL, "ana@localhost"),
        (Kind.EMAIL, "ana@@example.com"),
        (Kind.EMAIL, "a b@example.com"),
        (Kind.EMAIL, "<ana@example.com>"),
        (Kind.PHONE, "12"),
        (Kind.PHONE, "call me"),
        (Kind.PHONE, "1" * 22),
        (Kind.INTEGER, -1),
        (Kind.INTEGER, 2**31),
        (Kind.INTEGER, 1.5),
        (Kind.INTEGER, True),
        (Kind.BOOLEAN, "yes"),
        (Kind.DATE, "31/03/2026"),
        (Kind.DATE, "0001-01-01"),
        (Kind.DATE, 5),
        (Kind.MOMENT, "2026-03-31T09:30"),
        (Kind.MOMENT, "soon"),
        (Kind.USER, "contact:3"),
        (Kind.USER, "9" * 30),
        (Kind.TEXT, ["a"]),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(kind: Kind, given_value: Any) -> None:
    with pytest.raises(ValueError, match=r"^It should .*\.$"):
        parse(field(kind), given_value)


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), ANY_TEXT, st.lists(st.integers())))
@pytest.mark.parametrize("kind", Kind)
def test_no_value_from_a_browser_breaks_a_field(kind: Kind, value: Any) -> None:
    options = {"refers_to": ("contact", "account"), "choices": (Choice(1, "One"),), "max_length": 50}
    with suppress(ValueError):  # any other error would be a page that breaks
        parse(field(kind, **options), value)


def test_references_must_be_to_a_kind_the_field_takes() -> None:
    customer = field(Kind.CUSTOMER, refers_to=("contact", "account"))

    assert parse(customer, "contact:12") == Ref("contact", 12)
    for wrong in ("case:12", "contact:new", "contact:x", "contact", 12):
        with pytest.raises(ValueError, match="one of the contacts or one of the accounts found"):
            parse(customer, wrong)


def test_every_problem_is_found_at_once() -> None:
    values, problems = parse_all(
        record_type("case"), {"title": "x" * 300, "number": "1", "cake": 1, "priority": 2}, creating=False
    )

    assert values == {"priority": 2}
    assert set(problems) == {"title", "number", "cake"}


def test_a_fixed_field_is_given_once() -> None:
    assert parse_all(record_type("case"), {"origin": 1}, creating=True) == ({"origin": 1}, {})
    assert "origin" in parse_all(record_type("case"), {"origin": 1}, creating=False)[1]


def test_what_is_required_and_missing_is_named() -> None:
    assert missing(record_type("contact"), {"first_name": "Ana"}) == {"last_name": "Last name is required."}
