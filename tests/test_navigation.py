"""The navigation table: each row by its id, and that a gesture overrules it."""

import pytest

from ccw_panel.domain.navigation import TABLE, Gesture, Origin, Placement, Target, placement, rule

SESSION, TAB = Placement.NEW_SESSION, Placement.NEW_TAB

ROWS = [
    ("B-10", Origin.HOME, Target.RECORD, SESSION),
    ("B-11", Origin.GLOBAL_SEARCH, Target.RECORD, SESSION),
    ("B-12", Origin.SEARCH_RESULTS, Target.RECORD, TAB),
    ("B-13", Origin.QUICK_CREATE_NOTIFICATION, Target.RECORD, SESSION),
    ("B-14", Origin.NEW_RECORD, Target.RECORD, SESSION),
    ("B-15", Origin.TIMELINE, Target.RECORD, TAB),
    ("B-16", Origin.FORM_LOOKUP, Target.RECORD, TAB),
    ("B-17", Origin.SITE_MAP_VIEW, Target.PAGE, TAB),
    ("B-18", Origin.SITE_MAP_DASHBOARD, Target.PAGE, TAB),
    ("B-19", Origin.CONVERSATION_OFFER, Target.CONVERSATION, SESSION),
    ("B-20", Origin.RELATED, Target.RECORD, TAB),
    ("B-24", Origin.ACTIVE_CONVERSATION, Target.RECORD, TAB),
    ("B-27", Origin.GLOBAL_SEARCH, Target.PAGE, TAB),
    ("B-28", Origin.WORK_ITEM, Target.CONVERSATION, SESSION),
    ("B-30", Origin.WORK_ITEM, Target.TRANSCRIPT, SESSION),
    ("B-31", Origin.TAB_MENU, Target.PAGE, TAB),
    ("B-32", Origin.KNOWLEDGE, Target.RECORD, TAB),
]


@pytest.mark.parametrize(("id", "origin", "target", "where"), ROWS, ids=[row[0] for row in ROWS])
@pytest.mark.parametrize("from_home", [True, False])
def test_each_row_of_the_table_opens_where_it_says(id, origin, target, where, from_home):
    assert rule(origin, target).id == id
    assert placement(origin, target, None, from_home) is where


def test_a_row_stands_once_for_an_origin_and_a_target():
    pairs = [(row.origin, target) for row in TABLE for target in row.targets]

    assert len(pairs) == len(set(pairs))


def test_api_opens_a_session_from_home_and_a_tab_elsewhere_b36():
    assert placement(Origin.API, Target.RECORD, None, from_home=True) is SESSION
    assert placement(Origin.API, Target.RECORD, None, from_home=False) is TAB


def test_shift_click_opens_a_session_b40():
    assert placement(Origin.TIMELINE, Target.RECORD, Gesture.NEW_SESSION, from_home=False) is SESSION


def test_ctrl_click_opens_a_tab_b41():
    assert placement(Origin.HOME, Target.RECORD, Gesture.NEW_TAB, from_home=True) is TAB


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("gesture", [None, *Gesture])
def test_ones_own_conversation_always_gets_a_session_of_its_own(origin, gesture):
    assert placement(origin, Target.CONVERSATION, gesture, from_home=False) is SESSION


def test_a_page_stays_a_tab_whatever_the_gesture():
    assert placement(Origin.SITE_MAP_VIEW, Target.PAGE, Gesture.NEW_SESSION, from_home=False) is TAB
