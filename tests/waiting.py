"""Waiting for what another thread, process or page does, as long as it takes and no longer."""

from __future__ import annotations

import time
from collections.abc import Callable

from ccw_panel.center import ContactCenter


def wait_until(condition: Callable[[], object], seconds: float = 15) -> None:
    """Returns as soon as the condition holds; fails the test when it still does not after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"it did not happen within {seconds:g} seconds")
        time.sleep(0.02)


def stored_workspace(center: ContactCenter, name: str) -> str:
    """What the store holds of that person's workspace and unsaved text: a screen that looks right is not enough."""
    actor = center.services.agents.actor_named(name)
    workspaces = center.services.workspaces
    return str([workspaces.load(actor), [draft.value for draft in workspaces.drafts(actor)]])
