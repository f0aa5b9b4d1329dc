"""What belongs to the person rather than to a session: presence, settings, notifications, search, quick create."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import param

from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.record import Hit, Record
from ccw_panel.models.workspace import Workspace

SHOWN_NOTIFICATIONS = 30


class Desk(param.Parameterized):
    """One person's presence, settings and bell, beside their workspace."""

    presence = param.Dict(default={}, doc="current, since, by: as the store has it.")
    settings = param.Dict(default={}, doc="theme, time_zone, language, shortcuts, widths ...")
    notifications = param.List(default=[], doc="Newest first.")
    unread = param.Integer(default=0, doc="Notifications not read yet.")
    revision = param.Integer(default=0, doc="Counts every change that a view shows.")

    def __init__(self, workspace: Workspace, *, may_sign_out: bool = False, **params: Any) -> None:
        super().__init__(**params)
        self.may_sign_out = may_sign_out  # not in a notebook, nor where nobody signed in
        self.workspace = workspace
        self._services = workspace.services
        self._actor = workspace.actor
        self.refresh()

    def refresh(self) -> None:
        """Reads all of it again."""
        agents, bell = self._services.agents, self._services.notifications
        self.param.update(
            presence=agents.presence(self._actor),
            settings=agents.settings(self._actor),
            notifications=bell.list(self._actor, SHOWN_NOTIFICATIONS),
            unread=bell.unread(self._actor),
        )
        self.revision += 1

    def set_presence(self, name: str) -> None:
        self._services.agents.set_presence(self._actor, name)
        self.refresh()

    def change_settings(self, changes: Mapping[str, Any]) -> None:
        """Stores settings; raises InvalidInput for a value that cannot be."""
        self._services.agents.save_settings(self._actor, dict(changes))
        self.refresh()

    def read_notifications(self, ids: Sequence[int]) -> None:
        self._services.notifications.read(self._actor, list(ids))
        self.refresh()

    def search(self, text: str) -> list[Hit]:
        """Suggestions of the search box."""
        return self._services.records.search(self._actor, text, 8)

    def lookup(self, kinds: Sequence[str], text: str) -> list[Hit]:
        """Rows below a lookup field of quick create."""
        return self._services.records.lookup(self._actor, tuple(kinds), text, 8)

    def quick_create(self, kind: str, values: Mapping[str, Any]) -> Record:
        """Creates a record from the header; it is not linked to any conversation (H-15). Raises InvalidInput."""
        record = self._services.records.create(self._actor, kind, dict(values))
        self._services.notifications.add(self._actor, "created", f"{record.title} was created.", record.ref)
        return record

    def apply(self, events: Sequence[StoredEvent]) -> None:
        """Presence and notifications of this person may have changed elsewhere."""
        mine = ("agent.presence_set", "agent.settings_saved", "notification.added", "notification.read")
        if any(event.kind in mine and event.data.get("user", event.actor) == self._actor.name for event in events):
            self.refresh()
