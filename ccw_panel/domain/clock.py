"""Time comes in from outside: only `center.py` reads the real clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]  # UTC, with its zone
