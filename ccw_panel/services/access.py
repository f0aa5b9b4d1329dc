"""Who may do what: one table, one function that every service method calls first.

The browser is not trusted, so a refusal here is the only refusal that counts.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from ccw_panel.domain.agents import Actor, Role
from ccw_panel.domain.conversation import Conversation
from ccw_panel.domain.record import Record
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import AccessDenied

log = logging.getLogger(__name__)

Subject: TypeAlias = Conversation | Record | Ref | Actor | None


class Scope(StrEnum):
    """How an object stands to the person who acts on it."""

    OWN = "own"  # theirs, or nobody's in particular: a list, a new record, their own settings
    OTHERS = "others"  # a colleague's, or waiting in a queue they serve
    OTHER_QUEUE = "other_queue"  # a conversation of a queue they do not serve


NONE: frozenset[Scope] = frozenset()
OWN = frozenset({Scope.OWN})
TEAM = frozenset({Scope.OWN, Scope.OTHERS})
ALL = frozenset(Scope)


@dataclass(frozen=True)
class Rule:
    """What each role may do it to; `does` completes the sentence "Alice may not ..."."""

    does: str
    agent: frozenset[Scope] = NONE
    supervisor: frozenset[Scope] = ALL
    administrator: frozenset[Scope] = ALL
    analyst: frozenset[Scope] = NONE
    ask: str = "a supervisor"
    scopes: Mapping[Role, frozenset[Scope]] = field(init=False)

    def __post_init__(self) -> None:
        by_role = {
            Role.AGENT: self.agent,
            Role.SUPERVISOR: self.supervisor,
            Role.ADMINISTRATOR: self.administrator,
            Role.ANALYST: self.analyst,
        }
        object.__setattr__(self, "scopes", by_role)

    def allows(self, roles: frozenset[Role], scope: Scope) -> bool:
        return any(scope in self.scopes[role] for role in roles)


def _ones_own(does: str, analyst: frozenset[Scope] = NONE) -> Rule:
    """Everybody theirs, and nobody another's."""
    return Rule(does, agent=OWN, supervisor=OWN, administrator=OWN, analyst=analyst, ask="an administrator")


def _administration(does: str) -> Rule:
    return Rule(does, supervisor=NONE, ask="an administrator")


ACCESS: Mapping[str, Rule] = {
    # records: the centre's customers are everybody's to serve
    "records.get": Rule("open", agent=TEAM),
    "records.blank": Rule("create", agent=TEAM),
    "records.create": Rule("create", agent=TEAM),
    "records.save": Rule("change", agent=TEAM),
    "records.deactivate": Rule("deactivate", agent=TEAM),
    "records.activate": Rule("activate", agent=TEAM),
    "records.resolve_case": Rule("resolve", agent=TEAM),
    "records.cancel_case": Rule("cancel", agent=TEAM),
    "records.reactivate_case": Rule("reactivate", agent=TEAM),
    "records.complete_activity": Rule("complete", agent=TEAM),
    "records.cancel_activity": Rule("cancel", agent=TEAM),
    "records.publish_article": Rule("publish", agent=OWN),
    "records.redraft_article": Rule("take back", agent=OWN),
    "records.page": Rule("list", agent=TEAM),
    "records.counts": Rule("list", agent=TEAM),
    "records.lookup": Rule("look up", agent=TEAM),
    "records.search": Rule("search", agent=TEAM),
    "records.recent_cases": Rule("list the cases of", agent=TEAM),
    "records.open_cases": Rule("list the cases of", agent=TEAM),
    "records.timeline": Rule("see the timeline of", agent=TEAM),
    "records.related": Rule("see what belongs to", agent=TEAM),
    "records.add_note": Rule("write a note on", agent=TEAM),
    # conversations: an agent serves their own and those of their queues
    "conversations.get": Rule("open", agent=TEAM),
    "conversations.messages": Rule("read", agent=TEAM),
    "conversations.scored": Rule("read", agent=TEAM),
    "conversations.journey": Rule("see the history of", agent=TEAM),
    "conversations.work_items": Rule("list", agent=TEAM),
    "conversations.page": Rule("list", agent=TEAM),
    "conversations.several": Rule("list", agent=TEAM),
    "conversations.unread": Rule("list", agent=TEAM),
    "conversations.counts": Rule("list", agent=TEAM),
    "conversations.send": Rule("write to the customer of", agent=OWN),
    "conversations.receive": Rule("write as the customer of", supervisor=NONE, ask="an administrator"),
    "conversations.mark_read": Rule("mark as read", agent=TEAM),
    "conversations.pick": Rule("pick", agent=TEAM),
    "conversations.resume": Rule("resume", agent=OWN),
    "conversations.end": Rule("end", agent=OWN),
    "conversations.leave": Rule("leave", agent=TEAM),
    "conversations.link": Rule("link a record to", agent=OWN),
    "conversations.unlink": Rule("unlink a record from", agent=OWN),
    "conversations.set_skills": Rule("change the skills of", agent=OWN),
    "conversations.add_note": Rule("write a note on", agent=OWN),
    # people
    "agents.set_presence": Rule("set the presence of", agent=OWN),
    "agents.presence": Rule("see the presence of", agent=TEAM),
    "agents.settings": _ones_own("see the settings of", analyst=OWN),
    "agents.save_settings": _ones_own("change the settings of", analyst=OWN),
    "agents.directory": Rule("list", agent=TEAM),
    "agents.change_password": _ones_own("change the password of", analyst=OWN),
    "agents.add_user": _administration("add"),
    "agents.disable": _administration("disable"),
    "agents.enable": _administration("enable"),
    "agents.set_roles": _administration("change the roles of"),
    "agents.set_up_link": _administration("make a set-up link for"),
    # the desk itself: everybody's is their own
    "workspaces.load": _ones_own("open"),
    "workspaces.save": _ones_own("keep"),
    "workspaces.draft": _ones_own("read"),
    "workspaces.save_draft": _ones_own("keep"),
    "workspaces.end_draft": _ones_own("end"),
    "workspaces.drafts": _ones_own("list"),
    "workspaces.versions": _ones_own("list"),
    "notifications.list": _ones_own("list"),
    "notifications.unread": _ones_own("count"),
    "notifications.add": _ones_own("notify"),
    "notifications.read": _ones_own("mark as read"),
    "notifications.remind": Rule("remind", agent=OWN, supervisor=OWN),
    "knowledge.search": Rule("search", agent=TEAM),
    # numbers, and data from elsewhere
    "imports.run": Rule("import", supervisor=NONE, ask="an administrator"),
    "reports.frame": Rule("take as a frame", agent=TEAM, analyst=ALL),
    "reports.sentiment": Rule("see", agent=TEAM, analyst=ALL),
    "reports.agent_day": Rule("see", agent=OWN, analyst=OWN),
}


