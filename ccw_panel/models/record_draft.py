"""The draft of a form: its unsaved edits as the store keeps them for one person (design: drafts)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.record import Record
from ccw_panel.domain.records import RecordType
from ccw_panel.errors import InvalidInput
from ccw_panel.models.field_values import accept, plain
from ccw_panel.services import Services

GROUPS = ("form", "note")
Keep = Callable[[str, Callable[[], object]], object]  # a key, and what stores the newest state of it


def at_once(_key: str, store: Callable[[], object]) -> None:
    """Stores before it returns: what a served page does in a thread."""
    store()


@dataclass
class Unsaved:
    """What a draft holds, read back."""

    edits: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)  # what the lookups among the edits show
    version: int = 0  # of the record the edits were made on
    at: datetime | None = None  # UTC, when it was kept
    note: str = ""


class FormDraft:
    """Keeps edits and a note under `subject`; `keep` decides in which thread they are stored."""

    def __init__(self, services: Services, actor: Actor, subject: str, window: str, keep: Keep) -> None:
        self.subject = subject
        self._workspaces = services.workspaces
        self._actor = actor
        self._window = window
        self._keep = keep

    def read(self, record_type: RecordType, record: Record) -> Unsaved:
        """What was left unsaved; edits that are stored by now are left out, wrong ones come with their problem."""
        kept = {d.group: d for d in self._workspaces.drafts(self._actor) if d.subject == self.subject}
        found = Unsaved(version=record.version)
        if "note" in kept:
            found.note = str(kept["note"].value.get("text", ""))
        if "form" in kept:
            found.version, found.at = kept["form"].value["version"], kept["form"].at
            for name, sent in kept["form"].value["edits"].items():
                self._read_edit(record_type, record, found, name, sent)
        return found

    @staticmethod
    def _read_edit(record_type: RecordType, record: Record, found: Unsaved, name: str, sent: Any) -> None:
        try:
            value = accept(record_type.field(name), sent)
        except InvalidInput as refused:
            found.edits[name] = sent
            found.problems |= refused.problems
            return
        if value != record.values.get(name):
            found.edits[name] = value
        if isinstance(sent, Mapping):
            found.titles[name] = str(sent.get("title", ""))

    def keep(
        self, record_type: RecordType, edits: Mapping[str, Any], labels: Mapping[str, str], version: int,
        kept: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        """Stores the edits; `kept` is called in the storing thread once they are safe."""
        sent = {name: plain(record_type.field(name), v, labels.get(name, "")) for name, v in edits.items()}
        self._store("form", {"edits": sent, "version": version}, kept)

    def keep_note(self, text: str) -> None:
        self._store("note", {"text": text}, None)

    def end(self, group: str, how: str, ended: Callable[[], object] | None = None) -> None:
        """The draft was saved or discarded; its text stays with the store for 30 days."""

        def store() -> None:
            self._workspaces.end_draft(self._actor, subject, group, how)
            if ended:
                ended()

        subject = self.subject
        self._keep(f"draft:{subject}:{group}", store)

    def _store(self, group: str, value: Mapping[str, Any], kept: Callable[[], object] | None) -> None:
        def store() -> None:
            self._workspaces.save_draft(self._actor, subject, group, value, self._window)
            if kept:
                kept()

        subject = self.subject
        self._keep(f"draft:{subject}:{group}", store)
