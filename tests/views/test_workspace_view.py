"""The inline view follows the centre, as a notebook's kernel would run it: on its loop, between cells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from ccw_panel.domain.ref import Ref
from ccw_panel.models.workspace import Workspace
from ccw_panel.views.workspace import WorkspaceView

T = TypeVar("T")


def elsewhere(work: Callable[[], T]) -> T:
    """What `work` gives in a thread of its own, where no loop runs whatever this process has tested before."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


def in_kernel(cell: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What a cell gives, run as a kernel does: on a loop."""
    return elsewhere(lambda: asyncio.run(cell()))


@pytest.fixture
def case(services, bob) -> Ref:
    customer = services.records.create(bob, "contact", {"first_name": "Ines", "last_name": "Lab"})
    return services.records.create(bob, "case", {"title": "Kettle leaks", "customer": customer.ref}).ref


@pytest.fixture
def rename(services, bob, case) -> Callable[[str], None]:
    def save(title: str) -> None:
        services.records.save(bob, case, {"title": title}, services.records.get(bob, case).version)

    return save


@pytest.fixture
def workspace(services, alice, case) -> Workspace:
    made = Workspace(services, alice)
    made.create_session("case", {"id": case.id})
    return made


def test_a_view_in_a_notebook_shows_what_others_save(workspace, rename):
    async def kernel() -> str:
        view = WorkspaceView(workspace)
        view.__panel__()
        view.drawn()
        await asyncio.to_thread(rename, "Kettle leaks at the spout")
        await asyncio.sleep(0)
        return workspace.focused_session.title

    assert in_kernel(kernel) == "Kettle leaks at the spout"


def test_what_happens_while_a_notebook_draws_is_shown_when_it_has(workspace, rename):
    async def kernel() -> list[object]:
        view = WorkspaceView(workspace)
        view.__panel__()
        before = view.shell.sessions
        workspace.home.focus()
        await asyncio.to_thread(rename, "Kettle leaks at the spout")
        await asyncio.sleep(0)
        meanwhile = view.shell.sessions
        view.drawn()
        return [meanwhile is before, view.shell.focus, workspace.sessions[1].title]

    assert in_kernel(kernel) == [True, "home", "Kettle leaks at the spout"]


def test_a_cell_that_runs_is_not_interrupted(workspace, rename):
    async def kernel() -> str:
        view = WorkspaceView(workspace)
        view.__panel__()
        view.drawn()
        rename("Kettle leaks at the spout")
        return workspace.focused_session.title

    assert in_kernel(kernel) == "Kettle leaks"


def test_a_view_that_is_shown_twice_follows_once(workspace, services):
    async def kernel() -> int:
        view = WorkspaceView(workspace)
        view.__panel__()
        view.__panel__()
        return len(services.feed._callbacks)

    assert in_kernel(kernel) == 1


def test_a_closed_view_follows_no_longer(workspace, services, rename):
    async def kernel() -> str:
        view = WorkspaceView(workspace)
        view.__panel__()
        view.close()
        view.close()
        rename("Kettle leaks at the spout")
        await asyncio.sleep(0)
        return workspace.focused_session.title

    assert in_kernel(kernel) == "Kettle leaks"
    assert not services.feed._callbacks


def test_a_script_has_no_turns_so_its_view_follows_nothing(workspace, services):
    elsewhere(lambda: WorkspaceView(workspace).__panel__())

    assert not services.feed._callbacks
