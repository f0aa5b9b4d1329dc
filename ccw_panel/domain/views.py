"""The saved views of every grid: those of the record types, and those of conversations."""

from __future__ import annotations

from functools import cache

from ccw_panel.domain.records import View, record_types
from ccw_panel.errors import NotFound

COLUMNS = ("customer", "subject", "channel", "state", "queue", "agent", "sentiment", "created_at", "modified_at")

# "@me" is the actor, "@my-queues" the queues they serve
CONVERSATION_VIEWS = (
    View(
        "my-conversations",
        "My conversations",
        (("agent", "@me"), ("state", ("active", "waiting", "wrap_up"))),
        columns=COLUMNS,
    ),
    View("open-conversations", "Open conversations", (("state", "open"), ("queue", "@my-queues")), columns=COLUMNS),
    View("closed-conversations", "Closed conversations", (("state", "closed"),), columns=COLUMNS),
    View("all-conversations", "All conversations", columns=COLUMNS),
)


@cache
def views() -> dict[str, tuple[str, View]]:
    """Every view by name, with the kind of what it lists ("conversation" or a record kind)."""
    named = {view.name: (kind, view) for kind, record in record_types().items() for view in record.views}
    return named | {view.name: ("conversation", view) for view in CONVERSATION_VIEWS}


def page_view(name: str, fallback: bool = False) -> View:
    """The view of that name; raises NotFound, or with `fallback` gives the first view there is (C.2)."""
    found = views().get(name)
    if found is None:
        if not fallback:
            raise NotFound(f"view {name}", f"Known: {', '.join(views())}.")
        found = next(iter(views().values()))
    return found[1]
