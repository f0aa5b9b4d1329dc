"""Forms, grids, search and the productivity pane in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from ccw_panel.center import ContactCenter
from ccw_panel.domain.agents import Actor
from ccw_panel.domain.record import Record
from ccw_panel.domain.ref import Ref
from tests.waiting import stored_workspace, wait_until

pytestmark = pytest.mark.browser

Opened = tuple[Page, Record]


@pytest.fixture
def bob(center: ContactCenter) -> Actor:
    return center.services.agents.actor_named("bob")


@pytest.fixture
def ana(center: ContactCenter, bob: Actor) -> Record:
    """A customer of these tests alone."""
    return center.services.records.create(bob, "contact", {"first_name": "Ana", "last_name": "Quillfeather"})


@pytest.fixture
def case_of_ana(center: ContactCenter, bob: Actor, ana: Record) -> Record:
    return center.services.records.create(bob, "case", {"title": "Lamp is cracked", "customer": ana.ref})


@pytest.fixture
def form(desk_of: Callable[..., Page], case_of_ana: Record) -> Page:
    """Alice's desk on that case, its right-hand column read."""
    return opened(desk_of, case_of_ana.ref)


def opened(desk_of: Callable[..., Page], ref: Ref, **how: object) -> Page:
    page = desk_of("alice", path=f"/?open={ref}", **how)
    expect(page.get_by_role("region", name="Facts")).to_be_visible()
    return page


def stored(center: ContactCenter, record: Record) -> Record:
    return center.services.records.get(center.services.agents.actor_named("bob"), record.ref)


def title_of(page: Page) -> Locator:
    return page.get_by_label("Title required")


def unsaved(page: Page) -> Locator:
    """The words in the save bar."""
    return page.get_by_role("region", name="Unsaved changes").get_by_text("Unsaved changes", exact=True)


# ---- editing and saving


def test_what_is_typed_is_marked_and_saved_with_the_keyboard(form: Page, center: ContactCenter, case_of_ana: Record):
    title_of(form).fill("Lamp is cracked again")
    expect(unsaved(form)).to_be_visible()
    expect(form.get_by_text("Kept as a draft at")).to_be_visible()
    form.keyboard.press("ControlOrMeta+s")

    expect(unsaved(form)).to_be_hidden()
    expect(form.get_by_role("tab", name="Lamp is cracked again").first).to_be_visible()
    assert stored(center, case_of_ana).title == "Lamp is cracked again"


def test_refused_value_is_said_at_its_field_and_has_the_focus(form: Page, center: ContactCenter, case_of_ana: Record):
    title_of(form).fill("")
    form.get_by_role("button", name="Save", exact=False).last.click()

    expect(title_of(form)).to_have_attribute("aria-invalid", "true")
    expect(title_of(form)).to_have_accessible_description("Title is required.")
    expect(title_of(form)).to_be_focused()
    expect(form.get_by_role("button", name="1 field to correct")).to_be_visible()
    assert stored(center, case_of_ana).title == "Lamp is cracked"


def test_discard_brings_back_what_is_stored(form: Page):
    title_of(form).fill("Something else")
    form.get_by_label("Priority required").select_option(label="High")
    expect(form.get_by_text("Kept as a draft at")).to_be_visible()
    form.get_by_role("button", name="Discard").click()

    expect(title_of(form)).to_have_value("Lamp is cracked")
    expect(form.get_by_label("Priority required")).to_have_value("2")
    expect(unsaved(form)).to_be_hidden()


def test_what_was_typed_a_moment_before_a_reload_is_still_there(form: Page):
    title_of(form).press("End")
    form.keyboard.type(", really")
    form.reload()

    expect(title_of(form)).to_have_value("Lamp is cracked, really", timeout=30_000)
    expect(unsaved(form)).to_be_visible()


def test_moment_is_entered_in_the_persons_own_time_zone(
    desk_of: Callable[..., Page], center: ContactCenter, bob: Actor, case_of_ana: Record
):
    task = {"type": 2, "subject": "Call back", "regarding": case_of_ana.ref}
    made = center.services.records.create(bob, "activity", task)
    page = opened(desk_of, made.ref)
    page.get_by_label("Due").fill("2026-07-14T10:30")
    page.keyboard.press("ControlOrMeta+s")
    expect(unsaved(page)).to_be_hidden()

    zone = page.evaluate("() => new Date('2026-07-14T10:30').toISOString()")
    due = stored(center, made).values["due_at"]
    assert due.strftime("%Y-%m-%dT%H:%M:00.000Z") == zone


