"""Conversations, their messages with scores and labels, and the events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ccw_panel.store.types import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False, comment="commit order"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="past tense, e.g. case.saved"),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("record", sa.String(length=40), nullable=True, comment="KIND:ID of the record it is about"),
        sa.Column("actor", sa.String(length=64), nullable=False, comment="user name, or system"),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_events_at"), "events", ["at"], unique=False)
    op.create_index(op.f("ix_events_conversation_id"), "events", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_events_record"), "events", ["record"], unique=False)
    op.create_table(
        "conversations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False, comment="when it entered its state"),
        sa.Column("queue_id", sa.Integer(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column(
            "customer", sa.String(length=40), nullable=True, comment="contact:ID or account:ID; NULL: not linked"
        ),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("visitor_number", sa.Integer(), nullable=True, comment="N of Visitor N when nobody is linked"),
        sa.Column(
            "visitor_name",
            sa.String(length=161),
            server_default="",
            nullable=False,
            comment="as the customer gave it; not proven",
        ),
        sa.Column("subject", sa.String(length=200), server_default="", nullable=False),
        sa.Column("intent", sa.String(length=60), server_default="", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("first_response_at", UtcDateTime(), nullable=True),
        sa.Column("wrap_up_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("modified_at", UtcDateTime(), nullable=False),
        sa.Column("wait_s", sa.Float(), nullable=True, comment="queue entry to acceptance or abandonment, seconds"),
        sa.Column("handle_s", sa.Float(), nullable=True, comment="active and wrap-up time, seconds"),
        sa.Column(
            "abandoned",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="closed before an agent accepted",
        ),
        sa.Column("transfer_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("pre_chat", sa.JSON(), nullable=False, comment="list of [question, answer]"),
        sa.Column(
            "self_service", sa.JSON(), nullable=False, comment="list of [ISO moment, what, detail], newest first"
        ),
        sa.Column(
            "visitor", sa.JSON(), nullable=False, comment="authenticated, browser, system, location, language, device"
        ),
        sa.Column("context", sa.JSON(), nullable=False, comment="displayable context variables"),
        sa.Column("csat", sa.Integer(), nullable=True, comment="0..5; NULL: no answer"),
        sa.Column("csat_comment", sa.Text(), server_default="", nullable=False),
        sa.Column("dispositions", sa.JSON(), nullable=False),
        sa.Column(
            "sentiment", sa.Integer(), server_default="0", nullable=False, comment="level -3..3 over the last six"
        ),
        sa.Column("last_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("read_seq", sa.Integer(), server_default="0", nullable=False, comment="read by its agent up to here"),
        sa.Column("last_text", sa.String(length=200), server_default="", nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=True),
        sa.Column("customer_waits_since", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("imported", sa.String(length=40), server_default="", nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_conversations_agent_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_conversations_case_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_conversations_queue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("imported", "external_id", name=op.f("uq_conversations_imported_external_id")),
    )
    op.create_index("ix_conversations_agent_id_state", "conversations", ["agent_id", "state"], unique=False)
    op.create_index(op.f("ix_conversations_case_id"), "conversations", ["case_id"], unique=False)
    op.create_index(op.f("ix_conversations_channel"), "conversations", ["channel"], unique=False)
    op.create_index(op.f("ix_conversations_closed_at"), "conversations", ["closed_at"], unique=False)
    op.create_index(op.f("ix_conversations_created_at"), "conversations", ["created_at"], unique=False)
    op.create_index(op.f("ix_conversations_customer"), "conversations", ["customer"], unique=False)
    op.create_index(op.f("ix_conversations_modified_at"), "conversations", ["modified_at"], unique=False)
    op.create_index(op.f("ix_conversations_queue_id"), "conversations", ["queue_id"], unique=False)
    op.create_index("ix_conversations_state_queue_id", "conversations", ["state", "queue_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="order within the conversation, from 1"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("sender", sa.String(length=10), nullable=False, comment="customer, agent, bot or system"),
        sa.Column("sender_id", sa.Integer(), nullable=True, comment="users.id of an agent"),
        sa.Column("sender_name", sa.String(length=161), server_default="", nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=10), server_default="public", nullable=False),
        sa.Column("delivery", sa.String(length=10), server_default="sent", nullable=False),
        sa.Column(
            "client_id", sa.String(length=64), nullable=True, comment="given by the sender; the same one is stored once"
        ),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_messages_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("conversation_id", "client_id", name=op.f("uq_messages_conversation_id_client_id")),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_messages_conversation_id_seq")),
    )
    op.create_index(op.f("ix_messages_at"), "messages", ["at"], unique=False)
    op.create_table(
        "message_labels",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False, comment="who says so: the generator, or a person"),
        sa.Column("level", sa.Integer(), nullable=False, comment="the true level, -3..3"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_labels_message_id")),
        sa.PrimaryKeyConstraint("message_id", "source", name=op.f("pk_message_labels")),
    )
    op.create_table(
        "message_scores",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column(
            "model",
            sa.String(length=60),
            nullable=False,
            comment="name and version of the scorer; a later one adds rows",
        ),
        sa.Column("value", sa.Float(), nullable=False, comment="-1..1"),
        sa.Column("level", sa.Integer(), nullable=False, comment="-3..3"),
        sa.Column("confidence", sa.Float(), nullable=False, comment="0..1"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_scores_message_id")),
        sa.PrimaryKeyConstraint("message_id", "model", name=op.f("pk_message_scores")),
    )


def downgrade() -> None:
    op.drop_table("message_scores")
    op.drop_table("message_labels")
    op.drop_table("messages")
    op.drop_table("conversations")
    op.drop_table("events")
