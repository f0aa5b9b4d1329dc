"""The columns of a conversation in a grid: what each is called and holds, and what it may be filtered by."""

from __future__ import annotations

from ccw_panel.domain.conversation import CHANNEL_LABELS, STATE_LABELS
from ccw_panel.domain.records import Choice, Field, Kind
from ccw_panel.domain.sentiment import Level

FIELDS = (
    Field("customer", Kind.TEXT, "Customer", help="The linked contact or account, else Visitor N."),
    Field("subject", Kind.TEXT, "Subject"),
    Field("channel", Kind.TEXT, "Channel"),
    Field("state", Kind.TEXT, "Status"),
    Field("queue", Kind.TEXT, "Queue"),
    Field("agent", Kind.USER, "Agent"),
    Field(
        "sentiment",
        Kind.CHOICE,
        "Sentiment",
        choices=tuple(Choice(int(level), level.label) for level in reversed(Level)),
        help="Over the last six customer messages.",
    ),
    Field("created_at", Kind.MOMENT, "Started"),
    Field("accepted_at", Kind.MOMENT, "Accepted"),
    Field("closed_at", Kind.MOMENT, "Closed"),
    Field("modified_at", Kind.MOMENT, "Modified on"),
    Field("wait_s", Kind.INTEGER, "Waiting time", help="Seconds in the queue."),
    Field("handle_s", Kind.INTEGER, "Handle time", help="Seconds of active and wrap-up time."),
    Field("transfer_count", Kind.INTEGER, "Transfers"),
    Field("csat", Kind.INTEGER, "Satisfaction", help="0 to 5, as the customer rated it."),
    Field("case", Kind.TEXT, "Case"),
)
FIELD = {field.name: field for field in FIELDS}

# columns of text that hold one of a few values: value -> what is shown
OPTIONS = {
    "channel": {channel.value: label for channel, label in CHANNEL_LABELS.items()},
    "state": {state.value: label for state, label in STATE_LABELS.items()},
}
