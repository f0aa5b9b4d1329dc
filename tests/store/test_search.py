"""The word index: what is typed, and what it finds."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from ccw_panel.domain.agents import Actor
from ccw_panel.services import Services
from ccw_panel.store import search
from ccw_panel.store.engine import Database


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("CAS-01003", ["cas1003"]),
        ("cas-1003", ["cas1003"]),
        ("Cas 1003", ["cas1003"]),
        ("1003", ["1003"]),
        ("Ana  RUIZ", ["ana", "ruiz"]),
        ("Álvarez", ["alvarez"]),
        ("ana.ruiz@example.com", ["ana.ruiz@example.com"]),
        ("+1 (555) 010-0123", ["15550100123"]),
        ("O'Neill, Zoë", ["o", "neill", "zoe"]),
        ("ana ana", ["ana"]),
        ("  ", []),
        ("%_", ["_"]),
    ],
)
def test_what_is_typed_becomes_words(typed: str, words: list[str]) -> None:
    assert search.query_words(typed) == words


def test_a_long_question_is_cut() -> None:
    assert len(search.query_words(" ".join(f"word{n}" for n in range(100)))) == search.QUERY_WORDS


def test_rebuilding_gives_what_saving_gave(database: Database) -> None:
    rows = select(search.WORD).order_by(search.WORD.c.word, search.WORD.c.kind, search.WORD.c.id)
    with database.write() as conn:
        kept = conn.execute(rows).all()
        conn.execute(delete(search.WORD))
        search.rebuild(conn)

        assert kept
        assert conn.execute(rows).all() == kept


def test_a_contact_is_found_by_the_new_name_of_its_company(services: Services, alice: Actor) -> None:
    """H-12: company name is a search field of a contact, also when the company is renamed."""
    acme = services.records.lookup(alice, ["account"], "acme")[0].ref
    services.records.save(alice, acme, {"name": "Brightside"}, 1)

    assert [hit.title for hit in services.records.lookup(alice, ["contact"], "bright")] == ["José Álvarez"]
    assert services.records.lookup(alice, ["contact"], "acme") == []


def test_every_search_is_a_range_of_the_index(sqlite: Database) -> None:
    with sqlite.read() as conn:
        wanted = search.ids("contact", ["ana", "ru"]).compile(conn, compile_kwargs={"literal_binds": True})
        plan = [row.detail for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {wanted}")]

    scans = [step for step in plan if "search_words" in step]
    assert len(scans) == 2
    assert all("kind=? AND word>? AND word<?" in step for step in scans), plan


def test_a_word_that_was_taken_out_finds_nothing(services: Services, alice: Actor) -> None:
    mona = services.records.lookup(alice, ["contact"], "ruge")[0].ref
    services.records.save(alice, mona, {"last_name": "Roth"}, 1)

    assert services.records.lookup(alice, ["contact"], "ruge") == []
    assert services.records.lookup(alice, ["contact"], "mona roth")[0].ref == mona
