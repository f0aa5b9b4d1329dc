"""The kinds of tab. One module of this package a kind; each holds `TAB`.

A tab's page draws one thing and opens others only through `workspace.open(ref, origin, gesture)`,
so that what opens where is decided in one place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from panel.viewable import Viewable

from ccw_panel.discover import discover
from ccw_panel.errors import NotFound

if TYPE_CHECKING:
    from ccw_panel.models.session import Tab
    from ccw_panel.models.workspace import Workspace


class Page(Protocol):
    """What one tab shows. Built when the tab is first shown, closed with the tab or when it is unmounted."""

    @property
    def component(self) -> Viewable:
        """The one Panel object of the page: the same at every call."""

    def shown(self) -> None:
        """The tab came to the front."""

    def hidden(self) -> None:
        """Another tab or session came to the front; what was typed stays."""

    def close(self) -> None:
        """The page will not be shown again: stop listening."""


@dataclass(frozen=True)
class TabKind:
    kind: str  # as in `Tab.kind`
    label: str
    icon: str  # a name in the icon set
    page: Callable[[Tab, Workspace], Page]


@cache
def tab_kinds() -> dict[str, TabKind]:
    """Every kind of tab by its name, found once: a process never gains one while it runs."""
    return {tab.kind: tab for tab in discover(__name__, "TAB").values()}


def tab_kind(kind: str) -> TabKind:
    try:
        return tab_kinds()[kind]
    except KeyError:
        raise NotFound(f"tab kind {kind}", f"Known: {', '.join(tab_kinds())}.") from None
