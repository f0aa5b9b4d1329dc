"""The scale, the sentiment of a conversation, and the scorer of this release."""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccw_panel.assist.accuracy import accuracy, macro_f1, measure, quadratic_kappa, rated_sets, reliability, table
from ccw_panel.assist.profanity import swears
from ccw_panel.assist.sentiment import EMOJI_COUNTED, MODEL, label, load
from ccw_panel.domain.sentiment import Level, conversation_value, level_of, running_values

DATA = Path(__file__).parents[2] / "shared" / "data"
VALUES = st.floats(-1, 1, allow_nan=False)


@pytest.fixture(scope="module")
def scorer():
    return load()


# ---- the scale


@pytest.mark.parametrize(
    ("value", "level"),
    [
        (0, 0),
        (1 / 6, 1),
        (-1 / 6, -1),
        (0.16, 0),
        (0.5, 2),
        (-0.5, -2),
        (0.49, 1),
        (5 / 6, 3),
        (1, 3),
        (-1, -3),
        (7, 3),
    ],
)
def test_a_level_is_three_times_the_value_rounded_half_away_from_zero(value, level):
    assert level_of(value) == level


def test_there_are_seven_levels_with_their_names_i_1():
    assert [level.label for level in Level] == [
        "Very negative", "Negative", "Slightly negative", "Neutral", "Slightly positive", "Positive", "Very positive",
    ]  # fmt: skip


@given(VALUES)
def test_the_scale_is_symmetric(value):
    assert level_of(-value) == -level_of(value)


# ---- a conversation


def test_a_conversation_begins_neutral_i_2():
    assert conversation_value([]) == 0


def test_only_the_last_six_customer_messages_count_i_2():
    assert conversation_value([-1.0] * 50 + [0.5] * 6) == pytest.approx(0.5)


def test_newer_messages_weigh_more_i_11():
    assert conversation_value([-1, 1]) == pytest.approx(1 / 3)
    assert conversation_value([1, -1]) == pytest.approx(-1 / 3)


@given(st.lists(VALUES, min_size=1, max_size=40))
def test_one_message_never_takes_a_conversation_outside_what_was_said(values):
    assert min(values) - 1e-9 <= conversation_value(values) <= max(values) + 1e-9


@given(st.lists(VALUES, max_size=20))
def test_the_running_line_is_the_conversation_after_each_message(values):
    assert running_values(values) == [pytest.approx(conversation_value(values[: n + 1])) for n in range(len(values))]


# ---- the scorer


@pytest.mark.parametrize(
    "text",
    [
        "I am furious, this is the third time it broke.",
        "You charged me twice and now nobody answers.",
        "I'm still waiting for my parcel",
        "it does not work",
        "You keep telling me it was delivered. It was not. I am done.",
        "😡😡",
        "waste of money, never again",
    ],
)
def test_complaints_are_negative(scorer, text):
    assert scorer.score(text).level < 0


@pytest.mark.parametrize(
    "text",
    ["This is wonderful, thank you!", "Thanks!", "Perfect, you solved it", "👍", "❤️", "you made my day", "No, thanks."],
)
def test_praise_and_thanks_are_positive(scorer, text):
    assert scorer.score(text).level > 0


@pytest.mark.parametrize(
    "text",
    [
        "Yes please",
        "Where is my order?",
        "My order number is 12345",
        "ok",
        "No, that's all.",
        "Can you help me with a booking for two?",
        "I would like a room in Palo Alto on March 1st",
        "¿Dónde está mi pedido?",
        "注文はどこですか",
    ],
)
def test_ordinary_service_messages_are_neutral(scorer, text):
    assert scorer.score(text).level == 0


@pytest.mark.parametrize(
    "text",
    [
        "fuck",
        "What the f**k",
        "sh!t service",
        "this is bullsh1t",
        "f u c k",
        "ＦＵＣＫ",
        "fuuuuuck",
        "what the hell",
        "f\u200buck",
    ],
)
def test_english_profanity_is_negative_or_very_negative_i_4(scorer, text):
    assert swears(text)
    assert scorer.score(f"great, thank you, {text}").level <= Level.NEGATIVE


@pytest.mark.parametrize(
    "text",
    [
        "Scunthorpe", "assistant in class", "Essex cocktail", "5 * 3 = 15", "*please*", "Dick Cheney", "shift the bass",
        "https://a.example/ass?b**k=1", "hello", "Penistone", "3 stars ***", "en retard", "slut på",
    ],
)  # fmt: skip
def test_words_that_only_look_like_profanity_are_not(text):
    assert not swears(text)


