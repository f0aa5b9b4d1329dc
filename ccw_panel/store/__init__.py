"""SQL: one statement a question, the same on SQLite and PostgreSQL. Functions take a connection; the caller commits."""
