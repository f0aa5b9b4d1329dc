"""What the sentences of one conversation are filled with: the order, the item, the person, the promises."""

from __future__ import annotations

from typing import Any

from ccw_panel.demo.catalogue import ITEMS
from ccw_panel.demo.dice import Dice
from ccw_panel.demo.intents import Intent

PAGES = (
    "Delivery and returns",
    "Your orders",
    "Lighting",
    "Furniture",
    "Contact us",
    "Home textiles",
    "Kitchen",
    "Sale",
)
SHOP_PHONE = "+44 650 555-0100"
ABOUT_PARTS = ("assembly_help", "damaged_on_arrival", "missing_part", "warranty_claim")
# Promises are relative: the whole demo moves by days when it is loaded, and a date in a text would not.
SOON = (
    "tomorrow",
    "within two working days",
    "by tomorrow evening",
    "within a day",
    "in two working days at the latest",
)
DELIVERY = ("tomorrow", "the day after tomorrow", "tomorrow or the day after")
ORDERED = ("five days ago", "last week", "ten days ago", "two weeks ago", "three weeks ago", "eight days ago")
WINDOWS = (
    "between 8:00 and 12:00",
    "between 10:00 and 14:00",
    "between 12:00 and 16:00",
    "between 14:00 and 18:00",
    "in the morning",
)


def slots(
    intent: Intent, person: dict[str, Any], company: str, dice: Dice, fixed: dict[str, str] | None = None
) -> dict[str, str]:
    """Every slot of a conversation by name, also with a capital first letter; `fixed` wins over chance."""
    able = [item for item in ITEMS if not intent.groups or item.group in intent.groups]
    wanted = (fixed or {}).get("item")
    item = next((i for i in ITEMS if i.name == wanted), None) or dice.pick(able)
    colour, other = dice.sample(item.colours, 2)
    filled = {
        "about": "part" if intent.name in ABOUT_PARTS else "order" if intent.verify == "order" else "",
        "tag": dice.pick(intent.tags),
        "item": item.name,
        "noun": item.noun,
        "part": item.part,
        "colour": colour,
        "other_colour": other,
        "price": f"£{item.price:.2f}",
        "amount": f"£{item.price * 0.15:.2f}",
        "order": str(dice.integer(410_000, 699_999)),
        "order_ago": dice.pick(ORDERED),
        "tracking": f"AF{dice.integer(10_000_000, 99_999_999)}",
        "card": f"{dice.integer(1000, 9999)}",
        "house": str(dice.integer(2, 60)),
        "soon": dice.pick(SOON),
        "delivery": dice.pick(DELIVERY),
        "window": dice.pick(WINDOWS),
        "page": dice.pick(PAGES),
        "shop_phone": SHOP_PHONE,
        "company": company or f"{person['last_name']} Interiors",
        "first": person["first_name"],
        "last": person["last_name"],
        "full_name": person["full_name"],
        "email": person["email"],
        "phone": person["mobile_phone"],
        "street": person["street"],
        "postcode": person["postal_code"],
        "city": person["city"],
    }
    for name, values in intent.slots.items():
        filled[name] = dice.pick(values).format_map(filled)
    filled |= fixed or {}
    return filled | {name.capitalize(): value[:1].upper() + value[1:] for name, value in filled.items()}
