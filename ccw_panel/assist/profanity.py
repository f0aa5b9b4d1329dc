"""English swearing, also half hidden: f**k, sh!t, fuuuck, f u c k (I-4)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

_LEET = str.maketrans("@$0134!57", "asoieaist")
_TOKEN = re.compile(r"[\w@$!*']+")
_STARS = re.compile(r"\*+")
_LONG = re.compile(r"(.)\1{2,}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_PHRASES = re.compile(
    r"""\b(?:
        (?:what|who|where|how|why)\s+the\s+hell | (?:go|burn)\s+(?:to|in)\s+hell | to\s+hell\s+with | hell\s+no
        | bloody\s+hell | piss(?:ed)?\s+off | son\s+of\s+a\s+b\w+ | up\s+yours
        | f[\W_]+u[\W_]+c[\W_]+k | s[\W_]+h[\W_]+i[\W_]+t
    )\b""",
    re.VERBOSE,
)
_MASKED = re.compile(
    r"""f\*+(?:ck|k)?\w{0,6} | f\w?\*+k\w{0,6} | fu?\*+(?:ing|ed|er)
        | sh?\*+t\w{0,4} | b\*+t?ch\w{0,3} | c\*+nt\w? | a\*+hole\w?""",
    re.VERBOSE,
)


def swears(text: str) -> bool:
    """Whether the text holds an English swear word as a whole word, spelled out or masked."""
    plain = _plain(text)
    return bool(_PHRASES.search(plain)) or any(_is_swear_word(token) for token in set(_TOKEN.findall(plain)))


def _is_swear_word(token: str) -> bool:
    if "*" in token.strip("*"):  # stars around a word are emphasis, inside it they hide letters
        return bool(_MASKED.fullmatch(token)) or _listed(_STARS.sub("", token))
    word = token.strip("*'!").translate(_LEET).strip("'")
    return any(_listed(spelling) for spelling in {word, _LONG.sub(r"\1", word), _LONG.sub(r"\1\1", word)})


def _listed(word: str) -> bool:
    exact, beginnings = _words()
    return word in exact or word.startswith(beginnings)


def _plain(text: str) -> str:
    """Lower case, without marks on letters, invisible characters and full-width forms."""
    letters = unicodedata.normalize("NFKD", _INVISIBLE.sub("", _ADDRESS.sub(" ", text)))
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold()


@cache
def _words() -> tuple[frozenset[str], tuple[str, ...]]:
    """The words that must match whole, and the beginnings."""
    lines = files("ccw_panel.assist").joinpath("profanity.txt").read_text(encoding="utf-8").splitlines()
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return frozenset(w.rstrip("*") for w in words), tuple(w[:-1] for w in words if w.endswith("*"))
