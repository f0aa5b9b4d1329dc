"""What Alder & Finch sells. Every noun is singular, so that a sentence fits every item."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    name: str
    noun: str
    group: str  # lamp, furniture, textile, floor, kitchen, decor or smart
    price: float  # pounds
    part: str  # what breaks, comes loose or goes missing
    colours: tuple[str, ...]


def _items(group: str, *rows: tuple[str, str, float, str, str]) -> tuple[Item, ...]:
    return tuple(
        Item(name, noun, group, price, part, tuple(colours.split(", "))) for name, noun, price, part, colours in rows
    )


ITEMS: tuple[Item, ...] = (
    *_items(
        "lamp",
        ("Wren floor lamp", "lamp", 129.0, "glass shade", "brass, black, white"),
        ("Tarn table lamp", "lamp", 64.0, "linen shade", "sand, slate, sage"),
        ("Lumen pendant", "pendant", 89.0, "ceiling rose", "copper, white, black"),
        ("Heron reading lamp", "lamp", 72.0, "arm joint", "green, black, brass"),
        ("Pebble night light", "night light", 28.0, "charging base", "white, blush, grey"),
    ),
    *_items(
        "furniture",
        ("Alder desk", "desk", 349.0, "left drawer runner", "oak, walnut, white"),
        ("Rowan bookcase", "bookcase", 279.0, "back panel", "oak, black, white"),
        ("Finch armchair", "armchair", 429.0, "front left leg", "moss, rust, oatmeal"),
        ("Linden dining table", "table", 599.0, "leaf hinge", "oak, walnut, ash"),
        ("Hazel bar stool", "stool", 119.0, "footrest", "black, oak, cream"),
        ("Birch bed frame", "bed frame", 489.0, "centre slat rail", "oak, white, grey"),
        ("Sorrel shoe cabinet", "cabinet", 159.0, "door hinge", "white, sage, oak"),
        ("Elm coffee table", "table", 219.0, "lower shelf", "walnut, oak, black"),
        ("Larch TV bench", "bench", 329.0, "cable cover", "oak, black, white"),
    ),
    *_items(
        "textile",
        ("Moor wool throw", "throw", 79.0, "fringe", "red, heather, charcoal"),
        ("Fern linen sheet set", "sheet set", 119.0, "fitted sheet", "white, sage, clay"),
        ("Dune curtain pair", "curtain pair", 99.0, "heading tape", "sand, navy, olive"),
        ("Brook bath towel set", "towel set", 54.0, "hanging loop", "white, teal, grey"),
        ("Kestrel duvet cover", "duvet cover", 69.0, "button strip", "white, indigo, blush"),
        ("Otter bath mat", "bath mat", 32.0, "non-slip backing", "white, stone, green"),
    ),
    *_items("floor", ("Meadow rug", "rug", 239.0, "edge binding", "ochre, blue, ivory")),
    *_items(
        "kitchen",
        ("Drift kettle", "kettle", 69.0, "lid catch", "cream, black, steel"),
        ("Ember casserole", "casserole", 109.0, "lid knob", "red, blue, cream"),
        ("Slate toaster", "toaster", 74.0, "crumb tray", "slate, cream, green"),
        ("Marsh dinner set", "dinner set", 139.0, "serving bowl", "white, speckled, blue"),
        ("Thistle knife block", "knife block", 95.0, "bread knife", "oak, walnut, black"),
        ("Pip coffee grinder", "grinder", 59.0, "bean hopper", "black, steel, white"),
        ("Harbour glass jar set", "jar set", 39.0, "cork lid", "clear, amber, green"),
    ),
    *_items(
        "decor",
        ("Orchard wall mirror", "mirror", 149.0, "hanging bracket", "brass, black, oak"),
        ("Plover wall clock", "clock", 49.0, "minute hand", "white, black, oak"),
        ("Clay vase trio", "vase trio", 58.0, "tall vase", "terracotta, white, black"),
        ("Gallery frame set", "frame set", 66.0, "acrylic front", "oak, black, white"),
        ("Willow laundry basket", "basket", 45.0, "cotton liner", "natural, white, black"),
    ),
    *_items(
        "smart",
        ("Glow smart lamp", "lamp", 94.0, "touch ring", "white, black, brass"),
        ("Glow light strip", "light strip", 48.0, "connector", "white, black, warm white"),
        ("Hearth thermostat", "thermostat", 129.0, "wall plate", "white, black, copper"),
        ("Aria bedside speaker", "speaker", 89.0, "volume dial", "grey, sand, black"),
    ),
)
