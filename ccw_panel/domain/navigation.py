"""What opens where: the navigation table of the workspace as data (behaviour spec B.2, B.3).

A changed rule is a changed row of TABLE; `placement` only looks rows up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_SESSIONS = 9  # beside Home (B-1)
MAX_TABS = 10  # in one session, its anchor included (B-2)


class Origin(StrEnum):
    """Where the person was when they asked for it. A deep link counts as HOME."""

    HOME = "home"
    GLOBAL_SEARCH = "global_search"
    SEARCH_RESULTS = "search_results"
    QUICK_CREATE_NOTIFICATION = "quick_create_notification"
    NEW_RECORD = "new_record"
    TIMELINE = "timeline"
    FORM_LOOKUP = "form_lookup"
    SITE_MAP_VIEW = "site_map_view"
    SITE_MAP_DASHBOARD = "site_map_dashboard"
    RELATED = "related"
    ACTIVE_CONVERSATION = "active_conversation"
    WORK_ITEM = "work_item"
    TAB_MENU = "tab_menu"
    KNOWLEDGE = "knowledge"
    API = "api"
    CONVERSATION_OFFER = "conversation_offer"


class Target(StrEnum):
    """What is opened, as far as the table cares."""

    RECORD = "record"  # account, contact, case, activity, article
    CONVERSATION = "conversation"  # live, and the asking agent's own
    TRANSCRIPT = "transcript"  # a conversation to read: closed, queued or someone else's
    PAGE = "page"  # a view, a dashboard, search results


class Placement(StrEnum):
    NEW_SESSION = "new_session"
    NEW_TAB = "new_tab"  # in the focused session
    SESSION_UNLESS_IN_ONE = "session_unless_in_one"  # a new session from Home, a tab in any other session


class Gesture(StrEnum):
    """How it was clicked; it overrules the table."""

    NEW_SESSION = "new_session"  # Shift + click (B-40)
    NEW_TAB = "new_tab"  # Ctrl or Cmd + click (B-41)


@dataclass(frozen=True)
class Rule:
    id: str  # of the behaviour spec
    origin: Origin
    targets: frozenset[Target]
    placement: Placement


READABLE = frozenset({Target.RECORD, Target.TRANSCRIPT})
PAGES = frozenset({Target.PAGE})
LIVE = frozenset({Target.CONVERSATION})

TABLE = (
    Rule("B-10", Origin.HOME, READABLE, Placement.NEW_SESSION),
    Rule("B-11", Origin.GLOBAL_SEARCH, READABLE, Placement.NEW_SESSION),
    Rule("B-12", Origin.SEARCH_RESULTS, READABLE, Placement.NEW_TAB),
    Rule("B-13", Origin.QUICK_CREATE_NOTIFICATION, READABLE, Placement.NEW_SESSION),
    Rule("B-14", Origin.NEW_RECORD, READABLE, Placement.NEW_SESSION),  # B-23 too
    Rule("B-15", Origin.TIMELINE, READABLE, Placement.NEW_TAB),  # B-22 too
    Rule("B-16", Origin.FORM_LOOKUP, READABLE, Placement.NEW_TAB),
    Rule("B-17", Origin.SITE_MAP_VIEW, PAGES, Placement.NEW_TAB),
    Rule("B-18", Origin.SITE_MAP_DASHBOARD, PAGES, Placement.NEW_TAB),
    Rule("B-20", Origin.RELATED, READABLE, Placement.NEW_TAB),  # B-21 too
    Rule("B-24", Origin.ACTIVE_CONVERSATION, READABLE, Placement.NEW_TAB),
    Rule("B-27", Origin.GLOBAL_SEARCH, PAGES, Placement.NEW_TAB),
    Rule("B-30", Origin.WORK_ITEM, READABLE, Placement.NEW_SESSION),
    Rule("B-31", Origin.TAB_MENU, READABLE | PAGES, Placement.NEW_TAB),
    Rule("B-32", Origin.KNOWLEDGE, READABLE, Placement.NEW_TAB),  # B-33 too
    Rule("B-36", Origin.API, READABLE, Placement.SESSION_UNLESS_IN_ONE),
    *(
        Rule("B-28", origin, LIVE, Placement.NEW_SESSION)
        for origin in Origin
        if origin is not Origin.CONVERSATION_OFFER
    ),
    Rule("B-19", Origin.CONVERSATION_OFFER, LIVE | READABLE, Placement.NEW_SESSION),
)


def rule(origin: Origin, target: Target) -> Rule | None:
    """The row for opening `target` from `origin`; None when the table has none."""
    return next((row for row in TABLE if row.origin is origin and target in row.targets), None)


def placement(origin: Origin, target: Target, gesture: Gesture | None, from_home: bool) -> Placement:
    """NEW_SESSION or NEW_TAB. `from_home`: the Home session has the focus.

    A live conversation of one's own always gets a session, for the communication panel belongs to it (G-1).
    A gesture overrules the table for everything else; what the table does not name opens as a tab here.
    """
    if target is Target.CONVERSATION:
        return Placement.NEW_SESSION
    if gesture is not None and target is not Target.PAGE:
        return Placement(gesture.value)
    row = rule(origin, target)
    found = row.placement if row else Placement.NEW_TAB
    if found is Placement.SESSION_UNLESS_IN_ONE:
        return Placement.NEW_SESSION if from_home else Placement.NEW_TAB
    return found
