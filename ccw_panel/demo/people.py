"""The customers: persons from several countries, and the firms some of them work for.

E-mail addresses end in example.com, example.net or example.org, which nobody can own (RFC 2606). Phone
numbers end in 555-01xx: in North America those are kept free for fiction; elsewhere the digits
form no number that could be given out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ccw_panel.demo.dice import Dice
from ccw_panel.demo.places import NORTH_AMERICA, PLACE_OF, PLACES, Place
from ccw_panel.demo.style import Style, style_of

DOMAINS = ("example.com", "example.org", "example.net")

# Persons the demo opens with: first name, last name, country, city, tier, temper.
FEATURED = (
    ("Ana", "Ruiz", "Spain", "Valencia", 3, -0.2),
    ("Ben", "Kowalczyk", "United Kingdom", "Leeds", 2, 0.8),
    ("Yuki", "Tanaka", "United States", "Portland", 1, -1.2),
    ("Olumide", "Adeyemi", "United Kingdom", "Bristol", 2, -0.4),
    ("Leïla", "Haddad", "France", "Lyon", 1, 0.3),
    ("Jonas", "Lindgren", "Sweden", "Göteborg", 2, 0.7),
    ("Grace", "Mwangi", "United Kingdom", "Cardiff", 1, 0.1),
    ("Tomasz", "Wiśniewski", "Poland", "Gdańsk", 1, -0.5),
    ("Mei Lin", "Chen", "United States", "Boston", 3, 0.5),
    ("Siobhán", "O'Rourke", "Ireland", "Galway", 2, 0.4),
    ("Lucas", "Ferreira", "Portugal", "Porto", 1, -0.6),
    ("Ingrid", "Solberg", "Norway", "Tromsø", 1, -0.1),
)
_ROOTS = (
    *("Quill", "Thorn", "Brindle", "Mossy", "Hollow", "Larkspur", "Fennimore", "Garrow", "Pellow", "Winnow"),
    *("Tamsin", "Orrin", "Saltmere", "Copperby", "Dunmarrow", "Eskerly", "Firthing", "Gorsley", "Havering", "Ivelow"),
)
_TRADES = (
    ("Guest House", "Hospitality"),
    ("Hotel", "Hospitality"),
    ("Interiors", "Interior design"),
    ("Dental Practice", "Health care"),
    ("Coworking", "Offices"),
    ("Lettings", "Property"),
    ("Café", "Food and drink"),
    ("Architects", "Architecture"),
    ("Nursery School", "Education"),
    ("Staging Company", "Property"),
)
_JOBS = (
    "Office manager",
    "Buyer",
    "Owner",
    "Facilities lead",
    "Interior designer",
    "Operations manager",
    "Housekeeping manager",
    "Project lead",
)
_REMARKS = (
    "Prefers a text message to a call.",
    "Works nights; do not ring before noon.",
    "Moved house last year, check the delivery address.",
    "Has asked for plain packaging.",
    "Lives on the third floor without a lift.",
    "Buys for two holiday flats, often the same item twice.",
    "Reads English well, prefers short sentences.",
    "Neighbour at number 14 takes parcels.",
)


@dataclass
class Customer:
    """What the generator knows about a customer beyond the record's own columns."""

    row: dict[str, Any]
    kind: str  # contact or account
    temper: float  # where the mood settles
    style: Style
    weight: float  # how often this customer gets in touch
    repeats: dict[str, int] = field(default_factory=dict)  # intent -> unsolved conversations so far

    @property
    def ref(self) -> str:
        return f"{self.kind}:{self.row['id']}"


def ascii_name(text: str) -> str:
    """Lower-case ASCII letters of a name, for user names and e-mail addresses."""
    for letter, plain in (
        ("ł", "l"),
        ("ø", "o"),
        ("ß", "ss"),
        ("ı", "i"),
        ("đ", "d"),
        ("æ", "ae"),
        ("Ł", "L"),
        ("Ø", "O"),
    ):
        text = text.replace(letter, plain)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]+", ".", plain).strip(".")


