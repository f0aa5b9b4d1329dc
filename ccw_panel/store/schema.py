"""Every table. Record tables derive from the declarations in `domain/records/`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from ccw_panel.domain.records import Field, Kind, RecordType, record_types
from ccw_panel.store.types import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True, comment="user name, lower case"),
    Column("full_name", String(161), nullable=False),
    Column("email", String(254), nullable=False, server_default=""),
    Column("password_hash", String(200), comment="argon2; NULL: cannot sign in yet"),
    Column("roles", JSON, nullable=False, comment="list of agent, supervisor, administrator, analyst"),
    Column("skills", JSON, nullable=False, comment="object: skill name to rating 1..5"),
    Column("capacity", Integer, nullable=False, server_default="5", comment="units of work at once"),
    Column("presence", String(20), nullable=False, server_default="offline"),
    Column("presence_by", String(10), nullable=False, server_default="SYSTEM", comment="AGENT or SYSTEM (E-23)"),
    Column("presence_at", UtcDateTime),
    Column("settings", JSON, nullable=False, comment="object: theme, time_zone, language, shortcuts, panel widths"),
    Column("disabled_at", UtcDateTime, comment="NULL: may sign in"),
    Column("expires_at", UtcDateTime, comment="NULL: never; after it sign-in is refused"),
    Column("must_change_password", Boolean, nullable=False, server_default=false()),
    Column("created_at", UtcDateTime, nullable=False),
)

logins = Table(
    "logins",
    metadata,
    Column("id", String(64), primary_key=True, comment="SHA-256 of the random id in the cookie"),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, comment="NULL: still valid"),
    Column("address", String(64), nullable=False, server_default=""),
)

login_attempts = Table(
    "login_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_login_attempts_name_address_at", "name", "address", "at"),
)

setup_links = Table(
    "setup_links",
    metadata,
    Column("token", String(64), primary_key=True, comment="SHA-256 of the one-time token"),
    Column("user_id", ForeignKey("users.id"), comment="whose password it sets; NULL: makes the first administrator"),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

queues = Table(
    "queues",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("type", String(20), nullable=False, comment="messaging, voice or record (E-50)"),
    Column("priority", Integer, nullable=False, comment="smaller is served first"),
    Column("opens", String(5), nullable=False, comment="HH:MM in the centre's time zone"),
    Column("closes", String(5), nullable=False),
    Column("days", JSON, nullable=False, comment="list of weekdays, 0 is Monday"),
    Column("service_level_s", Integer, nullable=False, comment="answer within, seconds"),
    Column("short_abandon_s", Integer, nullable=False, server_default="5"),
    Column("skills", JSON, nullable=False, comment="list of skill names"),
)

queue_members = Table(
    "queue_members",
    metadata,
    Column("queue_id", ForeignKey("queues.id"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True, index=True),
)


def _column(field: Field) -> Column[object]:
    """The column that stores a field, by its kind."""
    types: dict[Kind, Any] = {
        Kind.TEXT: String(field.max_length),
        Kind.LONG_TEXT: Text(),
        Kind.EMAIL: String(field.max_length),
        Kind.PHONE: String(field.max_length),
        Kind.INTEGER: Integer(),
        Kind.CHOICE: Integer(),
        Kind.BOOLEAN: Boolean(),
        Kind.DATE: Date(),
        Kind.MOMENT: UtcDateTime(),
        Kind.LOOKUP: Integer(),
        Kind.CUSTOMER: String(40),
        Kind.RECORD: String(40),
        Kind.USER: Integer(),
    }
    return Column(field.name, types[field.kind], index=field.indexed, comment=field.label)


def _table(record: RecordType) -> Table:
    return Table(
        record.table,
        metadata,
        Column("id", Integer, primary_key=True),
        *(_column(field) for field in record.fields),
        Column("active", Boolean, nullable=False, server_default=true(), comment="false: deactivated"),
        Column("version", Integer, nullable=False, server_default="1", comment="counts saves; optimistic locking"),
        Column("created_at", UtcDateTime, nullable=False, index=True),
        Column("created_by", String(64), nullable=False, comment="user name, or the importer"),
        Column("modified_at", UtcDateTime, nullable=False, index=True),
        Column("modified_by", String(64), nullable=False),
        Column("imported", String(40), nullable=False, server_default="", comment="foreign format it came from"),
        Column("external_id", String(200), comment="its id there"),
        UniqueConstraint("imported", "external_id"),
    )


records = {kind: _table(record) for kind, record in record_types().items()}

conversations = Table(
    "conversations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(20), nullable=False, index=True),
    Column("state", String(10), nullable=False),
    Column("since", UtcDateTime, nullable=False, comment="when it entered its state"),
    Column("queue_id", ForeignKey("queues.id"), index=True),
    Column("agent_id", ForeignKey("users.id")),
    Column("customer", String(40), index=True, comment="contact:ID or account:ID; NULL: not linked"),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Column("visitor_number", Integer, comment="N of Visitor N when nobody is linked"),
    Column(
        "visitor_name", String(161), nullable=False, server_default="", comment="as the customer gave it; not proven"
    ),
    Column("subject", String(200), nullable=False, server_default=""),
    Column("intent", String(60), nullable=False, server_default=""),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("accepted_at", UtcDateTime),
    Column("first_response_at", UtcDateTime),
    Column("wrap_up_at", UtcDateTime),
    Column("closed_at", UtcDateTime, index=True),
    Column("modified_at", UtcDateTime, nullable=False, index=True),
    Column("wait_s", Float, comment="queue entry to acceptance or abandonment, seconds"),
    Column("handle_s", Float, comment="active and wrap-up time, seconds"),
    Column("abandoned", Boolean, nullable=False, server_default=false(), comment="closed before an agent accepted"),
    Column("transfer_count", Integer, nullable=False, server_default="0"),
    Column("skills", JSON, nullable=False),
    Column("pre_chat", JSON, nullable=False, comment="list of [question, answer]"),
    Column("self_service", JSON, nullable=False, comment="list of [ISO moment, what, detail], newest first"),
    Column("visitor", JSON, nullable=False, comment="authenticated, browser, system, location, language, device"),
    Column("context", JSON, nullable=False, comment="displayable context variables"),
    Column("csat", Integer, comment="0..5; NULL: no answer"),
    Column("csat_comment", Text, nullable=False, server_default=""),
    Column("dispositions", JSON, nullable=False),
    Column("sentiment", Integer, nullable=False, server_default="0", comment="level -3..3 over the last six"),
    Column("last_seq", Integer, nullable=False, server_default="0"),
    Column("read_seq", Integer, nullable=False, server_default="0", comment="read by its agent up to here"),
    Column("last_text", String(200), nullable=False, server_default=""),
    Column("last_at", UtcDateTime),
    Column("customer_waits_since", UtcDateTime),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("imported", String(40), nullable=False, server_default=""),
    Column("external_id", String(200)),
    UniqueConstraint("imported", "external_id"),
    Index("ix_conversations_agent_id_state", "agent_id", "state"),
    Index("ix_conversations_state_queue_id", "state", "queue_id"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False, comment="order within the conversation, from 1"),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("sender", String(10), nullable=False, comment="customer, agent, bot or system"),
    Column("sender_id", Integer, comment="users.id of an agent"),
    Column("sender_name", String(161), nullable=False, server_default=""),
    Column("text", Text, nullable=False),
    Column("visibility", String(10), nullable=False, server_default="public"),
    Column("delivery", String(10), nullable=False, server_default="sent"),
    Column("client_id", String(64), comment="given by the sender; the same one is stored once"),
    UniqueConstraint("conversation_id", "seq"),
    UniqueConstraint("conversation_id", "client_id"),
)

message_scores = Table(
    "message_scores",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("model", String(60), primary_key=True, comment="name and version of the scorer; a later one adds rows"),
    Column("value", Float, nullable=False, comment="-1..1"),
    Column("level", Integer, nullable=False, comment="-3..3"),
    Column("confidence", Float, nullable=False, comment="0..1"),
)

message_labels = Table(
    "message_labels",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("source", String(60), primary_key=True, comment="who says so: the generator, or a person"),
    Column("level", Integer, nullable=False, comment="the true level, -3..3"),
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True, comment="commit order"),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("kind", String(40), nullable=False, comment="past tense, e.g. case.saved"),
    Column("conversation_id", Integer, index=True),
    Column("record", String(40), index=True, comment="KIND:ID of the record it is about"),
    Column("actor", String(64), nullable=False, comment="user name, or system"),
    Column("data", JSON, nullable=False),
    sqlite_autoincrement=True,
)

search_words = Table(
    "search_words",
    metadata,
    Column("kind", String(20), primary_key=True, comment="account, contact, case, activity, article or conversation"),
    # compared byte by byte on both databases, so that a range of words is a prefix
    Column("word", String(60).with_variant(String(60, collation="C"), "postgresql"), primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("weight", Integer, nullable=False, comment="how much finding it there says; larger is more"),
    Index("ix_search_words_id_kind", "id", "kind"),  # not kind first: SQLite would take it for a search, too
    sqlite_with_rowid=False,
    comment="the words, numbers, addresses and phone digits that search finds things by",
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("snapshot", JSON, nullable=False, comment="sessions, tabs, focus, pane state, scroll"),
    Column("window", String(40), nullable=False, comment="the browser page that changed last"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("at", UtcDateTime, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("subject", String(80), nullable=False, comment="KIND:ID, or new: and a tab id"),
    Column("field_group", String(20), nullable=False, comment="message, note or form"),
    Column("value", JSON, nullable=False),
    Column("window", String(40), nullable=False, server_default=""),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, comment="NULL: the live draft; older versions are kept 30 days"),
    Column("ended_by", String(12), comment="sent, saved, discarded or version"),
    Index(
        "uq_drafts_live",
        "user_id",
        "subject",
        "field_group",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_drafts_user_id_subject_field_group_at", "user_id", "subject", "field_group", "at"),
)

notifications = Table(
    "notifications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(20), nullable=False, comment="saved, created, conflict or reminder"),
    Column("text", String(300), nullable=False),
    Column("record", String(40), comment="KIND:ID it opens"),
    Column("read_at", UtcDateTime),
    Column("key", String(80), comment="the same one is stored once, e.g. a reminder"),
    UniqueConstraint("user_id", "key"),
    Index("ix_notifications_user_id_at", "user_id", "at"),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(60), primary_key=True, comment="demo, time_zone, as_of ..."),
    Column("value", JSON, nullable=False),
)
