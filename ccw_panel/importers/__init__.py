"""Foreign formats: one module a format, each holding `IMPORTER`. They read files and write nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ccw_panel.discover import discover
from ccw_panel.domain.conversation import Channel
from ccw_panel.domain.message import Sender
from ccw_panel.errors import NotFound


@dataclass(frozen=True)
class Turn:
    sender: Sender
    text: str


@dataclass(frozen=True)
class ForeignConversation:
    """A conversation as a foreign file has it: no customer names, no times, no states."""

    external_id: str  # its id there, unique in the file
    subject: str
    turns: tuple[Turn, ...]
    channel: Channel = Channel.CHAT
    intent: str = ""


@dataclass(frozen=True)
class Importer:
    """A format. `read` gives every conversation of a file, in order, or raises ImportRefused."""

    name: str  # what `--format` and the mark on imported rows say
    label: str
    read: Callable[[Path], list[ForeignConversation]]


@cache
def importers() -> dict[str, Importer]:
    """Every format by name, found once."""
    return {importer.name: importer for importer in discover(__name__, "IMPORTER").values()}


def importer(name: str) -> Importer:
    try:
        return importers()[name]
    except KeyError:
        raise NotFound(f"import format {name}", f"Known: {', '.join(importers())}.") from None
