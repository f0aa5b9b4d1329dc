"""The use cases, one method each: authorise, load, decide, save and append the event in one transaction.

Every public method takes the actor first and asks `access.authorize` before anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ccw_panel.services.agents import Agents
    from ccw_panel.services.conversations import Conversations
    from ccw_panel.services.feed import Feed
    from ccw_panel.services.knowledge import Knowledge
    from ccw_panel.services.notifications import Notifications
    from ccw_panel.services.records import Records
    from ccw_panel.services.reports import Reports
    from ccw_panel.services.workspaces import Workspaces


@dataclass(frozen=True)
class Services:
    """Everything a model may ask of the centre."""

    records: Records
    conversations: Conversations
    agents: Agents
    workspaces: Workspaces
    notifications: Notifications
    reports: Reports
    knowledge: Knowledge
    feed: Feed