# ---- lookups


def test_customer_is_found_and_chosen_with_the_keyboard(
    form: Page, center: ContactCenter, bob: Actor, case_of_ana: Record
):
    other = center.services.records.create(bob, "contact", {"first_name": "Otto", "last_name": "Quillfeather"})
    form.get_by_role("button", name="Clear Customer").click()
    form.keyboard.type("otto quill")
    expect(form.get_by_role("option", name="Otto Quillfeather")).to_be_visible()
    form.keyboard.press("Enter")
    expect(form.get_by_role("link", name="Customer Otto Quillfeather")).to_be_focused()
    form.keyboard.press("ControlOrMeta+s")
    expect(unsaved(form)).to_be_hidden()

    assert stored(center, case_of_ana).values["customer"] == other.ref


def test_first_arrow_down_in_a_lookup_goes_to_the_first_that_was_found(form: Page):
    form.get_by_role("button", name="Clear Customer").click()
    form.keyboard.type("an")
    options = form.get_by_role("listbox", name="Customer").get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    form.keyboard.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    form.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")


def test_escape_brings_the_cleared_customer_back(form: Page):
    form.get_by_role("button", name="Clear Customer").click()
    form.keyboard.press("Escape")

    expect(form.get_by_role("link", name="Customer Ana Quillfeather")).to_be_visible()
    expect(unsaved(form)).to_be_hidden()


def test_customer_made_from_the_lookup_comes_back_into_it(form: Page):
    form.get_by_role("button", name="Clear Customer").click()
    form.keyboard.type("nobody of this name")
    form.get_by_role("option", name="New contact").click()
    form.get_by_label("Last name required").fill("Fresh")
    form.keyboard.press("ControlOrMeta+s")
    expect(form.get_by_role("tab", name="Fresh").first).to_be_visible()
    form.get_by_role("tablist", name="Tabs").get_by_role("tab").first.click()

    expect(form.get_by_role("link", name="Customer Fresh")).to_be_visible()


# ---- two people


def test_second_to_save_chooses_between_both_values(form: Page, center: ContactCenter, bob: Actor, case_of_ana: Record):
    title_of(form).fill("Alice's title")
    expect(form.get_by_text("Kept as a draft at")).to_be_visible()
    center.services.records.save(bob, case_of_ana.ref, {"title": "Bob's title", "priority": 1}, case_of_ana.version)
    expect(form.get_by_text("has saved this case since you began")).to_be_visible()
    form.keyboard.press("ControlOrMeta+s")
    panel = form.get_by_role("alert", name="Choose what to keep")
    expect(panel.get_by_text("Bob's title")).to_be_visible()
    form.keyboard.press("ControlOrMeta+s")  # not a choice
    expect(panel.get_by_role("radio", name="Keep mine").first).to_be_focused()
    assert stored(center, case_of_ana).title == "Bob's title"
    panel.get_by_role("group", name="Priority").get_by_role("radio", name="Keep mine").check()
    panel.get_by_role("button", name="Save my choice").click()

    expect(panel).to_be_hidden()
    saved = stored(center, case_of_ana)
    assert (saved.title, saved.values["priority"]) == ("Alice's title", 2)


def test_what_a_colleague_saves_appears_by_itself(form: Page, center: ContactCenter, bob: Actor, case_of_ana: Record):
    center.services.records.save(bob, case_of_ana.ref, {"title": "Bob's title"}, case_of_ana.version)

    expect(title_of(form)).to_have_value("Bob's title")
    expect(form.get_by_role("heading", name="Bob's title")).to_be_visible()


# ---- the life of a case and of an article


def test_case_is_resolved_over_its_open_activities_and_taken_up_again(
    form: Page, center: ContactCenter, bob: Actor, case_of_ana: Record
):
    task = {"type": 2, "subject": "Call back", "regarding": case_of_ana.ref}
    center.services.records.create(bob, "activity", task)
    form.get_by_role("button", name="Resolve", exact=True).click()
    dialog = form.get_by_role("dialog", name=f"Resolve {case_of_ana.number}")
    dialog.get_by_role("button", name="Resolve").click()
    expect(dialog.get_by_text("Say what solved it.")).to_be_visible()
    dialog.get_by_label("Resolution required").fill("A new lamp was sent.")
    dialog.get_by_role("button", name="Resolve").click()
    dialog.get_by_role("button", name="Cancel them and resolve").click()

    expect(dialog).to_be_hidden()
    expect(form.get_by_text("This case is resolved and read-only.")).to_be_visible()
    expect(form.get_by_role("textbox", name="Title", exact=True)).to_have_attribute("readonly", "")
    form.get_by_role("button", name="Reactivate").click()
    expect(title_of(form)).to_be_editable()