def authorize(actor: Actor, action: str, subject: Subject = None) -> None:
    """Return when `actor` may do `action` ("SERVICE.METHOD") to `subject`; raise AccessDenied when not.

    `subject` None is no particular object: pass the conversation or record itself wherever whose it is matters.
    """
    rule = ACCESS[action]
    if rule.allows(actor.roles, scope_of(actor, subject)):
        return
    log.warning("denied %s to %s on %s", action, actor.name, _reference(subject))
    whom = rule.ask if actor.may_use_desk else "an administrator"
    raise AccessDenied(actor.full_name, rule.does, _what(action, subject), whom)


def may(actor: Actor, action: str, subject: Subject = None) -> bool:
    """Whether `authorize` would let it pass: for showing or hiding a control."""
    return ACCESS[action].allows(actor.roles, scope_of(actor, subject))


def scope_of(actor: Actor, subject: Subject) -> Scope:
    """How `subject` stands to `actor`."""
    if isinstance(subject, Conversation):
        return _scope_of_conversation(actor, subject)
    if isinstance(subject, Record):
        owner = subject.values.get("owner_id", subject.values.get("author_id"))
        return Scope.OWN if owner == actor.id else Scope.OTHERS
    if isinstance(subject, Actor):
        return Scope.OWN if subject.id == actor.id else Scope.OTHERS
    return Scope.OWN if subject is None else Scope.OTHERS


def _scope_of_conversation(actor: Actor, conversation: Conversation) -> Scope:
    if conversation.agent_id == actor.id:
        return Scope.OWN
    in_reach = conversation.queue_id is None or conversation.queue_id in actor.queues  # no queue: imported, nobody's
    return Scope.OTHERS if in_reach else Scope.OTHER_QUEUE


def _what(action: str, subject: Subject) -> str:
    if subject is None:
        return {"workspaces": "a desk", "agents": "users"}.get(action.partition(".")[0], action.partition(".")[0])
    if isinstance(subject, Actor):
        return subject.full_name
    if isinstance(subject, Record):
        return f"{subject.ref.kind} {subject.number or subject.title}"
    return f"conversation {subject.id}" if isinstance(subject, Conversation) else f"{subject.kind} {subject.id}"


def _reference(subject: Subject) -> str:
    """`subject` by kind and id only: logs hold no personal data."""
    if isinstance(subject, Record):
        return str(subject.ref)
    if isinstance(subject, Conversation | Actor):
        return f"{type(subject).__name__.lower()}:{subject.id}"
    return str(subject) if subject else "-"
