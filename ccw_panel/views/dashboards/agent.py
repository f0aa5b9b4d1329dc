"""The agent dashboard as a page of its own: what Home shows, in a tab of any session."""

from __future__ import annotations

from ccw_panel.views.dashboards import Dashboard
from ccw_panel.views.tabs.home import Home

DASHBOARD = Dashboard(name="agent", label="Agent dashboard", icon="home", page=Home)