class Directory:
    """Makes customers that differ in address and number from every one made before."""

    def __init__(self, seed: int, as_of: datetime, history_days: int) -> None:
        from faker import Faker

        self._dice = Dice(seed, "contacts")
        self._began = as_of - timedelta(days=history_days)  # everyone is known before the first conversation
        self._fakers = {}
        for number, place in enumerate(PLACES):
            self._fakers[place.locale] = Faker(place.locale)
            self._fakers[place.locale].seed_instance(seed * 100 + number)
        self._emails: set[str] = set()
        self._phones: set[str] = set()
        self._firms: set[str] = set()

    def contact(self, number: int, account: dict[str, Any] | None = None) -> Customer:
        """A person; the first ones are FEATURED."""
        dice = self._dice
        if number <= len(FEATURED):
            first, last, country, city, tier, temper = FEATURED[number - 1]
            place = PLACE_OF[country]
            zone = dict(place.cities)[city]
            style = Style(emoji=0.3 if temper > 0.5 else 0.0)
        else:
            place = PLACE_OF[account["country"]] if account else dice.weighted(PLACES, [p.share for p in PLACES])
            first, last = self._name(place)
            city, zone = dice.pick(place.cities)
            tier, temper, style = dice.weighted((1, 2, 3), (70, 20, 10)), dice.normal(0.15, 0.7), style_of(dice)
        known = self._known_since()
        row = {
            "id": number,
            "first_name": first,
            "last_name": last,
            "full_name": f"{first} {last}",
            "number": f"CON-{number:05d}",
            "email": self._email(f"{ascii_name(first)}.{ascii_name(last)}"),
            "mobile_phone": self._phone(place),
            "account_id": account["id"] if account else None,
            "job_title": dice.pick(_JOBS) if account else "",
            "language": place.language,
            "tier": tier,
            "customer_since": known.date(),
            **self._address(place, city),
            "time_zone": zone,
            "description": dice.pick(_REMARKS) if dice.chance(0.18) else "",
            **self._system_columns(known),
        }
        weight = 3.0 if number <= len(FEATURED) else dice.lognormal(1.0, 1.0)
        return Customer(row, "contact", temper, style, weight)

    def account(self, number: int) -> Customer:
        dice = self._dice
        place = dice.weighted(PLACES, [p.share for p in PLACES])
        name, industry = self._firm()
        known = self._known_since()
        row = {
            "id": number,
            "name": name,
            "number": f"ACC-{number:05d}",
            "phone": self._phone(place),
            "email": self._email(ascii_name(name)),
            "primary_contact_id": None,
            "industry": industry,
            "tier": dice.weighted((1, 2, 3), (45, 35, 20)),
            **self._address(place, dice.pick(place.cities)[0]),
            "description": dice.pick(
                ("Pays by invoice, 30 days.", "Orders for several sites.", "Asks for one delivery a month.", "")
            ),
            **self._system_columns(known),
        }
        return Customer(row, "account", dice.normal(0.1, 0.5), Style(), dice.lognormal(1.0, 0.8))

    def _name(self, place: Place) -> tuple[str, str]:
        fake = self._fakers[place.locale]
        if self._dice.chance(0.52):
            return fake.first_name_female(), getattr(fake, "last_name_female", fake.last_name)()
        return fake.first_name_male(), getattr(fake, "last_name_male", fake.last_name)()

    def _address(self, place: Place, city: str) -> dict[str, str]:
        fake = self._fakers[place.locale]
        street = " ".join(fake.street_address().split())
        return {"street": street, "postal_code": fake.postcode(), "city": city, "country": place.country}

    def _email(self, local: str) -> str:
        for number in range(1, 100_000):
            candidate = f"{local}{number if number > 1 else ''}@{self._dice.pick(DOMAINS)}"
            if candidate not in self._emails:
                self._emails.add(candidate)
                return candidate
        raise RuntimeError(f"no free e-mail address for {local}")

    def _phone(self, place: Place) -> str:
        while True:
            dice = self._dice
            area = (
                dice.pick(NORTH_AMERICA)
                if place.code == "1" and len(self._phones) < 3000
                else str(dice.integer(600, 699))
            )
            if place.code == "1" and len(self._phones) >= 3000:
                area = str(dice.integer(201, 989))
            candidate = f"+{place.code} {area} 555-01{dice.integer(0, 99):02d}"
            if candidate not in self._phones:
                self._phones.add(candidate)
                return candidate

    def _firm(self) -> tuple[str, str]:
        while True:
            trade, industry = self._dice.pick(_TRADES)
            first, second = self._dice.sample(_ROOTS, 2)
            name = (
                f"{first} & {second} {trade}" if len(self._firms) > 60 or self._dice.chance(0.3) else f"{first} {trade}"
            )
            if name in self._firms:
                name = f"{name} {self._dice.integer(2, 9999)}" if len(self._firms) > 2000 else name
            if name not in self._firms:
                self._firms.add(name)
                return name, industry

    def _known_since(self) -> datetime:
        days = self._dice.between(3, 1500)
        hours = self._dice.between(7, 19)
        return (self._began - timedelta(days=days)).replace(hour=0, minute=0, second=0) + timedelta(
            seconds=int(hours * 3600)
        )

    def _system_columns(self, known: datetime) -> dict[str, Any]:
        who = self._dice.pick(("ada", "sam", "carol", "lena", "farah"))
        return {
            "active": not self._dice.chance(0.02),
            "version": 1,
            "created_at": known,
            "created_by": who,
            "modified_at": known,
            "modified_by": who,
            "imported": "",
            "external_id": None,
        }


def customers(seed: int, count: int, as_of: datetime, history_days: int) -> tuple[list[Customer], list[Customer]]:
    """(contacts, accounts): 80 % persons; every account has a primary contact among them."""
    directory = Directory(seed, as_of, history_days)
    dice = Dice(seed, "accounts")
    accounts = [directory.account(n) for n in range(1, count // 5 + 1)]
    contacts = []
    for number in range(1, count - len(accounts) + 1):
        employer = number - len(FEATURED) - 1  # one contact an account first, then a few colleagues of theirs
        if 0 <= employer < len(accounts):
            account: dict[str, Any] | None = accounts[employer].row
        else:
            account = dice.pick(accounts).row if employer >= 0 and dice.chance(0.06) else None
        contacts.append(directory.contact(number, account))
        if account and account["primary_contact_id"] is None:
            account["primary_contact_id"] = number
    for customer in (*contacts[: len(FEATURED)], *accounts):
        customer.row["active"] = True
    return contacts, accounts
