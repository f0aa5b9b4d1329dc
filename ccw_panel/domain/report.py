"""What the dashboards are told: one agent's day, in figures."""

from __future__ import annotations

from dataclasses import dataclass

SERVICE_LEVEL_S = 20  # answered within, seconds (M-22)
FIRST_RESPONSE_S = 60  # first reply within, seconds (M.5)


@dataclass(frozen=True)
class AgentDay:
    """One agent since midnight in the centre's time zone. None: nothing to take it from yet."""

    handled: int = 0  # conversations closed by them
    usual: float | None = None  # handled by this time of day on their last days at work, on average
    handle_s: float | None = None  # mean active and wrap-up time
    first_response_s: float | None = None  # mean time to their first reply
    service_level: float | None = None  # share accepted within SERVICE_LEVEL_S, 0..1
    csat: float | None = None  # mean rating, 0..5
    ratings: int = 0
    capacity_used: int = 0  # units of work
    capacity: int = 0
