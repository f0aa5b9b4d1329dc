"""The generator: from a seed and a moment to the CSV files of a whole centre.

The floor is simulated with everything that comes in; of the demo size, the files then keep the
conversations of a sample (one in twenty-four, of alice, bob and carol one in ten), every day alike.
The conversations of the last day stand each for itself: those that are not over at the as-of moment are
set a week earlier, and when the demo is opened at another hour, loading chooses anew (see `settle`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from ccw_panel.demo import centre
from ccw_panel.demo.arrivals import Arrivals, arrivals
from ccw_panel.demo.articles import article_rows, articles
from ccw_panel.demo.cases import earlier_cases
from ccw_panel.demo.conversations import Encounter, Storyteller
from ccw_panel.demo.dice import Dice, generator
from ccw_panel.demo.floor import Floor, Served, Work
from ccw_panel.demo.intents import Intent, intents
from ccw_panel.demo.people import Customer, customers
from ccw_panel.demo.readme import readme
from ccw_panel.demo.rows import Told
from ccw_panel.demo.staging import at_work, stage
from ccw_panel.demo.tables import Writer

AS_OF_TIME = time(10, 30)  # UTC, of the last day: the moment the demo stands still at
PER_DAY = 1_060.0  # conversations that reach the floor on an average day
CAST_FOLD = 2.4  # of what alice, bob and carol did, this many times as much is told
WEEK = timedelta(days=7)
FLUSH = 500  # conversations between two writes


@dataclass(frozen=True)
class Service:
    """How long a conversation of a channel takes, lognormal, and how patient its customers are; seconds."""

    mean: float
    sigma: float  # of the logarithm
    patience: float
    least: float


SERVICE = {
    "voice": Service(430, 0.4, 210, 200),
    "chat": Service(720, 0.42, 540, 330),
    "sms": Service(2300, 0.6, 5400, 900),
    "social": Service(2100, 0.6, 5400, 900),
    "teams": Service(1600, 0.6, 3600, 600),
}


@dataclass(frozen=True)
class Size:
    name: str
    customers: int
    days: int
    keep_one_in: int
    earlier_cases: int


SIZES = {"demo": Size("demo", 300, 28, 23, 200), "load": Size("load", 20_000, 198, 1, 9_000)}


def as_of_moment(day: date) -> datetime:
    return datetime.combine(day, AS_OF_TIME, UTC)


@dataclass(frozen=True)
class Flow:
    """All that came to the floor, and what became of it."""

    first_midnight: datetime
    arrivals: Arrivals
    work: list[Work]
    served: list[Served]


def floor_of(seed: int, day: date, size: Size) -> Flow:
    """The floor up to the end of `day`, simulated from the first of the size's days on."""
    first = datetime.combine(day - timedelta(days=size.days - 1), time(0), UTC)
    known = intents()
    weights = {name: intent.weight for name, intent in known.items()}
    teams = {name: intent.teams for name, intent in known.items()}
    came = arrivals(size.days, first.weekday(), PER_DAY, weights, teams, generator(seed, "arrivals"))
    came = _in_hours(came, first.weekday())
    work = _work(came, generator(seed, "floor"))
    rota = centre.shifts(size.days, first.weekday(), Dice(seed, "shifts"))
    return Flow(first, came, work, Floor(work, rota).run())


