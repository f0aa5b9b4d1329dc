"""One conversation as an agent works on it: what was said, what is being typed, and the records around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import param

from ccw_panel.domain.agents import Actor, Role
from ccw_panel.domain.conversation import Conversation, State
from ccw_panel.domain.history import StoredEvent
from ccw_panel.domain.message import Message
from ccw_panel.domain.record import Hit, Record, TimelineItem
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.sentiment import WINDOW as LAST_SIX
from ccw_panel.domain.summary import MoodPoint, mood
from ccw_panel.errors import CcwError, Conflict, InvalidInput, NotFound

if TYPE_CHECKING:
    from ccw_panel.models.session import Session
    from ccw_panel.services import Services

WINDOW = 100  # messages read when the conversation is opened, and with each step back
KEPT = 300  # messages the model holds while the conversation goes on
LARGEST_READ = 500
CHARTED = 200  # customer messages on the sentiment chart: the newest
RECENT = 4  # cases shown
RECENT_READ = 21
TIMELINE = 50
CUSTOMER_KINDS = ("contact", "account")
LINKED_STATES = frozenset({State.ACTIVE, State.WRAP_UP})  # links change only while it is in the agent's hands (H-14)

WHY_NOT = {
    State.OPEN: "Nobody has taken this conversation yet. Pick it from Open work items to answer.",
    State.WAITING: "This conversation is waiting. Open it from My work items to go on.",
    State.WRAP_UP: "This conversation has ended. Finish your notes, then close the session.",
    State.CLOSED: "This conversation is closed and can only be read.",
}


class ConversationDesk(param.Parameterized):
    """One agent's work on one conversation, shared by the communication panel and the Active Conversation page.

    `load` reads what the panel shows, `load_form` the records around it, `load_mood` the chart. A part that
    could not be read is named in `problems` with a sentence; the others stay. Methods that change something
    raise what the service refused, and leave what was typed alone.
    """

    conversation: Conversation = param.ClassSelector(class_=Conversation, doc="As it stands; None until read.")  # type: ignore[assignment]  # None only before load(), and then `problems` says why
    messages: list[Message] = param.List(default=[], item_type=Message, doc="The newest, oldest first.")  # type: ignore[assignment]  # never None
    older = param.Boolean(default=False, doc="Whether there are messages before the first of `messages`.")
    draft = param.String(doc="The unsent message.")
    draft_at: datetime | None = param.Date(doc="When the draft that was found had been kept, UTC.")  # type: ignore[assignment]
    note = param.String(doc="The note that is typed and not added.")
    note_at: datetime | None = param.Date(doc="When the note that was found had been kept, UTC.")  # type: ignore[assignment]
    customer: Record | None = param.ClassSelector(class_=Record, doc="The linked contact or account.")  # type: ignore[assignment]
    case: Record | None = param.ClassSelector(class_=Record, doc="The linked case.")  # type: ignore[assignment]
    recent_cases: list[Record] = param.List(default=[], doc="Other cases of the customer, newest first.")  # type: ignore[assignment]  # never None
    recent_total = param.Integer(default=0, doc=f"How many other cases there are, at most {RECENT_READ}.")
    timeline: list[TimelineItem] = param.List(default=[], doc="Newest first.")  # type: ignore[assignment]  # never None
    timeline_of = param.String(default="", doc='"all", or the linked record whose timeline is shown.')
    points: list[MoodPoint] = param.List(default=[], doc="The sentiment chart, oldest first.")  # type: ignore[assignment]  # never None
    more_points = param.Boolean(default=False, doc="Whether there are customer messages before the first of `points`.")
    problems = param.Dict(default={}, doc="Part that could not be read -> a sentence.")

    def __init__(self, services: Services, actor: Actor, conversation_id: int, window: str = "", **params: Any) -> None:
        super().__init__(**params)
        self.id = conversation_id
        self.services = services
        self.actor = actor
        self._window = window
        self._seq = 0  # of the last event that was taken over
        self._form_read = False

    @classmethod
    def of(cls, session: Session) -> ConversationDesk:
        """The desk of a channel session, made when it is first asked for and kept with the session."""
        if session.conversation_id is None:
            raise NotFound(f"conversation in the session {session.title}")
        if session.desk is None:
            workspace = session.workspace
            session.desk = cls(workspace.services, workspace.actor, session.conversation_id, workspace.window)
        return session.desk

    # ---- what may be done

    @property
    def ref(self) -> Ref:
        return Ref("conversation", self.id)

    @property
    def is_mine(self) -> bool:
        """Whether it is this agent's to work on; a supervisor may act on any."""
        lead = bool(self.actor.roles & {Role.SUPERVISOR, Role.ADMINISTRATOR})
        return lead or self.conversation.agent_id == self.actor.id

    @property
    def may_send(self) -> bool:
        return self.conversation.may_send and self.is_mine

    @property
    def why_not(self) -> str:
        """Why nothing can be sent; empty when it can."""
        if self.may_send:
            return ""
        if self.conversation.state is State.ACTIVE:
            return f"{self.conversation.agent_name or 'Another agent'} is answering this conversation."
        return WHY_NOT[self.conversation.state]

    @property
    def may_link(self) -> bool:
        return self.conversation.state in LINKED_STATES and self.is_mine

    @property
    def note_goes_to(self) -> Record | None:
        """Where a note is put: on the case, else on the customer (G-70); None when nothing is linked."""
        return self.case or self.customer

    # ---- reading

    def load(self) -> None:
        """Reads the conversation, its newest messages and what was typed."""
        with param.parameterized.batch_call_watchers(self):
            self._attempt("conversation", self._read_conversation)
            if "conversation" not in self.problems:
                self._attempt("messages", self._read_messages)
                self._attempt("drafts", self._read_drafts)

    def load_form(self) -> None:
        """Reads the linked records, recent cases and timeline."""
        with param.parameterized.batch_call_watchers(self):
            if self.conversation is None:
                self._attempt("conversation", self._read_conversation)
            if self.conversation is None:
                return
            self._form_read = True
            self._attempt("customer", self._read_customer)
            self._attempt("case", self._read_case)
            self._attempt("recent", self._read_recent)
            self._attempt("timeline", self._read_timeline)

    def load_mood(self) -> None:
        """Reads the scores of the customer's messages."""
        self._attempt("mood", self._read_mood)

    def load_older(self, before_seq: int) -> tuple[list[Message], bool]:
        """The messages before one, oldest first, and whether there are still more. The model does not keep them."""
        found = self.services.conversations.messages(self.actor, self.id, before_seq, WINDOW)
        return found, bool(found) and found[0].seq > 1

    def _attempt(self, part: str, read: Callable[[], None]) -> None:
        problems = {name: text for name, text in self.problems.items() if name != part}
        try:
            read()
        except CcwError as error:
            problems[part] = str(error)
        self.problems = problems

    def _read_conversation(self) -> None:
        self.conversation = self.services.conversations.get(self.actor, self.id)

    def _read_messages(self) -> None:
        found = self.services.conversations.messages(self.actor, self.id, limit=WINDOW)
        self.param.update(messages=found, older=bool(found) and found[0].seq > 1)

    def _read_drafts(self) -> None:
        workspaces, subject = self.services.workspaces, str(self.ref)
        message, note = (workspaces.draft(self.actor, subject, group) for group in ("message", "note"))
        self.param.update(
            draft=str(message.value.get("text", "")) if message else "",
            draft_at=message.at if message else None,
            note=str(note.value.get("text", "")) if note else "",
            note_at=note.at if note else None,
        )

    def _read_customer(self) -> None:
        linked = self.conversation.customer
        self.customer = self.services.records.get(self.actor, linked) if linked else None

    def _read_case(self) -> None:
        linked = self.conversation.case_id
        self.case = self.services.records.get(self.actor, Ref("case", linked)) if linked else None

    def _read_recent(self) -> None:
        customer = self.conversation.customer
        found = self.services.records.recent_cases(self.actor, customer, RECENT_READ) if customer else []
        others = [case for case in found if case.ref.id != self.conversation.case_id]
        self.param.update(recent_cases=others[:RECENT], recent_total=len(others))

    def _read_timeline(self) -> None:
        shown = self.timeline_choices()
        if self.timeline_of not in shown:
            self.timeline_of = shown[0] if shown else ""
        if not self.timeline_of:
            self.timeline = []
            return
        both = self.timeline_of == "all"
        ref = self.conversation.customer if both else Ref.parse(self.timeline_of)
        assert ref is not None  # "all" is a choice only with a customer
        self.timeline = list(self.services.records.timeline(self.actor, ref, TIMELINE, linked=both))

    def _read_mood(self) -> None:
        # so many that the line is right at the first point that is shown
        read = self.services.conversations.scored(self.actor, self.id, CHARTED + LAST_SIX)
        found = mood(read)
        self.param.update(points=found[-CHARTED:], more_points=len(found) > CHARTED)

    def timeline_choices(self) -> list[str]:
        """What "Linked records" offers (H-42): all together, and each linked record on its own."""
        conversation = self.conversation
        single = [str(conversation.customer)] if conversation.customer else []
        if self.customer and self.customer.ref.kind == "contact" and self.customer.values.get("account_id"):
            single.append(f"account:{self.customer.values['account_id']}")
        if conversation.case_id:
            single.append(f"case:{conversation.case_id}")
        return ["all", *single] if conversation.customer and len(single) > 1 else single

    # ---- saying something

    def send(self, text: str, client_id: str) -> Message:
        """Stores a message exactly once a client id. Raises what the service refuses; the draft is kept then."""
        message = self.services.conversations.send(self.actor, self.id, text, client_id)
        if not any(known.seq == message.seq for known in self.messages):
            self.messages = [*self.messages, message][-KEPT:]
        if self.draft:
            self._end_draft("message", "sent")
        return message

    def save_draft(self, text: str) -> None:
        """Keeps the unsent message; empty text ends the draft."""
        self._keep("message", text)
        self.draft = text

    def save_note_draft(self, text: str) -> None:
        """Keeps the note that is typed and not added."""
        self._keep("note", text)
        self.note = text

    def add_note(self, text: str) -> Record:
        """Adds a note to the case, else to the customer (G-70)."""
        if not text.strip():
            raise InvalidInput({"note": "Write something first."})
        added = self.services.conversations.add_note(self.actor, self.id, text.strip())
        if self.note:
            self._end_draft("note", "saved")
        self._attempt("timeline", self._read_timeline)
        return added

    def keep_note(self) -> bool:
        """Adds the note that was typed and not added, when there is a place for it (B-83); whether it did."""
        if not self.note.strip() or self.note_goes_to is None:
            return False
        self.add_note(self.note)
        return True

    def end(self) -> None:
        """The agent says it is over: wrap-up begins."""
        self.conversation = self.services.conversations.end(self.actor, self.id)
        self._attempt("messages", self._read_news)

    def mark_read(self, seq: int | None = None) -> None:
        """The agent has seen everything up to `seq`, or all of it."""
        self.conversation = self.services.conversations.mark_read(self.actor, self.id, seq)

    def _keep(self, group: str, text: str) -> None:
        workspaces, subject = self.services.workspaces, str(self.ref)
        if text:
            workspaces.save_draft(self.actor, subject, group, {"text": text}, self._window)
        else:
            workspaces.end_draft(self.actor, subject, group, "discarded")

    def _end_draft(self, group: str, how: str) -> None:
        self.services.workspaces.end_draft(self.actor, str(self.ref), group, how)
        self.param.update(**({"draft": "", "draft_at": None} if group == "message" else {"note": "", "note_at": None}))

    # ---- the records around it

    def search(self, kinds: Sequence[str], text: str) -> list[Hit]:
        """Active records of these kinds to link (H-12)."""
        return self.services.records.lookup(self.actor, tuple(kinds), text)

    def link(self, ref: Ref) -> None:
        """Links a contact, account or case; another of its sort is replaced (H-13)."""
        self._linked(self.services.conversations.link(self.actor, self.id, ref))

    def unlink(self, kind: str) -> None:
        """Takes the "customer" or the "case" off the conversation (H-14)."""
        self._linked(self.services.conversations.unlink(self.actor, self.id, kind))

    def create_and_link(self, kind: str, values: Mapping[str, Any]) -> Record:
        """Creates a record and links it (H-15); a case takes the linked customer. Raises InvalidInput."""
        given = dict(values)
        if kind == "case" and self.conversation.customer is not None and not given.get("customer"):
            given["customer"] = self.conversation.customer
        made = self.services.records.create(self.actor, kind, given, conversation_id=self.id)
        self._linked(self.services.conversations.get(self.actor, self.id))
        return made

    def save_field(self, card: str, name: str, value: Any, version: int | None = None) -> None:
        """Saves one field of the linked "customer" or "case", edited from `version` (None: the one that is shown).

        Somebody else's save of other fields since is not in the way. Raises Conflict when they changed this one, and
        the card shows their value then; raises InvalidInput for a value that is not allowed.
        """
        record = self._card(card)
        try:
            edited = record.version if version is None else version
            saved = self.services.records.save(self.actor, record.ref, {name: value}, edited)
        except Conflict as conflict:
            if name in conflict.changed:
                self._attempt(card, self._read_customer if card == "customer" else self._read_case)
                raise
            saved = self.services.records.save(self.actor, record.ref, {name: value}, conflict.version)
        self.param.update(**{card: saved})

    def set_skills(self, skills: Sequence[str]) -> None:
        self.conversation = self.services.conversations.set_skills(self.actor, self.id, tuple(skills))

    def show_timeline_of(self, choice: str) -> None:
        """Shows the timeline of one of `timeline_choices`."""
        if choice in self.timeline_choices():
            self.timeline_of = choice
            self._attempt("timeline", self._read_timeline)

    def _card(self, card: str) -> Record:
        record = {"customer": self.customer, "case": self.case}.get(card)
        if record is None:
            raise NotFound(f"{card or 'record'} linked to this conversation", "It was unlinked meanwhile.")
        return record

    def _linked(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.load_form()

    # ---- the feed

    def apply(self, events: Sequence[StoredEvent]) -> None:
        """Takes over what happened elsewhere; the same event twice changes nothing."""
        fresh = [event for event in events if event.seq > self._seq]
        if not fresh or self.conversation is None:
            return
        self._seq = fresh[-1].seq
        own = [event for event in fresh if event.conversation_id == self.id]
        with param.parameterized.batch_call_watchers(self):
            if own:
                self._follow(own)
            if self._form_read and any(self._about_records(event) for event in fresh):
                self.load_form()

    def _follow(self, own: Sequence[StoredEvent]) -> None:
        before = self.conversation
        self._attempt("conversation", self._read_conversation)
        if self._last_seq < self.conversation.last_seq or any(event.kind.startswith("message.") for event in own):
            self._attempt("messages", self._read_news)
        linked = (self.conversation.customer, self.conversation.case_id)
        if self._form_read and linked != (before.customer, before.case_id):
            self.load_form()

    @property
    def _last_seq(self) -> int:
        return self.messages[-1].seq if self.messages else 0

    def _read_news(self) -> None:
        """The messages since the last known one, and what changed in those that are shown."""
        known = {message.seq: message for message in self.messages}
        first = max(0, min(known, default=1) - 1, self._last_seq - WINDOW)
        found = self.services.conversations.messages(self.actor, self.id, limit=LARGEST_READ, after_seq=first)
        merged = known | {message.seq: message for message in found}
        if merged != known:
            self.messages = [merged[seq] for seq in sorted(merged)][-KEPT:]

    def _about_records(self, event: StoredEvent) -> bool:
        linked = {str(self.conversation.customer), f"case:{self.conversation.case_id}"}
        about = {str(event.record)} if event.record else set()
        about |= {str(event.data[name]) for name in ("regarding", "customer") if event.data.get(name)}
        return bool(about & linked)
