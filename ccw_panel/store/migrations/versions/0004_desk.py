"""What an agent's desk keeps: workspaces, drafts and notifications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ccw_panel.store.types import UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False, comment="KIND:ID, or new: and a tab id"),
        sa.Column("field_group", sa.String(length=20), nullable=False, comment="message, note or form"),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("window", sa.String(length=40), server_default="", nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column(
            "ended_at", UtcDateTime(), nullable=True, comment="NULL: the live draft; older versions are kept 30 days"
        ),
        sa.Column("ended_by", sa.String(length=12), nullable=True, comment="sent, saved, discarded or version"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(
        "ix_drafts_user_id_subject_field_group_at", "drafts", ["user_id", "subject", "field_group", "at"], unique=False
    )
    op.create_index(
        "uq_drafts_live",
        "drafts",
        ["user_id", "subject", "field_group"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="saved, created, conflict or reminder"),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("record", sa.String(length=40), nullable=True, comment="KIND:ID it opens"),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=True, comment="the same one is stored once, e.g. a reminder"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notifications_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notifications_user_id_key")),
    )
    op.create_index("ix_notifications_user_id_at", "notifications", ["user_id", "at"], unique=False)
    op.create_table(
        "workspaces",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False, comment="sessions, tabs, focus, pane state, scroll"),
        sa.Column("window", sa.String(length=40), nullable=False, comment="the browser page that changed last"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_workspaces_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_workspaces")),
    )


def downgrade() -> None:
    op.drop_table("workspaces")
    op.drop_table("notifications")
    op.drop_table("drafts")
