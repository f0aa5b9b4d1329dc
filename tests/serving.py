"""A real `ccw serve` in a process of its own, on a free port, for as long as a `with` block lasts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
START_S, STOP_S = 90, 20


@dataclass
class Served:
    url: str  # without a slash at its end
    process: subprocess.Popen[bytes]
    log: Path  # what it printed

    @property
    def host(self) -> str:
        """HOST:PORT, as browsers name it."""
        return self.url.partition("//")[2]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Its exit code, after that signal."""
        self.process.send_signal(number)
        return self.process.wait(timeout=STOP_S)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_up(url: str, path: str = "/healthz") -> bool:
    try:
        with urlopen(url + path, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def serve(database: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    """`ccw serve` on that database, given up as soon as it ends by itself; stopped by its own process id."""
    command = [sys.executable, "-m", "ccw_panel.cli", "serve", "--database", database, *arguments]
    with run(command, environment or {}) as running:
        yield running


@contextmanager
def run(
    command: Sequence[str], environment: Mapping[str, str], ready: str = "/healthz", start_in: Path = ROOT
) -> Iterator[Served]:
    """Any server that takes --port and answers at `ready`. Its user data directory is a folder of its own."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="ccw-served-") as folder:
        log = Path(folder) / "log"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CCW_", "BOKEH_"))}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "--port", str(port)],
                cwd=start_in,
                env={**inherited, "XDG_DATA_HOME": folder, "PYTHONUNBUFFERED": "1", **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        served = Served(f"http://127.0.0.1:{port}", process, log)
        try:
            _wait_for(served, ready)
            yield served
        finally:
            _end(process)


def _wait_for(served: Served, ready: str) -> None:
    deadline = time.monotonic() + START_S
    while not is_up(served.url, ready):
        if served.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start:\n{served.log.read_text('utf-8', 'replace')[-4000:]}")
        time.sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=STOP_S)
