"""A dashboard in a tab: the page of whichever dashboard the tab names."""

from __future__ import annotations

from ccw_panel.errors import NotFound
from ccw_panel.models.workspace import Tab, Workspace
from ccw_panel.views.dashboards import dashboard
from ccw_panel.views.tabs import Page, TabKind


def page(tab: Tab, workspace: Workspace) -> Page:
    if tab.record is None:
        raise NotFound("dashboard without a name")
    return dashboard(str(tab.record.id)).page(tab, workspace)


TAB = TabKind(kind="dashboard", label="Dashboard", icon="chart", page=page)
