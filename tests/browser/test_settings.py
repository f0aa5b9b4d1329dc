"""What a person sets for themselves is seen at once, on every page that is open."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def usual_settings(center):
    yield
    alice = center.services.agents.actor_named("alice")
    center.services.agents.save_settings(alice, {"time_zone": "", "language": ""})


@pytest.mark.usefixtures("usual_settings")
def test_another_time_zone_writes_every_date_anew_and_keeps_what_is_typed(desk_of, center):
    cases = center.frame("cases")
    case = cases[cases["status"] == 1].iloc[9]
    page = desk_of("alice", path=f"/?open=case:{case['id']}")
    title = page.get_by_role("textbox", name=re.compile("^Title"))
    title.fill("Half of a title")
    expect(page.get_by_text("Kept as a draft at")).to_be_visible()
    facts = page.get_by_role("region", name="Facts")
    before = facts.inner_text()

    page.get_by_role("button", name=re.compile("Alice.*account$")).click()
    page.get_by_label("Time zone").select_option("Pacific/Kiritimati")

    expect(facts).not_to_have_text(before, use_inner_text=True)
    expect(title).to_have_value("Half of a title")

    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("Alice.*account$")).click()
    page.get_by_label("Language of dates").select_option("de")
    created = case["created_at"].tz_convert("Pacific/Kiritimati")
    expect(facts).to_contain_text(f"{created.day}. ")
