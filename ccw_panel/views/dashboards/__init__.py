"""The dashboards. One module of this package a dashboard; each holds `DASHBOARD`, and its file's name is its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ccw_panel.discover import discover
from ccw_panel.domain.agents import Role
from ccw_panel.errors import NotFound

if TYPE_CHECKING:
    from ccw_panel.models.workspace import Tab, Workspace
    from ccw_panel.views.tabs import Page


@dataclass(frozen=True)
class Dashboard:
    name: str  # what Ref("dashboard", name) names
    label: str
    icon: str  # a name in the icon set
    page: Callable[[Tab, Workspace], Page]
    roles: frozenset[Role] = frozenset()  # who finds it in the site map; empty: everybody


@cache
def dashboards() -> dict[str, Dashboard]:
    """Every dashboard by its name, found once: a process never gains one while it runs."""
    return {dashboard.name: dashboard for dashboard in discover(__name__, "DASHBOARD").values()}


def dashboard(name: str) -> Dashboard:
    try:
        return dashboards()[name]
    except KeyError:
        raise NotFound(f"dashboard {name}", f"Known: {', '.join(dashboards())}.") from None
