"""The commands of `ccw`, one file each: a module that holds a `COMMAND` is one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """`configure` declares its arguments; `run` does it and returns the exit code, or raises CcwError."""

    name: str
    help: str  # one line, as `ccw --help` lists it
    configure: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]
