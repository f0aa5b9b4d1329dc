"""A conversation on the real desk, in Chromium: what is said, what is sent, and the records around it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import insert, select, update

from ccw_panel.center import THE_CENTRE, ContactCenter
from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import State
from ccw_panel.domain.ref import Ref
from ccw_panel.store import schema
from tests.waiting import wait_until

CANARY = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"
ENTRIES_DRAWN = 240  # of a transcript, whatever its length


@dataclass
class Talk:
    """A conversation of alice's made for one test, and its hands: the customer's and the store's."""

    id: int
    center: ContactCenter
    alice: Actor
    contact: Ref
    case: Ref

    @property
    def path(self) -> str:
        return f"/?open=conversation:{self.id}"

    def customer_says(self, text: str) -> None:
        key = f"c{time.monotonic_ns()}"
        self.center.services.conversations.receive(THE_CENTRE, self.id, text, key)

    def stored(self) -> list[str]:
        return [m.text for m in self.center.services.conversations.messages(self.alice, self.id)]

    def set(self, **values: object) -> None:
        """Changes the row behind everybody's back: no event says so."""
        with self.center.database.write() as conn:
            conn.execute(update(schema.conversations).where(schema.conversations.c.id == self.id).values(**values))

    def fill(self, n: int) -> None:
        """The customer and the agent have said `n` things, the last a moment ago."""
        start = datetime.now(UTC) - timedelta(seconds=20 * n)
        row = {"conversation_id": self.id, "sender": "customer", "sender_name": "Ana", "sender_id": None}
        ours = {"sender": "agent", "sender_name": self.alice.full_name, "sender_id": self.alice.id}
        rows = [
            row
            | (ours if seq % 3 == 0 else {})
            | {"seq": seq, "at": start + timedelta(seconds=20 * seq), "text": f"No. {seq}"}
            for seq in range(1, n + 1)
        ]
        with self.center.database.write() as conn:
            conn.execute(insert(schema.messages), rows)
        self.set(last_seq=n, read_seq=n)


@pytest.fixture
def talk(center: ContactCenter) -> Iterator[Talk]:
    """An active live chat of alice's with a customer who has a case, closed again after the test."""
    services = center.services
    alice = services.agents.actor_named("alice")
    person = {"first_name": "Ana", "last_name": f"Test {time.monotonic_ns()}", "email": "ana@example.com"}
    contact = services.records.create(alice, "contact", person).ref
    case = services.records.create(
        alice, "case", {"title": "Cracked lamp shade", "customer": contact, "priority": 1}
    ).ref
    services.records.create(alice, "case", {"title": "Kettle three weeks late", "customer": contact})
    talk = Talk(_begin(center, alice, contact, case), center, alice, contact, case)
    yield talk
    talk.set(state=State.CLOSED.value)


def _begin(center: ContactCenter, alice: Actor, contact: Ref, case: Ref) -> int:
    now = datetime.now(UTC)
    with center.database.write() as conn:
        queue = conn.execute(select(schema.queues.c.id).order_by(schema.queues.c.id)).scalars().first()
        row = {
            "channel": "chat", "state": "active", "since": now, "created_at": now, "accepted_at": now,
            "modified_at": now,
            "queue_id": queue, "agent_id": alice.id, "customer": str(contact), "case_id": case.id, "wait_s": 38.0,
            "skills": ["Spanish"], "pre_chat": [["Order", "58214"]], "self_service": [],
            "visitor": {"browser": "Firefox"},
            "context": {}, "dispositions": [],
        }  # fmt: skip
        made: int = conn.execute(
            insert(schema.conversations).values(row).returning(schema.conversations.c.id)
        ).scalar_one()
        return made


@pytest.fixture
def desk(desk_of: Callable[..., Page], talk: Talk) -> Page:
    """Alice's desk with the conversation open."""
    page = desk_of("alice", path=talk.path)
    expect(panel(page)).to_be_visible()
    return page


def panel(page: Page) -> Locator:
    return page.get_by_role("region", name="Communication panel")


def log(page: Page) -> Locator:
    return panel(page).get_by_role("log", name="Transcript")


def composer(page: Page) -> Locator:
    return panel(page).get_by_role("textbox", name="Message")


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name, exact=True)


def tabs(page: Page) -> Locator:
    return page.get_by_role("tablist", name="Tabs").get_by_role("tab")


# ---- what is said (G-3, G-10)


