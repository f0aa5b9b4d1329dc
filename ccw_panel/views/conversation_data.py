"""What the communication panel and the conversation pages are told of a conversation, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import CHANNEL_LABELS, STATE_LABELS, Conversation, State
from ccw_panel.domain.message import Message, Sender, Visibility
from ccw_panel.domain.record import Record
from ccw_panel.domain.records import Field, Kind, record_type
from ccw_panel.domain.records.case import ACTIVE, STATUS_OF_REASON
from ccw_panel.domain.summary import Facts, MoodPoint
from ccw_panel.models.closed_conversation import ClosedConversation
from ccw_panel.models.conversation import RECENT_READ, ConversationDesk
from ccw_panel.models.field_values import iso
from ccw_panel.models.session import Session
from ccw_panel.views.fields import choice, spec
from ccw_panel.views.record_data import timeline_row

# fields of a card, with the picture beside each
CARD_FIELDS = {
    "contact": (("email", "mail"), ("mobile_phone", "phone")),
    "account": (("email", "mail"), ("phone", "phone")),
    "case": (("priority", "high"), ("status_reason", "sync")),
}
QUICK_CREATE = {"contact": "customer", "account": "customer", "case": "case"}  # kind -> card
VISITOR = ("authenticated", "browser", "system", "location", "language", "device")
QUOTED = 300  # characters of a message on the chart


def said(message: Message, actor: Actor) -> dict[str, Any]:
    """One entry of a transcript as `actor` sees it."""
    return {
        "seq": message.seq,
        "client_id": message.client_id or "",
        "at": iso(message.at),
        "sender": message.sender.value,
        "name": message.sender_name,
        "mine": message.sender is Sender.AGENT and message.sender_id == actor.id,
        "text": message.text,
        "internal": message.visibility is Visibility.INTERNAL,
        "delivery": message.delivery.value,
        "level": message.level,
        "why": "",
    }


def panel_data(desk: ConversationDesk, session: Session, seen_seq: int) -> dict[str, Any]:
    """Header, composer and notes of the panel; messages after `seen_seq` were new when it last came to the front."""
    agent = {"agent": desk.actor.name, "agent_name": desk.actor.full_name, "conversation_id": desk.id}
    conversation = desk.conversation
    problem = desk.problems.get("conversation") or desk.problems.get("messages", "")
    shown = agent | {"problem": problem, "name": session.title, "mode": session.communication.value}
    if conversation is None:
        return shown | {"channel": "chat", "why_not": problem}
    return shown | {
        "name": conversation.customer_name,
        "sentiment": conversation.sentiment,
        "channel": conversation.channel.value,
        "channel_label": CHANNEL_LABELS[conversation.channel],
        "state": conversation.state.value,
        "created_at": iso(conversation.created_at),
        "accepted_at": iso(conversation.accepted_at),
        "closed_at": iso(conversation.closed_at or conversation.wrap_up_at),
        "may_send": desk.may_send,
        "may_end": desk.may_send,
        "why_not": desk.why_not,
        "older": desk.older,
        "seen_seq": seen_seq,
        "draft": desk.draft,
        "draft_at": iso(desk.draft_at),
        "note": desk.note,
        "note_at": iso(desk.note_at),
        "note_goes_to": _note_place(conversation),
        "linkable": _linkable(desk, session),
    }


def _note_place(conversation: Conversation) -> str:
    """Where a note goes, in words: the case, else the customer; empty when nothing is linked (G-70)."""
    if conversation.case_id is not None:
        return f"the case {conversation.case_title}".strip()
    return conversation.customer_name if conversation.customer is not None else ""


def _linkable(desk: ConversationDesk, session: Session) -> str:
    """Title of the record in the focused tab when it can be linked here (G-16)."""
    tab = session.focused_tab
    record = tab.record
    if not desk.may_link or record is None or record.id is None or record.kind not in QUICK_CREATE:
        return ""
    linked = (str(desk.conversation.customer), f"case:{desk.conversation.case_id}")
    return "" if str(record) in linked else tab.title


def page_data(desk: ConversationDesk) -> dict[str, Any]:
    """Every card of the Active Conversation form."""
    if desk.conversation is None:
        return {"conversation": {"id": desk.id, **_EMPTY}, "problems": desk.problems, **_NOTHING}
    return {
        "conversation": _summary(desk),
        "customer": None if desk.customer is None else _customer(desk, desk.customer),
        "case": None if desk.case is None else _case(desk, desk.case),
        "recent": [_recent(case) for case in desk.recent_cases],
        "recent_total": f"{RECENT_READ - 1}+" if desk.recent_total >= RECENT_READ else desk.recent_total,
        "timeline": {"items": [timeline_row(item) for item in desk.timeline], "linked": _linked(desk)},
        "creates": {kind: _create(desk, kind) for kind in QUICK_CREATE} if desk.may_link else {},
        "problems": desk.problems,
    }


_EMPTY: dict[str, Any] = {
    "name": "", "channel_label": "", "queue": "", "waited_s": None, "created_at": None, "skills": [], "pre_chat": [],
    "self_service": [], "visitor": [], "context": [], "may_link": False,
}  # fmt: skip
_NOTHING: dict[str, Any] = {
    "customer": None, "case": None, "recent": [], "recent_total": 0, "timeline": {"items": [], "linked": None},
    "creates": {},
}  # fmt: skip


def _summary(desk: ConversationDesk) -> dict[str, Any]:
    conversation = desk.conversation
    return {
        "id": conversation.id,
        "name": conversation.customer_name,
        "channel_label": CHANNEL_LABELS[conversation.channel],
        "queue": conversation.queue_name,
        "waited_s": conversation.wait_s,
        "created_at": iso(conversation.created_at),
        "skills": list(conversation.skills),
        "pre_chat": [list(pair) for pair in conversation.pre_chat],
        "self_service": [[iso(at), what, detail] for at, what, detail in conversation.self_service],
        "visitor": _pairs(conversation.visitor, VISITOR),
        "context": _pairs(conversation.context, sorted(conversation.context)),
        "may_link": desk.may_link,
        "why_not_link": "" if desk.may_link else desk.why_not,
    }


def _pairs(values: Mapping[str, Any], names: Iterable[str]) -> list[list[str]]:
    given = [name for name in names if values.get(name) is not None]
    return [[name.replace("_", " ").capitalize(), _word(values[name])] for name in given]


def _word(value: Any) -> str:
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else str(value)


def _customer(desk: ConversationDesk, record: Record) -> dict[str, Any]:
    values, labels = record.values, record.labels
    since = values.get("customer_since")
    member = f"{labels.get('tier', '')} member" if labels.get("tier") else "Customer"
    place = ", ".join(str(values[name]) for name in ("city", "country") if values.get(name))
    return {
        "ref": str(record.ref),
        "title": record.title,
        "detail": f"{member} since {since.year}" if since else f"{member}, {record.number}",
        "version": record.version,
        "active": record.active,
        "place": place,
        "time_zone": values.get("time_zone") or "",
        "about": _about(record),
        "fields": _fields(desk, record),
    }


def _about(record: Record) -> dict[str, Any] | None:
    """The company of a contact, or the primary contact of an account."""
    name, kind = ("account_id", "account") if record.ref.kind == "contact" else ("primary_contact_id", "contact")
    if not record.values.get(name):
        return None
    title = record.labels.get(name, "")
    label = record_type(record.ref.kind).field(name).label
    return {"ref": f"{kind}:{record.values[name]}", "title": title, "label": label, "icon": kind}


def _case(desk: ConversationDesk, record: Record) -> dict[str, Any]:
    owner = record.values.get("owner_id")
    return {
        "ref": str(record.ref),
        "title": record.title,
        "number": record.number,
        "version": record.version,
        "created_at": iso(record.created_at),
        "status": "" if record.values.get("status") == ACTIVE else record.labels.get("status", ""),
        "owner": "You" if owner == desk.actor.id else record.labels.get("owner_id", ""),
        "subject": record.values.get("subject") or "",
        "fields": _fields(desk, record),
    }


def _fields(desk: ConversationDesk, record: Record) -> list[dict[str, Any]]:
    fixed = record.frozen or not record.active
    return [_card_field(record, name, icon, fixed) for name, icon in CARD_FIELDS[record.ref.kind]]


def _card_field(record: Record, name: str, icon: str, fixed: bool) -> dict[str, Any]:
    field = record_type(record.ref.kind).field(name)
    offered = [c for c in field.choices if c.value == record.values.get(name) or _may_be(field, c.value)]
    text = record.labels.get(name) or record.values.get(name)
    return {
        "name": name,
        "kind": field.kind.value,
        "label": field.label,
        "icon": icon,
        "value": record.values.get(name),
        "text": "" if text is None else str(text),
        "choices": [choice(c) for c in offered],
        "max_length": field.max_length,
        "required": field.required or field.kind is Kind.CHOICE,
        "read_only": fixed or field.read_only,
    }


def _may_be(field: Field, value: int) -> bool:
    """Resolving and cancelling are actions of the case's own form, not a choice here (L-12)."""
    return field.name != "status_reason" or STATUS_OF_REASON.get(value) == ACTIVE


