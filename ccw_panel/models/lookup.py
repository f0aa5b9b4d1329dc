"""What a lookup field offers while a person types."""

from __future__ import annotations

from collections.abc import Sequence

from ccw_panel.domain.agents import Actor
from ccw_panel.domain.record import Hit
from ccw_panel.domain.records import Field, Kind
from ccw_panel.domain.ref import Ref
from ccw_panel.services import Services

FOUND = 8
LONGEST = 200  # characters


def lookup(services: Services, actor: Actor, field: Field, text: str) -> list[Hit]:
    """At most eight, the best first: people of the centre for a user field, else active records (H-12)."""
    if field.kind is not Kind.USER:
        return services.records.lookup(actor, field.refers_to, text[:LONGEST], FOUND)
    words = text[:LONGEST].casefold().split()
    directory = services.agents.directory(actor)
    people = [person for person in directory if not person.disabled and _has(person.full_name, words)]
    return [Hit(Ref("user", person.id), person.full_name, person.presence) for person in people[:FOUND]]


def _has(name: str, words: Sequence[str]) -> bool:
    folded = name.casefold()
    return all(word in folded for word in words)
