"""What stands beside a session, and search over everything, as state."""

from __future__ import annotations

import pytest

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.navigation import Origin
from ccw_panel.models.knowledge import FIRST, KnowledgeSearch
from ccw_panel.models.productivity import Productivity
from ccw_panel.models.search import Search
from ccw_panel.models.workspace import Workspace
from ccw_panel.services import Services
from tests.models.conftest import ACTIVE, Things


@pytest.fixture
def articles(services: Services, ada: Actor) -> None:
    for n in range(FIRST + 2):
        given = {"title": f"Lamp care {n}", "content": "Wipe the lamp with a dry cloth."}
        made = services.records.create(ada, "article", given)
        services.records.publish_article(ada, made.ref, made.version)


def test_little_words_are_neither_searched_for_nor_marked(services: Services, alice: Actor, articles: None) -> None:
    shown = KnowledgeSearch(services, alice)
    shown.find("What is the care of my lamps?")

    assert shown.words == ["care", "lamp"]
    assert len(shown.hits) == FIRST


# ---- the pane


def test_case_is_searched_for_by_its_title(
    services: Services, alice: Actor, workspace: Workspace, things: Things, articles: None
) -> None:
    made = services.records.create(alice, "case", {"title": "Lamp care", "customer": things.contacts[0]})
    workspace.open(made.ref, Origin.HOME)
    beside = Productivity(workspace.focused_session)
    beside.load()

    assert beside.knowledge.query == "Lamp care"
    assert len(beside.knowledge.hits) == FIRST
    assert (beside.customer, beside.customer_name) == (things.contacts[0], "Ana Ruiz 0")
    assert all(record.values["customer"] == things.contacts[0] for record in beside.cases)


def test_pane_is_about_the_anchor_whatever_tab_is_in_front(workspace: Workspace, things: Things) -> None:
    workspace.open(things.cases[3], Origin.HOME)
    workspace.open(things.contacts[5], Origin.RELATED)
    beside = Productivity(workspace.focused_session)
    beside.load()

    assert beside.customer == things.contacts[0]


def test_conversation_shows_the_open_cases_of_its_customer(workspace: Workspace, things: Things) -> None:
    session = workspace.create_session("chat", {"conversation_id": ACTIVE})
    beside = Productivity(session)
    beside.load()

    assert beside.customer == things.contacts[1]
    assert beside.cases == []


def test_home_asks_nothing_of_anybody(workspace: Workspace) -> None:
    beside = Productivity(workspace.home)
    beside.load()

    assert (beside.customer, beside.knowledge.query, beside.knowledge.hits) == (None, "", [])


def test_what_was_searched_for_comes_back_with_the_session(
    services: Services, alice: Actor, workspace: Workspace, things: Things
) -> None:
    workspace.open(things.cases[3], Origin.HOME)
    Productivity(workspace.focused_session).find("refund")
    again = Productivity(Workspace.restore(services, alice).focused_session)
    again.load()

    assert again.knowledge.query == "refund"


def test_new_case_of_the_customer_is_read_when_the_pane_is_shown_next(
    services: Services, bob: Actor, workspace: Workspace, things: Things
) -> None:
    workspace.open(things.contacts[5], Origin.HOME)
    beside = Productivity(workspace.focused_session)
    beside.load()
    services.records.create(bob, "case", {"title": "Late parcel", "customer": things.contacts[5]})
    told = beside.apply(services.feed.since(0)[-1:])
    stale = beside.loaded
    beside.load()

    assert (told, stale) == (True, False)
    assert [record.title for record in beside.cases] == ["Late parcel"]


# ---- knowledge and search


def test_more_articles_come_when_they_are_asked_for(services: Services, alice: Actor, articles: None) -> None:
    knowledge = KnowledgeSearch(services, alice)
    knowledge.find("lamp")
    first = len(knowledge.hits), knowledge.may_have_more
    knowledge.show_more()

    assert first == (FIRST, True)
    assert len(knowledge.hits) == FIRST + 2
    assert not knowledge.may_have_more


def test_empty_search_finds_nothing_and_says_nothing(services: Services, alice: Actor, things: Things) -> None:
    search = Search(services, alice, "  ")

    assert (search.text, search.hits, search.failure) == ("", [], "")


def test_hits_are_grouped_by_kind(services: Services, alice: Actor, things: Things) -> None:
    search = Search(services, alice, "ana")
    groups = {group.kind: group.label for group in search.groups()}

    assert groups["contact"] == "Contacts"
    assert sum(len(group.hits) for group in search.groups()) == len(search.hits)


def test_search_that_may_not_be_made_says_why(services: Services, dora: Actor) -> None:
    search = Search(services, dora, "ana")

    assert "Dora Dean" in search.failure
    assert search.hits == []