def test_the_panel_has_the_names_that_a_screen_reader_finds_it_by(desk: Page):
    expect(log(desk)).to_be_visible()
    expect(composer(desk)).to_be_editable()
    for name in ("Send", "End conversation", "Notes", "Minimise communication panel"):
        expect(panel(desk).get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(panel(desk).get_by_role("img", name="Sentiment: Neutral")).to_be_visible()


def test_enter_sends_once_and_shift_enter_adds_a_line(desk: Page, talk: Talk):
    composer(desk).fill("We replace it")
    composer(desk).press("Shift+Enter")
    composer(desk).press_sequentially("today.")
    composer(desk).press("Enter")

    expect(log(desk)).to_contain_text("We replace it\ntoday.")
    expect(log(desk)).to_contain_text("Sent")
    expect(composer(desk)).to_have_value("")
    assert talk.stored() == ["We replace it\ntoday."]


def test_enter_that_ends_a_composition_does_not_send(desk: Page, talk: Talk):
    composer(desk).fill("にほん")
    composer(desk).evaluate(
        "f => f.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )

    expect(composer(desk)).to_have_value("にほん")
    assert talk.stored() == []


def test_what_the_customer_writes_appears_with_the_mood_it_is_written_in(desk: Page, talk: Talk):
    talk.customer_says("This is awful, I am furious!")

    expect(log(desk)).to_contain_text("This is awful, I am furious!")
    expect(panel(desk).get_by_role("img", name=re.compile("Sentiment: .*[Nn]egative"))).to_be_visible()
    expect(card(desk, "Sentiment").get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile("furious"))


def test_what_a_customer_writes_is_text_and_never_runs(desk: Page, talk: Talk):
    talk.customer_says(CANARY)

    expect(log(desk)).to_contain_text(CANARY)
    assert desk.title() != "pwned"
    assert log(desk).locator("img, script").count() == 0


def test_links_are_made_for_the_web_and_mail_only(desk: Page, talk: Talk):
    talk.customer_says("See https://example.com/lamp. javascript:alert(1) or write ana@example.com")

    expect(log(desk).get_by_role("link")).to_have_count(2)
    hrefs = [link.get_attribute("href") for link in log(desk).get_by_role("link").all()]
    assert hrefs == ["https://example.com/lamp", "mailto:ana@example.com"]


def test_a_refused_message_comes_back_to_the_composer_and_says_why(desk: Page, talk: Talk):
    talk.set(state=State.WRAP_UP.value)
    composer(desk).fill("Still there?")
    composer(desk).press("Enter")

    expect(log(desk)).to_contain_text("Not sent")
    expect(composer(desk)).to_have_value("Still there?")
    expect(panel(desk).get_by_role("alert")).to_contain_text("is wrap-up")

    talk.set(state=State.ACTIVE.value)
    log(desk).get_by_role("button", name="Send again").click()

    expect(log(desk)).to_contain_text("Sent")
    expect(log(desk)).not_to_contain_text("Not sent")
    expect(composer(desk)).to_have_value("")
    assert talk.stored() == ["Still there?"]


def test_end_begins_the_wrap_up_and_the_composer_says_why_it_is_closed(desk: Page):
    panel(desk).get_by_role("button", name="End conversation").click()

    expect(composer(desk)).to_be_disabled()
    expect(panel(desk)).to_contain_text("This conversation has ended. Finish your notes, then close the session.")
    expect(panel(desk).get_by_role("button", name="End conversation")).to_have_count(0)


# ---- a long conversation


def test_ten_thousand_messages_open_at_the_end_and_go_back_a_page_at_a_time(desk_of: Callable[..., Page], talk: Talk):
    talk.fill(10_000)
    page = desk_of("alice", path=talk.path)

    expect(log(page)).to_contain_text("No. 10000")
    assert log(page).locator(".entry").count() <= 120

    for _ in range(8):
        log(page).evaluate("box => { box.scrollTop = 0; }")
        page.wait_for_timeout(150)

    seen = log(page).locator(".entry").first.get_attribute("data-key")
    assert seen is not None
    assert int(seen) < 9_800
    assert log(page).locator(".entry").count() <= ENTRIES_DRAWN


def test_reading_further_up_is_not_disturbed_by_a_new_message(desk_of: Callable[..., Page], talk: Talk):
    talk.fill(60)
    page = desk_of("alice", path=talk.path)
    expect(log(page)).to_contain_text("No. 60")
    log(page).evaluate("box => { box.scrollTop = 300; }")
    page.wait_for_timeout(100)
    before = log(page).evaluate("box => box.scrollTop")

    talk.customer_says("Are you there?")

    news = panel(page).get_by_role("button", name="1 new message")
    expect(news).to_be_visible()
    assert log(page).evaluate("box => box.scrollTop") == before
    news.click()
    expect(news).to_be_hidden()
    expect(log(page).get_by_text("Are you there?")).to_be_in_viewport()


def test_what_came_since_the_last_visit_is_marked(desk_of: Callable[..., Page], talk: Talk):
    talk.fill(10)
    talk.customer_says("Hello?")
    page = desk_of("alice", path=talk.path)

    expect(log(page)).to_contain_text("Hello?")
    expect(log(page).locator(".newline")).to_have_count(1)


# ---- drafts and notes


def test_a_draft_is_there_again_after_a_reload(desk: Page):
    composer(desk).press_sequentially("I understand, Saturday")
    expect(panel(desk)).to_contain_text("Draft saved")

    desk.reload()

    expect(composer(desk)).to_have_value("I understand, Saturday")


def test_what_was_typed_a_moment_before_a_crash_is_kept_by_the_browser(desk: Page):
    composer(desk).press_sequentially("half a sen")
    desk.evaluate("() => window.stop()")

    desk.reload()

    expect(composer(desk)).to_have_value("half a sen")


def test_a_note_is_added_to_the_case_and_shows_in_the_timeline(desk: Page):
    panel(desk).get_by_role("button", name="Notes", exact=True).click()
    notes = panel(desk).get_by_role("region", name="Notes")
    expect(notes).to_contain_text("Goes to the case Cracked lamp shade")
    notes.get_by_role("textbox", name="Note").fill("Third shade from that pallet")
    notes.get_by_role("button", name="Add note").click()

    expect(notes).to_contain_text("Added to")
    expect(card(desk, "Timeline")).to_contain_text("Third shade from that pallet")


def test_b_83_a_note_that_was_typed_is_added_when_the_agent_switches_session(desk: Page, talk: Talk):
    panel(desk).get_by_role("button", name="Notes", exact=True).click()
    panel(desk).get_by_role("textbox", name="Note").fill("Prefers mornings")

    desk.get_by_role("tablist", name="Sessions").get_by_role("tab", name="Home").click()

    def noted() -> bool:
        items = talk.center.services.records.timeline(talk.alice, talk.case)
        return any("Prefers mornings" in item.title for item in items)

    wait_until(noted)


# ---- the form (H)


def test_the_form_shows_customer_case_details_and_other_cases(desk: Page):
    expect(card(desk, "Customer")).to_contain_text("ana@example.com")
    expect(card(desk, "Case")).to_contain_text("Cracked lamp shade")
    expect(card(desk, "Case")).to_contain_text("High")
    details = card(desk, "Conversation summary")
    expect(details).to_contain_text("Live chat")
    expect(details).to_contain_text("38 s")
    expect(card(desk, "Recent cases")).to_contain_text("Kettle three weeks late")
    expect(card(desk, "Recent cases")).not_to_contain_text("Cracked lamp shade")


def test_the_summary_has_a_tab_for_what_there_is_and_none_for_what_there_is_not(desk: Page):
    strip = desk.get_by_role("tablist", name="Conversation summary")

    expect(strip.get_by_role("tab")).to_have_text(["Conversation", "Pre-chat", "Visitor"])
    strip.get_by_role("tab", name="Conversation").press("ArrowRight")
    expect(card(desk, "Conversation summary").get_by_role("tabpanel")).to_contain_text("58214")


def test_an_address_is_edited_where_it_stands_with_f2_enter_and_escape(desk: Page, talk: Talk):
    customer = card(desk, "Customer")
    row = customer.get_by_role("button", name=re.compile("E-mail"))
    row.press("F2")
    customer.get_by_role("textbox", name="E-mail").fill("ana.new@example.com")
    customer.get_by_role("textbox", name="E-mail").press("Enter")

    expect(row).to_contain_text("ana.new@example.com")
    row.press("F2")
    customer.get_by_role("textbox", name="E-mail").fill("never")
    customer.get_by_role("textbox", name="E-mail").press("Escape")
    expect(row).to_contain_text("ana.new@example.com")
    expect(row).to_be_focused()
    assert talk.center.services.records.get(talk.alice, talk.contact).values["email"] == "ana.new@example.com"


def test_a_wrong_address_is_refused_at_the_field_and_stays_typed(desk: Page):
    customer = card(desk, "Customer")
    customer.get_by_role("button", name=re.compile("E-mail")).click()
    field = customer.get_by_role("textbox", name="E-mail")
    field.fill("no address")
    field.press("Enter")

    expect(customer.get_by_role("alert")).to_be_visible()
    expect(field).to_have_value("no address")
    expect(field).to_have_attribute("aria-invalid", "true")


def test_two_people_who_change_one_address_are_told_and_choose(desk: Page, talk: Talk):
    customer = card(desk, "Customer")
    customer.get_by_role("button", name=re.compile("E-mail")).click()
    field = customer.get_by_role("textbox", name="E-mail")
    field.fill("mine@example.com")
    records, bob = talk.center.services.records, talk.center.services.agents.actor_named("bob")
    records.save(bob, talk.contact, {"email": "bobs@example.com"}, records.get(bob, talk.contact).version)
    field.press("Enter")

    expect(customer.get_by_role("alert")).to_contain_text("bobs@example.com")
    expect(customer.get_by_role("button", name="Keep theirs")).to_be_visible()
    customer.get_by_role("button", name="Save mine").click()

    expect(customer.get_by_role("button", name=re.compile("E-mail"))).to_contain_text("mine@example.com")


def test_the_priority_of_the_case_is_chosen_where_it_stands(desk: Page):
    case = card(desk, "Case")
    case.get_by_role("button", name=re.compile("Priority")).click()
    case.get_by_role("combobox", name="Priority").select_option(label="Low")

    expect(case.get_by_role("button", name=re.compile("Priority"))).to_contain_text("Low")


def test_h_14_h_11_unlinking_leaves_a_search_and_a_hit_links_again(desk: Page, talk: Talk):
    customer = card(desk, "Customer")
    customer.get_by_role("button", name=re.compile("Unlink")).click()
    expect(customer.get_by_role("button", name="Add Contact")).to_be_visible()
    expect(customer.get_by_role("button", name="Add Account")).to_be_visible()
    title = talk.center.services.records.get(talk.alice, talk.contact).title

    customer.get_by_role("combobox", name="Find the customer").press_sequentially(title)
    customer.get_by_role("option", name=re.compile(title)).click()

    expect(customer.get_by_role("link", name=title)).to_be_visible()


def test_b_25_new_below_the_search_makes_a_contact_and_links_it(desk: Page, talk: Talk):
    customer = card(desk, "Customer")
    customer.get_by_role("button", name=re.compile("Unlink")).click()
    customer.get_by_role("combobox", name="Find the customer").press_sequentially("Zoe")
    customer.get_by_role("option", name="New contact").click()
    form = card(desk, "New contact")
    form.get_by_role("button", name="Save and link").click()
    expect(form.get_by_role("textbox", name=re.compile("Last name"))).to_have_attribute("aria-invalid", "true")

    form.get_by_role("textbox", name=re.compile("Last name")).fill("Zebra")
    form.get_by_role("button", name="Save and link").click()

    expect(card(desk, "Customer").get_by_role("link", name="Zoe Zebra")).to_be_visible()


def test_b_24_add_opens_a_form_in_a_tab_of_this_session(desk: Page):
    card(desk, "Case").get_by_role("button", name=re.compile("Unlink")).click()
    card(desk, "Case").get_by_role("button", name="Add Case").click()

    expect(tabs(desk).last).to_have_accessible_name(re.compile("New case"))
    expect(desk.get_by_role("tablist", name="Sessions").get_by_role("tab")).to_have_count(2)


@pytest.mark.parametrize(
    ("where", "title"),
    [("Case", "Cracked lamp shade"), ("Recent cases", "Kettle three weeks late"), ("Customer", "Ana Test")],
    ids=["B-20 case", "B-21 recent case", "B-20 customer"],
)
def test_records_of_the_form_open_in_a_tab_of_this_session(desk: Page, where: str, title: str):
    card(desk, where).get_by_role("link", name=re.compile(title)).click()

    expect(tabs(desk)).to_have_count(2)
    expect(tabs(desk).last).to_have_accessible_name(re.compile(title))
    expect(tabs(desk).last).to_have_attribute("aria-selected", "true")


def test_b_15_a_record_of_the_timeline_opens_in_a_tab_of_this_session(desk: Page):
    card(desk, "Timeline").get_by_role("button", name="Add note").click()
    card(desk, "Timeline").get_by_role("textbox", name="New note").fill("Calls back at four")
    card(desk, "Timeline").get_by_role("button", name="Add note").last.click()

    card(desk, "Timeline").get_by_role("link", name=re.compile("Calls back at four")).click()

    expect(tabs(desk).last).to_have_accessible_name(re.compile("Calls back"))


def test_shift_click_opens_a_session_of_its_own(desk: Page):
    card(desk, "Case").get_by_role("link", name="Cracked lamp shade").click(modifiers=["Shift"])

    expect(desk.get_by_role("tablist", name="Sessions").get_by_role("tab")).to_have_count(3)


def test_skills_are_added_and_removed(desk: Page):
    details = card(desk, "Conversation summary")
    details.get_by_role("button", name="Add skill").click()
    details.get_by_role("combobox", name="Add skill").or_(details.get_by_role("textbox", name="Add skill")).fill(
        "Returns"
    )
    desk.keyboard.press("Enter")

    expect(details).to_contain_text("Returns")
    details.get_by_role("button", name="Remove skill Spanish").click()
    expect(details).not_to_contain_text("Spanish")


def test_the_chart_says_what_was_said_by_arrow_keys(desk: Page, talk: Talk):
    talk.customer_says("The lamp is lovely, thank you")
    talk.customer_says("But the shade is broken and I hate it")
    chart = card(desk, "Sentiment").get_by_role("slider")
    expect(chart).to_have_attribute("aria-valuemax", "2")

    chart.press("ArrowLeft")

    expect(chart).to_have_attribute("aria-valuetext", re.compile("ositive: The lamp is lovely"))
    expect(card(desk, "Sentiment")).to_contain_text("The lamp is lovely, thank you")


# ---- the panel itself (G-1, G-2)


def test_the_panel_is_minimised_and_comes_back(desk: Page):
    panel(desk).get_by_role("button", name="Minimise communication panel").click()
    expect(composer(desk)).to_be_hidden()

    panel(desk).get_by_role("button", name="Open communication panel").click()

    expect(composer(desk)).to_be_visible()


def test_the_width_of_the_panel_is_kept_for_its_channel(desk: Page, talk: Talk):
    handle = desk.get_by_role("separator", name="Width of the communication panel")
    handle.press("ArrowRight")
    handle.press("ArrowRight")

    def kept() -> object:
        return talk.center.services.agents.settings(talk.alice)["widths"].get("comm.chat")

    wait_until(lambda: kept() == 392)
    talk.center.services.agents.save_settings(talk.alice, {"widths": {}})


# ---- a conversation to read (G-120)


@pytest.fixture
def read(desk_of: Callable[..., Page], talk: Talk) -> Page:
    talk.customer_says("My floor lamp arrived with a cracked shade")
    talk.customer_says(CANARY)
    talk.set(state=State.CLOSED.value, closed_at=datetime.now(UTC), csat=2, csat_comment="Slow")
    page = desk_of("alice", path=talk.path)
    expect(page.get_by_role("tablist", name="Parts of the conversation")).to_be_visible()
    return page


def part(page: Page, name: str) -> Locator:
    page.get_by_role("tablist", name="Parts of the conversation").get_by_role("tab", name=name).click()
    return page.get_by_role("tabpanel", name=name)


def test_a_closed_conversation_has_no_panel_and_says_what_it_was(read: Page):
    expect(panel(read)).to_be_hidden()
    expect(read.get_by_role("tabpanel", name="Details")).to_contain_text("Closed")
    expect(part(read, "Summary").get_by_role("blockquote").first).to_contain_text("cracked shade")
    expect(part(read, "Survey")).to_contain_text("2 of 5")
    expect(part(read, "Journey")).to_be_visible()


def test_the_transcript_is_searched_and_the_words_are_marked(read: Page):
    transcript = part(read, "Transcript")
    expect(transcript).to_contain_text("2 messages")

    transcript.get_by_role("searchbox", name="Search the transcript").fill("CRACKED")

    expect(transcript).to_contain_text("1 of 2")
    expect(transcript.locator("mark")).to_have_text("cracked")


def test_the_downloaded_transcript_is_a_page_that_runs_nothing(read: Page, tmp_path: Path):
    transcript = part(read, "Transcript")
    with read.expect_download() as started:
        transcript.get_by_role("button", name="Download as HTML").click()
    saved = tmp_path / "transcript.html"
    started.value.save_as(saved)

    html = saved.read_text("utf-8")

    assert "My floor lamp arrived with a cracked shade" in html
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;img src=x" in html


# ---- for everybody


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_serious_accessibility_finding(desk_of: Callable[..., Page], talk: Talk, theme: str):
    talk.customer_says("This is awful, I am furious!")
    page = desk_of("alice", path=talk.path, theme=theme)
    expect(card(page, "Sentiment").get_by_role("slider")).to_be_visible()
    panel(page).get_by_role("button", name="Notes", exact=True).click()

    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]

    assert not found, [(v["id"], [node["html"][:160] for node in v["nodes"]]) for v in found]
