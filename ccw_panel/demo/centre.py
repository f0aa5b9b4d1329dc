"""The demo centre itself: its queues, its people, and when they work.

Moments on the floor are seconds from midnight UTC of the first day.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ccw_panel.demo.dice import Dice
from ccw_panel.demo.floor import Shift

DAY_S = 86_400
HOUR_S = 3_600
OPENS_H, CLOSES_H = 7, 19  # first and last hour, UTC, in which agents are on duty
SHIFT_S = 8.4 * HOUR_S
CAPACITY = 5  # units of one agent
UNITS = {"voice": 5, "chat": 2, "sms": 1, "social": 1, "teams": 1}  # what one conversation takes
SHOP = "Alder & Finch"
PHONES = 8  # the queue of every call


@dataclass(frozen=True)
class Queue:
    id: int
    name: str
    type: str
    priority: int
    opens: str
    closes: str
    days: tuple[int, ...]
    service_level_s: int
    skills: tuple[str, ...]

    def serves(self, weekday: int, hour: int) -> bool:
        """Whether it is open all through that hour (UTC), also where clocks have been put forward."""
        return weekday in self.days and int(self.opens[:2]) <= hour and hour + 2 <= int(self.closes[:2])


EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
QUEUES = (
    Queue(1, "Orders and delivery", "messaging", 2, "07:00", "20:00", EVERY_DAY, 60, ("Deliveries",)),
    Queue(2, "Returns and refunds", "messaging", 3, "07:00", "20:00", EVERY_DAY, 60, ("Returns",)),
    Queue(3, "Billing", "messaging", 2, "08:00", "18:00", EVERY_DAY, 60, ("Payments",)),
    Queue(4, "Product help", "messaging", 4, "07:00", "20:00", EVERY_DAY, 90, ("Products",)),
    Queue(5, "Technical support", "messaging", 3, "07:00", "20:00", EVERY_DAY, 90, ("Technical",)),
    Queue(6, "Sales", "messaging", 3, "08:00", "20:00", EVERY_DAY, 45, ("Sales",)),
    Queue(7, "Business accounts", "messaging", 1, "08:00", "18:00", (0, 1, 2, 3, 4), 30, ("Business",)),
    Queue(8, "Phone line", "voice", 1, "07:00", "20:00", EVERY_DAY, 20, ("Phone",)),
)
QUEUE_BY_NAME = {queue.name: queue for queue in QUEUES}


@dataclass(frozen=True)
class Colleague:
    id: int
    name: str
    full_name: str
    roles: tuple[str, ...]
    queues: tuple[int, ...] = ()
    skills: tuple[tuple[str, int], ...] = ()

    @property
    def first_name(self) -> str:
        return self.full_name.split()[0]


# user name, full name, queues served, languages and other skills
_AGENTS = (
    ("alice", "Alice Byrne", (1, 2, 3, 8), "Spanish 4"),
    ("bob", "Bob Okafor", (1, 4, 5, 8), "French 3"),
    ("carol", "Carol Jansen", (2, 3, 6, 7), "Dutch 5, German 4"),
    ("dmitri", "Dmitri Volkov", (4, 5), "Polish 3"),
    ("elena", "Elena Marchetti", (1, 2, 8), "Italian 5"),
    ("farah", "Farah Siddiqui", (3, 7), "Urdu 5"),
    ("george", "George Penhallow", (1, 8), "Complaints 4"),
    ("hana", "Hana Nováková", (4, 5, 6), "Czech 5"),
    ("ines", "Inês Carvalho", (1, 2), "Portuguese 5, Spanish 4"),
    ("jack", "Jack Thistlewood", (2, 8), "Complaints 3"),
    ("kofi", "Kofi Mensah", (1, 3), "French 4"),
    ("lena", "Lena Sørensen", (6, 7), "Danish 5, German 3"),
    ("marek", "Marek Wójcik", (5, 8), "Polish 5"),
    ("nadia", "Nadia El Amrani", (1, 2, 4), "French 5, Arabic 5"),
    ("oscar", "Oscar Lindqvist", (3, 6), "Swedish 5"),
    ("priya", "Priya Raman", (2, 4), "Tamil 5"),
    ("quentin", "Quentin Lefèvre", (1, 8), "French 5"),
    ("rosa", "Rosa Delgado", (2, 3), "Spanish 5"),
    ("sean", "Seán Gallagher", (1, 8), "Irish 4"),
    ("tomas", "Tomás Herrera", (5, 8), "Spanish 5"),
    ("uma", "Uma Krishnan", (4, 6), "Hindi 4"),
    ("vera", "Vera Kowalska", (1, 2), "Polish 5"),
    ("will", "Will Ashdown", (5, 6), "Complaints 2"),
    ("xenia", "Xenia Papadaki", (1, 3), "Greek 5"),
    ("yusuf", "Yusuf Demir", (1, 5), "Turkish 5"),
    ("zoe", "Zoë van Leeuwen", (2, 6, 7), "Dutch 5"),
    ("amara", "Amara Nwosu", (1, 8), "Igbo 4"),
    ("bruno", "Bruno Keller", (4, 8), "German 5"),
    ("chloe", "Chloé Dubois", (3, 7, 8), "French 5"),
    ("daniel", "Daniel Osei", (2, 8), "Complaints 5"),
)
_SKILL_LEVELS = (5, 4, 4, 3)  # best in the first queue they serve


def _skills(queues: tuple[int, ...], others: str) -> tuple[tuple[str, int], ...]:
    known = [(QUEUES[q - 1].skills[0], level) for q, level in zip(queues, _SKILL_LEVELS, strict=False)]
    more = [(name, int(level)) for name, level in (other.rsplit(" ", 1) for other in others.split(", "))]
    return tuple(known + more)


AGENTS = tuple(
    Colleague(number, name, full_name, ("agent",), queues, _skills(queues, others))
    for number, (name, full_name, queues, others) in enumerate(_AGENTS, start=1)
)
OTHERS = (
    Colleague(31, "sam", "Sam Whitlock", ("supervisor",)),
    Colleague(32, "ada", "Ada Fairweather", ("administrator",)),
    Colleague(33, "nina", "Nina Petrova", ("analyst",)),
    Colleague(34, "dora", "Dora Quayle", ()),
)
COLLEAGUES = AGENTS + OTHERS


def colleague(number: int) -> Colleague:
    """The person with this id."""
    return COLLEAGUES[number - 1]


CAST = ("alice", "bob", "carol")
CAST_STARTS_H = 8
ALICE, BOB, CAROL = 1, 2, 3


def user_rows(as_of: datetime, busy: Collection[str]) -> list[dict[str, Any]]:
    """Rows of `users`, those named in `busy` at work; the password is set when the demo is loaded."""
    joined = as_of.replace(hour=8, minute=0, second=0) - timedelta(days=400)
    return [
        {
            "id": person.id,
            "name": person.name,
            "full_name": person.full_name,
            "email": f"{person.name}@example.com",
            "roles": list(person.roles),
            "skills": dict(person.skills),
            "capacity": CAPACITY,
            "presence": "busy" if person.name in busy else _presence(person),
            "presence_by": "SYSTEM",
            "presence_at": as_of - timedelta(minutes=5 + person.id * 7 % 50),
            "settings": {},
            "created_at": joined + timedelta(days=person.id * 9),
        }
        for person in COLLEAGUES
    ]


def _presence(person: Colleague) -> str:
    if person.roles != ("agent",):
        return "available" if person.name in ("sam", "ada") else "offline"
    return ("available", "busy", "busy", "do_not_disturb", "offline", "away", "available", "offline")[person.id % 8]


def queue_rows() -> list[dict[str, Any]]:
    return [
        {
            "id": queue.id,
            "name": queue.name,
            "type": queue.type,
            "priority": queue.priority,
            "opens": queue.opens,
            "closes": queue.closes,
            "days": list(queue.days),
            "service_level_s": queue.service_level_s,
            "short_abandon_s": 5 if queue.type == "voice" else 10,
            "skills": list(queue.skills),
        }
        for queue in QUEUES
    ]


def queue_member_rows() -> list[dict[str, Any]]:
    return [{"queue_id": queue, "user_id": agent.id} for agent in AGENTS for queue in agent.queues]


def shifts(days: int, first_weekday: int, dice: Dice) -> list[Shift]:
    """Who is on duty when: five days a week each, early or late, on the phones or on messages.

    A person on the phones takes no messages that day, so that calls find someone wholly free. Alice, Bob and Carol
    work in the middle of the day, whatever day the last one is.
    """
    rota = []
    for agent in AGENTS:
        rest_day = agent.id % 7
        for day in range(days):
            weekday = (first_weekday + day) % 7
            last = day == days - 1
            if weekday in (rest_day, (rest_day + 3) % 7) and not (last and agent.name in CAST):
                continue
            rota.append(_shift(agent, day, last, dice))
    return rota


def _shift(agent: Colleague, day: int, last: bool, dice: Dice) -> Shift:
    cast = agent.name in CAST
    start = CAST_STARTS_H if cast else OPENS_H if dice.chance(0.55) else CLOSES_H - 8
    messages = tuple(q for q in agent.queues if q != PHONES)
    phones = PHONES in agent.queues and dice.chance(0.2 if cast else 0.64) and not (last and cast)
    queues = (PHONES,) if phones else messages
    late = dice.between(-300, 900)
    begin = day * DAY_S + start * HOUR_S + late
    return Shift(agent.id, queues, CAPACITY, begin, begin + SHIFT_S)
