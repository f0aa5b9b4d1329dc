"""What the Shell is told of a workspace, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import CHANNEL_LABELS, LIVE_CHANNELS, Conversation, State
from ccw_panel.domain.desk import Notification
from ccw_panel.domain.presence import AGENT, SELECTABLE
from ccw_panel.domain.records import RecordType, record_type, record_types
from ccw_panel.domain.records.activity import NOTE
from ccw_panel.domain.views import CONVERSATION_VIEWS
from ccw_panel.models.desk import Desk
from ccw_panel.models.field_values import iso, kinds_of
from ccw_panel.models.session import Session, Tab
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.dashboards import dashboards
from ccw_panel.views.fields import spec
from ccw_panel.views.tabs import tab_kinds

Place = Callable[[str], str]  # id of a tab or session -> id of the place that shows it, empty when none does
ORDER = ("case", "contact", "account", "activity", "article")  # in menus
STATE_WORDS = {
    State.ACTIVE: "active",
    State.WAITING: "waiting",
    State.WRAP_UP: "wrap-up",
    State.CLOSED: "closed",
    State.OPEN: "in the queue",
}


def session_rows(workspace: Workspace, page_place: Place, panel_place: Place) -> list[dict[str, Any]]:
    """Sessions with their tabs, and the places of the mounted pages (by tab id) and panels (by session id)."""
    return [
        _session(session, workspace.conversation(session), page_place, panel_place) for session in workspace.sessions
    ]


def _session(
    session: Session, conversation: Conversation | None, page_place: Place, panel_place: Place
) -> dict[str, Any]:
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
        "comm_place": panel_place(session.id),
        "comm_mode": session.communication.value,
        "comm_width": comm_width(session),
        "pane_open": session.pane_open,
        "tabs": [_tab(tab, page_place) for tab in session.tabs],
    }
    if conversation is not None:
        row["level"] = conversation.sentiment
        row["time"] = iso(conversation.last_at)
        counts = conversation.state is State.ACTIVE and conversation.channel in LIVE_CHANNELS  # B-74
        row["waits_since"] = iso(conversation.customer_waits_since) if counts else None
    return row


def comm_width(session: Session) -> str:
    """Under what name the width of the communication panel is kept: a channel has its own (B-84)."""
    return f"comm.{session.template}"


def _second_line(session: Session, conversation: Conversation | None) -> str:
    if conversation is None:
        record = session.anchor.record
        kind = tab_kinds()[session.anchor.kind].label if session.anchor.kind in tab_kinds() else session.anchor.kind
        number = session.context.get("anchor.number", "")
        customer = session.context.get("customerName", "")
        beside = [str(part) for part in (number, customer) if part and part != session.title]
        return ", ".join(beside) or (kind if record else "")
    if conversation.state is State.ACTIVE and conversation.last_text:
        return conversation.last_text
    return f"{CHANNEL_LABELS[conversation.channel]}, {STATE_WORDS[conversation.state]}"


def _tab(tab: Tab, page_place: Place) -> dict[str, Any]:
    kind = tab_kinds().get(tab.kind)
    icon = tab.session.icon if tab.kind == "conversation" else (kind.icon if kind else "info")
    return {
        "id": tab.id,
        "title": tab.title,
        "icon": icon,
        "closable": tab.can_close,
        "unsaved": tab.unsaved,
        "place": page_place(tab.id),
        "top": tab.state.get("top", 0),
    }


def site_map(actor: Actor) -> list[dict[str, Any]]:
    """The site map's groups for one person."""
    may_see = [d for d in dashboards().values() if not d.roles or actor.roles & set(d.roles)]
    boards = [{"label": d.label, "icon": d.icon, "target": f"dashboard:{d.name}"} for d in may_see]
    records = [
        {"label": record.plural, "icon": record.icon, "target": f"view:{record.views[0].name}"}
        for record in (*(record_type(kind) for kind in ORDER), *_others())
    ]
    talks = [{"label": view.label, "icon": "chat", "target": f"view:{view.name}"} for view in CONVERSATION_VIEWS]
    return [
        {"group": "Dashboards", "items": boards},
        {"group": "Records", "items": records},
        {"group": "Conversations", "items": talks},
        {"group": "Find", "items": [{"label": "Search", "icon": "search", "target": "search"}]},
    ]


def _others() -> list[RecordType]:
    return [record for kind, record in record_types().items() if kind not in ORDER]


def tab_menu(actor: Actor) -> list[dict[str, Any]]:
    """What "Open another tab" offers (B-31)."""
    return [entry for group in site_map(actor) for entry in group["items"]]


def fixed(actor: Actor) -> dict[str, Any]:
    """What does not change while the page is open: who it is, where they may go, what they may create."""
    return {
        "site_map": site_map(actor),
        "tab_menu": tab_menu(actor),
        "creates": [_create(record, label, values) for record, label, values in _creatable()],
    }


def personal(desk: Desk) -> dict[str, Any]:
    """Presence, bell and settings."""
    actor, settings = desk.workspace.actor, desk.settings
    return {
        "user": {
            "name": actor.name,
            "full_name": actor.full_name,
            "roles": sorted(role.value for role in actor.roles),
            "settings": settings,
            "password_url": "./password" if desk.may_sign_out else "",
            "may_sign_out": desk.may_sign_out,
        },
        "presence": _presence(desk.presence),
        "bell": {"unread": desk.unread, "items": [_bell_item(item) for item in desk.notifications]},
        "theme": settings["theme"],
        "zone": settings["time_zone"],
        "language": settings["language"],
        "widths": {name: px for name, px in settings["widths"].items() if name.partition(".")[0] in ("comm", "pane")},
    }


def _presence(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "current": stored["current"],
        "since": iso(stored["since"]),
        "detail": "Set by you" if stored["by"] == AGENT else "Set from your work",
        "options": [{"name": status.label, "note": status.note} for status in SELECTABLE],
    }


def _bell_item(item: Notification) -> dict[str, Any]:
    return {
        "id": item.id,
        "at": iso(item.at),
        "kind": item.kind,
        "text": item.text,
        "record": str(item.record) if item.record else "",
        "read": item.read_at is not None,
    }


def _creatable() -> list[tuple[RecordType, str, dict[str, Any]]]:
    """Record types of quick create (A-5); each kind of activity is a form of its own."""
    forms: list[tuple[RecordType, str, dict[str, Any]]] = []
    for kind in ORDER:
        record = record_type(kind)
        if kind != "activity":
            forms.append((record, record.label, {}))
            continue
        kinds = record.field("type").choices
        forms += [(record, choice.label, {"type": choice.value}) for choice in kinds if choice.value != NOTE]
    return forms


def _create(record: RecordType, label: str, given: dict[str, Any]) -> dict[str, Any]:
    fields = [record.field(name) for name in record.quick_create if name not in given]
    icon = record.icon
    if "type" in given and (choice := record.field("type").choice(given["type"])):
        icon = choice.icon
    return {
        "kind": record.kind if not given else f"{record.kind}:{given['type']}",
        "label": label,
        "icon": icon,
        "group": "Activities" if given else "Records",
        "fields": [{**spec(field), "kinds": list(kinds_of(field))} for field in fields],
    }
