"""Knowledge search: the best article first, and only what one may read."""

from __future__ import annotations

from typing import Any

import pytest

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.record import Record
from ccw_panel.errors import AccessDenied
from ccw_panel.services import Services
from ccw_panel.services.knowledge import Knowledge, passage, plain_text
from ccw_panel.store.knowledge import meaningful


@pytest.fixture
def knowledge(services: Services) -> Knowledge:
    return services.knowledge


@pytest.fixture
def write(services: Services, sam: Actor) -> Any:
    def write(title: str, *, author: Actor = sam, publish: bool = True, **values: str) -> Record:
        article = {"title": title, "content": "Nothing to see.", **values}
        made = services.records.create(author, "article", article)
        return services.records.publish_article(author, made.ref, made.version) if publish else made

    return write


def titles(found: Any) -> list[str]:
    return [hit.title for hit in found]


def test_title_counts_most_then_keywords_summary_content(knowledge: Knowledge, write: Any, alice: Actor) -> None:
    write("In the content", content="How a refund is made.")
    write("In the summary", summary="About a refund.")
    write("In the keywords", keywords="money, refund")
    write("Refund")
    write("Something else")

    assert titles(knowledge.search(alice, "refund")) == [
        "Refund",
        "In the keywords",
        "In the summary",
        "In the content",
    ]


def test_an_article_with_more_of_the_words_comes_first(knowledge: Knowledge, write: Any, alice: Actor) -> None:
    write("Refund of a lamp")
    write("Refund of a kettle")
    write("Clean a kettle")

    assert titles(knowledge.search(alice, "Kettle refund?"))[0] == "Refund of a kettle"


def test_a_rare_word_says_more_than_a_common_one(knowledge: Knowledge, write: Any, alice: Actor) -> None:
    for n in range(5):
        write(f"Order {n}")
    write("Voucher")

    assert titles(knowledge.search(alice, "order voucher"))[0] == "Voucher"


@pytest.mark.parametrize("asked", ["refunds", "Refunded", "refunding", "REFUND", "rëfund", "what is the refund"])
def test_other_forms_of_a_word_are_found(knowledge: Knowledge, write: Any, alice: Actor, asked: str) -> None:
    write("Refund")
    assert titles(knowledge.search(alice, asked)) == ["Refund"]


def test_nothing_asked_or_nothing_known_finds_nothing(knowledge: Knowledge, write: Any, alice: Actor) -> None:
    write("Refund")
    assert knowledge.search(alice, "  ") == []
    assert knowledge.search(alice, "zebra") == []


def test_an_agent_finds_published_articles_and_their_own_drafts(
    knowledge: Knowledge, write: Any, alice: Actor, bob: Actor, sam: Actor
) -> None:
    write("Refund, published")
    write("Refund, a draft of Alice", author=alice, publish=False)
    write("Refund, a draft of Sam", publish=False)

    assert sorted(titles(knowledge.search(alice, "refund"))) == ["Refund, a draft of Alice", "Refund, published"]
    assert titles(knowledge.search(bob, "refund")) == ["Refund, published"]
    assert len(knowledge.search(sam, "refund")) == 3


def test_a_hit_shows_the_passage_that_fits(knowledge: Knowledge, write: Any, alice: Actor) -> None:
    write("Delays", content="# Post\nParcels are late. " * 20 + "A **voucher** is sent after [five](https://x) days.")

    (hit,) = knowledge.search(alice, "voucher")
    assert hit.number == "KA-0001"
    assert hit.status == "Published"
    assert "A voucher is sent after five days." in hit.passage
    assert len(hit.passage) < 220


def test_a_passage_of_short_text_is_all_of_it() -> None:
    assert passage(None, "Short.", ["zebra"]) == "Short."


def test_markup_is_left_out_of_a_passage() -> None:
    assert plain_text("## Steps\n1. Press *reset*\n- `wait` ![icon](a.png)") == "Steps Press reset wait icon"


def test_little_words_are_left_out_unless_nothing_else_is_asked() -> None:
    assert meaningful(["how", "do", "i", "pay"]) == ["pay"]
    assert meaningful(["who", "is", "it"]) == ["who", "is", "it"]


def test_who_has_no_desk_finds_nothing(knowledge: Knowledge, nina: Actor) -> None:
    with pytest.raises(AccessDenied):
        knowledge.search(nina, "refund")
