"""A contact-centre workspace: open a centre, get an agent's workspace, show it, take its numbers as frames.

Names are resolved when first used (PEP 562), so that what needs no Panel never imports it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ccw_panel.center import ContactCenter, open_center
    from ccw_panel.domain.navigation import Origin
    from ccw_panel.domain.ref import Ref
    from ccw_panel.models.workspace import Workspace
    from ccw_panel.views.workspace import WorkspaceView

__version__ = "0.1.0"

__all__ = ["ContactCenter", "Origin", "Ref", "Workspace", "WorkspaceView", "__version__", "open_center"]

_HOME_OF = {
    "open_center": "ccw_panel.center",
    "ContactCenter": "ccw_panel.center",
    "Workspace": "ccw_panel.models.workspace",
    "WorkspaceView": "ccw_panel.views.workspace",
    "Ref": "ccw_panel.domain.ref",
    "Origin": "ccw_panel.domain.navigation",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
