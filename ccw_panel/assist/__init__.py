"""Text in, suggestions out: nothing here reads a database, keeps state or can stop a conversation."""
