"""Accounts, contacts, cases, activities and knowledge articles, and the words they are found by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ccw_panel.store.types import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=True, comment="Name"),
        sa.Column("number", sa.String(length=20), nullable=True, comment="Account number"),
        sa.Column("phone", sa.String(length=40), nullable=True, comment="Main phone"),
        sa.Column("email", sa.String(length=254), nullable=True, comment="E-mail"),
        sa.Column("primary_contact_id", sa.Integer(), nullable=True, comment="Primary contact"),
        sa.Column("industry", sa.String(length=80), nullable=True, comment="Industry"),
        sa.Column("tier", sa.Integer(), nullable=True, comment="Tier"),
        sa.Column("street", sa.String(length=160), nullable=True, comment="Street"),
        sa.Column("postal_code", sa.String(length=20), nullable=True, comment="Postal code"),
        sa.Column("city", sa.String(length=80), nullable=True, comment="City"),
        sa.Column("country", sa.String(length=80), nullable=True, comment="Country"),
        sa.Column("description", sa.Text(), nullable=True, comment="Description"),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False, comment="false: deactivated"),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="counts saves; optimistic locking"
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False, comment="user name, or the importer"),
        sa.Column("modified_at", UtcDateTime(), nullable=False),
        sa.Column("modified_by", sa.String(length=64), nullable=False),
        sa.Column(
            "imported", sa.String(length=40), server_default="", nullable=False, comment="foreign format it came from"
        ),
        sa.Column("external_id", sa.String(length=200), nullable=True, comment="its id there"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("imported", "external_id", name=op.f("uq_accounts_imported_external_id")),
    )
    op.create_index(op.f("ix_accounts_city"), "accounts", ["city"], unique=False)
    op.create_index(op.f("ix_accounts_created_at"), "accounts", ["created_at"], unique=False)
    op.create_index(op.f("ix_accounts_email"), "accounts", ["email"], unique=False)
    op.create_index(op.f("ix_accounts_modified_at"), "accounts", ["modified_at"], unique=False)
    op.create_index(op.f("ix_accounts_name"), "accounts", ["name"], unique=False)
    op.create_index(op.f("ix_accounts_number"), "accounts", ["number"], unique=False)
    op.create_index(op.f("ix_accounts_phone"), "accounts", ["phone"], unique=False)
    op.create_index(op.f("ix_accounts_primary_contact_id"), "accounts", ["primary_contact_id"], unique=False)
    op.create_index(op.f("ix_accounts_tier"), "accounts", ["tier"], unique=False)
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=True, comment="Subject"),
        sa.Column("number", sa.String(length=20), nullable=True, comment="Activity number"),
        sa.Column("type", sa.Integer(), nullable=True, comment="Type"),
        sa.Column("regarding", sa.String(length=40), nullable=True, comment="Regarding"),
        sa.Column("conversation_id", sa.Integer(), nullable=True, comment="Conversation"),
        sa.Column("status", sa.Integer(), nullable=True, comment="Status"),
        sa.Column("owner_id", sa.Integer(), nullable=True, comment="Owner"),
        sa.Column("due_at", UtcDateTime(), nullable=True, comment="Due"),
        sa.Column("recipient", sa.String(length=254), nullable=True, comment="To"),
        sa.Column("duration_minutes", sa.Integer(), nullable=True, comment="Duration in minutes"),
        sa.Column("description", sa.Text(), nullable=True, comment="Description"),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False, comment="false: deactivated"),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="counts saves; optimistic locking"
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False, comment="user name, or the importer"),
        sa.Column("modified_at", UtcDateTime(), nullable=False),
        sa.Column("modified_by", sa.String(length=64), nullable=False),
        sa.Column(
            "imported", sa.String(length=40), server_default="", nullable=False, comment="foreign format it came from"
        ),
        sa.Column("external_id", sa.String(length=200), nullable=True, comment="its id there"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("imported", "external_id", name=op.f("uq_activities_imported_external_id")),
    )
    op.create_index(op.f("ix_activities_conversation_id"), "activities", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_activities_created_at"), "activities", ["created_at"], unique=False)
    op.create_index(op.f("ix_activities_due_at"), "activities", ["due_at"], unique=False)
    op.create_index(op.f("ix_activities_modified_at"), "activities", ["modified_at"], unique=False)
    op.create_index(op.f("ix_activities_number"), "activities", ["number"], unique=False)
    op.create_index(op.f("ix_activities_owner_id"), "activities", ["owner_id"], unique=False)
    op.create_index(op.f("ix_activities_regarding"), "activities", ["regarding"], unique=False)
    op.create_index(op.f("ix_activities_status"), "activities", ["status"], unique=False)
    op.create_index(op.f("ix_activities_subject"), "activities", ["subject"], unique=False)
    op.create_index(op.f("ix_activities_type"), "activities", ["type"], unique=False)
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True, comment="Title"),
        sa.Column("number", sa.String(length=20), nullable=True, comment="Article number"),
        sa.Column("keywords", sa.String(length=400), nullable=True, comment="Keywords"),
        sa.Column("subject", sa.String(length=80), nullable=True, comment="Subject"),
        sa.Column("summary", sa.Text(), nullable=True, comment="Summary"),
        sa.Column("content", sa.Text(), nullable=True, comment="Content"),
        sa.Column("author_id", sa.Integer(), nullable=True, comment="Primary author"),
        sa.Column("language", sa.String(length=35), nullable=True, comment="Language"),
        sa.Column("status", sa.Integer(), nullable=True, comment="Status"),
        sa.Column("visibility", sa.Integer(), nullable=True, comment="Visibility"),
        sa.Column("published_at", UtcDateTime(), nullable=True, comment="Published"),
        sa.Column("views", sa.Integer(), nullable=True, comment="Views"),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False, comment="false: deactivated"),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="counts saves; optimistic locking"
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False, comment="user name, or the importer"),
        sa.Column("modified_at", UtcDateTime(), nullable=False),
        sa.Column("modified_by", sa.String(length=64), nullable=False),
        sa.Column(
            "imported", sa.String(length=40), server_default="", nullable=False, comment="foreign format it came from"
        ),
        sa.Column("external_id", sa.String(length=200), nullable=True, comment="its id there"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("imported", "external_id", name=op.f("uq_articles_imported_external_id")),
    )
    op.create_index(op.f("ix_articles_author_id"), "articles", ["author_id"], unique=False)
    op.create_index(op.f("ix_articles_created_at"), "articles", ["created_at"], unique=False)
    op.create_index(op.f("ix_articles_language"), "articles", ["language"], unique=False)
    op.create_index(op.f("ix_articles_modified_at"), "articles", ["modified_at"], unique=False)
    op.create_index(op.f("ix_articles_number"), "articles", ["number"], unique=False)
    op.create_index(op.f("ix_articles_published_at"), "articles", ["published_at"], unique=False)
    op.create_index(op.f("ix_articles_status"), "articles", ["status"], unique=False)
    op.create_index(op.f("ix_articles_subject"), "articles", ["subject"], unique=False)
    op.create_index(op.f("ix_articles_title"), "articles", ["title"], unique=False)
    op.create_index(op.f("ix_articles_visibility"), "articles", ["visibility"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True, comment="Title"),
        sa.Column("number", sa.String(length=20), nullable=True, comment="Case number"),
        sa.Column("customer", sa.String(length=40), nullable=True, comment="Customer"),
        sa.Column("product", sa.String(length=120), nullable=True, comment="Product"),
        sa.Column("priority", sa.Integer(), nullable=True, comment="Priority"),
        sa.Column("status", sa.Integer(), nullable=True, comment="Status"),
        sa.Column("status_reason", sa.Integer(), nullable=True, comment="Status reason"),
        sa.Column("type", sa.Integer(), nullable=True, comment="Type"),
        sa.Column("origin", sa.Integer(), nullable=True, comment="Origin"),
        sa.Column("subject", sa.String(length=80), nullable=True, comment="Subject"),
        sa.Column("owner_id", sa.Integer(), nullable=True, comment="Owner"),
        sa.Column("follow_up_by", sa.Date(), nullable=True, comment="Follow up by"),
        sa.Column("parent_case_id", sa.Integer(), nullable=True, comment="Parent case"),
        sa.Column("description", sa.Text(), nullable=True, comment="Description"),
        sa.Column("resolution_type", sa.String(length=80), nullable=True, comment="Resolution type"),
        sa.Column("resolution", sa.Text(), nullable=True, comment="Resolution"),
        sa.Column("resolved_at", UtcDateTime(), nullable=True, comment="Resolved"),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False, comment="false: deactivated"),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="counts saves; optimistic locking"
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False, comment="user name, or the importer"),
        sa.Column("modified_at", UtcDateTime(), nullable=False),
        sa.Column("modified_by", sa.String(length=64), nullable=False),
        sa.Column(
            "imported", sa.String(length=40), server_default="", nullable=False, comment="foreign format it came from"
        ),
        sa.Column("external_id", sa.String(length=200), nullable=True, comment="its id there"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("imported", "external_id", name=op.f("uq_cases_imported_external_id")),
    )
    op.create_index(op.f("ix_cases_created_at"), "cases", ["created_at"], unique=False)
    op.create_index(op.f("ix_cases_customer"), "cases", ["customer"], unique=False)
    op.create_index(op.f("ix_cases_modified_at"), "cases", ["modified_at"], unique=False)
    op.create_index(op.f("ix_cases_number"), "cases", ["number"], unique=False)
    op.create_index(op.f("ix_cases_origin"), "cases", ["origin"], unique=False)
    op.create_index(op.f("ix_cases_owner_id"), "cases", ["owner_id"], unique=False)
    op.create_index(op.f("ix_cases_parent_case_id"), "cases", ["parent_case_id"], unique=False)
    op.create_index(op.f("ix_cases_priority"), "cases", ["priority"], unique=False)
    op.create_index(op.f("ix_cases_status"), "cases", ["status"], unique=False)
    op.create_index(op.f("ix_cases_status_reason"), "cases", ["status_reason"], unique=False)
    op.create_index(op.f("ix_cases_subject"), "cases", ["subject"], unique=False)
    op.create_index(op.f("ix_cases_title"), "cases", ["title"], unique=False)
    op.create_index(op.f("ix_cases_type"), "cases", ["type"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=80), nullable=True, comment="First name"),
        sa.Column("last_name", sa.String(length=80), nullable=True, comment="Last name"),
        sa.Column("full_name", sa.String(length=161), nullable=True, comment="Full name"),
        sa.Column("number", sa.String(length=20), nullable=True, comment="Contact number"),
        sa.Column("email", sa.String(length=254), nullable=True, comment="E-mail"),
        sa.Column("mobile_phone", sa.String(length=40), nullable=True, comment="Mobile phone"),
        sa.Column("account_id", sa.Integer(), nullable=True, comment="Company"),
        sa.Column("job_title", sa.String(length=100), nullable=True, comment="Job title"),
        sa.Column("language", sa.String(length=35), nullable=True, comment="Language"),
        sa.Column("tier", sa.Integer(), nullable=True, comment="Tier"),
        sa.Column("customer_since", sa.Date(), nullable=True, comment="Customer since"),
        sa.Column("street", sa.String(length=160), nullable=True, comment="Street"),
        sa.Column("postal_code", sa.String(length=20), nullable=True, comment="Postal code"),
        sa.Column("city", sa.String(length=80), nullable=True, comment="City"),
        sa.Column("country", sa.String(length=80), nullable=True, comment="Country"),
        sa.Column("time_zone", sa.String(length=64), nullable=True, comment="Time zone"),
        sa.Column("description", sa.Text(), nullable=True, comment="Description"),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False, comment="false: deactivated"),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="counts saves; optimistic locking"
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False, comment="user name, or the importer"),
        sa.Column("modified_at", UtcDateTime(), nullable=False),
        sa.Column("modified_by", sa.String(length=64), nullable=False),
        sa.Column(
            "imported", sa.String(length=40), server_default="", nullable=False, comment="foreign format it came from"
        ),
        sa.Column("external_id", sa.String(length=200), nullable=True, comment="its id there"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("imported", "external_id", name=op.f("uq_contacts_imported_external_id")),
    )
    op.create_index(op.f("ix_contacts_account_id"), "contacts", ["account_id"], unique=False)
    op.create_index(op.f("ix_contacts_city"), "contacts", ["city"], unique=False)
    op.create_index(op.f("ix_contacts_created_at"), "contacts", ["created_at"], unique=False)
    op.create_index(op.f("ix_contacts_email"), "contacts", ["email"], unique=False)
    op.create_index(op.f("ix_contacts_first_name"), "contacts", ["first_name"], unique=False)
    op.create_index(op.f("ix_contacts_full_name"), "contacts", ["full_name"], unique=False)
    op.create_index(op.f("ix_contacts_last_name"), "contacts", ["last_name"], unique=False)
    op.create_index(op.f("ix_contacts_mobile_phone"), "contacts", ["mobile_phone"], unique=False)
    op.create_index(op.f("ix_contacts_modified_at"), "contacts", ["modified_at"], unique=False)
    op.create_index(op.f("ix_contacts_number"), "contacts", ["number"], unique=False)
    op.create_index(op.f("ix_contacts_tier"), "contacts", ["tier"], unique=False)
    op.create_table(
        "search_words",
        sa.Column(
            "kind",
            sa.String(length=20),
            nullable=False,
            comment="account, contact, case, activity, article or conversation",
        ),
        sa.Column(
            "word", sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False, comment="how much finding it there says; larger is more"),
        sa.PrimaryKeyConstraint("kind", "word", "id", name=op.f("pk_search_words")),
        comment="the words, numbers, addresses and phone digits that search finds things by",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_words_id_kind", "search_words", ["id", "kind"], unique=False)


def downgrade() -> None:
    op.drop_table("search_words")
    op.drop_table("contacts")
    op.drop_table("cases")
    op.drop_table("articles")
    op.drop_table("activities")
    op.drop_table("accounts")
