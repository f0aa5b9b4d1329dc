"""What Alembic runs: always on the connection it is given, inside that connection's transaction."""

from __future__ import annotations

from alembic import context

from ccw_panel.store.migrations import VERSION_TABLE
from ccw_panel.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    compare_server_default=True,
    render_as_batch=True,  # SQLite cannot alter a column: Alembic copies the table
)
with context.begin_transaction():
    context.run_migrations()