def _in_hours(came: Arrivals, first_weekday: int) -> Arrivals:
    """Those who find their queue open; the others are told so and come another time."""
    queues = {name: centre.QUEUE_BY_NAME[intent.queue] for name, intent in intents().items()}
    phones = centre.QUEUES[centre.PHONES - 1]
    found = []
    for at, channel, intent in zip(came.at.tolist(), came.channel.tolist(), came.intent.tolist(), strict=True):
        queue = phones if channel == "voice" else queues[intent]
        found.append(queue.serves((first_weekday + int(at // centre.DAY_S)) % 7, int(at % centre.DAY_S // 3600)))
    return Arrivals(came.at[found], came.channel[found], came.intent[found])


def _work(came: Arrivals, rng: np.random.Generator) -> list[Work]:
    queues = {name: centre.QUEUE_BY_NAME[intent.queue].id for name, intent in intents().items()}
    shape = rng.normal(size=len(came.at))
    patience = rng.exponential(size=len(came.at))
    work = []
    for at, channel, intent, z, p in zip(
        came.at.tolist(), came.channel.tolist(), came.intent.tolist(), shape, patience, strict=True
    ):
        takes = SERVICE[channel]
        service = max(takes.least, takes.mean * float(np.exp(takes.sigma * z - takes.sigma**2 / 2)))
        queue = centre.PHONES if channel == "voice" else queues[intent]
        work.append(Work(at, queue, centre.UNITS[channel], service, takes.patience * float(p)))
    return work


@dataclass(frozen=True)
class Kept:
    """One of the floor's conversations that is told, and when."""

    number: int  # on the floor
    movable: bool  # over on the last day
    back: timedelta  # how much earlier it is told than it was

    def at(self, flow: Flow) -> float:
        return flow.work[self.number].at - self.back.total_seconds()


def _kept(flow: Flow, size: Size, as_of: datetime, seed: int) -> list[Kept]:
    """The conversations of the sample in the order in which they are told: every so many of each agent's."""
    due: dict[int, float] = dict(enumerate(generator(seed, "sample").random(len(centre.AGENTS) + 1).tolist()))
    over = (as_of - flow.first_midnight).total_seconds() - 60
    last_midnight = over // centre.DAY_S * centre.DAY_S
    kept = []
    for number, served in enumerate(flow.served):
        cast = served.agent in (centre.ALICE, centre.BOB, centre.CAROL)
        due[served.agent or 0] += min(1.0, (CAST_FOLD if cast else 1.0) / size.keep_one_in)
        if due[served.agent or 0] >= 1.0 and served.until < last_midnight + centre.DAY_S:
            due[served.agent or 0] -= 1.0
            back = WEEK if served.until > over else timedelta(0)
            kept.append(Kept(number, served.until >= last_midnight, back))
    return sorted(kept, key=lambda one: one.at(flow))


def generate(seed: int, day: date, size: Size, folder: Path) -> None:
    """Write the files of a centre whose last day is `day` into `folder`; the same arguments give the same bytes."""
    as_of = as_of_moment(day)
    flow = floor_of(seed, day, size)
    contacts, accounts = customers(seed, size.customers, as_of, size.days + 185)
    story = Storyteller(seed, as_of, contacts, accounts)
    _told_before(story, size, flow.first_midnight)
    with Writer(folder) as writer:
        writer.write("users", centre.user_rows(as_of, at_work()))
        writer.write("queues", centre.queue_rows())
        writer.write("queue_members", centre.queue_member_rows())
        writer.write("accounts", (customer.row for customer in accounts))
        writer.write("contacts", (customer.row for customer in contacts))
        writer.write("articles", article_rows(seed, as_of))
        last_day = _tell_all(story, flow, _kept(flow, size, as_of, seed), writer)
        live = [told.conversation["id"] for told in stage(story, writer)]
        writer.write("settings", _settings(seed, as_of, size, last_day, live))
        writer.write("events", story.history.before(None))
        writer.write("cases", story.cases.rows)
        writer.write("activities", story.diary.rows)
    made = f"`ccw demo-data --seed {seed} --as-of {day} --size {size.name} --out DIR`"
    (folder / "README.md").write_text(readme(made, size.keep_one_in), encoding="utf-8")


def _told_before(story: Storyteller, size: Size, first: datetime) -> None:
    """The months before: customers and articles come into being, cases are opened and mostly closed."""
    for customer in (*story.callers.accounts, *story.callers.contacts):
        row = customer.row
        story.history.add(
            row["created_at"],
            f"{customer.kind}.created",
            row["created_by"],
            record=customer.ref,
            data={"version": 1, "values": {}},
        )
    callers: list[Customer] = [c for c in (*story.callers.contacts, *story.callers.accounts) if c.row["active"]]
    everyone: list[Intent] = list(intents().values())

    def fill(intent: Intent, customer: Customer) -> dict[str, str]:
        return story.slots(intent, story.callers.of(customer), None, intent.queue)

    for row in earlier_cases(story.cases, callers, everyone, size.earlier_cases, first, fill):
        kind, number = row["customer"].split(":")
        known = story.callers.contacts if kind == "contact" else story.callers.accounts
        customer = known[int(number) - 1]
        intent = next(i for i in everyone if i.label == row["subject"])
        owner = centre.colleague(row["owner_id"])
        slots = fill(intent, customer) | {"agent_full": owner.full_name, "article": articles()[intent.article].number}
        if row["product"]:
            slots |= {"item": row["product"]}
        story.diary.about_case(row, slots, owner, row["created_at"] + timedelta(minutes=3))


def _tell_all(story: Storyteller, flow: Flow, kept: list[Kept], writer: Writer) -> list[int]:
    """Tell and write them; the ids of those that may be set on the last day or a week before it."""
    known = intents()
    told: list[Told] = []
    last_day = []
    answering = Dice(story.seed, "answering")
    for one in kept:
        number, first = one.number, flow.first_midnight - one.back
        served, work = flow.served[number], flow.work[number]
        created = (first + timedelta(seconds=work.at)).replace(microsecond=0)
        until = (first + timedelta(seconds=served.until)).replace(microsecond=0)
        agent = None if served.agent is None else centre.colleague(served.agent)
        channel, intent = str(flow.arrivals.channel[number]), known[str(flow.arrivals.intent[number])]
        met = Encounter(channel, intent, created, _wait(served, agent, answering), agent, until, one.movable)
        told.append(story.tell(met))
        last_day += [told[-1].conversation["id"]] if one.movable else []
        if len(told) == FLUSH:
            write_told(writer, told)
            writer.write("events", story.history.before(created - timedelta(minutes=5)))
            told = []
    write_told(writer, told)
    return last_day


def _wait(served: Served, agent: centre.Colleague | None, dice: Dice) -> float:
    """Whole seconds in the queue: until an agent was free, and then until they had answered."""
    if agent is None:
        return float(int(served.wait_s))
    return float(int(served.wait_s + min(dice.lognormal(7.0, 0.6), 20.0)))  # nobody serves for less than 200


def write_told(writer: Writer, told: list[Told]) -> None:
    """Write finished conversations with their messages and labels."""
    writer.write("conversations", (t.conversation for t in told))
    writer.write("messages", (row for t in told for row in t.messages))
    writer.write("message_labels", (row for t in told for row in t.labels))


def _settings(seed: int, as_of: datetime, size: Size, last_day: list[int], live: list[int]) -> list[dict[str, Any]]:
    values = {
        "demo": True,
        "as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}",
        "seed": seed,
        "time_zone": "Europe/London",
        "shop": centre.SHOP,
    }
    values |= {"sampled_one_in": size.keep_one_in, "last_day": last_day, "live": live}
    return [{"name": name, "value": value} for name, value in values.items()]
