"""An account: an organisation that is a customer."""

from __future__ import annotations

from ccw_panel.domain.records import Choice, Field, Kind, RecordType, Section, View

RECORD = RecordType(
    kind="account",
    table="accounts",
    label="Account",
    plural="Accounts",
    icon="account",
    title="name",
    number="number",
    number_format="ACC-{id:05d}",
    fields=(
        Field("name", Kind.TEXT, "Name", required=True, max_length=160, indexed=True, wide=True),
        Field("number", Kind.TEXT, "Account number", max_length=20, indexed=True, read_only=True),
        Field("phone", Kind.PHONE, "Main phone", max_length=40, indexed=True),
        Field("email", Kind.EMAIL, "E-mail", max_length=254, indexed=True),
        Field("primary_contact_id", Kind.LOOKUP, "Primary contact", refers_to=("contact",), indexed=True),
        Field("industry", Kind.TEXT, "Industry", max_length=80),
        Field(
            "tier",
            Kind.CHOICE,
            "Tier",
            choices=(Choice(1, "Standard"), Choice(2, "Silver"), Choice(3, "Gold")),
            default=1,
            indexed=True,
        ),
        Field("street", Kind.TEXT, "Street", max_length=160),
        Field("postal_code", Kind.TEXT, "Postal code", max_length=20),
        Field("city", Kind.TEXT, "City", max_length=80, indexed=True),
        Field("country", Kind.TEXT, "Country", max_length=80),
        Field("description", Kind.LONG_TEXT, "Description", max_length=4000, wide=True),
    ),
    sections=(
        Section("Account", ("name", "number", "tier", "phone", "email", "primary_contact_id", "industry")),
        Section("Address", ("street", "postal_code", "city", "country")),
        Section("About", ("description",)),
    ),
    columns=("name", "number", "phone", "email", "city", "tier", "primary_contact_id", "modified_at"),
    views=(
        View("active-accounts", "Active accounts", (("active", True),), (("name", False),)),
        View("gold-accounts", "Gold accounts", (("active", True), ("tier", 3)), (("name", False),)),
        View("inactive-accounts", "Inactive accounts", (("active", False),), (("name", False),)),
    ),
    search=("name", "number", "email", "phone"),
    details=("number", "city"),
    quick_create=("name", "phone", "email", "city"),
)
