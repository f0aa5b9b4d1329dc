"""`python -m bench`: starts the desks, measures them, prints the table."""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from playwright.sync_api import Browser, sync_playwright

from bench.measure import PARTS, Bench, Served
from bench.prepare import prepare, put_back
from bench.rows import spread, table
from bench.screens import sign_in
from tests import serving
from tests.chromium import CHROMIUM, FLAGS

ALL_AWAKE = [  # several pages stand open at once, and those behind must not fall asleep
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]
PEERS = {"bare": "bench.servers.bare", "nicegui": "bench.servers.nicegui_desk", "empty": "bench.servers.empty"}
PACKAGES = ("ccw_panel", "panel", "bokeh", "panel-material-ui", "tornado", "nicegui", "playwright")


def main() -> int:
    args = _arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ccw-bench-")))
        database = folder / "centre.db"
        snapshot = prepare(database)
        served = stack.enter_context(servers(database))
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *ALL_AWAKE])
        cookies = sign_in(browser, served["desk"].url)
        bench = Bench(browser, served, cookies, args.rounds, lambda: put_back(database, snapshot))
        for part in args.only or PARTS:
            print(f"measuring {part}", flush=True)
            PARTS[part](bench)
            print(spread(bench.samples), flush=True)
        print(f"\n{versions(browser)}\n\n{table(bench.samples)}")
        browser.close()
    return 0


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, help="samples of each action (default 30)")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"of {', '.join(PARTS)}")
    return parser.parse_args()


@contextmanager
def servers(database: Path) -> Iterator[dict[str, Served]]:
    """Every desk in a process of its own, ours on `database`; all stopped at the end."""
    with ExitStack() as stack:
        running = {"desk": stack.enter_context(serving.serve(f"sqlite:///{database}"))}
        for name, module in PEERS.items():
            running[name] = stack.enter_context(serving.run([sys.executable, "-m", module], {}, ready="/"))
        yield {name: Served(one.url, one.process.pid) for name, one in running.items()}


def versions(browser: Browser) -> str:
    named = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"Python {python_version()}, Chromium {browser.version}, {named}; {os.cpu_count()} processors"


if __name__ == "__main__":
    sys.exit(main())
