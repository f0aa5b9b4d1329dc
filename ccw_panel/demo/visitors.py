"""What is known before a word is said: pre-chat answers, what was looked at, browser, context (H.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ccw_panel.demo.dice import Dice
from ccw_panel.demo.intents import Intent

BROWSERS = (
    ("Chrome 145", "Windows 11", "Desktop"),
    ("Edge 145", "Windows 11", "Desktop"),
    ("Firefox 148", "Ubuntu 24.04", "Desktop"),
    ("Safari 19", "macOS 16", "Desktop"),
    ("Safari 19", "iOS 19", "Phone"),
    ("Chrome 145", "Android 16", "Phone"),
    ("Samsung Internet 28", "Android 15", "Phone"),
    ("Safari 19", "iPadOS 19", "Tablet"),
)
SURVEYS = ("What is it about?", "Which order is it about?", "Your name", "Your e-mail address")


def pre_chat(intent: Intent, slots: dict[str, str], known: bool, dice: Dice) -> list[list[str]]:
    """Questions and answers of the survey before a chat; some skip what is not required."""
    answers = [intent.label, slots["order"], slots["full_name"] if known else slots["first"], slots["email"]]
    kept = [True, intent.verify == "order" and dice.chance(0.8), dice.chance(0.9), dice.chance(0.7)]
    return [[question, answer] for question, answer, keep in zip(SURVEYS, answers, kept, strict=True) if keep]


def self_service(intent: Intent, slots: dict[str, str], article: str, began: datetime, dice: Dice) -> list[list[str]]:
    """What the customer did on the site before asking, newest first, as [ISO moment, what, detail]."""
    steps = [
        ["Page visited", slots["page"]],
        ["Phrase searched", dice.pick(intent.phrase)],
        ["Knowledge article viewed", article],
        ["Page visited", f"{slots['item']}, {slots['colour']}"],
        [
            "Custom action",
            dice.pick(
                (
                    f"Opened order {slots['order']}",
                    "Downloaded the manual",
                    "Started a return",
                    "Put an item in the basket",
                )
            ),
        ],
    ]
    at, found = began, []
    for what, detail in dice.sample(steps, dice.integer(1, 4)):
        at -= timedelta(seconds=dice.integer(15, 260))
        found.append([at.strftime("%Y-%m-%dT%H:%M:%SZ"), what, detail])
    return found


def visitor(channel: str, person: dict[str, Any], known: bool, dice: Dice) -> dict[str, Any]:
    """Visitor details: browser and device on the web, the language and place on every channel."""
    details = {
        "authenticated": known,
        "location": f"{person['city']}, {person['country']}",
        "language": person["language"],
    }
    if channel == "chat":
        browser, system, device = dice.pick(BROWSERS)
        return details | {"browser": browser, "system": system, "device": device}
    return details | {"device": "Desktop" if channel == "teams" else "Phone"}


def context(slots: dict[str, str], person: dict[str, Any], intent: Intent, dice: Dice) -> dict[str, Any]:
    """Displayable context variables."""
    tiers = {1: "Standard", 2: "Silver", 3: "Gold"}
    found: dict[str, Any] = {"Membership": tiers[person["tier"]]}
    if intent.verify == "order":
        found |= {"OrderNumber": slots["order"], "OrderValue": slots["price"]}
    if dice.chance(0.3):
        found["BasketItems"] = dice.integer(0, 6)
    if dice.chance(0.2):
        found["Campaign"] = dice.pick(("Spring newsletter", "Lighting week", "Search advert", "Friends of Finch"))
    return found