def test_published_article_is_read_and_its_text_runs_nothing(desk_of: Callable[..., Page], center: ContactCenter):
    records, ada = center.services.records, center.services.agents.actor_named("ada")
    text = "# Rugs\n\nA **fine** rug.\n\n<img src=x onerror=alert(1)> [here](javascript:alert(2))"
    made = records.create(ada, "article", {"title": "About rugs", "content": text})
    records.publish_article(ada, made.ref, made.version)
    page = opened(desk_of, made.ref)
    article = page.get_by_role("article", name="About rugs")

    expect(article.get_by_role("heading", name="Rugs")).to_be_visible()
    expect(article.locator("strong")).to_have_text("fine")
    expect(article.locator("img")).to_have_count(0)
    expect(article.get_by_role("link")).to_have_count(0)


# ---- beside the form


def test_note_is_added_and_a_half_written_one_survives_a_reload(form: Page, center: ContactCenter):
    form.get_by_label("New note").fill("Called twice")
    form.get_by_role("button", name="Add note").click()
    expect(form.get_by_role("region", name="Timeline").get_by_text("Called twice").first).to_be_visible()
    form.get_by_label("New note").fill("Will call")
    wait_until(lambda: "Will call" in stored_workspace(center, "alice"))
    form.reload()

    expect(form.get_by_label("New note")).to_have_value("Will call", timeout=30_000)


def test_related_record_opens_in_a_tab_of_this_session(
    form: Page, center: ContactCenter, bob: Actor, case_of_ana: Record
):
    task = {"type": 2, "subject": "Call Ana back", "regarding": case_of_ana.ref}
    center.services.records.create(bob, "activity", task)
    form.get_by_role("tab", name="Activities 1").click()
    sessions = form.get_by_role("tablist", name="Sessions").get_by_role("tab").count()
    form.get_by_role("region", name="Activities").get_by_role("link", name="Call Ana back").click()

    expect(form.get_by_role("tablist", name="Tabs").get_by_role("tab", name="Call Ana back")).to_be_visible()
    assert form.get_by_role("tablist", name="Sessions").get_by_role("tab").count() == sessions


# ---- grids


@pytest.fixture
def grid(desk_of: Callable[..., Page]) -> Page:
    page = desk_of("alice", path="/?open=view:all-cases")
    expect(page.get_by_role("table", name="All cases")).to_be_visible()
    return page


def test_header_sorts_and_says_which_way(grid: Page):
    head = grid.get_by_role("columnheader", name="Title")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").click()

    expect(head).to_have_attribute("aria-sort", "descending")


def test_grid_turns_pages_and_filters(grid: Page):
    expect(grid.get_by_text("1 to 50 of")).to_be_visible()
    grid.get_by_role("button", name="Next page").click()
    expect(grid.get_by_text("51 to 100 of")).to_be_visible()
    grid.get_by_role("button", name="Filter", exact=True).click()
    grid.get_by_label("Column to filter").select_option(label="Priority")
    grid.get_by_role("checkbox", name="High").check()
    grid.get_by_role("button", name="Apply").click()

    expect(grid.get_by_role("button", name="Remove filter Priority")).to_be_visible()
    expect(grid.get_by_text("1 to 50 of")).to_be_visible()
    expect(grid.get_by_role("row").filter(has_text="Normal")).to_have_count(0)


def test_grid_is_as_it_was_left_after_a_reload(grid: Page, center: ContactCenter):
    grid.get_by_label("Find in this view").fill("lamp")
    grid.get_by_role("columnheader", name="Title").get_by_role("button").click()  # before the words are handed over
    expect(grid.get_by_role("columnheader", name="Title")).to_have_attribute("aria-sort", "ascending")
    expect(grid.get_by_label("Find in this view")).to_have_value("lamp")
    total = grid.get_by_text("1 to ").text_content()
    wait_until(lambda: "lamp" in stored_workspace(center, "alice"))
    grid.reload()

    expect(grid.get_by_label("Find in this view")).to_have_value("lamp", timeout=30_000)
    expect(grid.get_by_text(total or "?")).to_be_visible()


