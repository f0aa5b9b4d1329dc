"""What the frame of the desk is told: header, site map, session list (behaviour spec A and B.6)."""

import pytest
from sqlalchemy import update

from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.models.desk import Desk
from ccw_panel.models.workspace import Workspace
from ccw_panel.store import schema
from ccw_panel.views import shell_data
from ccw_panel.views.tabs.home import Home
from tests.conftest import NINE
from tests.models.conftest import ACTIVE, VISITOR


def conversation(id):
    return Ref("conversation", id)


def rows(workspace):
    return shell_data.session_rows(workspace, lambda _id: "", lambda _id: "")


def change(database, id, **values):
    with database.write() as conn:
        conn.execute(update(schema.conversations).where(schema.conversations.c.id == id).values(**values))


# ---- Home


def test_signing_in_shows_home_with_the_agent_dashboard_a1(services, alice):
    workspace = Workspace.restore(services, alice)

    assert workspace.focused_session is workspace.home
    assert [(tab.kind, tab.title) for tab in workspace.home.tabs] == [("home", "Agent dashboard")]


def test_home_has_three_streams_of_cards_a11_m1(workspace):
    page = Home(workspace.home.anchor, workspace)

    assert [(stream["label"], len(stream["items"])) for stream in page.component.streams] == [
        ("My work items", 4),
        ("Open work items", 1),
        ("Closed work items", 0),
    ]


# ---- header


def test_quick_create_offers_every_kind_of_record_a5(alice):
    offered = [(create["group"], create["label"]) for create in shell_data.fixed(alice)["creates"]]

    assert sorted(offered) == [
        ("Activities", "Appointment"),
        ("Activities", "E-mail"),
        ("Activities", "Phone call"),
        ("Activities", "Task"),
        ("Records", "Account"),
        ("Records", "Case"),
        ("Records", "Contact"),
        ("Records", "Knowledge article"),
    ]


def test_a_record_of_quick_create_is_not_linked_to_the_conversation_in_front_h15(workspace, services, alice):
    workspace.open(conversation(VISITOR), Origin.WORK_ITEM)

    Desk(workspace).quick_create("contact", {"last_name": "Quickmade"})

    assert services.conversations.get(alice, VISITOR).customer is None


def test_presence_offers_what_one_may_choose_and_says_which_it_is_a6(workspace):
    desk = Desk(workspace)
    desk.set_presence("do_not_disturb")

    shown = shell_data.personal(desk)["presence"]

    assert shown["current"] == "Do not disturb"
    assert [option["name"] for option in shown["options"]] == [
        "Available", "Busy", "Do not disturb", "Appear away", "Offline",
    ]  # fmt: skip


def test_the_site_map_leads_to_every_list_and_dashboard_a2_b17_b18(workspace, alice):
    entries = [entry for group in shell_data.site_map(alice) for entry in group["items"]]
    pages = [entry["target"] for entry in entries if entry["target"] != "search"]

    assert {"Cases", "Contacts", "Accounts", "Activities", "Knowledge articles"} < {entry["label"] for entry in entries}
    for target in pages:
        assert workspace.open_link(target).session is workspace.home
        workspace.home.close_tab(workspace.home.focused_tab)


def test_the_menu_of_the_tab_strip_offers_what_the_site_map_does_b31(workspace, things, alice):
    session = workspace.open(things.cases[0], Origin.HOME).session
    targets = [entry["target"] for entry in shell_data.tab_menu(alice)]

    tab = workspace.open(Ref.parse(targets[0]), Origin.TAB_MENU)

    assert tab.session is session
    assert targets == [entry["target"] for group in shell_data.site_map(alice) for entry in group["items"]]


# ---- session list


def test_home_is_first_and_has_no_close_button_a9_a10(workspace, things):
    workspace.open(things.cases[0], Origin.HOME)

    home, case = rows(workspace)

    assert (home["title"], home["home"], home["closable"]) == ("Home", True, False)
    assert [tab["closable"] for tab in home["tabs"]] == [False]
    assert (case["closable"], case["comm"]) == (True, False)


def test_a_background_session_shows_its_unread_messages_b70(workspace):
    workspace.open(conversation(ACTIVE), Origin.WORK_ITEM)
    workspace.home.focus()

    workspace.apply([StoredEvent(n, NINE, "message.received", "customer", {}, conversation_id=ACTIVE) for n in (1, 2)])

    assert rows(workspace)[1]["unread"] == 2


@pytest.mark.parametrize(
    ("before", "now", "alert"), [(0, -2, True), (-1, -3, True), (0, -1, False), (-2, -3, False), (-3, -2, False)]
)
def test_a_mood_that_falls_to_negative_in_the_background_alerts_b73_i5_i6(workspace, database, before, now, alert):
    change(database, ACTIVE, sentiment=before)
    workspace.open(conversation(ACTIVE), Origin.WORK_ITEM)
    workspace.home.focus()

    change(database, ACTIVE, sentiment=now)
    workspace.apply([StoredEvent(1, NINE, "message.received", "customer", {}, conversation_id=ACTIVE)])

    shown = rows(workspace)[1]
    assert (shown["attention"], shown["level"]) == (alert, now)


def test_a_mood_that_falls_in_the_session_in_front_does_not_alert_b73(workspace, database):
    session = workspace.open(conversation(ACTIVE), Origin.WORK_ITEM).session

    change(database, ACTIVE, sentiment=-3)
    workspace.apply([StoredEvent(1, NINE, "message.received", "customer", {}, conversation_id=ACTIVE)])

    assert not session.needs_attention


@pytest.mark.parametrize(("id", "counts"), [(ACTIVE, True), (VISITOR, False)])
def test_only_a_live_customer_who_waits_has_a_counter_b74(workspace, database, id, counts):
    change(database, id, customer_waits_since=NINE)

    workspace.open(conversation(id), Origin.WORK_ITEM)

    assert rows(workspace)[1]["waits_since"] == ("2026-03-02T09:00:00Z" if counts else None)


def test_an_answered_customer_has_no_counter_b74(workspace, database, services, alice):
    change(database, ACTIVE, customer_waits_since=NINE)
    workspace.open(conversation(ACTIVE), Origin.WORK_ITEM)

    services.conversations.send(alice, ACTIVE, "Here I am", "browser-1")
    workspace.apply(services.feed.since(0))

    assert rows(workspace)[1]["waits_since"] is None


def test_the_width_of_the_panel_is_kept_for_each_channel_b84(workspace, services, alice):
    chat = workspace.open(conversation(ACTIVE), Origin.WORK_ITEM).session
    sms = workspace.open(conversation(VISITOR), Origin.WORK_ITEM).session
    names = shell_data.comm_width(chat), shell_data.comm_width(sms)

    Desk(workspace).change_settings({"widths": {names[0]: 420, names[1]: 340}})

    again = shell_data.personal(Desk(Workspace.restore(services, alice)))
    assert again["widths"] == {"comm.chat": 420, "comm.sms": 340}
