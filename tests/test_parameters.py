"""`parametersStr`: the context of a session as a JSON list of pairs (B.10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccw_panel.domain.parameters import context_of
from ccw_panel.errors import InvalidInput


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"parametersStr": '[["entityName","incident"],["entityId","12"]]'}, {"kind": "case", "id": "12"}),
        ({"parametersStr": '[["entityName","contact"],["entityId",7]]'}, {"kind": "contact", "id": 7}),
        ({"parametersStr": '[["entityName","phonecall"],["subject","Back"]]'}, {"kind": "activity", "subject": "Back"}),
        (
            {"parametersStr": '[["entityName","msdyn_ocliveworkitem"],["entityId","3"]]'},
            {"conversation_id": "3"},
        ),
        ({"id": 5, "parametersStr": '[["entityId","12"],["order","58214"]]'}, {"id": 5, "order": "58214"}),
        ({"parametersStr": "[]"}, {}),
        ({"id": 5}, {"id": 5}),
    ],
)
def test_pairs_become_the_context_and_what_is_given_directly_wins(given, meant):
    assert context_of(given) == meant


@pytest.mark.parametrize("text", ["", "12", '{"entityName": "case"}', '[["entityName"]]', "[[1, 2]]", None, 12])
def test_what_is_no_list_of_pairs_is_refused_with_an_example(text):
    with pytest.raises(InvalidInput, match=r"is a JSON list of pairs, such as \[\[\"entityName\", \"case\"\]"):
        context_of({"parametersStr": text})


@given(st.text(max_size=200))
def test_no_text_does_anything_else_than_be_read_or_refused(text):
    try:
        context_of({"parametersStr": text})
    except InvalidInput:
        pass
