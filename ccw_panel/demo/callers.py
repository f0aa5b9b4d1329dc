"""Who gets in touch: one of the customers, by how often they do, or somebody nobody knows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from ccw_panel.demo.dice import Dice
from ccw_panel.demo.people import Customer, ascii_name

UNKNOWN = {"chat": 0.1, "social": 0.06, "sms": 0.04, "voice": 0.05, "teams": 0.0}  # share of visitors, by channel


@dataclass(frozen=True)
class Person:
    """Who is on the other side: a customer, or somebody we know nothing about."""

    customer: Customer
    known: bool
    facts: dict[str, Any]  # the contact's columns, or what the visitor says of themselves


class Callers:
    """Picks persons; `dice` is the conversations' own."""

    def __init__(self, contacts: Sequence[Customer], accounts: Sequence[Customer], dice: Dice) -> None:
        self.contacts, self.accounts, self._dice = list(contacts), list(accounts), dice
        self._active = [contact for contact in contacts if contact.row["active"]]
        self._edges = list(accumulate(contact.weight for contact in self._active))

    def pick(self, channel: str) -> Person:
        dice = self._dice
        if dice.chance(UNKNOWN[channel]):
            return self.stranger()
        if channel == "teams" and dice.chance(0.8):
            return self.of_firm(dice.pick(self.accounts), as_account=dice.chance(0.4))
        return self.contact(self._active[bisect_right(self._edges, dice.random() * self._edges[-1])])

    def contact(self, customer: Customer) -> Person:
        return Person(customer, True, customer.row)

    def of_firm(self, firm: Customer, as_account: bool) -> Person:
        """The firm's primary contact, who speaks for the firm or for themselves."""
        contact = self.contacts[firm.row["primary_contact_id"] - 1]
        return Person(firm if as_account else contact, True, contact.row)

    def of(self, customer: Customer) -> Person:
        return self.contact(customer) if customer.kind == "contact" else self.of_firm(customer, as_account=True)

    def stranger(self) -> Person:
        """Somebody whose name is made of two customers' names and belongs to neither."""
        one, other = self._dice.pick(self._active), self._dice.pick(self._active)
        first, last = one.row["first_name"], other.row["last_name"]
        facts = other.row | {
            "first_name": first,
            "full_name": f"{first} {last}",
            "email": f"{ascii_name(first)}.{ascii_name(last)}@example.org",
            "mobile_phone": f"+1 {self._dice.integer(201, 989)} 555-01{self._dice.integer(0, 99):02d}",
            "tier": 1,
        }
        return Person(Customer(facts, "visitor", one.temper, one.style, 1.0), False, facts)

    def company_of(self, person: Person) -> str:
        """The name of the person's firm; empty without one."""
        if person.customer.kind == "account":
            return str(person.customer.row["name"])
        number = person.facts.get("account_id")
        return str(self.accounts[number - 1].row["name"]) if number else ""
