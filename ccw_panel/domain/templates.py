"""Session templates and application tab templates: what a new session looks like (behaviour spec C.1, C.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ccw_panel.domain.conversation import CHANNEL_LABELS, Channel
from ccw_panel.domain.navigation import MAX_TABS
from ccw_panel.errors import NotFound


class CommunicationMode(StrEnum):
    DOCKED = "docked"
    MINIMIZED = "minimized"
    HIDDEN = "hidden"  # always for records (B-53, C-2)


@dataclass(frozen=True)
class TabTemplate:
    """A tab that opens with the session and that the agent cannot close (B-52). Values may hold slugs."""

    kind: str
    title: str = ""
    context: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SessionTemplate:
    name: str
    label: str
    title: str  # slugs allowed (B-63)
    icon: str
    anchor: str  # tab kind of the anchor; empty: the kind of the record that is opened
    communication: CommunicationMode = CommunicationMode.HIDDEN
    title_on_anchor: bool = True  # "apply session title to anchor tab" (B-64)
    tabs: tuple[TabTemplate, ...] = ()

    def __post_init__(self) -> None:
        if len(self.tabs) >= MAX_TABS:
            raise ValueError(
                f"Template {self.name} has {len(self.tabs)} tabs, but beside its anchor {MAX_TABS - 1} fit."
            )


def _channel(channel: Channel) -> SessionTemplate:
    return SessionTemplate(
        name=channel.value,
        label=f"{CHANNEL_LABELS[channel]} session",
        title="{anchor.title}",  # the customer, else the case, else Visitor N (B-60 to B-62)
        icon=channel.value,
        anchor="conversation",
        communication=CommunicationMode.DOCKED,
    )


TEMPLATES = {
    template.name: template
    for template in (
        SessionTemplate("case", "Case session", "{caseTitle}", "case", "case"),
        SessionTemplate("record", "Record session", "{anchor.title}", "", ""),
        *(_channel(channel) for channel in Channel),
    )
}


def session_template(name: str) -> SessionTemplate:
    try:
        return TEMPLATES[name]
    except KeyError:
        raise NotFound(f"session template {name}", f"Known: {', '.join(TEMPLATES)}.") from None
