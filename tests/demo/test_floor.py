"""The floor against queueing theory, and its own rules. No I/O."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ccw_panel.demo.floor import Floor, Served, Shift, Work

FOREVER = float("inf")


def erlang_c_wait(arrivals: float, service: float, agents: int) -> float:
    """Mean wait of everybody in M/M/c, in the unit of 1 / `service`; the rates are per unit of time.

    A. K. Erlang (1917), "Solution of some problems in the theory of probabilities of significance in automatic
    telephone exchanges": P(wait) = (a^c / c!) (c / (c - a)) / (sum over n < c of a^n / n! + the same), W = P(wait) /
    (c * service - arrivals).
    """
    load = arrivals / service
    last = load**agents / math.factorial(agents) * agents / (agents - load)
    waits = last / (sum(load**n / math.factorial(n) for n in range(agents)) + last)
    return waits / (agents * service - arrivals)


def erlang_a(arrivals: float, service: float, agents: int, patience: float) -> tuple[float, float]:
    """(share that gives up, mean time in the queue of everybody) in M/M/c+M; `patience` is the rate of giving up.

    C. Palm (1946); in this form O. Garnett, A. Mandelbaum, M. Reiman (2002), "Designing a call center with impatient
    customers", doi:10.1287/msom.4.3.208.7753: the birth-death chain that leaves state n at min(n, c) * service +
    max(n - c, 0) * patience; by Little's law the wait is the mean queue over `arrivals`.
    """
    weights = [1.0]
    for n in range(1, 400):
        leave = min(n, agents) * service + max(n - agents, 0) * patience
        weights.append(weights[-1] * arrivals / leave)
    queue = sum(max(n - agents, 0) * w for n, w in enumerate(weights)) / sum(weights)
    return patience * queue / arrivals, queue / arrivals


def stationary(
    arrivals: float, service: float, agents: int, patience: float | None, count: int, seed: int
) -> list[Served]:
    """A run of the same floor with Poisson arrivals, exponential service and one queue; the beginning is left out."""
    rng = np.random.default_rng(seed)
    at = np.cumsum(rng.exponential(1 / arrivals, count))
    serves = rng.exponential(1 / service, count)
    waits = rng.exponential(1 / patience, count) if patience else np.full(count, np.inf)
    work = [Work(a, 1, 1, s, p) for a, s, p in zip(at.tolist(), serves.tolist(), waits.tolist(), strict=True)]
    return Floor(work, [Shift(n, (1,)) for n in range(agents)]).run()[count // 10 :]


@pytest.mark.parametrize(("agents", "arrivals"), [(2, 1.2), (3, 1.8)])
def test_waits_agree_with_erlang_c(agents: int, arrivals: float):
    served = stationary(arrivals, service=1.0, agents=agents, patience=None, count=250_000, seed=1)

    measured = sum(s.wait_s for s in served) / len(served)

    assert measured == pytest.approx(erlang_c_wait(arrivals, 1.0, agents), rel=0.05)


def test_abandonment_agrees_with_erlang_a():
    served = stationary(arrivals=6.0, service=1.0, agents=5, patience=0.5, count=250_000, seed=2)

    gave_up, wait = erlang_a(6.0, 1.0, 5, 0.5)

    assert sum(s.agent is None for s in served) / len(served) == pytest.approx(gave_up, rel=0.05)
    assert sum(s.wait_s for s in served) / len(served) == pytest.approx(wait, rel=0.05)


def test_the_formulas_agree_where_nobody_gives_up():
    assert erlang_a(4.0, 1.0, 5, 1e-9)[1] == pytest.approx(erlang_c_wait(4.0, 1.0, 5), rel=1e-3)


def test_a_free_agent_serves_at_once():
    served = Floor([Work(10, 1, 1, 60, FOREVER)], [Shift(7, (1,))]).run()

    assert served == [Served(0, 7, 70)]


def test_who_waits_is_served_first_come_first_served():
    work = [Work(0, 1, 1, 60, FOREVER), Work(5, 1, 1, 60, FOREVER), Work(6, 1, 1, 60, FOREVER)]

    served = Floor(work, [Shift(7, (1,))]).run()

    assert [s.wait_s for s in served] == [0, 55, 114]


def test_patience_ends_a_wait():
    served = Floor([Work(0, 1, 1, 60, FOREVER), Work(5, 1, 1, 60, 20)], [Shift(7, (1,))]).run()

    assert served[1] == Served(20, None, 25)


def test_an_agent_takes_as_much_as_they_have_units_for():
    work = [Work(0, 1, 2, 60, FOREVER), Work(1, 1, 2, 60, FOREVER), Work(2, 1, 2, 60, FOREVER)]

    served = Floor(work, [Shift(7, (1,), units=5)]).run()

    assert [s.wait_s for s in served] == [0, 0, 58]


def test_nobody_is_served_outside_a_shift():
    served = Floor([Work(0, 1, 1, 60, FOREVER)], [Shift(7, (1,), start=100, end=200)]).run()

    assert served == [Served(100, 7, 160)]


def test_an_agent_serves_the_queues_they_prefer_first():
    work = [Work(0, 1, 1, 60, FOREVER), Work(1, 1, 1, 60, FOREVER), Work(2, 2, 1, 60, FOREVER)]

    served = Floor(work, [Shift(7, (2, 1))]).run()

    assert (served[2].wait_s, served[1].wait_s) == (58, 119)


def test_work_goes_to_the_agent_with_the_most_units_free():
    work = [Work(0, 1, 1, 60, FOREVER), Work(1, 1, 1, 60, FOREVER)]

    served = Floor(work, [Shift(7, (1,), units=2), Shift(8, (1,), units=2)]).run()

    assert {s.agent for s in served} == {7, 8}
