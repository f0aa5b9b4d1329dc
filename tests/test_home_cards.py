from datetime import UTC, datetime, timedelta

import pytest

from ccw_panel.domain.record import WorkItem
from ccw_panel.domain.ref import Ref
from ccw_panel.models.inbox import SORTS, Stream
from ccw_panel.views.tabs.home import card, column

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def item(**changes) -> WorkItem:
    values = {
        "ref": Ref("conversation", 7),
        "customer": "Ana Ruiz",
        "subject": "Floor lamp arrived with cracked shade",
        "channel": "chat",
        "state": "active",
        "queue": "Orders and delivery",
        "sentiment": -2,
        "created_at": NINE - timedelta(minutes=9),
        "modified_at": NINE,
    }
    return WorkItem(**values | changes)


def test_a_card_says_who_what_where_and_since_when():
    shown = card(item(), "mine")

    assert (shown["customer"], shown["queue"], shown["state_label"]) == ("Ana Ruiz", "Orders and delivery", "active")
    assert shown["at"] == "2026-03-02T09:00:00Z"


@pytest.mark.parametrize(("channel", "state", "counts"), [("chat", "active", True), ("voice", "open", True)])
def test_b_74_a_live_customer_who_waits_has_a_counter(channel, state, counts):
    shown = card(item(channel=channel, state=state, waits_since=NINE), "open")

    assert (shown["waits_since"] is not None) is counts


@pytest.mark.parametrize(("channel", "state"), [("sms", "active"), ("social", "waiting")])
def test_b_74_a_channel_that_can_wait_has_no_counter(channel, state):
    assert card(item(channel=channel, state=state, waits_since=NINE), "mine")["waits_since"] is None


def test_a_closed_card_counts_nothing_and_warns_of_nothing():
    shown = card(item(state="closed", sentiment=-3, waits_since=NINE), "closed")

    assert shown["waits_since"] is None
    assert not shown["alert"]


def test_a_very_negative_conversation_of_mine_is_marked():
    assert card(item(sentiment=-3), "mine")["alert"]


@pytest.mark.parametrize("name", SORTS)
def test_m_2_every_stream_offers_its_orders_in_words(name):
    shown = column(Stream(name, SORTS[name][0], items=(item(),)))

    assert [s["value"] for s in shown["sorts"]] == list(SORTS[name])
    assert all(s["label"].startswith("By ") for s in shown["sorts"])
    assert ("mode" in SORTS[name]) == (name == "open")
