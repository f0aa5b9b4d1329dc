"""The sentiment of a message: VADER with the words of service, a scale of seven levels, and a confidence.

How it works, in order:
1. Keep the first 6,000 characters, as a message has (G-76).
2. VADER's rules over its lexicon, with the weights of `service_words.txt` put over it: politeness and agreement
   ("yes, please") are no praise, and complaints weigh what they mean to the person who has to answer them.
3. Add the weight of each phrase in PHRASES, which no single word carries ("still waiting", "charged twice"), and of
   the emoji in `emoji.txt`: VADER reads their English names, finds few of them in its lexicon, and takes 17 seconds
   for a message of 6,000.
4. Map the result on [-1, 1] so that the seven levels fall where people drew them (KNOTS).
5. English swearing makes it Negative at most (I-4).

How often it is right is measured by `accuracy.py` and stands in docs/assist.md.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files

import pandas as pd
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from ccw_panel.assist.profanity import swears
from ccw_panel.domain.message import MAX_TEXT, storable
from ccw_panel.domain.sentiment import Level, Score, Scorer, level_of

__all__ = ["Score", "Scorer", "VaderScorer", "load"]

MODEL = "vader-service-1"
VADER_ALPHA = 15  # VADER's own: compound = x / sqrt(x^2 + 15)
SWEARING = -2 / 3  # the middle of Negative

# compound -> value, straight lines between. The inner knots put the levels' edges (1/6, 1/2, 5/6) where the mean
# human rating (-4..4) of sentences with that compound crosses 0.33, 1 and 2: read off the tweets and the product
# snippets that were published with VADER (Hutto and Gilbert, 2014), rounded.
KNOTS = (
    (-1.0, -1.0),
    (-0.9, -5 / 6),
    (-0.5, -1 / 2),
    (-0.1, -1 / 6),
    (0.0, 0.0),
    (0.18, 1 / 6),
    (0.45, 1 / 2),
    (0.88, 5 / 6),
    (1.0, 1.0),
)

_NOT = r"(?:not|isn'?t|doesn'?t|does not|won'?t|stopped|never|didn'?t|hasn'?t|haven'?t|can'?t|cannot)"
_DOES = r"(?:work\w*|arriv\w+|deliver\w*|receiv\w+|turn on|respond\w*|connect\w*|load\w*|help\w*|come|show up)"
# pattern -> weight on VADER's scale, where a strong word weighs 3; each counts twice at most
PHRASES = tuple(
    (re.compile(pattern, re.IGNORECASE), weight)
    for pattern, weight in (
        (r"\bstill (?:not|no|haven'?t|hasn'?t|waiting|nothing|don'?t|doesn'?t|isn'?t)\b", -1.5),
        (r"\b(?:second|third|fourth|fifth|2nd|3rd|4th|5th|\d{1,3}) (?:time|attempt|day in a row)\b", -0.6),
        (r"\b(?:third|fourth|fifth|3rd|4th|5th|umpteenth|hundredth) time\b", -1.0),
        (r"\b(?:nobody|no[ -]?one) (?:\w{1,12} )?(?:answer|repl|respond|care|call|help|know|told|tell)", -2.0),
        (rf"\b{_NOT} (?:\w{{1,12}} )?{_DOES}\b", -1.4),
        (r"\bkee?pt?s? \w{2,14}ing\b", -0.5),
        (r"\bwaiting (?:for )?(?:over|since|days|weeks|hours|an hour|ages|forever)\b", -1.2),
        (r"\bi(?:'| a)?m done\b|\b(?:fed up|had enough|sick of|tired of|never again|last straw|waste of)\b", -2.0),
        (r"\b(?:cancel|close) (?:my|the|this) (?:account|subscription|contract|membership)\b", -0.8),
        (r"\bcharged (?:me )?(?:twice|double|again)\b|\bdouble charged\b", -1.5),
        (r"\b(?:want|need|demand) (?:my|a full) (?:money|refund)\b|\bmoney back\b", -1.0),
        (r"\bhow (?:many times|much longer|hard can)\b", -1.4),
        (r"\b(?:no|not a|any) (?:problems?|worries|issues?)\b", 0.8),
        (r"\b(?:thank(?:s|ful)?|thx|ty)\b", 1.3),  # here, because VADER negates it: "no, thanks"
        (r"\b(?:made my day|life ?saver|could ?n.t be happier|well done|good job|great job)\b", 1.5),
    )
)

EMOJI_COUNTED = 3  # of each kind: thirty hearts are not ten times three
_EMOJI = re.compile("[\u2190-\u2bff\ufe0e\ufe0f\u200d\U0001f000-\U0001faff]+")

# VADER carries a negation across a full stop ("No. That is good."), and its time grows with the square of the words,
# seconds for 6,000 characters: so it gets one sentence at a time, and no more words at once than this
SENTENCE_WORDS = 60
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|[\r\n]+")

# how often a message of that absolute value is on the right side of neutral, measured (docs/assist.md): a message
# without one known word is neutral more often than one whose few words just fail to decide it
SURE = 0.9  # of swearing
MIXED = 0.25  # of the confidence is lost when praise and complaint weigh the same
CONFIDENCE = ((0.0, 0.45), (0.16, 0.4), (0.18, 0.52), (0.33, 0.6), (0.67, 0.78), (0.92, 0.92))


class VaderScorer:
    """Scores messages one by one; keeps nothing between them and may be shared by threads."""

    model = MODEL

    def __init__(self) -> None:
        self._vader = SentimentIntensityAnalyzer()
        ours = _weights("service_words.txt")
        self._vader.lexicon = {word: weight for word, weight in {**self._vader.lexicon, **ours}.items() if weight}
        self._vader.emojis = {}
        self._emoji = _weights("emoji.txt")

    def score(self, text: str) -> Score:
        """Its value, level and confidence. Text without words, in another script or no text at all is Neutral."""
        clean = storable(text[:MAX_TEXT]) if isinstance(text, str) else ""
        weights, mixed = self._of_words(_EMOJI.sub(" ", clean))
        value = _between(KNOTS, _compound(weights + _of_phrases(clean) + self._of_emoji(clean)))
        swearing = swears(clean)
        if swearing:
            value = min(value, SWEARING)
        confidence = SURE if swearing else _between(CONFIDENCE, abs(value)) * (1 - MIXED * mixed)
        return Score(round(value, 4), int(level_of(value)), round(confidence, 3), self.model)

    def score_many(self, texts: Iterable[str]) -> pd.DataFrame:
        """One row a text, in order, on the index of a Series: value -1..1, level -3..3, confidence 0..1, label."""
        index = texts.index if isinstance(texts, pd.Series) else None
        scores = [self.score(text) for text in texts]
        columns = {
            "value": pd.Series([s.value for s in scores], dtype="float64"),
            "level": pd.Series([s.level for s in scores], dtype="int64"),
            "confidence": pd.Series([s.confidence for s in scores], dtype="float64"),
            "label": pd.Series([label(s.level) for s in scores], dtype="str"),
        }
        frame = pd.DataFrame(columns)
        return frame if index is None else frame.set_axis(index)

    def _of_words(self, text: str) -> tuple[float, float]:
        """The sum of weights VADER finds, and how much praise and complaint stand side by side, 0..1."""
        weights = positive = negative = 0.0
        for sentence in _sentences(text):
            rated, words = self._vader.polarity_scores(sentence), len(sentence.split())
            weights += _sum(rated["compound"])
            positive, negative = positive + rated["pos"] * words, negative + rated["neg"] * words
        either = positive + negative
        return weights, 2 * min(positive, negative) / either if either else 0.0

    def _of_emoji(self, text: str) -> float:
        counted = Counter(c for run in _EMOJI.findall(text) for c in run if c in self._emoji)
        return sum(self._emoji[c] * min(EMOJI_COUNTED, n) for c, n in counted.items())


def load() -> VaderScorer:
    """The scorer of this release, ready to use; takes about 30 ms."""
    return VaderScorer()


def label(level: int) -> str:
    """negative, neutral or positive: the three classes that scorers are compared by."""
    return "neutral" if level == Level.NEUTRAL else ("positive" if level > 0 else "negative")


def _weights(file: str) -> dict[str, float]:
    """The weights in a file of this package, by word or emoji."""
    lines = files("ccw_panel.assist").joinpath(file).read_text(encoding="utf-8").splitlines()
    return {word: float(weight) for word, _, weight in (line.partition("\t") for line in lines if line[:1] != "#")}


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(text):
        words = sentence.split()
        for first in range(0, len(words), SENTENCE_WORDS):
            yield " ".join(words[first : first + SENTENCE_WORDS])


def _sum(compound: float) -> float:
    """The sum of weights behind a compound of VADER."""
    bounded = max(-0.9995, min(0.9995, compound))  # at 1 it would be infinite
    return bounded * math.sqrt(VADER_ALPHA / (1 - bounded * bounded))


def _compound(weights: float) -> float:
    return weights / math.sqrt(weights * weights + VADER_ALPHA)


def _of_phrases(text: str) -> float:
    return sum(weight * min(2, sum(1 for _ in pattern.finditer(text))) for pattern, weight in PHRASES)


def _between(knots: Sequence[tuple[float, float]], x: float) -> float:
    """y at x on the straight lines through the knots; the outermost y beyond them."""
    i = bisect_right(knots, x, key=lambda knot: knot[0])
    if i in (0, len(knots)):
        return knots[-1 if i else 0][1]
    (x0, y0), (x1, y1) = knots[i - 1], knots[i]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