def test_row_is_opened_with_the_arrow_keys_and_enter(grid: Page):
    rows = grid.locator("tbody tr")
    title = rows.nth(2).locator("td").nth(3).text_content()
    rows.nth(0).focus()
    grid.keyboard.press("ArrowDown")
    grid.keyboard.press("ArrowDown")
    grid.keyboard.press("Enter")

    expect(grid.get_by_role("heading", name=title or "?", exact=True)).to_be_visible()


def test_selected_rows_become_mine(grid: Page, center: ContactCenter, case_of_ana: Record):
    grid.get_by_label("Find in this view").fill(case_of_ana.number)
    expect(grid.get_by_text("1 to 1 of 1")).to_be_visible()
    grid.get_by_role("checkbox", name=f"Select {case_of_ana.number}").check()
    grid.get_by_role("toolbar", name="Selected rows").get_by_role("button", name="Assign to me").click()

    expect(grid.get_by_role("row").filter(has_text="Alice")).to_have_count(1)
    assert stored(center, case_of_ana).labels["owner_id"].startswith("Alice")


def test_nothing_found_says_what_to_do_next(grid: Page):
    grid.get_by_label("Find in this view").fill("zzzzzz")
    expect(grid.get_by_text("Nothing matches", exact=True)).to_be_visible()
    grid.get_by_role("button", name="Clear filters").click()

    expect(grid.get_by_text("1 to 50 of")).to_be_visible()


# ---- search and the productivity pane


def test_search_finds_by_kind_and_opens_in_this_session(desk: Page, ana: Record):
    desk.get_by_role("searchbox", name="Global search").fill("quillfeather")
    desk.keyboard.press("Enter")
    found = desk.get_by_role("region", name="Contacts")
    expect(found.get_by_role("link", name="Ana Quillfeather").first).to_be_visible()
    sessions = desk.get_by_role("tablist", name="Sessions").get_by_role("tab").count()
    found.get_by_role("link", name="Ana Quillfeather").first.click()

    expect(desk.get_by_role("tablist", name="Tabs").get_by_role("tab", name="Ana Quillfeather")).to_be_visible()
    assert desk.get_by_role("tablist", name="Sessions").get_by_role("tab").count() == sessions


def test_pane_searches_for_the_cases_title_and_shows_the_customers_open_cases(
    desk_of: Callable[..., Page], center: ContactCenter, bob: Actor, ana: Record
):
    made = center.services.records.create(bob, "case", {"title": "Refund not received", "customer": ana.ref})
    page = opened(desk_of, made.ref)
    pane = page.get_by_role("complementary", name="Productivity pane")

    expect(pane.get_by_label("Search knowledge")).to_have_value("Refund not received")
    expect(pane.locator("mark").first).to_be_visible()
    expect(
        pane.get_by_role("region", name="Open cases").get_by_role("link", name="Refund not received")
    ).to_be_visible()


def test_pane_stays_collapsed_in_the_session_where_it_was_collapsed(form: Page, center: ContactCenter):
    pane = form.get_by_role("complementary", name="Productivity pane")
    pane.get_by_role("button", name="Collapse the productivity pane").click()
    expect(pane.get_by_label("Search knowledge")).to_be_hidden()
    wait_until(lambda: stored_workspace(center, "alice").count("'pane_open': False") == 2)  # Home's, and this one
    form.reload()
    expect(title_of(form)).to_be_visible(timeout=30_000)
    expect(pane.get_by_label("Search knowledge")).to_be_hidden()
    pane.get_by_role("button", name="Knowledge").click()

    expect(pane.get_by_label("Search knowledge")).to_be_focused()


def test_article_is_put_into_the_reply_and_not_sent(desk_of: Callable[..., Page], center: ContactCenter):
    talks = center.services.conversations.work_items(center.services.agents.actor_named("alice"), "mine")
    talk = next(item for item in talks if item.state == "active")
    page = desk_of("alice", path=f"/?open={talk.ref}")
    pane = page.get_by_role("complementary", name="Productivity pane")
    pane.get_by_label("Search knowledge").fill("refund")
    title = "How long a refund takes"
    card = pane.get_by_role("article", name=title)
    card.get_by_role("button", name="Put in reply").click()

    message = page.get_by_role("textbox", name="Message")
    expect(message).to_be_focused()
    assert title in message.input_value()
