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


# Columns of the frame behind the Sentiment dashboard: one row a conversation in which the customer wrote.
SENTIMENT_COLUMNS = (
    "conversation_id",
    "at",  # UTC, when it began
    "day",  # the date it began on, in the centre's time zone
    "queue",  # name; empty before any queue
    "channel",  # as Channel
    "agent",  # full name; empty before anybody took it
    "customer",  # name, else Visitor N
    "level",  # -3..3, as it stands or ended
    "first_level",  # -3..3, of the customer's first message
    "worst_level",  # -3..3, of their least happy message
    "worst_text",  # what they wrote there
    "worst_at",  # UTC
    "alert_at",  # UTC, when its running level first fell to ALERT_LEVEL; NaT: never
    "recovered_s",  # seconds from there until it was above again; NaN: it was not
)
ALERT_LEVEL = -2  # a conversation at or below it needs a look (B-73)
