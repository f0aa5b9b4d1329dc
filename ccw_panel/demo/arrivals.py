"""When customers come, through which channel, and about what: a non-homogeneous Poisson process.

The rate follows the hour and the weekday; incidents (a carrier's strike, a broken checkout) add
bursts about one intent on top.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ccw_panel.demo.centre import DAY_S, HOUR_S

# Share of a day's arrivals by hour, UTC: a morning peak, a lunch dip, an afternoon shoulder.
OPEN_H = 7  # the first hour in which anybody gets in touch
_FROM_OPENING = (0.055, 0.105, 0.125, 0.120, 0.105, 0.085, 0.090, 0.095, 0.085, 0.065, 0.045, 0.025)
BY_HOUR = np.array([0.0] * OPEN_H + list(_FROM_OPENING) + [0.0] * (24 - OPEN_H - len(_FROM_OPENING)))
BY_WEEKDAY = np.array([1.25, 1.10, 1.0, 1.0, 0.95, 0.85, 0.70])  # Monday first; mean near 1
CHANNELS = ("chat", "voice", "sms", "social", "teams")
CHANNEL_SHARE = np.array([0.440, 0.266, 0.101, 0.085, 0.108])  # on Teams firms ask, and not at weekends


@dataclass(frozen=True)
class Incident:
    """A burst: `extra` more arrivals an hour about one intent, for `hours`."""

    intent: str
    day: int
    hour: int
    hours: int
    extra: float


@dataclass(frozen=True)
class Arrivals:
    """Sorted arrivals: seconds from the first midnight, channel and intent of each."""

    at: np.ndarray
    channel: np.ndarray
    intent: np.ndarray


def incidents(days: int, rng: np.random.Generator) -> list[Incident]:
    """About two incidents a fortnight, always in working hours and never on the last day."""
    kinds = (("late_delivery", 26.0), ("payment_declined", 18.0), ("lamp_pairing", 14.0), ("website_error", 20.0))
    found = []
    for day in range(4, days - 1, 6):
        intent, extra = kinds[int(rng.integers(len(kinds)))]
        found.append(Incident(intent, day, int(rng.integers(8, 15)), int(rng.integers(2, 5)), extra))
    return found


def _times(days: int, first_weekday: int, per_day: float, rng: np.random.Generator) -> np.ndarray:
    """Arrival moments by thinning (Lewis and Shedler, 1979, doi:10.1002/nav.3800260304)."""
    weekday = BY_WEEKDAY[(first_weekday + np.arange(days)) % 7]
    rates = per_day * np.outer(weekday, BY_HOUR).ravel()  # an hour
    top = rates.max()
    at = np.sort(rng.uniform(0, days * DAY_S, rng.poisson(top * days * 24)))
    kept: np.ndarray = at[rng.random(len(at)) < rates[(at // HOUR_S).astype(int)] / top]
    return kept


def arrivals(
    days: int,
    first_weekday: int,
    per_day: float,
    weights: Mapping[str, float],
    teams_weights: Mapping[str, float],
    rng: np.random.Generator,
) -> Arrivals:
    """Every arrival of `days` days; `weights` say how often each intent comes, `teams_weights` on Teams."""
    names = np.array(sorted(weights))
    at = _times(days, first_weekday, per_day, rng)
    channel = rng.choice(CHANNELS, len(at), p=CHANNEL_SHARE)
    share = np.array([weights[name] for name in names])
    teams = np.array([teams_weights[name] for name in names])
    usual = rng.choice(names, len(at), p=share / share.sum())
    on_teams = rng.choice(names, len(at), p=teams / teams.sum())
    intent = np.where(channel == "teams", on_teams, usual)
    bursts = [_burst(incident, rng) for incident in incidents(days, rng)]
    at = np.concatenate([at, *(times for times, _, _ in bursts)])
    channel = np.concatenate([channel, *(channels for _, channels, _ in bursts)])
    intent = np.concatenate([intent, *(intents for _, _, intents in bursts)])
    order = np.argsort(at, kind="stable")
    return Arrivals(at[order], channel[order], intent[order])


def _burst(incident: Incident, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    start = incident.day * DAY_S + incident.hour * HOUR_S
    count = rng.poisson(incident.extra * incident.hours)
    times = start + incident.hours * HOUR_S * rng.beta(1.5, 3.0, count)  # a steep rise and a long tail
    return times, rng.choice(CHANNELS, count, p=CHANNEL_SHARE), np.full(count, incident.intent)
