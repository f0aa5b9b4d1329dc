"""What can be done to a record beside saving it, and when it is offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.record import Record
from ccw_panel.domain.records import activity, article, case
from ccw_panel.services.access import may

if TYPE_CHECKING:
    from ccw_panel.services.records import Records

CUSTOMERS = frozenset({"contact", "account"})


@dataclass(frozen=True)
class Command:
    """One verb on a saved record. `asks` is the sentence to confirm first; empty when nothing is hard to undo."""

    name: str
    label: str
    icon: str
    action: str  # in the table of access
    kinds: frozenset[str]
    offered: Callable[[Record], bool]
    run: Callable[[Records, Actor, Record], Record]
    main: bool = False  # has a button of its own, the others stand in the menu
    asks: str = ""


def _status(*values: int) -> Callable[[Record], bool]:
    return lambda record: record.active and record.values.get("status") in values


COMMANDS = (
    Command(
        "reactivate", "Reactivate", "undo", "records.reactivate_case", frozenset({"case"}),
        _status(case.RESOLVED, case.CANCELLED),
        lambda records, actor, record: records.reactivate_case(actor, record.ref, record.version),
        main=True,
    ),
    Command(
        "complete", "Complete", "check", "records.complete_activity", frozenset({"activity"}), _status(activity.OPEN),
        lambda records, actor, record: records.complete_activity(actor, record.ref, record.version),
        main=True,
    ),
    Command(
        "publish", "Publish", "check", "records.publish_article", frozenset({"article"}), _status(article.DRAFT),
        lambda records, actor, record: records.publish_article(actor, record.ref, record.version),
        main=True,
    ),
    Command(
        "redraft", "Edit as draft", "pen", "records.redraft_article", frozenset({"article"}),
        _status(article.PUBLISHED, article.EXPIRED),
        lambda records, actor, record: records.redraft_article(actor, record.ref, record.version),
        main=True,
        asks="Readers no longer find it until it is published again.",
    ),
    Command(
        "cancel", "Cancel case", "close", "records.cancel_case", frozenset({"case"}), _status(case.ACTIVE),
        lambda records, actor, record: records.cancel_case(actor, record.ref, record.version),
        asks="A cancelled case is read-only until it is reactivated. Its activities must be closed first.",
    ),
    Command(
        "cancel_activity", "Cancel activity", "close", "records.cancel_activity", frozenset({"activity"}),
        _status(activity.OPEN),
        lambda records, actor, record: records.cancel_activity(actor, record.ref, record.version),
        asks="A cancelled activity is read-only.",
    ),
    Command(
        "deactivate", "Deactivate", "minus", "records.deactivate", CUSTOMERS, lambda record: record.active,
        lambda records, actor, record: records.deactivate(actor, record.ref, record.version),
        asks="It is no longer found by lookups, and is read-only until it is activated again.",
    ),
    Command(
        "activate", "Activate", "check", "records.activate", frozenset({*CUSTOMERS, "case", "activity", "article"}),
        lambda record: not record.active,
        lambda records, actor, record: records.activate(actor, record.ref, record.version),
        main=True,
    ),
)  # fmt: skip


def commands(actor: Actor, record: Record) -> list[Command]:
    """What `actor` may do to `record` as it stands; nothing to a record that is not saved yet."""
    if record.ref.id is None:
        return []
    fitting = [c for c in COMMANDS if record.ref.kind in c.kinds and c.offered(record)]
    return [c for c in fitting if may(actor, c.action, record)]


def may_resolve(actor: Actor, record: Record) -> bool:
    is_open_case = record.ref.kind == "case" and record.ref.id is not None and _status(case.ACTIVE)(record)
    return is_open_case and may(actor, "records.resolve_case", record)


def may_edit(actor: Actor, record: Record) -> bool:
    """Whether its fields can be typed in: it is not resolved, published or deactivated, and the actor may."""
    action = "records.create" if record.ref.id is None else "records.save"
    return not record.frozen and may(actor, action, record)
