"""The people of the centre, their sign-ins and the queues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ccw_panel.store.types import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "login_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempts")),
    )
    op.create_index("ix_login_attempts_name_address_at", "login_attempts", ["name", "address", "at"], unique=False)
    op.create_table(
        "queues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False, comment="messaging, voice or record (E-50)"),
        sa.Column("priority", sa.Integer(), nullable=False, comment="smaller is served first"),
        sa.Column("opens", sa.String(length=5), nullable=False, comment="HH:MM in the centre's time zone"),
        sa.Column("closes", sa.String(length=5), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False, comment="list of weekdays, 0 is Monday"),
        sa.Column("service_level_s", sa.Integer(), nullable=False, comment="answer within, seconds"),
        sa.Column("short_abandon_s", sa.Integer(), server_default="5", nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False, comment="list of skill names"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queues")),
        sa.UniqueConstraint("name", name=op.f("uq_queues_name")),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=60), nullable=False, comment="demo, time_zone, as_of ..."),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False, comment="user name, lower case"),
        sa.Column("full_name", sa.String(length=161), nullable=False),
        sa.Column("email", sa.String(length=254), server_default="", nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True, comment="argon2; NULL: cannot sign in yet"),
        sa.Column("roles", sa.JSON(), nullable=False, comment="list of agent, supervisor, administrator, analyst"),
        sa.Column("skills", sa.JSON(), nullable=False, comment="object: skill name to rating 1..5"),
        sa.Column("capacity", sa.Integer(), server_default="5", nullable=False, comment="units of work at once"),
        sa.Column("presence", sa.String(length=20), server_default="offline", nullable=False),
        sa.Column(
            "presence_by",
            sa.String(length=10),
            server_default="SYSTEM",
            nullable=False,
            comment="AGENT or SYSTEM (E-23)",
        ),
        sa.Column("presence_at", UtcDateTime(), nullable=True),
        sa.Column(
            "settings", sa.JSON(), nullable=False, comment="object: theme, time_zone, language, shortcuts, panel widths"
        ),
        sa.Column("disabled_at", UtcDateTime(), nullable=True, comment="NULL: may sign in"),
        sa.Column("expires_at", UtcDateTime(), nullable=True, comment="NULL: never; after it sign-in is refused"),
        sa.Column("must_change_password", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )
    op.create_table(
        "logins",
        sa.Column("id", sa.String(length=64), nullable=False, comment="SHA-256 of the random id in the cookie"),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True, comment="NULL: still valid"),
        sa.Column("address", sa.String(length=64), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_logins_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logins")),
    )
    op.create_index(op.f("ix_logins_user_id"), "logins", ["user_id"], unique=False)
    op.create_table(
        "queue_members",
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_queue_members_queue_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_queue_members_user_id")),
        sa.PrimaryKeyConstraint("queue_id", "user_id", name=op.f("pk_queue_members")),
    )
    op.create_index(op.f("ix_queue_members_user_id"), "queue_members", ["user_id"], unique=False)
    op.create_table(
        "setup_links",
        sa.Column("token", sa.String(length=64), nullable=False, comment="SHA-256 of the one-time token"),
        sa.Column(
            "user_id",
            sa.Integer(),
            nullable=True,
            comment="whose password it sets; NULL: makes the first administrator",
        ),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_setup_links_user_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_setup_links")),
    )


def downgrade() -> None:
    op.drop_table("setup_links")
    op.drop_table("queue_members")
    op.drop_table("logins")
    op.drop_table("users")
    op.drop_table("settings")
    op.drop_table("queues")
    op.drop_table("login_attempts")
