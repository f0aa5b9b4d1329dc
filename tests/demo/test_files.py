"""The CSV files that come with the project."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from ccw_panel.demo.load import data_folder
from ccw_panel.demo.tables import TABLES, columns, file_of, read

LAST_DAY = date(2026, 3, 20)
PHONE = re.compile(r"\+\d{1,3} \d{3} 555-01\d\d")
EMAIL = re.compile(r"[a-z0-9.]+@example\.(com|net|org)")


@pytest.fixture(scope="module")
def folder() -> Path:
    return data_folder()


@pytest.fixture(scope="module")
def rows(folder: Path) -> dict[str, list[dict[str, object]]]:
    return {name: list(read(name, folder)) for name in TABLES}


def test_all_files_together_are_under_five_megabytes(folder: Path):
    assert sum(file.stat().st_size for file in folder.iterdir()) < 5_000_000


def test_the_readme_names_every_file_and_column(folder: Path):
    text = (folder / "README.md").read_text("utf-8")

    for name in TABLES:
        section = text.partition(f"## {file_of(name, folder).name}\n")[2].partition("\n## ")[0]
        assert [column for column in columns(name) if f"| `{column}` |" not in section] == [], name


def test_there_are_about_three_hundred_customers_four_fifths_of_them_persons(rows):
    persons, firms = len(rows["contacts"]), len(rows["accounts"])

    assert persons + firms == 300
    assert persons / 300 == pytest.approx(0.8, abs=0.02)


def test_there_are_about_fifteen_hundred_conversations_over_four_weeks(rows):
    days = {row["created_at"].date() for row in rows["conversations"]}

    assert 1_400 < len(rows["conversations"]) < 1_600
    assert len(days) == 28
    assert max(days) == LAST_DAY


@pytest.mark.parametrize(
    ("channels", "share"), [(("chat",), 0.45), (("voice",), 0.25), (("sms", "social"), 0.20), (("teams",), 0.10)]
)
def test_channels_have_their_shares(rows, channels, share):
    counted = Counter(row["channel"] for row in rows["conversations"])

    assert sum(counted[c] for c in channels) / counted.total() == pytest.approx(share, abs=0.03)


def test_there_are_thirty_agents_eight_queues_and_the_cast(rows):
    roles = {row["name"]: row["roles"] for row in rows["users"]}

    assert sum(held == ["agent"] for held in roles.values()) == 30
    assert len(rows["queues"]) == 8
    assert roles["alice"] == roles["bob"] == roles["carol"] == ["agent"]
    assert (roles["sam"], roles["ada"]) == (["supervisor"], ["administrator"])
    assert (roles["nina"], roles["dora"]) == (["analyst"], [])


def test_every_queue_has_members_and_every_agent_a_queue_and_a_skill(rows):
    members = {row["queue_id"] for row in rows["queue_members"]}
    serving = {row["user_id"] for row in rows["queue_members"]}

    assert members == {row["id"] for row in rows["queues"]}
    assert serving == {row["id"] for row in rows["users"] if row["roles"] == ["agent"]}
    assert all(row["skills"] for row in rows["users"] if row["id"] in serving)


def test_references_point_to_rows_that_exist(rows):
    ids = {name: {row["id"] for row in rows[name]} for name in TABLES if "id" in rows[name][0]}
    points = [
        ("queue_members", "queue_id", "queues"),
        ("queue_members", "user_id", "users"),
        ("contacts", "account_id", "accounts"),
        ("accounts", "primary_contact_id", "contacts"),
        ("cases", "owner_id", "users"),
        ("activities", "owner_id", "users"),
        ("activities", "conversation_id", "conversations"),
        ("articles", "author_id", "users"),
        ("conversations", "queue_id", "queues"),
        ("conversations", "agent_id", "users"),
        ("conversations", "case_id", "cases"),
        ("messages", "conversation_id", "conversations"),
        ("messages", "sender_id", "users"),
        ("message_labels", "message_id", "messages"),
        ("events", "conversation_id", "conversations"),
    ]

    for name, column, target in points:
        assert {row[column] for row in rows[name]} - {None} <= ids[target], (name, column)


def test_references_by_kind_point_to_rows_that_exist(rows):
    tables = {"contact": "contacts", "account": "accounts", "case": "cases", "activity": "activities"}
    ids = {kind: {str(row["id"]) for row in rows[name]} for kind, name in tables.items()}
    named = [
        *(row["customer"] for row in rows["cases"]),
        *(row["customer"] for row in rows["conversations"] if row["customer"]),
        *(row["regarding"] for row in rows["activities"]),
        *(row["record"] for row in rows["events"] if row["record"]),
    ]

    assert [ref for ref in named if ref.partition(":")[2] not in ids[ref.partition(":")[0]]] == []


def test_a_case_of_a_conversation_is_its_customers(rows):
    customer = {row["id"]: row["customer"] for row in rows["cases"]}

    assert all(row["customer"] == customer[row["case_id"]] for row in rows["conversations"] if row["case_id"])


def test_some_customers_have_many_cases(rows):
    assert Counter(row["customer"] for row in rows["cases"]).most_common(5)[-1][1] >= 8


def test_moments_of_a_conversation_follow_each_other(rows):
    for row in rows["conversations"]:
        moments = [row[name] for name in ("created_at", "accepted_at", "wrap_up_at", "closed_at") if row[name]]

        assert moments == sorted(moments), row["id"]
        assert row["modified_at"] >= moments[-1]


def test_messages_are_numbered_in_order_of_time(rows):
    spoken = defaultdict(list)
    for row in rows["messages"]:
        spoken[row["conversation_id"]].append((row["seq"], row["at"]))

    for conversation in rows["conversations"]:
        seqs, moments = zip(*spoken[conversation["id"]], strict=True)
        assert seqs == tuple(range(1, conversation["last_seq"] + 1))
        assert list(moments) == sorted(moments)
        assert moments[0] >= conversation["created_at"]


def test_every_customer_message_has_a_true_level(rows):
    levels = {row["message_id"]: row["level"] for row in rows["message_labels"]}

    assert set(levels) == {row["id"] for row in rows["messages"] if row["sender"] == "customer"}
    assert set(levels.values()) == {-3, -2, -1, 0, 1, 2, 3}


def test_waits_follow_from_the_floor(rows):
    closed = [row for row in rows["conversations"] if row["state"] == "closed"]
    targets = {row["id"]: row["service_level_s"] for row in rows["queues"]}
    answered = [row for row in closed if not row["abandoned"]]
    in_time = sum(row["wait_s"] <= targets[row["queue_id"]] for row in answered) / len(answered)

    assert 0.6 < in_time < 0.95
    assert 0.05 < sum(row["abandoned"] for row in closed) / len(closed) < 0.25


def test_who_waits_or_is_sent_around_rates_lower(rows):
    rated = [row for row in rows["conversations"] if row["csat"] is not None]
    escalated = [row["csat"] for row in rated if row["dispositions"] == ["Escalated"]]
    settled = [row["csat"] for row in rated if row["dispositions"] != ["Escalated"]]

    assert sum(escalated) / len(escalated) < sum(settled) / len(settled) - 0.7
    assert {row["csat"] for row in rated} <= {0, 1, 2, 3, 4, 5}


def test_there_are_visitors_nobody_knows(rows):
    visitors = [row for row in rows["conversations"] if row["customer"] is None]
    numbers = [row["visitor_number"] for row in visitors]

    assert numbers == list(range(1, len(visitors) + 1))
    assert len(visitors) > 30


def test_no_address_and_no_number_can_be_somebodys(folder: Path, rows):
    people = [*rows["contacts"], *rows["accounts"], *rows["users"]]
    numbers = [row.get("mobile_phone") or row.get("phone") for row in people]
    everything = "".join(_text_of(file) for file in folder.glob("*.csv*"))

    assert all(EMAIL.fullmatch(row["email"]) for row in people)
    assert all(PHONE.fullmatch(number) for number in numbers if number)
    domains = set(re.findall(r"@([\w.-]+\w)", everything))
    reserved = ("example.com", "example.net", "example.org")
    assert {d for d in domains if not any(r.startswith(d) for r in reserved)} == set()  # a start may be cut off
    assert [found for found in re.findall(r"\+\d[\d ()-]{7,}", everything) if not PHONE.match(found)] == []


def test_events_are_in_order_of_time(rows):
    moments = [row["at"] for row in rows["events"]]

    assert moments == sorted(moments)
    assert [row["seq"] for row in rows["events"]] == list(range(1, len(moments) + 1))


def test_every_message_and_case_has_left_its_event(rows):
    counted = Counter(row["kind"] for row in rows["events"])
    senders = Counter(row["sender"] for row in rows["messages"])

    assert counted["message.received"] == senders["customer"]
    assert counted["message.sent"] == senders["agent"] + senders["bot"]
    assert counted["conversation.created"] == len(rows["conversations"])
    assert counted["case.created"] == len(rows["cases"])
    assert counted["case.resolved"] == sum(row["status"] == 2 for row in rows["cases"])
    assert counted["conversation.closed"] + counted["conversation.abandoned"] == sum(
        row["state"] == "closed" for row in rows["conversations"]
    )


def test_a_cases_saves_lead_to_what_it_is(rows):
    reasons = {row["id"]: row["status_reason"] for row in rows["cases"] if row["status"] == 1}
    last = {}
    for event in rows["events"]:
        if event["kind"] == "case.saved" and "status_reason" in event["data"]["changes"]:
            last[int(event["record"].partition(":")[2])] = event["data"]["changes"]["status_reason"][1]

    assert all(last.get(id, 1) == reason for id, reason in reasons.items())


KINDS = {  # what services write, and what the router is to write
    *("account.created", "contact.created"),
    *("case.created", "case.saved", "case.resolved", "case.cancelled"),
    *("activity.created", "activity.completed", "activity.cancelled"),
    *("conversation.created", "conversation.accepted", "conversation.transferred", "conversation.parked"),
    *("conversation.ended", "conversation.closed", "conversation.abandoned", "conversation.linked"),
    *("message.received", "message.sent"),
}


def test_events_are_of_the_kinds_that_services_write(rows):
    assert {row["kind"] for row in rows["events"]} == KINDS


def test_events_of_messages_name_them_and_who_wrote(rows):
    written = {row["id"]: row for row in rows["messages"]}
    names = {row["id"]: row["name"] for row in rows["users"]}

    for event in (row for row in rows["events"] if row["kind"].startswith("message.")):
        message = written[event["data"]["message_id"]]
        by = names.get(message["sender_id"], message["sender"])
        assert (event["actor"], event["at"], event["conversation_id"]) == (
            by,
            message["at"],
            message["conversation_id"],
        )
        assert (event["kind"] == "message.received") == (message["sender"] == "customer")


def test_events_of_records_tell_versions_and_both_values(rows):
    """As `services.records` does: a new record's values, then [old, new] of each field and the version it made."""
    versions: dict[str, int] = {}
    for event in rows["events"]:
        noun, verb = event["kind"].split(".")
        if noun in ("message", "conversation"):
            continue
        assert event["data"]["version"] == versions.get(event["record"], 0) + 1, event
        versions[event["record"]] = event["data"]["version"]
        pairs = event["data"]["values"] if verb == "created" else event["data"]["changes"]
        assert verb == "created" or all(len(pair) == 2 and pair[0] != pair[1] for pair in pairs.values()), event

    assert {row["id"]: row["version"] for row in rows["cases"]} == {
        int(ref[5:]): version for ref, version in versions.items() if ref.startswith("case:")
    }


