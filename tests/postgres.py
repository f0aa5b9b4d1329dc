"""A PostgreSQL server of our own while a `with` block lasts: a new cluster, loopback only, ended by pg_ctl."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.serving import free_port

_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


def programs() -> Path | None:
    """The folder of initdb and pg_ctl of the newest version that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def private_postgres() -> Iterator[str]:
    """The address of the server's database postgres."""
    folder = programs()
    assert folder is not None, "PostgreSQL is not installed: `make debian` says how"
    with tempfile.TemporaryDirectory(prefix="ccw-pg-") as name:
        home, port = Path(name), free_port()
        _owned_by_server(home)
        _run([str(folder / "initdb"), "-D", f"{home}/data", "-U", "ccw", "-A", "trust", "-E", "UTF8", "--no-sync"])
        settings = {**_QUICK, "port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": name}
        options = " ".join(f"-c {key}={value}" for key, value in settings.items())
        control = [str(folder / "pg_ctl"), "-D", f"{home}/data", "-w", "-t", "60"]
        _run([*control, "-o", options, "-l", f"{home}/log", "start"])
        try:
            yield f"postgresql://ccw@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"])


def _owned_by_server(home: Path) -> None:
    """PostgreSQL refuses to run as root: then its own user does, and owns the folder."""
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(home, user.pw_uid, user.pw_gid)


def _run(command: Sequence[str]) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(command, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0, f"{command[0]}: {done.stderr[-2000:]}"
