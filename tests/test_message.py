import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccw_panel.domain.message import MAX_TEXT, accepted_client_id, sendable, storable
from ccw_panel.errors import InvalidInput


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=())))
def test_any_text_becomes_one_that_utf_8_can_hold(text):
    kept = storable(text)

    assert "\0" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert storable(kept) == kept


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_text_that_is_in_order_does_not_change(text):
    assert storable(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\0b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        ("\udc00", "\ufffd"),
        ("\ud83d\ude00", "\U0001f600"),
        ("\ufeffbegins with a mark", "\ufeffbegins with a mark"),
        ("\u202eolleh", "\u202eolleh"),
    ],
)
def test_only_nul_and_halves_of_characters_are_replaced(text, kept):
    assert storable(text) == kept


def test_a_text_of_six_thousand_characters_can_be_sent_and_one_more_cannot_g_76():
    assert sendable("x" * MAX_TEXT) == "x" * MAX_TEXT
    with pytest.raises(InvalidInput, match="has 6,001 characters and may have 6,000"):
        sendable("x" * (MAX_TEXT + 1))


@pytest.mark.parametrize("text", ["", "   ", "\n\t", None, 5, ["hello"]])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(InvalidInput, match="Write a message first"):
        sendable(text)


@pytest.mark.parametrize("client_id", ["", " ", "x" * 65, None, 7])
def test_an_id_that_cannot_tell_messages_apart_is_refused(client_id):
    with pytest.raises(InvalidInput, match="Give each message an id"):
        accepted_client_id(client_id)
