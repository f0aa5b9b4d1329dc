"""Panel: what a person sees. Reads models and calls their methods; knows no SQL and no service."""
