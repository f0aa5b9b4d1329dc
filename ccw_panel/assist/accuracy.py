"""How often a scorer agrees with people, on the public sets that hold their ratings."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from ccw_panel.assist.sentiment import VaderScorer

EDGES = (-2.0, -1.0, -0.33, 0.33, 1.0, 2.0)  # of the seven bins of a mean rating on -4..4
RATED = {
    "VADER tweets": "vader/tweets_GroundTruth.txt",
    "VADER product reviews": "vader/amazonReviewSnippets_GroundTruth.txt",
    "VADER film reviews": "vader/movieReviewSnippets_GroundTruth.txt",
    "VADER newspaper": "vader/nytEditorialSnippets_GroundTruth.txt",
}
LABELLED = {"TweetEval validation": ("tweeteval/val_text.txt", "tweeteval/val_labels.txt")}


@dataclass(frozen=True)
class RatedSet:
    """Texts with what people said of them: a level -3..3 where they rated, else only a side -1, 0, 1."""

    name: str
    texts: list[str]
    sides: np.ndarray
    levels: np.ndarray | None = None
    ratings: np.ndarray | None = None  # mean of the raters, -4..4


Measured: TypeAlias = tuple[RatedSet, pd.DataFrame]


def rated_sets(folder: Path) -> list[RatedSet]:
    """The sets found below `folder`; raises FileNotFoundError naming the first file that is missing."""
    rated = [_rated(name, folder / file) for name, file in RATED.items()]
    labelled = [_labelled(name, folder / texts, folder / labels) for name, (texts, labels) in LABELLED.items()]
    return rated + labelled


def measure(scorer: VaderScorer, sets: list[RatedSet]) -> list[Measured]:
    """What a scorer says of each set, as `accuracy` and `reliability` count it."""
    return [(rated, scorer.score_many(rated.texts)) for rated in sets]


def accuracy(measured: list[Measured]) -> pd.DataFrame:
    """One row a set.

    `accuracy` and `macro_f1` are of negative, neutral and positive, `vader_accuracy` and `vader_macro_f1` those of
    VADER as it comes, with its usual thresholds of +-0.05. Sets with ratings also have `pearson` of value and mean
    rating, `within_one` level of seven, and `kappa`, quadratically weighted. `calibration` is the mean confidence
    less the accuracy.
    """
    return pd.DataFrame([_row(rated, scored) for rated, scored in measured])


def reliability(measured: list[Measured]) -> pd.DataFrame:
    """How often the side is right by band of confidence, over all sets, each set weighing the same."""
    parts = []
    for rated, scored in measured:
        right = np.sign(scored["level"]) == rated.sides
        parts.append(pd.DataFrame({"confidence": scored["confidence"], "right": right, "weight": 1 / len(rated.texts)}))
    rows = pd.concat(parts)
    rows["band"] = pd.cut(rows["confidence"], [0, 0.45, 0.55, 0.65, 0.75, 0.85, 1])
    weighed = rows.groupby("band", observed=True)
    said = weighed.apply(lambda part: np.average(part["confidence"], weights=part["weight"]))
    was = weighed.apply(lambda part: np.average(part["right"], weights=part["weight"]))
    return pd.DataFrame({"messages": weighed.size(), "said": said, "right": was}).reset_index()


def table(frame: pd.DataFrame) -> str:
    """The frame as a Markdown table, three digits behind the point."""
    cells = [[_cell(value) for value in row] for row in frame.itertuples(index=False)]
    lines = [list(frame.columns), ["---"] * len(frame.columns), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def macro_f1(truth: np.ndarray, said: np.ndarray, classes: tuple[int, ...] = (-1, 0, 1)) -> float:
    """The mean of the F1 of each class."""
    scores = []
    for c in classes:
        hits = int(((truth == c) & (said == c)).sum())
        asked = int((truth == c).sum() + (said == c).sum())
        scores.append(2 * hits / asked if asked else 0.0)
    return float(np.mean(scores))


def quadratic_kappa(truth: np.ndarray, said: np.ndarray) -> float:
    """Cohen's kappa with quadratic weights over the levels -3..3 (Cohen, 1968)."""
    seen = np.zeros((7, 7))
    np.add.at(seen, (truth + 3, said + 3), 1)
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / len(truth)
    weights = np.subtract.outer(np.arange(7), np.arange(7)) ** 2
    return float(1 - (weights * seen).sum() / (weights * expected).sum())


def _row(rated: RatedSet, scored: pd.DataFrame) -> dict[str, object]:
    levels = scored["level"].to_numpy()
    sides = np.sign(levels)
    right = float((sides == rated.sides).mean())
    row = {"set": rated.name, "messages": len(rated.texts), "accuracy": right, "macro_f1": macro_f1(rated.sides, sides)}
    plain = _plain_vader(rated.texts)
    row |= {"vader_accuracy": float((plain == rated.sides).mean()), "vader_macro_f1": macro_f1(rated.sides, plain)}
    row |= {"pearson": None, "within_one": None, "kappa": None}
    if rated.levels is not None and rated.ratings is not None:
        row["pearson"] = float(np.corrcoef(rated.ratings, scored["value"])[0, 1])
        row["within_one"] = float((abs(levels - rated.levels) <= 1).mean())
        row["kappa"] = quadratic_kappa(rated.levels, levels)
    return row | {"calibration": float(scored["confidence"].mean()) - right}


def _plain_vader(texts: list[str]) -> np.ndarray:
    """The side VADER as it comes says each text is on."""
    vader = SentimentIntensityAnalyzer()
    compounds = np.array([vader.polarity_scores(text)["compound"] for text in texts])
    return np.sign(compounds) * (abs(compounds) >= 0.05)


def _rated(name: str, path: Path) -> RatedSet:
    rows = [line.split("\t", 2) for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    rows = [row for row in rows if len(row) == 3]
    ratings = np.array([float(row[1]) for row in rows])
    levels = np.digitize(ratings, EDGES) - 3
    return RatedSet(name, [html.unescape(row[2]) for row in rows], np.sign(levels), levels, ratings)


def _labelled(name: str, texts: Path, labels: Path) -> RatedSet:
    sides = np.array([int(line) - 1 for line in labels.read_text(encoding="utf-8").split()])
    lines = texts.read_text(encoding="utf-8").split("\n")[: len(sides)]
    return RatedSet(name, [html.unescape(line) for line in lines], sides)


def _cell(value: object) -> str:
    if value is None or value != value:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
