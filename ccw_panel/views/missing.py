"""The page of a tab whose record cannot be shown: what happened, what was kept, what to do."""

from __future__ import annotations

import param

from ccw_panel.models.session import Tab
from ccw_panel.views.components import Component


class MissingNote(Component):
    """One card with an error's own words and a way to try again."""

    data = param.Dict(default={}, doc="title, text.")


class MissingPage:
    """Stands in for a page that could not be built; refreshing the tab tries again."""

    def __init__(self, tab: Tab, reason: str) -> None:
        self._tab = tab
        self.component = MissingNote(
            data={"title": f"{tab.title} cannot be shown", "text": reason},
            on=self._handle,
            sizing_mode="stretch_width",
        )

    def _handle(self, action: str, data: dict[str, object]) -> None:
        if action == "retry":
            self._tab.refresh()

    def shown(self) -> None: ...

    def hidden(self) -> None: ...

    def close(self) -> None: ...
