"""What the Active Conversation form shows: behaviour spec H."""

import pytest
from sqlalchemy import update

from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.models.conversation import ConversationDesk
from ccw_panel.store import schema
from ccw_panel.views.conversation_data import page_data
from tests.conftest import NINE
from tests.models.conftest import ACTIVE, CLOSED, OPEN, VISITOR, WAITING, WRAP_UP


def shown(services, actor, id):
    desk = ConversationDesk(services, actor, id)
    desk.load_form()
    return page_data(desk)


def change(database, id, **values):
    with database.write() as conn:
        conn.execute(update(schema.conversations).where(schema.conversations.c.id == id).values(**values))


@pytest.mark.parametrize(
    ("id", "kind"),
    [
        (ACTIVE, "conversation"),
        (WAITING, "conversation"),
        (WRAP_UP, "conversation"),
        (OPEN, "closed_conversation"),
        (CLOSED, "closed_conversation"),
    ],
)
def test_the_form_is_the_anchor_of_every_conversation_that_is_ones_own_and_not_closed_h1(workspace, id, kind):
    tab = workspace.open(Ref("conversation", id), Origin.GLOBAL_SEARCH)

    assert tab.is_anchor and tab.kind == kind


def test_a_known_customer_fills_the_form_h2_h40_h41_h42_h43(conversations, services, alice, things):
    services.conversations.link(alice, ACTIVE, things.contacts[0])
    services.conversations.link(alice, ACTIVE, things.cases[2])

    page = shown(services, alice, ACTIVE)

    assert (page["customer"]["title"], page["case"]["title"]) == ("Ana Ruiz 0", "Lamp 2")
    assert [field["label"] for field in page["case"]["fields"]] == ["Priority", "Status reason"]
    assert "Lamp 2" not in [case["title"] for case in page["recent"]]
    assert all(case["priority"]["label"] and case["reason"]["label"] for case in page["recent"])
    assert [option["label"] for option in page["timeline"]["linked"]["options"]] == ["All linked", "Contact", "Case"]
    assert page["problems"] == {}


def test_an_unknown_customer_leaves_it_empty_and_offers_to_make_one_h11_h43(conversations, services, alice):
    page = shown(services, alice, VISITOR)

    assert (page["customer"], page["case"], page["recent"], page["timeline"]["items"]) == (None, None, [], [])
    assert set(page["creates"]) == {"contact", "account", "case"}


def test_a_contact_shows_place_addresses_and_company_h10(conversations, services, alice, things):
    company = things.account
    ana = services.records.create(
        alice,
        "contact",
        {
            "first_name": "Ana",
            "last_name": "Ruiz",
            "email": "ana@example.org",
            "city": "Lyon",
            "country": "France",
            "account_id": company,
        },
    )
    services.conversations.link(alice, ACTIVE, ana.ref)

    card = shown(services, alice, ACTIVE)["customer"]

    assert (card["title"], card["place"], card["about"]["title"]) == ("Ana Ruiz", "Lyon, France", "Alder")
    assert {field["name"]: field["text"] for field in card["fields"]} == {
        "email": "ana@example.org",
        "mobile_phone": "",
    }


def test_an_account_shows_place_phone_and_primary_contact_h10(conversations, services, alice, things):
    values = {"name": "Birch", "city": "Lyon", "phone": "+1 555 0100", "primary_contact_id": things.contacts[3]}
    birch = services.records.create(alice, "account", values)
    services.conversations.link(alice, ACTIVE, birch.ref)

    card = shown(services, alice, ACTIVE)["customer"]

    assert (card["title"], card["place"], card["about"]["title"]) == ("Birch", "Lyon", "Ana Ruiz 3")
    assert "+1 555 0100" in [field["text"] for field in card["fields"]]


def test_the_summary_says_channel_wait_skills_queue_and_start_h30(conversations, database, services, alice):
    change(database, ACTIVE, wait_s=42.0, skills=["Returns"])

    summary = shown(services, alice, ACTIVE)["conversation"]

    assert (summary["channel_label"], summary["waited_s"], summary["queue"]) == ("Live chat", 42.0, "Support")
    assert (summary["skills"], summary["created_at"]) == (["Returns"], "2026-03-02T09:00:00Z")


def test_the_summary_has_survey_self_service_visitor_and_further_details_h31(conversations, database, services, alice):
    change(
        database,
        ACTIVE,
        pre_chat=[["Which order?", "A-9"]],
        self_service=[[NINE.isoformat(), "Page visited", "/returns"]],
        visitor={"authenticated": True, "browser": "Firefox", "language": "es"},
        context={"Basket": "2 lamps"},
    )

    summary = shown(services, alice, ACTIVE)["conversation"]

    assert summary["pre_chat"] == [["Which order?", "A-9"]]
    assert [row[1:] for row in summary["self_service"]] == [["Page visited", "/returns"]]
    assert summary["visitor"] == [["Authenticated", "Yes"], ["Browser", "Firefox"], ["Language", "es"]]
    assert summary["context"] == [["Basket", "2 lamps"]]


def test_what_there_is_not_has_no_entry_h31(conversations, services, alice):
    summary = shown(services, alice, ACTIVE)["conversation"]

    assert [summary[part] for part in ("pre_chat", "self_service", "visitor", "context")] == [[], [], [], []]


def test_closing_a_conversation_leaves_its_case_open_h16(conversations, services, alice, things):
    services.conversations.link(alice, ACTIVE, things.cases[2])

    services.conversations.end(alice, ACTIVE)
    services.conversations.leave(alice, ACTIVE)

    assert services.conversations.get(alice, ACTIVE).state == "closed"
    assert services.records.get(alice, things.cases[2]).labels["status"] == "Active"
