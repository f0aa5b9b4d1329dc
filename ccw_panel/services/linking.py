"""Linking a record to a conversation: one customer and one case at a time (H-13 to H-16)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from ccw_panel.domain.conversation import Conversation, State, refusal
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import InvalidInput, NotFound
from ccw_panel.store import conversations, events, records

CUSTOMERS = ("contact", "account")
KINDS = (*CUSTOMERS, "case")


def link(conn: Connection, at: datetime, actor_name: str, conversation: Conversation, ref: Ref) -> None:
    """Link a stored record in place of what was linked; the caller commits.

    A case brings its customer along when nobody is linked. Raises TransitionNotAllowed when the conversation is
    closed, InvalidInput for a record that is inactive or cannot be linked, NotFound for one that does not exist.
    """
    _check_open(conversation, "link a record")
    _check_linkable(conn, ref)
    linked: dict[str, Any] = {"case_id": ref.id} if ref.kind == "case" else {"customer": str(ref)}
    if ref.kind == "case" and conversation.customer is None and isinstance(ref.id, int):
        brought = conversations.case_customer(conn, ref.id)
        linked |= {"customer": str(brought)} if brought else {}
    conversations.change(conn, conversation.id, at, **linked)
    events.append(conn, at, "conversation.linked", actor_name, conversation_id=conversation.id, record=ref, data=linked)


def unlink(conn: Connection, at: datetime, actor_name: str, conversation: Conversation, kind: str) -> None:
    """Take the customer or the case off a conversation (H-14); nothing happens when there is none.

    Raises TransitionNotAllowed when the conversation is closed, InvalidInput for another kind.
    """
    _check_open(conversation, "unlink a record")
    ref = _linked(conversation, kind)
    if ref is None:
        return
    without: dict[str, Any] = {"case_id" if kind == "case" else "customer": None}
    if kind != "case" and conversation.visitor_number is None:  # nobody in particular must still be told from others
        without["visitor_number"] = conversations.last_visitor_number(conn) + 1
    conversations.change(conn, conversation.id, at, **without)
    events.append(conn, at, "conversation.unlinked", actor_name, conversation_id=conversation.id, record=ref)


def _linked(conversation: Conversation, kind: str) -> Ref | None:
    if kind == "case":
        return None if conversation.case_id is None else Ref("case", conversation.case_id)
    if kind not in ("customer", *CUSTOMERS):
        raise InvalidInput({"kind": f"A conversation has a customer and a case, but no {kind}."})
    return conversation.customer


def _check_open(conversation: Conversation, what: str) -> None:
    if conversation.state is State.CLOSED:
        raise refusal(conversation, what)


def _check_linkable(conn: Connection, ref: Ref) -> None:
    if ref.kind not in KINDS:
        raise InvalidInput(
            {"record": f"A conversation is linked to a contact, an account or a case, not to {ref.kind}."}
        )
    row = records.row_of(conn, ref)
    if row is None:
        raise NotFound(f"{ref.kind} {ref.id}")
    if not row.active:
        title = getattr(row, {"contact": "full_name", "account": "name", "case": "title"}[ref.kind])
        raise InvalidInput({"record": f"{title} is inactive. Activate it first, or link another one."})