def test_the_list_of_swear_words_is_clean():
    lines = files("ccw_panel.assist").joinpath("profanity.txt").read_text("utf-8").splitlines()
    words = [line for line in lines if not line.startswith("#")]

    assert words == sorted(set(words))
    assert all(swears(word.rstrip("*")) for word in words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\0",
        "\ud800",
        "\x07\x1b[31m",
        "😀",
        "\u202e",
        "a\u0301" * 500,
        None,
        5,
        float("nan"),
        b"bytes",
        "\n" * 9000,
    ],
)
def test_scoring_never_raises(scorer, text):
    score = scorer.score(text)

    assert score.model == MODEL
    assert -1 <= score.value <= 1
    assert 0 <= score.confidence <= 1


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=300))
def test_any_text_has_a_score_on_the_scale(text):
    score = _SCORER.score(text)

    assert -1 <= score.value <= 1
    assert score.level == level_of(score.value)


@pytest.mark.parametrize(
    "piece",
    [
        "good. ",
        "good\n",
        "but good ",
        "not ",
        "😀",
        "😀 ",
        "f**k ",
        "fuck ",
        "a! ",
        ":) ",
        "GOOD bad ",
        "x",
        "*",
        "still ",
    ],
)
def test_a_text_of_100_kb_does_not_hold_anybody_up(scorer, piece):
    text = piece * (100_000 // len(piece))
    started = time.process_time()

    scorer.score(text)

    assert time.process_time() - started < 0.5


def test_negation_ends_with_its_sentence(scorer):
    assert scorer.score("No. That is good.").level > 0
    assert scorer.score("That is not good.").level < 0


def test_many_of_the_same_emoji_weigh_as_a_few(scorer):
    assert scorer.score("❤" * 100).value == scorer.score("❤" * EMOJI_COUNTED).value


def test_praise_and_complaint_together_are_less_sure(scorer):
    sure, torn = scorer.score("It is wonderful and lovely"), scorer.score("It is wonderful and lovely and awful")

    assert torn.confidence < sure.confidence


def test_many_messages_become_a_frame_on_their_index(scorer):
    texts = pd.Series(["Thank you!", "It is broken and useless", None], index=[10, 20, 30])

    scored = scorer.score_many(texts)

    assert list(scored.index) == [10, 20, 30]
    assert list(scored.columns) == ["value", "level", "confidence", "label"]
    assert list(scored["label"]) == ["positive", "negative", "neutral"]
    assert scored["level"].dtype == "int64"


def test_no_messages_become_an_empty_frame_with_the_same_columns(scorer):
    empty = scorer.score_many([])

    assert len(empty) == 0
    assert list(empty.columns) == ["value", "level", "confidence", "label"]


def test_the_three_classes_follow_the_level():
    assert [label(level) for level in (-3, -1, 0, 1, 3)] == ["negative", "negative", "neutral", "positive", "positive"]


# ---- how it is measured


def test_macro_f1_weighs_the_classes_the_same():
    truth, said = np.array([-1, 0, 0, 1]), np.array([-1, 0, 1, 1])

    assert macro_f1(truth, said) == pytest.approx((1 + 2 / 3 + 2 / 3) / 3)


def test_quadratic_kappa_is_one_for_agreement_and_punishes_distance():
    levels = np.array([-3, -1, 0, 2, 3])

    assert quadratic_kappa(levels, levels) == pytest.approx(1)
    assert quadratic_kappa(levels, -levels) < quadratic_kappa(levels, np.array([-2, 0, 1, 1, 2]))


@pytest.mark.skipif(not DATA.is_dir(), reason="the public rating sets are not there: put them in ../shared/data")
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_accuracy_is_what_the_documentation_says(scorer):
    documented = (Path(__file__).parents[1] / "docs" / "assist.md").read_text("utf-8")

    measured = measure(scorer, rated_sets(DATA))

    assert table(accuracy(measured)) in documented
    assert table(reliability(measured)) in documented


@pytest.mark.skipif(not DATA.is_dir(), reason="the public rating sets are not there: put them in ../shared/data")
def test_half_of_the_tweets_of_another_project_are_right(scorer):
    tweets = [rated for rated in rated_sets(DATA) if rated.name == "TweetEval validation"]

    measured = accuracy(measure(scorer, tweets)).iloc[0]

    assert measured["accuracy"] > 0.56
    assert measured["macro_f1"] > 0.55


_SCORER = load()