def test_events_of_conversations_tell_the_state_they_lead_to(rows):
    states = {"accepted": "active", "transferred": "active", "parked": "waiting", "ended": "wrap_up"}
    last = {}
    for event in rows["events"]:
        noun, verb = event["kind"].split(".")
        if noun == "conversation" and "state" in event["data"]:
            assert event["data"]["state"] == states.get(verb, "closed")
            last[event["conversation_id"]] = event["data"]["state"]

    assert all(last.get(row["id"], "open") == row["state"] for row in rows["conversations"])


def test_an_agents_day_resembles_their_usual_days(rows):
    """The last day, with those of its conversations that lie a week earlier until their hour has come."""
    last_day = set(next(row["value"] for row in rows["settings"] if row["name"] == "last_day"))
    done: dict[int, Counter[object]] = defaultdict(Counter)
    for row in rows["conversations"]:
        if row["state"] == "closed" and row["agent_id"]:
            done[row["agent_id"]]["today" if row["id"] in last_day else row["closed_at"].date()] += 1

    for agent, days in done.items():
        usual = [count for day, count in days.items() if day != "today"]
        assert days["today"] <= max(usual) + 1, agent
    cast = [done[id] for id in (1, 2, 3)]
    for days in cast:
        usual = (days.total() - days["today"]) / (len(days) - 1)
        assert 0.5 * usual < days["today"] < 1.7 * usual


