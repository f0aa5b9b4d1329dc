"""What the Shell is told of a workspace, as plain data."""

from __future__ import annotations

from typing import Any

from ccw_panel.domain.agents import Actor, Role
from ccw_panel.domain.conversation import CHANNEL_LABELS, Conversation, State
from ccw_panel.domain.presence import PRESENCES
from ccw_panel.domain.records import RecordType, record_types
from ccw_panel.domain.views import CONVERSATION_VIEWS
from ccw_panel.models.session import Session, Tab
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.dashboards import dashboards
from ccw_panel.views.tabs import tab_kinds

STATE_WORDS = {
    State.ACTIVE: "active",
    State.WAITING: "waiting",
    State.WRAP_UP: "wrap-up",
    State.CLOSED: "closed",
    State.OPEN: "in the queue",
}


def session_rows(workspace: Workspace, conversations: dict[int, Conversation], places: dict[str, str]) -> list[dict[str, Any]]:
    """Sessions with their tabs. `places` names the place of each mounted tab, and of each panel by session id."""
    return [_session(session, conversations.get(session.conversation_id or 0), places) for session in workspace.sessions]


def _session(session: Session, conversation: Conversation | None, places: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": session.id,
        "title": session.title,
        "icon": session.icon,
        "home": session.is_home,
        "closable": session.can_close,
        "line": "" if session.is_home else _second_line(session, conversation),
        "unread": session.unread,
        "attention": session.needs_attention,
        "unsaved": any(tab.unsaved for tab in session.tabs),
        "focused_tab": session.focused_tab.id,
        "comm": session.conversation_id is not None,
        "comm_place": places.get(session.id, ""),
        "pane_open": session.pane_open,
        "tabs": [_tab(tab, places) for tab in session.tabs],
    }
    if conversation is not None:
        row["level"] = conversation.sentiment
        row["time"] = _iso(conversation.last_at)
        row["waits_since"] = _iso(conversation.customer_waits_since) if conversation.state is State.ACTIVE else None
    return row


def _second_line(session: Session, conversation: Conversation | None) -> str:
    if conversation is None:
        record = session.anchor.record
        kind = tab_kinds()[session.anchor.kind].label if session.anchor.kind in tab_kinds() else session.anchor.kind
        number = session.context.get("anchor.number", "")
        customer = session.context.get("customerName", "")
        return ", ".join(part for part in (str(number), str(customer)) if part) or (kind if record else "")
    if conversation.state is State.ACTIVE and conversation.last_text:
        return conversation.last_text
    return f"{CHANNEL_LABELS[conversation.channel]}, {STATE_WORDS[conversation.state]}"


def _tab(tab: Tab, places: dict[str, str]) -> dict[str, Any]:
    kind = tab_kinds().get(tab.kind)
    icon = tab.session.icon if tab.kind == "conversation" else (kind.icon if kind else "info")
    return {
        "id": tab.id,
        "title": tab.title,
        "icon": icon,
        "closable": tab.can_close,
        "unsaved": tab.unsaved,
        "place": places.get(tab.id, ""),
        "top": tab.state.get("top", 0),
    }


def _iso(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def site_map(actor: Actor) -> list[dict[str, Any]]:
    """The site map's groups for one person."""
    may_see = [d for d in dashboards().values() if not d.roles or actor.roles & frozenset(Role(role) for role in d.roles)]
    boards = [{"label": d.label, "icon": d.icon, "target": f"dashboard:{d.name}"} for d in may_see]
    records = [
        {"label": record.plural, "icon": record.icon, "target": f"view:{record.views[0].name}"}
        for kind, record in sorted(record_types().items(), key=lambda item: _ORDER.index(item[0]) if item[0] in _ORDER else 99)
    ]
    talks = [{"label": view.label, "icon": "chat", "target": f"view:{view.name}"} for view in CONVERSATION_VIEWS]
    return [
        {"group": "Dashboards", "items": boards},
        {"group": "Records", "items": records},
        {"group": "Conversations", "items": talks},
        {"group": "Find", "items": [{"label": "Search", "icon": "search", "target": "search"}]},
    ]


_ORDER = ("case", "contact", "account", "activity", "article")


def tab_menu(actor: Actor) -> list[dict[str, Any]]:
    """What "Open another tab" offers (B-31)."""
    return [entry for group in site_map(actor) for entry in group["items"]]


def quick_creates(field_data: Any) -> list[dict[str, Any]]:
    """The quick-create forms of A-5; `field_data(field)` describes one field to the browser."""
    return [_create(record, field_data) for kind in _ORDER if (record := record_types().get(kind))]


def _create(record: RecordType, field_data: Any) -> dict[str, Any]:
    return {
        "kind": record.kind,
        "label": record.label,
        "icon": record.icon,
        "group": "Activities" if record.kind == "activity" else "Records",
        "fields": [field_data(record.field(name)) for name in record.quick_create],
    }


def presence(current: str, since: Any, by: str) -> dict[str, Any]:
    """The presence control's data; options are what an agent may choose (E.1)."""
    return {
        "current": current,
        "since": _iso(since),
        "detail": "Set by you" if by == "AGENT" else "Set from your work",
        "options": [{"name": p.label, "note": p.note} for p in PRESENCES if p.selectable],
    }
