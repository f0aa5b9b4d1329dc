"""The events of the workspace's API: who wants to hear that the focus moved or that a session closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ccw_panel.errors import NotFound

if TYPE_CHECKING:
    from ccw_panel.models.session import Session, Tab

EVENTS = ("session_switch", "session_closed", "tab_switch")
Callback = Callable[[dict[str, Any]], None]


class Callbacks:
    """Callbacks by event, called in the order they came."""

    def __init__(self) -> None:
        self._callbacks: dict[str, list[Callback]] = {event: [] for event in EVENTS}

    def add(self, event: str, callback: Callback) -> Callable[[], None]:
        """The result takes it off again; raises NotFound for an event that there is not."""
        if event not in self._callbacks:
            raise NotFound(f"event {event}", f"Known: {', '.join(EVENTS)}.")
        self._callbacks[event].append(callback)
        return lambda: self._callbacks[event].remove(callback)

    def switched(self, session: Session, tab: Tab, to_session: Session, to_tab: Tab) -> None:
        """The focus moved from one tab to another."""
        if session is not to_session:
            self._tell("session_switch", {"previous_session_id": session.id, "new_session_id": to_session.id})
        self._tell(
            "tab_switch",
            {
                "previous_session_id": session.id,
                "previous_tab_id": tab.id,
                "session_id": to_session.id,
                "tab_id": to_tab.id,
            },
        )

    def closed(self, session: Session) -> None:
        self._tell("session_closed", {"session_id": session.id})

    def _tell(self, event: str, data: dict[str, Any]) -> None:
        for callback in list(self._callbacks[event]):
            callback(data)