def _recent(record: Record) -> dict[str, Any]:
    case = record_type("case")
    priority = case.field("priority").choice(record.values.get("priority"))
    reason = case.field("status_reason").choice(record.values.get("status_reason"))
    return {
        "ref": str(record.ref),
        "title": record.title,
        "number": record.number,
        "priority": choice(priority) if priority else None,
        "reason": choice(reason) if reason else None,
    }


def _linked(desk: ConversationDesk) -> dict[str, Any] | None:
    options = [{"value": value, "label": _timeline_label(value)} for value in desk.timeline_choices()]
    return {"value": desk.timeline_of, "options": options} if len(options) > 1 else None


def _timeline_label(value: str) -> str:
    return "All linked" if value == "all" else record_type(value.partition(":")[0]).label


def _create(desk: ConversationDesk, kind: str) -> dict[str, Any]:
    record = record_type(kind)
    named = [name for name in record.quick_create if not (kind == "case" and name == "customer" and desk.customer)]
    return {"label": record.label, "fields": [_blank(record.field(name)) for name in named]}


def _blank(field: Field) -> dict[str, Any]:
    return {**spec(field), "create": [], "value": field.default}


def chart_data(points: Sequence[MoodPoint], more: bool) -> dict[str, Any]:
    """The sentiment chart; `more`: there are older messages that it does not show."""
    return {"points": [_point(point) for point in points], "more": more}


