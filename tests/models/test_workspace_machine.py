"""Any order of opening, focusing, closing, creating and restoring keeps the workspace's promises."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import insert

from ccw_panel.center import services_of
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import (
    CannotClose,
    ConfirmationNeeded,
    SessionLimitReached,
    TabLimitReached,
    TransitionNotAllowed,
)
from ccw_panel.models.workspace import Workspace
from ccw_panel.store import schema
from ccw_panel.store.engine import Database, open_database
from tests.conftest import _CAST, NINE, SUPPORT

RECORDS = 15
CONVERSATIONS = 6
KINDS = ("contact", "case")
PAGES = [Ref("view", "active-cases"), Ref("view", "all-conversations"), Ref("dashboard", "sentiment")]
REFUSALS = (SessionLimitReached, TabLimitReached)


def machine(template: Path) -> type[RuleBasedStateMachine]:
    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.folder = tempfile.TemporaryDirectory()
            copy = Path(self.folder.name) / "centre.db"
            shutil.copyfile(template, copy)
            self.database = open_database(f"sqlite:///{copy}")
            self.services = services_of(self.database, lambda: NINE)
            self.actor = _CAST["alice"]
            self.workspace = Workspace.restore(self.services, self.actor)

        def teardown(self) -> None:
            self.database.close()
            self.folder.cleanup()

        def any_session(self, n: int):
            return self.workspace.sessions[n % len(self.workspace.sessions)]

        @rule(
            kind=st.sampled_from(KINDS),
            id=st.integers(1, RECORDS),
            origin=st.sampled_from(list(Origin)),
            gesture=st.sampled_from([None, "new_session", "new_tab"]),
        )
        def open(self, kind, id, origin, gesture):
            before = self.workspace.snapshot()
            try:
                tab = self.workspace.open(Ref(kind, id), origin, gesture)
            except REFUSALS:
                assert self.workspace.snapshot() == before
            else:
                assert tab.record == Ref(kind, id)
                assert self.workspace.focused_session.focused_tab is tab

        @rule(id=st.integers(1, CONVERSATIONS), origin=st.sampled_from(list(Origin)))
        def open_conversation(self, id, origin):
            before = self.workspace.snapshot()
            mine = self.is_mine(id)
            try:
                tab = self.workspace.open(Ref("conversation", id), origin)
            except REFUSALS:
                assert self.workspace.snapshot() == before
            else:
                assert self.workspace.focused_session.focused_tab is tab
                assert (tab.kind, tab.is_anchor) == ("conversation", True) if mine else tab.record.id == id

        @rule(id=st.integers(1, CONVERSATIONS))
        def pick(self, id):
            with suppress(TransitionNotAllowed):
                self.services.conversations.pick(self.actor, id)

        def is_mine(self, id):
            conversation = self.services.conversations.get(self.actor, id)
            return conversation.agent_id == self.actor.id and conversation.state != "closed"

        @rule(page=st.sampled_from(PAGES))
        def open_page(self, page):
            try:
                self.workspace.open(page, Origin.SITE_MAP_VIEW)
            except TabLimitReached:
                assert len(self.workspace.focused_session.tabs) == 10

        @rule(kind=st.sampled_from(KINDS), focus=st.booleans())
        def create_session(self, kind, focus):
            try:
                self.workspace.create_session("record", {"kind": kind}, focus=focus)
            except SessionLimitReached:
                assert len(self.workspace.sessions) == 10

        @rule(n=st.integers(0, 9), text=st.text(max_size=5))
        def create_tab(self, n, text):
            try:
                self.any_session(n).create_tab("search", text=text)
            except TabLimitReached:
                assert len(self.any_session(n).tabs) == 10

        @rule(n=st.integers(0, 9), m=st.integers(0, 9))
        def focus(self, n, m):
            session = self.any_session(n)
            session.tabs[m % len(session.tabs)].focus()

        @rule(n=st.integers(0, 9), m=st.integers(0, 9), confirm=st.booleans())
        def close_tab(self, n, m, confirm):
            session = self.any_session(n)
            tab = session.tabs[m % len(session.tabs)]
            try:
                tab.close(confirm=confirm)
            except CannotClose:
                assert tab.is_anchor
            except ConfirmationNeeded:
                assert tab.unsaved and not confirm
            else:
                assert tab not in session.tabs

        @rule(n=st.integers(0, 9), confirm=st.booleans())
        def close_session(self, n, confirm):
            session = self.any_session(n)
            try:
                self.workspace.close_session(session, confirm=confirm)
            except CannotClose:
                assert session.is_home
            except ConfirmationNeeded:
                assert not confirm
            else:
                assert session not in self.workspace.sessions

        @rule(n=st.integers(0, 9), m=st.integers(0, 9), unsaved=st.booleans())
        def type(self, n, m, unsaved):
            session = self.any_session(n)
            session.tabs[m % len(session.tabs)].unsaved = unsaved

        @rule()
        @precondition(lambda self: len(self.workspace.sessions) > 1)
        def restore(self):
            restored = Workspace.restore(self.services, self.actor)
            assert restored.snapshot() == self.workspace.snapshot()
            self.workspace = restored

        @invariant()
        def home_is_first_and_there_are_at_most_nine_more(self):
            homes = [session.is_home for session in self.workspace.sessions]
            assert homes[0] and homes.count(True) == 1 and len(homes) <= 10

        @invariant()
        def every_session_has_its_anchor_first_and_at_most_ten_tabs(self):
            for session in self.workspace.sessions:
                assert 1 <= len(session.tabs) <= 10
                assert [tab.is_anchor for tab in session.tabs].index(True) == 0
                assert sum(tab.is_anchor for tab in session.tabs) == 1

        @invariant()
        def exactly_one_tab_of_one_session_has_the_focus(self):
            focused = self.workspace.focused_session
            assert sum(session is focused for session in self.workspace.sessions) == 1
            for session in self.workspace.sessions:
                assert sum(tab is session.focused_tab for tab in session.tabs) == 1

        @invariant()
        def whoever_has_a_conversation_in_front_has_its_panel(self):
            for session in self.workspace.sessions:
                live = session.anchor.kind == "conversation"
                assert (session.conversation_id is not None) is live is (session.communication != "hidden")

        @invariant()
        def no_record_stands_twice_in_a_session_or_in_two_anchors(self):
            saved = lambda tabs: [tab.record for tab in tabs if tab.record and tab.record.id is not None]  # noqa: E731
            for tabs in (*(s.tabs for s in self.workspace.sessions), [s.anchor for s in self.workspace.sessions]):
                records = saved(tabs)
                assert len(records) == len(set(records))

    return Machine


def converse(database: Database) -> None:
    """Conversations: hers in every state, and two that wait in her queue."""
    row = {
        "since": NINE, "queue_id": SUPPORT, "created_at": NINE, "modified_at": NINE, "skills": [], "pre_chat": [],
        "self_service": [], "visitor": {}, "context": {}, "dispositions": [],
    }  # fmt: skip
    states = ["active", "waiting", "wrap_up", "closed", "open", "open"]
    with database.write() as conn:
        for id, (state, channel) in enumerate(zip(states, ["chat", "sms"] * 3, strict=True), start=1):
            owner = None if state == "open" else _CAST["alice"].id
            values = row | {"id": id, "state": state, "channel": channel, "agent_id": owner, "visitor_number": id}
            conn.execute(insert(schema.conversations).values(**values))


def test_any_order_of_actions_keeps_the_promises_of_b(template, tmp_path):
    seeded = tmp_path / "seeded.db"
    shutil.copyfile(template, seeded)
    database = open_database(f"sqlite:///{seeded}")
    services = services_of(database, lambda: NINE)
    for n in range(RECORDS):
        contact = services.records.create(_CAST["alice"], "contact", {"last_name": f"Ruiz {n}"})
        services.records.create(_CAST["alice"], "case", {"title": f"Lamp {n}", "customer": contact.ref})
    converse(database)
    database.close()

    run_state_machine_as_test(
        lambda: machine(seeded)(),
        settings=settings(
            max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
