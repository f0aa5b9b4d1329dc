"""The knowledge article page."""

from __future__ import annotations

from ccw_panel.views.tabs._record import record_tab

TAB = record_tab("article")
