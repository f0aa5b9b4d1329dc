"""A contact: a person who is a customer, or works for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ccw_panel.domain.records import Choice, Field, Kind, RecordType, Section, View


def _full_name(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"full_name": " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))}


RECORD = RecordType(
    kind="contact",
    table="contacts",
    label="Contact",
    plural="Contacts",
    icon="contact",
    title="full_name",
    number="number",
    number_format="CON-{id:05d}",
    fields=(
        Field("first_name", Kind.TEXT, "First name", max_length=80, indexed=True),
        Field("last_name", Kind.TEXT, "Last name", required=True, max_length=80, indexed=True),
        Field("full_name", Kind.TEXT, "Full name", max_length=161, indexed=True, read_only=True),
        Field("number", Kind.TEXT, "Contact number", max_length=20, indexed=True, read_only=True),
        Field("email", Kind.EMAIL, "E-mail", max_length=254, indexed=True),
        Field("mobile_phone", Kind.PHONE, "Mobile phone", max_length=40, indexed=True),
        Field("account_id", Kind.LOOKUP, "Company", refers_to=("account",), indexed=True),
        Field("job_title", Kind.TEXT, "Job title", max_length=100),
        Field("language", Kind.TEXT, "Language", max_length=35, help="As a tag such as en, es or pt-BR."),
        Field(
            "tier",
            Kind.CHOICE,
            "Tier",
            choices=(Choice(1, "Standard"), Choice(2, "Silver"), Choice(3, "Gold")),
            default=1,
            indexed=True,
        ),
        Field("customer_since", Kind.DATE, "Customer since"),
        Field("street", Kind.TEXT, "Street", max_length=160),
        Field("postal_code", Kind.TEXT, "Postal code", max_length=20),
        Field("city", Kind.TEXT, "City", max_length=80, indexed=True),
        Field("country", Kind.TEXT, "Country", max_length=80),
        Field("time_zone", Kind.TEXT, "Time zone", max_length=64, help="Such as Europe/Madrid."),
        Field("description", Kind.LONG_TEXT, "Description", max_length=4000, wide=True),
    ),
    sections=(
        Section(
            "Contact",
            ("first_name", "last_name", "number", "tier", "email", "mobile_phone", "account_id", "job_title"),
        ),
        Section("Address", ("street", "postal_code", "city", "country")),
        Section("About", ("language", "time_zone", "customer_since", "description")),
    ),
    columns=("full_name", "number", "email", "mobile_phone", "account_id", "city", "tier", "modified_at"),
    views=(
        View("active-contacts", "Active contacts", (("active", True),), (("full_name", False),)),
        View("gold-contacts", "Gold contacts", (("active", True), ("tier", 3)), (("full_name", False),)),
        View("inactive-contacts", "Inactive contacts", (("active", False),), (("full_name", False),)),
    ),
    search=("full_name", "first_name", "last_name", "number", "email", "mobile_phone", "account_id"),
    details=("email", "mobile_phone"),
    derived=_full_name,
    quick_create=("first_name", "last_name", "email", "mobile_phone", "account_id"),
)
