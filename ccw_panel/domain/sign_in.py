"""The rules of signing in: which passwords and user names are taken, and how long a wrong one makes you wait."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

LOGIN_LASTS = timedelta(hours=12)
SET_UP_LASTS = timedelta(hours=24)  # a set-up link
REMEMBERED = timedelta(hours=1)  # how long a wrong password counts
FREE_TRIES = 5  # per account and address, before waiting begins
FREE_TRIES_OF_ADDRESS = 200  # per address over all accounts: a whole office may share one
FIRST_WAIT = timedelta(seconds=15)  # doubled by each further wrong password
LONGEST_WAIT = timedelta(minutes=15)

MIN_PASSWORD, MAX_PASSWORD = 10, 256

_USER_NAME = re.compile(r"[a-z][a-z0-9._-]{0,63}")
_KNOWN = """
password12 password123 password1234 passw0rd123 1234567890 0123456789 12345678910 123456789012 qwertyuiop qwerty12345
qwerty123456 qwertyuiop123 1q2w3e4r5t 1qaz2wsx3edc letmein123 letmein1234 welcome123 welcome1234 iloveyou123
administrator admin12345 adminadmin changeme123 changeme1234 contactcenter contactcentre
"""
_KNOWN_TO_EVERYBODY = frozenset(_KNOWN.split())


def may_try_at(wrong: Sequence[datetime], free: int) -> datetime | None:
    """From when another password may be tried after those wrong ones (UTC, oldest first); None: at once."""
    if len(wrong) < free:
        return None
    wait: timedelta = FIRST_WAIT * 2 ** min(len(wrong) - free, 10)
    return wrong[-1] + min(wait, LONGEST_WAIT)


def problem_with_password(password: str, user_name: str) -> str | None:
    """A sentence that says what to choose instead; None when the password will do."""
    if len(password) < MIN_PASSWORD:
        return f"Choose a password of at least {MIN_PASSWORD} characters."
    if len(password) > MAX_PASSWORD:
        return f"Choose a password of at most {MAX_PASSWORD} characters."
    folded = password.casefold()
    if folded in _KNOWN_TO_EVERYBODY or len(set(folded)) < 4:
        return "Choose a password that is harder to guess; a few unrelated words will do."
    if user_name and user_name.casefold() in folded and len(folded) - len(user_name) < MIN_PASSWORD - 2:
        return "Choose a password that is not your user name with a few characters added."
    return None


def problem_with_user_name(name: str) -> str | None:
    """A sentence that says what to enter instead; None when the name will do."""
    if _USER_NAME.fullmatch(name):
        return None
    return "Enter a user name of small letters, digits, dots, hyphens or underscores that begins with a letter."


def in_words(wait: timedelta) -> str:
    """A wait as people say it, rounded up: "45 seconds", "2 minutes"."""
    seconds = max(1, -int(-wait.total_seconds() // 1))
    if seconds < 60:
        return f"{seconds} second{'s' if seconds > 1 else ''}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"
