"""The front door around the smallest desk: some widgets, and on request what a broken sanitiser would let through.

Run as a program by the tests beside it. Everything but the desk's own view is the product's.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import panel as pn
import panel_material_ui as pmui
from argon2 import PasswordHasher

from ccw_panel import serve
from ccw_panel.auth.door import Door
from ccw_panel.auth.requests import reach_of
from ccw_panel.config import Settings
from ccw_panel.services import passwords
from ccw_panel.services.agents import Agents, Login
from ccw_panel.store import agents
from ccw_panel.store.engine import Database, open_database
from ccw_panel.views.components.front_page import FrontPage

PAYLOAD = (
    "<img src=x onerror=\"document.body.dataset.harmed='image'\">"
    "<script>document.body.dataset.harmed='script'</script>"
    "<svg onload=\"document.body.dataset.harmed='svg'\"></svg>"
    "<a href=\"javascript:document.body.dataset.harmed='link'\">a link</a>"
)


@dataclass
class SmallCentre:
    """As much of a centre as the front door asks for."""

    database: Database

    def __post_init__(self) -> None:
        self.services = SimpleNamespace(agents=Agents(self.database, lambda: datetime.now(UTC)))

    @property
    def is_demo(self) -> bool:
        with self.database.read() as conn:
            return agents.is_demo(conn)


def small_desk(_door: Door, login: Login) -> pn.viewable.Viewable:
    name, arguments = login.actor.name, pn.state.session_args
    said = pmui.Typography(f"desk of {name}")
    button = pmui.Button(label="Press", on_click=lambda _: setattr(said, "object", f"pressed by {name}"))
    opened = ", ".join(value.decode() for value in arguments.get("open", []))
    parts: list[Any] = [said, button, pn.widgets.TextInput(name="Text"), FrontPage(title=f"opened: {opened}")]
    if "unclean" in arguments:
        parts.append(pn.pane.HTML(PAYLOAD))
    return pn.Column(*parts)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True, type=Path)
    parser.add_argument("--port", required=True, type=int)
    args = parser.parse_args()
    serve.desk_or_reason = small_desk
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # these tests sign in all the time
    database = open_database(f"sqlite:///{args.database}")
    door = Door(SmallCentre(database), reach_of("127.0.0.1", args.port, Settings.from_environment()))  # type: ignore[arg-type]
    server = serve.desk_server(
        door, serve.Listening("127.0.0.1", args.port, "a secret of this test run only, long enough")
    )
    serve.run_until_stopped(server, door)
    database.close()


if __name__ == "__main__":
    sys.exit(main())
