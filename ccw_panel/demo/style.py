"""How a person writes: careful or not, with typos, in lower case, with emoji."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ccw_panel.demo.dice import Dice

WORD = re.compile(r"(?<![\w@.#-])[a-z]{5,}(?![\w@.#-])")  # plain words only: numbers, names and addresses stay right
EMOJI = {-3: "😡🤬", -2: "😠😤", -1: "😕🙁", 0: "", 1: "🙂👍", 2: "😊🙏", 3: "🎉😍"}
SHORT = {"you": "u", "please": "pls", "because": "bc", "thanks": "thx", "tomorrow": "tmrw", "right now": "rn"}


@dataclass(frozen=True)
class Style:
    typos: float = 0.0  # chance that a message has one
    lower_case: bool = False
    no_stop: bool = False  # leaves out the last full stop
    emoji: float = 0.0  # chance that a message that shows a mood ends in one
    short_words: bool = False


def style_of(dice: Dice) -> Style:
    """A person's way of writing, drawn once."""
    careless = dice.random()
    return Style(
        typos=0.0 if careless < 0.5 else dice.between(0.04, 0.22),
        lower_case=careless > 0.8,
        no_stop=careless > 0.6,
        emoji=dice.between(0.1, 0.4) if dice.chance(0.3) else 0.0,
        short_words=careless > 0.93,
    )


def styled(text: str, style: Style, level: int, dice: Dice) -> str:
    """`text` as this person types it when feeling `level`."""
    if style.typos and dice.chance(style.typos):
        text = _typo(text, dice)
    if style.short_words:
        for word, short in SHORT.items():
            text = re.sub(rf"\b{word}\b", short, text)
    if style.lower_case:
        text = _lower(text)
    if style.no_stop and text.endswith(".") and not text.endswith(".."):
        text = text[:-1]
    if EMOJI[level] and style.emoji and dice.chance(style.emoji):
        text = f"{text} {dice.pick(EMOJI[level])}"
    return text


def _lower(text: str) -> str:
    """Lower case, except words that hold a digit and what an angry person shouts in capitals."""
    return " ".join(
        w if any(c.isdigit() for c in w) or (w.isupper() and len(w) > 2) else w.lower() for w in text.split(" ")
    )


def _typo(text: str, dice: Dice) -> str:
    """One plain word with two letters swapped, one dropped or one doubled."""
    words = list(WORD.finditer(text))
    if not words:
        return text
    found = dice.pick(words)
    word, at = found.group(), dice.integer(1, len(found.group()) - 3)
    changed = dice.pick(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[: at + 1] + word[at:],
        )
    )
    return text[: found.start()] + changed + text[found.end() :]


FILLERS = ("Um, ", "Well, ", "Right, ", "Yeah, ", "Okay, ", "So, ", "Uh, ")


def spoken(text: str, dice: Dice) -> str:
    """`text` as a call's transcript has it: sometimes with a filler, never with an emoji."""
    if (
        dice.chance(0.22)
        and text.count(" ") > 3
        and text[:1].isupper()
        and not text.startswith(("I ", "I'", "Hi", "Hello", "Good", "Yes", "No"))
    ):
        first, _, rest = text.partition(" ")
        keep = (first.isupper() and len(first) > 1) or any(c.isdigit() for c in first)
        return dice.pick(FILLERS) + (first if keep else first[0].lower() + first[1:]) + (f" {rest}" if rest else "")
    return text
