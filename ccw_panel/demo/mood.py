"""How a customer feels, message by message: a latent AR(1) process in [-3, 3].

mood(t+1) = PERSISTENCE * mood(t) + (1 - PERSISTENCE) * rest + effect + noise, clipped to [-3, 3],
where `rest` is where this person's mood settles and `effect` is what just happened: a wait, a
repeat, a hold, a fix.
"""

from __future__ import annotations

from ccw_panel.demo.dice import Dice

PERSISTENCE = 0.88
NOISE = 0.3

# What each happening adds to the mood, in levels.
EFFECTS = {
    "none": 0.0,
    "greeted": 0.05,
    "understood": 0.25,
    "questioned": -0.12,
    "held": -0.25,
    "handed_over": -0.6,
    "solved": 1.45,
    "partly_solved": 0.5,
    "escalated": -0.9,
    "confirmed": 0.2,
    "left_waiting": -0.9,
}


def wait_effect(wait_s: float, target_s: float) -> float:
    """What waiting does: nothing within the target, then worse with every doubling, at most -2."""
    late = wait_s / max(target_s, 1.0)
    return 0.0 if late <= 1.0 else max(-2.0, -0.45 * (late - 1.0) ** 0.5)


def repeat_effect(repeats: int) -> float:
    """What having to come back about the same thing does."""
    return (0.0, -1.1, -1.8, -2.2)[min(repeats, 3)]


def clipped(mood: float) -> float:
    return max(-3.0, min(3.0, mood))


class Mood:
    """One customer's mood in one conversation."""

    def __init__(self, start: float, rest: float, dice: Dice) -> None:
        self.value = clipped(start)
        self._rest, self._dice = rest, dice

    def after(self, effect: str) -> int:
        """The level -3..3 once `effect` (a key of EFFECTS) has happened."""
        settled = PERSISTENCE * self.value + (1.0 - PERSISTENCE) * self._rest
        self.value = clipped(settled + EFFECTS[effect] + self._dice.normal(0.0, NOISE))
        return self.level

    @property
    def level(self) -> int:
        return int(self.value + (0.5 if self.value >= 0 else -0.5))


def csat(mood: float, dice: Dice) -> int:
    """The rating 1..5 (rarely 0) that a customer in this final mood gives."""
    rating = round(3.1 + 0.85 * mood + dice.normal(0.0, 0.5))
    return 0 if rating < 1 and mood <= -2.5 and dice.chance(0.5) else max(1, min(5, rating))
