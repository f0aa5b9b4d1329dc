"""What an agent's desk keeps: the workspace as a window left it, and drafts of what was typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.clock import Clock
from ccw_panel.domain.desk import Draft
from ccw_panel.domain.values import clean_text, storable
from ccw_panel.errors import InvalidInput
from ccw_panel.services.access import authorize
from ccw_panel.store import events, workspaces
from ccw_panel.store.engine import Database

LARGEST = 1_000_000  # characters of JSON: nine sessions of ten tabs with their state take about 50,000
GROUPS = ("message", "note", "form")
ENDINGS = ("sent", "saved", "discarded")


class Workspaces:
    """Everybody sees and changes only their own. Every method raises AccessDenied without a desk role."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def load(self, actor: Actor) -> dict[str, Any] | None:
        """The snapshot stored last, by whichever window; None when there is none."""
        authorize(actor, "workspaces.load")
        with self._database.read() as conn:
            stored = workspaces.snapshot(conn, actor.id)
        return dict(stored.value) if stored else None

    def save(self, actor: Actor, snapshot: Mapping[str, Any], window: str, *, takes_over: bool = True) -> None:
        """Store a window's workspace. When it was not this one that stored last, "workspace.taken_over" tells the
        others: those that show an older one.

        `takes_over` False: the person did nothing here, a title changed elsewhere, say. Then only the window that
        stored last is stored again: a page left open somewhere must not put an old state over a newer one.
        """
        authorize(actor, "workspaces.save")
        value, window = _storable("workspace", snapshot), _window(window)
        with self._database.write() as conn:
            before = workspaces.window(conn, actor.id)
            if before != window and not takes_over:
                return
            workspaces.store_snapshot(conn, actor.id, value, window, self._clock())
            if before != window:
                data = {"window": window, "before": before}
                events.append(conn, self._clock(), "workspace.taken_over", actor.name, data=data)

    def draft(self, actor: Actor, subject: str, group: str) -> Draft | None:
        """What is being written about `subject` ("KIND:ID", or "new:" and a tab id); None when nothing is."""
        authorize(actor, "workspaces.draft")
        with self._database.read() as conn:
            return workspaces.live_draft(conn, actor.id, subject, group)

    def save_draft(self, actor: Actor, subject: str, group: str, value: Mapping[str, Any], window: str) -> None:
        """Keep what is being typed; what was typed more than 30 seconds before stays as a version."""
        authorize(actor, "workspaces.save_draft")
        _check_key(subject, group)
        kept = _storable("draft", value)
        with self._database.write() as conn:
            workspaces.store_draft(conn, actor.id, subject, group, kept, _window(window), self._clock())

    def end_draft(self, actor: Actor, subject: str, group: str, how: str) -> bool:
        """Say that a draft was sent, saved or discarded; False when there is none. Its text stays for 30 days, and
        versions older than that go."""
        authorize(actor, "workspaces.end_draft")
        if how not in ENDINGS:
            raise InvalidInput({"how": f"A draft ends as one of {', '.join(ENDINGS)}."})
        with self._database.write() as conn:
            workspaces.purge_versions(conn, actor.id, self._clock())
            return workspaces.end_draft(conn, actor.id, subject, group, how, self._clock())

    def drafts(self, actor: Actor) -> list[Draft]:
        """Everything this person is writing, the newest first."""
        authorize(actor, "workspaces.drafts")
        with self._database.read() as conn:
            return workspaces.live_drafts(conn, actor.id)

    def versions(self, actor: Actor, subject: str, group: str) -> list[Draft]:
        """What this person wrote there before, the newest first; of the last 30 days."""
        authorize(actor, "workspaces.versions")
        with self._database.read() as conn:
            found = workspaces.versions(conn, actor.id, subject, group)
        oldest = self._clock() - workspaces.KEEP_VERSIONS
        return [draft for draft in found if draft.ended_at and draft.ended_at >= oldest]


def _storable(what: str, value: Mapping[str, Any]) -> Any:
    """The value as JSON holds it, its texts cleaned; raises InvalidInput when it is too large or not JSON."""
    try:
        cleaned = storable(value)
        size = len(json.dumps(cleaned, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        raise InvalidInput({what: f"The {what} could not be kept: it is not plain data."}) from None
    if size > LARGEST:
        raise InvalidInput({what: f"The {what} could not be kept: it is larger than {LARGEST:,} characters."})
    return cleaned


def _window(window: str) -> str:
    return clean_text(str(window))[:40]


def _check_key(subject: str, group: str) -> None:
    known = ":" in subject and len(subject) <= 80 and clean_text(subject) == subject
    if not known or group not in GROUPS:
        raise InvalidInput({"draft": f"A draft is of KIND:ID and one of {', '.join(GROUPS)}."})