def test_conversations_of_the_last_day_stand_each_for_itself(rows):
    """So that they can be set on another day: none goes on with an earlier case, and nothing comes of one later."""
    last_day = set(next(row["value"] for row in rows["settings"] if row["name"] == "last_day"))
    moved = [row for row in rows["conversations"] if row["id"] in last_day]
    cases = {row["id"]: row for row in rows["cases"]}

    assert len(moved) > 30
    for row in moved:
        if row["case_id"]:
            case = cases[row["case_id"]]
            assert row["accepted_at"] < case["created_at"] <= case["modified_at"] <= row["closed_at"]
    assert not any(
        row["created_at"].date() == LAST_DAY and row["state"] == "closed" and row["id"] not in last_day
        for row in rows["conversations"]
    )


def test_nobody_gets_in_touch_while_their_queue_is_closed(rows):
    queues = {row["id"]: row for row in rows["queues"]}
    bot_s = 60  # in which the bot talks before

    for row in rows["conversations"]:
        if row["state"] == "closed":
            queue = queues[row["queue_id"]]
            entered = row["created_at"] + timedelta(seconds=bot_s)
            assert queue["opens"] <= f"{entered:%H:%M}" < queue["closes"], row["id"]
            assert row["created_at"].weekday() in queue["days"], row["id"]


@pytest.mark.slow
def test_no_template_makes_more_than_two_in_a_hundred_messages(rows):
    """Two messages are of one template when they differ only in numbers and in what the slots hold."""
    names = {word for row in rows["contacts"] for word in row["full_name"].split()}
    names |= {word for row in rows["users"] for word in row["full_name"].split()}
    names = {name.casefold() for name in names}

    def shape(text: str) -> str:
        words = (re.sub(r"\d+", "0", word.strip(".,!?:;").casefold()) for word in text.split())
        return " ".join("*" if word in names or "@" in word or "0" in word else word for word in words)

    shapes = Counter(shape(row["text"]) for row in rows["messages"])
    shape_of_most, count = shapes.most_common(1)[0]

    assert count / shapes.total() <= 0.02, shape_of_most


def _text_of(file: Path) -> str:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8", newline="") as text:
        return "\n".join(",".join(row) for row in csv.reader(text))
