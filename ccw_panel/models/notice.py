"""One line that the workspace says to its person."""

from __future__ import annotations

from dataclasses import dataclass

from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref


@dataclass(frozen=True)
class Notice:
    """Shown as a toast; `target` is what its button opens."""

    text: str
    tone: str = "info"  # info, success, warning, error or limit
    label: str = ""
    target: Ref | None = None
    origin: Origin = Origin.QUICK_CREATE_NOTIFICATION
