"""What a reference names: its kind of tab, its title, and the values it lends to slugs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ccw_panel.discover import module_names
from ccw_panel.domain.agents import Actor
from ccw_panel.domain.conversation import Conversation, State
from ccw_panel.domain.navigation import Target
from ccw_panel.domain.records import record_types
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.templates import CommunicationMode, SessionTemplate, session_template
from ccw_panel.domain.views import page_view
from ccw_panel.errors import InvalidInput, NotFound
from ccw_panel.services import Services

OWN_STATES = frozenset({State.ACTIVE, State.WAITING, State.WRAP_UP})


@dataclass(frozen=True)
class Found:
    """What a Ref names, for the actor who asked."""

    ref: Ref
    kind: str  # of the tab that shows it
    target: Target  # what the navigation table calls it
    title: str
    conversation: Conversation | None = None

    @property
    def template(self) -> SessionTemplate:
        """The template of a session with this in its anchor."""
        if self.conversation is not None and self.kind == "conversation":
            return session_template(self.conversation.channel.value)
        return session_template("case" if self.kind == "case" else "record")


def dashboards() -> tuple[str, ...]:
    """Names of the dashboards there are: a dashboard goes by the name of its file."""
    return module_names("ccw_panel.views.dashboards")


def dashboard_title(name: str) -> str:
    """What the tab of a dashboard is called (B-65)."""
    return f"{name.replace('_', ' ').capitalize()} dashboard"


def new_title(kind: str) -> str:
    return f"New {record_types()[kind].label.lower()}"


class Targets:
    """Looks up what one actor asks to open. Every look goes through a service, which authorises it."""

    def __init__(self, services: Services, actor: Actor) -> None:
        self._services = services
        self._actor = actor

    def look(self, ref: Ref) -> Found:
        """Raises NotFound for what is not there, AccessDenied for what the actor may not see."""
        if ref.kind == "conversation" and isinstance(ref.id, int):
            return self._conversation(ref, ref.id)
        if ref.kind in record_types():
            title = new_title(ref.kind) if ref.id is None else self._services.records.get(self._actor, ref).title
            return Found(ref, ref.kind, Target.RECORD, title)
        if ref.kind == "view" and isinstance(ref.id, str):
            return Found(ref, "view", Target.PAGE, page_view(ref.id).label)
        if ref.kind == "dashboard" and ref.id in dashboards():
            return Found(ref, "dashboard", Target.PAGE, dashboard_title(str(ref.id)))
        raise NotFound(str(ref), "It may have been removed, or the link is cut off.")

    def page(self, kind: str, values: Mapping[str, Any]) -> tuple[Ref | None, str]:
        """What an application tab of `kind` shows, and its title, with the fallbacks of C.2.

        A record that does not exist becomes a form for a new one, unless `validate` is set; a view or
        dashboard that does not exist becomes the default one.
        """
        if kind == "search":
            text = str(values.get("text", "")).strip()
            return None, f"Search: {text}" if text else "Search"
        if kind == "view":
            view = page_view(str(values.get("name", "")), fallback=True)
            return Ref("view", view.name), view.label
        if kind == "dashboard":
            name = values.get("name") if values.get("name") in dashboards() else dashboards()[0]
            return Ref("dashboard", name), dashboard_title(str(name))
        if kind in ("conversation", "closed_conversation"):
            ref = Ref("conversation", values.get("id"))
            return ref, self.look(ref).title
        if kind not in record_types():
            raise NotFound(f"tab kind {kind}")
        return self._record_page(Ref(kind, values.get("id")), validate=bool(values.get("validate")))

    def of_template(self, form: SessionTemplate, values: Mapping[str, Any]) -> Ref:
        """What the anchor of a session made from a template shows; raises NotFound when the context does not say."""
        if form.communication is not CommunicationMode.HIDDEN:
            if values.get("conversation_id") is None:
                raise NotFound("conversation to open", f"A {form.label.lower()} needs a conversation_id.")
            return Ref("conversation", values["conversation_id"])
        kind = str(values.get("kind", form.anchor))
        if kind not in record_types():
            raise NotFound(f"record type {kind or 'without a name'}", f"Known: {', '.join(record_types())}.")
        if form.anchor and kind != form.anchor:
            raise InvalidInput({"kind": f"A {form.label.lower()} shows a {form.anchor}, not a record of type {kind}."})
        return Ref(kind, values.get("id"))

    def slugs(self, found: Found) -> dict[str, Any]:
        """Values for slugs: the conversation's, or the anchor record's attributes (C-11, C-13)."""
        context: dict[str, Any] = {"anchor.title": found.title, "entityRoutingLogicalName": found.ref.kind}
        if found.ref.id is not None:
            context["entityRoutingRecordId"] = found.ref.id
        if found.conversation is not None:
            return context | self._conversation_slugs(found.conversation)
        if found.target is not Target.RECORD or found.ref.id is None:
            return context
        record = self._services.records.get(self._actor, found.ref)
        shown = {name: record.labels.get(name, value) for name, value in record.values.items()}
        context |= {f"anchor.{name}": str(value) for name, value in shown.items() if value is not None}
        if found.kind == "case":
            customer = record.labels.get("customer", "")
            context |= {"caseTitle": found.title, "caseId": found.ref.id, "customerName": customer}
        return context

    @staticmethod
    def _conversation_slugs(conversation: Conversation) -> dict[str, Any]:
        visitor = conversation.visitor
        values: dict[str, Any] = dict(conversation.pre_chat)
        values |= {
            "customerName": conversation.customer_name,
            "queueId": conversation.queue_id,
            "LiveWorkItemId": conversation.id,
            "visitorLanguage": visitor.get("language", ""),
            "visitorDevice": visitor.get("device", ""),
        }
        if conversation.case_id is not None:
            values |= {"caseId": conversation.case_id, "caseTitle": conversation.case_title}
        if conversation.customer is not None and visitor.get("authenticated") is True:
            values |= {"customerEntityName": conversation.customer.kind, "customerRecordId": conversation.customer.id}
        return values

    def _conversation(self, ref: Ref, id: int) -> Found:
        conversation = self._services.conversations.get(self._actor, id)
        own = conversation.agent_id == self._actor.id and conversation.state in OWN_STATES
        kind, target = ("conversation", Target.CONVERSATION) if own else ("closed_conversation", Target.TRANSCRIPT)
        return Found(ref, kind, target, conversation.title, conversation)

    def _record_page(self, ref: Ref, validate: bool) -> tuple[Ref, str]:
        try:
            return ref, self.look(ref).title
        except NotFound:
            if validate:
                raise
            return Ref(ref.kind, None), new_title(ref.kind)
