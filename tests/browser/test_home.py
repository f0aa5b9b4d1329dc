"""Home in a real browser: streams, sorting, filtering, picking, and what another agent does."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select, update

from ccw_panel.domain.conversation import State
from ccw_panel.store import schema
from tests.waiting import stored_workspace, wait_until

pytestmark = pytest.mark.browser


def stream(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def test_the_strip_says_how_the_day_went(desk):
    expect(desk.get_by_text("Handled today")).to_be_visible()
    expect(desk.get_by_role("definition").first).to_contain_text(re.compile(r"^\d+ .* usual"))


def test_b_30_a_click_opens_a_work_item_in_a_session_of_its_own(desk):
    stream(desk, "My work items").get_by_role("button", name="Ana Ruiz", exact=True).click()

    expect(desk.get_by_role("tablist", name="Sessions").get_by_role("tab", name="Ana Ruiz")).to_have_attribute(
        "aria-selected", "true"
    )


def test_arrows_move_between_cards_and_enter_opens_one(desk):
    cards = stream(desk, "My work items").get_by_role("button")
    cards.first.focus()
    desk.keyboard.press("ArrowDown")

    expect(cards.nth(1)).to_be_focused()
    name = cards.nth(1).inner_text()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("tablist", name="Sessions").get_by_role("tab", name=name)).to_be_visible()


def test_the_filter_narrows_every_stream_and_says_when_nothing_is_left(desk):
    desk.get_by_role("searchbox", name="Filter work items").fill("ana ruiz")

    expect(stream(desk, "My work items").get_by_role("listitem")).to_have_count(1)
    expect(stream(desk, "Open work items")).to_contain_text("No card matches the filter")


def test_a_stream_is_sorted_as_chosen_and_stays_so_after_a_refresh(desk, center):
    names = stream(desk, "My work items").locator(".open")
    desk.get_by_label("Sort my work items").select_option("customer")

    expect(names.first).to_have_text("Ana Ruiz")

    wait_until(lambda: "'mine': 'customer'" in stored_workspace(center, "alice"))
    desk.reload()
    expect(desk.get_by_label("Sort my work items")).to_have_value("customer")


def test_show_more_shows_the_rest_and_keeps_the_focus_there(desk, center):
    close_today(center, agent_id=1, count=9)
    desk.reload()
    closed = stream(desk, "Closed work items")
    closed.get_by_role("button", name="Show").click()

    expect(closed.get_by_role("listitem").nth(7).get_by_role("button")).to_be_focused()


def test_picking_opens_the_conversation_and_another_agent_sees_it_go(desk_of, center):
    alice, bob = desk_of("alice"), desk_of("bob")
    both = {
        item.customer
        for item in center.services.conversations.work_items(center.services.agents.actor_named("alice"), "open")
    } & {
        item.customer
        for item in center.services.conversations.work_items(center.services.agents.actor_named("bob"), "open")
    }
    customer = sorted(both)[0]
    theirs = stream(bob, "Open work items").get_by_role("button", name=f"Pick {customer}")
    expect(theirs).to_be_attached()

    stream(alice, "Open work items").get_by_role("listitem").filter(has_text=customer).hover()
    alice.get_by_role("button", name=f"Pick {customer}").click()

    expect(alice.get_by_role("tablist", name="Sessions").get_by_role("tab", name=customer)).to_be_visible()
    expect(theirs).not_to_be_attached()
    talks = center.frame("conversations")
    assert State.ACTIVE in set(talks[talks["customer_name"] == customer]["state"])


def close_today(center, agent_id: int, count: int) -> None:
    """Let the agent have closed some conversations just now: how many the demo has depends on the hour."""
    c = schema.conversations.c
    with center.database.write() as conn:
        done = select(c.id).where(c.agent_id == agent_id, c.state == "closed").order_by(c.closed_at.desc())
        ids = conn.execute(done.limit(count)).scalars().all()
        conn.execute(update(schema.conversations).where(c.id.in_(ids)).values(closed_at=datetime.now(UTC)))
