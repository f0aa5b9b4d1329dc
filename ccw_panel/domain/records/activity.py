"""An activity: a note, task, phone call, e-mail or appointment about another record (L.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ccw_panel.domain.records import Choice, Field, Kind, RecordType, Section, View

NOTE, TASK, PHONE_CALL, EMAIL, APPOINTMENT = 1, 2, 3, 4, 5
OPEN, COMPLETED, CANCELLED = 1, 2, 3


def _note_is_done(values: Mapping[str, Any]) -> dict[str, Any]:
    """A note says what was; there is nothing left to complete."""
    return {"status": COMPLETED} if values.get("type") == NOTE else {}


RECORD = RecordType(
    kind="activity",
    table="activities",
    label="Activity",
    plural="Activities",
    icon="activity",
    title="subject",
    number="number",
    number_format="ACT-{id:06d}",
    status="status",
    frozen_when=(COMPLETED, CANCELLED),
    fields=(
        Field("subject", Kind.TEXT, "Subject", required=True, max_length=200, indexed=True, wide=True),
        Field("number", Kind.TEXT, "Activity number", max_length=20, indexed=True, read_only=True),
        Field(
            "type",
            Kind.CHOICE,
            "Type",
            choices=(
                Choice(NOTE, "Note", "note"),
                Choice(TASK, "Task", "task"),
                Choice(PHONE_CALL, "Phone call", "phone"),
                Choice(EMAIL, "E-mail", "mail"),
                Choice(APPOINTMENT, "Appointment", "cal"),
            ),
            default=NOTE,
            required=True,
            fixed=True,
            indexed=True,
        ),
        Field("regarding", Kind.RECORD, "Regarding", refers_to=("case", "contact", "account"), indexed=True),
        Field("conversation_id", Kind.INTEGER, "Conversation", read_only=True, indexed=True),
        Field(
            "status",
            Kind.CHOICE,
            "Status",
            choices=(
                Choice(OPEN, "Open"),
                Choice(COMPLETED, "Completed", "check"),
                Choice(CANCELLED, "Cancelled", "close"),
            ),
            default=OPEN,
            read_only=True,
            indexed=True,
        ),
        Field("owner_id", Kind.USER, "Owner", indexed=True),
        Field("due_at", Kind.MOMENT, "Due", indexed=True),
        Field("recipient", Kind.TEXT, "To", max_length=254, help="An address or number, for e-mails and phone calls."),
        Field("duration_minutes", Kind.INTEGER, "Duration in minutes"),
        Field("description", Kind.LONG_TEXT, "Description", max_length=8000, wide=True),
    ),
    sections=(
        Section(
            "Activity",
            ("subject", "type", "status", "regarding", "owner_id", "due_at", "recipient", "duration_minutes"),
        ),
        Section("Text", ("description",)),
    ),
    columns=("type", "subject", "regarding", "status", "owner_id", "due_at", "modified_at"),
    views=(
        View("my-open-activities", "My open activities", (("status", OPEN), ("owner_id", "@me")), (("due_at", False),)),
        View("open-activities", "Open activities", (("status", OPEN),), (("due_at", False),)),
        View("all-activities", "All activities"),
    ),
    search=("subject", "number"),
    details=("type", "regarding"),
    owner="owner_id",
    derived=_note_is_done,
    quick_create=("type", "subject", "regarding", "due_at", "description"),
)
