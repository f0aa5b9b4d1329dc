"""The README that stands beside the CSV files: every file, every column, its meaning and unit."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import JSON, Boolean, Column, Date

from ccw_panel.demo.tables import TABLES, columns, file_of, table
from ccw_panel.domain.records import Kind, record_types
from ccw_panel.store.types import UtcDateTime

ABOUT = {
    "settings": "What the centre is set to; `as_of` is the moment the data stands still at, `live` what is open then.",
    "users": "The people of the centre. Passwords are not here: loading gives everybody the password `demo`.",
    "queues": "Where conversations wait.",
    "queue_members": "Which agent serves which queue.",
    "accounts": "Organisations that are customers.",
    "contacts": "Persons that are customers or work for one.",
    "cases": "What customers need solved, also from the half year before.",
    "activities": "Notes, tasks, phone calls, e-mails and appointments.",
    "articles": "The knowledge articles, from `ccw_panel/demo/articles/`.",
    "conversations": "One row a conversation. Its level of sentiment is computed when the files are loaded.",
    "messages": "What was said, in order.",
    "message_labels": "The true mood of each customer message, known because the generator meant it.",
    "events": "What happened, in the order of time.",
}

# what the schema's own comments and labels leave open
MEANS = {
    "id": "number of the row, from 1",
    "active": "0: deactivated",
    "at": "when",
    "created_by": "user name",
    "modified_by": "user name",
    "external_id": "id in the foreign format",
    "imported": "foreign format it came from; empty: none",
    "user_id": "users.id",
    "queue_id": "queues.id",
    "agent_id": "users.id; empty: nobody yet",
    "case_id": "cases.id",
    "conversation_id": "conversations.id",
    "message_id": "messages.id",
    "account_id": "accounts.id",
    "primary_contact_id": "contacts.id",
    "parent_case_id": "cases.id",
    "owner_id": "users.id",
    "author_id": "users.id",
    "channel": "chat, voice, sms, social or teams",
    "state": "open, active, waiting, wrap_up or closed",
    "subject": "what it is about, in a few words",
    "intent": "which of the generator's 24 intents",
    "accepted_at": "when an agent took it",
    "first_response_at": "when an agent first wrote or spoke",
    "wrap_up_at": "when the talk ended",
    "closed_at": "when it was closed",
    "abandoned": "1: the customer left before an agent came",
    "transfer_count": "hand-overs",
    "csat_comment": "what the customer wrote with the rating",
    "dispositions": "what the agent chose at the end",
    "last_seq": "seq of the newest message",
    "last_text": "start of the newest message",
    "last_at": "when the newest message was written",
    "customer_waits_since": "since when a message of the customer is unanswered; empty: answered",
    "text": "as it was written or heard",
    "visibility": "public, or internal: not for the customer",
    "delivery": "sent or read",
    "visitor_name": "as the customer gave it; not proven",
    "skills": "skills, for users with a rating from 1 to 5",
}

_HEAD = """\
# The demo centre

Nobody in these files exists, and the shop Alder & Finch does not either: everything was made by the generator, with
{made}. The same seed, date and size give the same bytes.

The floor was simulated with everything that reached it (about 1,000 conversations a day, 30 agents in shifts, patience
and service drawn at random). {sampled} What is under way at the as-of moment was staged (`ccw_panel/demo/live.toml`).

Loading moves everything by whole days, so that the last day is today, and what is under way on to the moment at which
the demo is opened. Dates are therefore never written out in a text. The conversations of the last day (`last_day` in
settings.csv) stand each for itself, and those that are not over yet lie a week earlier: loading puts each on the one
day or the other by the hour at which the demo is opened, so that an agent's day has come as far as the clock has.

Files are UTF-8, comma separated, with a header; `.gz` is gzip. Moments are UTC, ISO 8601 with a Z; days are ISO dates;
JSON columns hold JSON; an empty field is NULL, or the empty text where a column has no NULL. Amounts in texts are
pounds.
E-mail addresses end in example.com, .net or .org; telephone numbers end in 555-01xx and belong to nobody.
"""


def readme(made: str, sampled: int) -> str:
    """The text, in Markdown; `made` is the command that wrote the files."""
    head = _HEAD.format(made=made, sampled=_in_words(sampled))
    return head + "".join(_section(name) for name in TABLES)


def _in_words(sampled: int) -> str:
    if sampled == 1:
        return "All of it was written out."
    return (
        f"One conversation in {sampled} was then written out (of alice, bob and carol two to three times as many), so\n"
        "that waits, breaches and abandonment are those of a busy centre."
    )


def _section(name: str) -> str:
    rows = "".join(f"| `{column}` | {_means(name, column)} |\n" for column in columns(name))
    return f"\n## {file_of(name, Path()).name}\n\n{ABOUT[name]}\n\n| column | meaning |\n|---|---|\n{rows}"


def _means(name: str, column: str) -> str:
    found = table(name).columns[column]
    record = next((r for r in record_types().values() if r.table == name), None)
    declared = next((f for f in record.fields if f.name == column), None) if record else None
    text = MEANS.get(column) or found.comment or column.replace("_", " ")
    if declared:
        text = declared.label if column not in MEANS or declared.kind is not Kind.LOOKUP else MEANS[column]
        choices = ", ".join(f"{c.value} {c.label}" for c in declared.choices)
        text += f": {choices}" if choices else ""
        text += f". {declared.help.rstrip('.')}" if declared.help else ""
    return text.replace("|", "/") + _unit(found)


def _unit(column: Column[object]) -> str:
    if isinstance(column.type, UtcDateTime):
        return " (UTC)"
    if isinstance(column.type, Date):
        return " (day)"
    if isinstance(column.type, JSON):
        return " (JSON)"
    return " (0 or 1)" if isinstance(column.type, Boolean) else ""
