"""A case: something a customer needs solved (L.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ccw_panel.domain.records import Choice, Field, Kind, RecordType, Section, View

ACTIVE, RESOLVED, CANCELLED = 1, 2, 3

# status reason -> the status it belongs to (L.2)
STATUS_OF_REASON = {
    1: ACTIVE,
    2: ACTIVE,
    3: ACTIVE,
    4: ACTIVE,
    5: RESOLVED,
    1000: RESOLVED,
    6: CANCELLED,
    2000: CANCELLED,
}

RESOLUTION_TYPES = {5: "Problem solved", 1000: "Information provided"}
CANCELLED_REASON, MERGED_REASON = 6, 2000


def _reason_of_another_status(values: Mapping[str, Any]) -> dict[str, str]:
    """Resolving and cancelling are actions, not values of a field (L-12)."""
    status, reason = values.get("status"), values.get("status_reason")
    if reason is None:
        return {"status_reason": "Status reason is required."}
    if STATUS_OF_REASON.get(reason) != status:
        return {"status_reason": "Status reason should go with the status; use Resolve or Cancel to end a case."}
    return {}


RECORD = RecordType(
    kind="case",
    table="cases",
    label="Case",
    plural="Cases",
    icon="case",
    title="title",
    number="number",
    number_format="CAS-{id:05d}",
    status="status",
    frozen_when=(RESOLVED, CANCELLED),
    fields=(
        Field("title", Kind.TEXT, "Title", required=True, max_length=200, indexed=True, wide=True),
        Field("number", Kind.TEXT, "Case number", max_length=20, indexed=True, read_only=True),
        Field("customer", Kind.CUSTOMER, "Customer", required=True, refers_to=("contact", "account"), indexed=True),
        Field("product", Kind.TEXT, "Product", max_length=120),
        Field(
            "priority",
            Kind.CHOICE,
            "Priority",
            choices=(Choice(1, "High", "high", "danger"), Choice(2, "Normal", "normal"), Choice(3, "Low", "low")),
            default=2,
            required=True,
            indexed=True,
        ),
        Field(
            "status",
            Kind.CHOICE,
            "Status",
            choices=(Choice(ACTIVE, "Active"), Choice(RESOLVED, "Resolved"), Choice(CANCELLED, "Cancelled")),
            default=ACTIVE,
            read_only=True,
            indexed=True,
        ),
        Field(
            "status_reason",
            Kind.CHOICE,
            "Status reason",
            choices=(
                Choice(1, "In progress", "sync"),
                Choice(2, "On hold", "pause"),
                Choice(3, "Waiting for details", "hourglass"),
                Choice(4, "Researching", "search"),
                Choice(5, "Problem solved", "check"),
                Choice(1000, "Information provided", "check"),
                Choice(6, "Cancelled", "close"),
                Choice(2000, "Merged", "merge"),
            ),
            default=1,
            indexed=True,
            help="While active: in progress, on hold, waiting for details or researching.",
        ),
        Field(
            "type",
            Kind.CHOICE,
            "Type",
            choices=(Choice(1, "Question"), Choice(2, "Problem"), Choice(3, "Request")),
            default=2,
            indexed=True,
        ),
        Field(
            "origin",
            Kind.CHOICE,
            "Origin",
            choices=(
                Choice(1, "Phone", "phone"),
                Choice(2, "E-mail", "mail"),
                Choice(3, "Web", "web"),
                Choice(4, "Live chat", "chat"),
                Choice(5, "SMS", "sms"),
                Choice(6, "Social", "whatsapp"),
                Choice(7, "Teams", "teams"),
            ),
            default=3,
            fixed=True,
            indexed=True,
        ),
        Field("subject", Kind.TEXT, "Subject", max_length=80, indexed=True, help="What it is about, e.g. Delivery."),
        Field("owner_id", Kind.USER, "Owner", indexed=True),
        Field("follow_up_by", Kind.DATE, "Follow up by"),
        Field("parent_case_id", Kind.LOOKUP, "Parent case", refers_to=("case",), indexed=True),
        Field("description", Kind.LONG_TEXT, "Description", max_length=8000, wide=True),
        Field("resolution_type", Kind.TEXT, "Resolution type", max_length=80, read_only=True),
        Field("resolution", Kind.LONG_TEXT, "Resolution", max_length=4000, read_only=True, wide=True),
        Field("resolved_at", Kind.MOMENT, "Resolved", read_only=True),
    ),
    sections=(
        Section(
            "Case",
            (
                "title",
                "customer",
                "product",
                "type",
                "priority",
                "subject",
                "status_reason",
                "owner_id",
                "follow_up_by",
            ),
        ),
        Section("Origin", ("origin", "parent_case_id", "number", "created_at")),
        Section("What happened", ("description", "resolution_type", "resolved_at", "resolution")),
    ),
    columns=(
        "priority",
        "number",
        "title",
        "customer",
        "status_reason",
        "origin",
        "owner_id",
        "modified_at",
        "created_at",
    ),
    views=(
        View(
            "my-active-cases",
            "My active cases",
            (("status", ACTIVE), ("owner_id", "@me")),
            (("priority", False), ("modified_at", True)),
        ),
        View("active-cases", "Active cases", (("status", ACTIVE),), (("priority", False), ("modified_at", True))),
        View("waiting-cases", "Waiting for details", (("status", ACTIVE), ("status_reason", 3))),
        View("resolved-cases", "Resolved cases", (("status", RESOLVED),), (("resolved_at", True),)),
        View("all-cases", "All cases", ()),
    ),
    search=("title", "number"),
    details=("number", "customer"),
    owner="owner_id",
    refused=_reason_of_another_status,
    quick_create=("title", "customer", "priority", "type", "description"),
)