def _point(point: MoodPoint) -> dict[str, Any]:
    text = point.text if len(point.text) <= QUOTED else f"{point.text[:QUOTED].rstrip()} ..."
    return {"at": iso(point.at), "level": int(point.level), "running": round(point.running, 4), "text": text}


def closed_data(reading: ClosedConversation) -> dict[str, Any]:
    """Everything of a closed conversation but its transcript."""
    conversation = reading.conversation
    if conversation is None:
        return {"problem": reading.problem}
    return {
        "problem": reading.problem,
        "conversation": {
            "id": conversation.id,
            "name": conversation.customer_name,
            "channel": conversation.channel.value,
            "channel_label": CHANNEL_LABELS[conversation.channel],
            "state_label": STATE_LABELS[conversation.state],
            "created_at": iso(conversation.created_at),
            "sentiment": conversation.sentiment,
        },
        "empty": conversation.last_seq == 0,
        "links": _links(conversation),
        "overview": _overview(conversation),
        "times": [[label, iso(at)] for label, at in _times(conversation) if at is not None],
        "lengths": [["Waited", conversation.wait_s], ["Handled", conversation.handle_s]],
        "pre_chat": [list(pair) for pair in conversation.pre_chat],
        "chart": chart_data(reading.points, reading.more_points),
        "summary": _facts(reading.facts, conversation.customer_name, reading.case_outcome),
        "survey": _survey(conversation),
        "journey": [
            {"at": iso(step.at), "what": step.what, "who": step.who, "duration_s": step.duration_s}
            for step in reading.journey
        ],
    }


def _survey(conversation: Conversation) -> dict[str, Any] | None:
    """The customer's answer, or None when there is none."""
    if conversation.csat is None:
        return None
    return {"csat": conversation.csat, "comment": conversation.csat_comment}


def _overview(conversation: Conversation) -> list[list[str]]:
    return [
        ["Channel", CHANNEL_LABELS[conversation.channel]],
        ["Status", STATE_LABELS[conversation.state]],
        ["Subject", conversation.subject],
        ["Queue", conversation.queue_name],
        ["Agent", conversation.agent_name],
        ["Skills", ", ".join(conversation.skills)],
        ["Transfers", str(conversation.transfer_count)],
        ["Disposition", ", ".join(conversation.dispositions)],
        *([["Imported from", conversation.imported]] if conversation.imported else []),
    ]


def _times(conversation: Conversation) -> list[tuple[str, Any]]:
    return [
        ("Started", conversation.created_at),
        ("Accepted", conversation.accepted_at),
        ("Wrap-up began", conversation.wrap_up_at),
        ("Closed", conversation.closed_at if conversation.state is State.CLOSED else None),
    ]


def _links(conversation: Conversation) -> list[dict[str, str]]:
    found = []
    if conversation.customer is not None:
        kind, title = conversation.customer.kind, conversation.customer_name
        label = record_type(kind).label
        found.append({"icon": kind, "label": label, "ref": str(conversation.customer), "title": title})
    if conversation.case_id is not None:
        title = conversation.case_title or f"Case {conversation.case_id}"
        found.append({"icon": "case", "label": "Case", "ref": f"case:{conversation.case_id}", "title": title})
    return found


def _facts(facts: Facts, customer: str, case_outcome: str) -> dict[str, Any]:
    return {
        "issue": _quote(facts.issue, customer),
        "last": _quote(facts.last, customer),
        "outcome": [*facts.outcome, *([case_outcome] if case_outcome else [])],
        "path": [[iso(at), int(level)] for at, level in facts.path],
    }


def _quote(message: Message | None, customer: str) -> dict[str, Any] | None:
    return None if message is None else {"text": message.text, "by": customer, "at": iso(message.at)}
