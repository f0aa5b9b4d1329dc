"""Plug-ins by file: every module of a package that holds one named constant."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any


def discover(package: str, name: str) -> dict[str, Any]:
    """The constant `name` of each module in `package`, by module name, in alphabetical order.

    Modules that do not hold the constant, or whose own name starts with an underscore, are not plug-ins.
    """
    found = import_module(package)
    modules = (m.name for m in iter_modules(found.__path__) if not m.name.startswith("_"))
    constants = {m: getattr(import_module(f"{package}.{m}"), name, None) for m in sorted(modules)}
    return {m: constant for m, constant in constants.items() if constant is not None}


def module_names(package: str) -> tuple[str, ...]:
    """Names of the plug-ins in `package`, found without importing any of them."""
    spec = find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    return tuple(sorted(m.name for m in iter_modules(locations or []) if not m.name.startswith("_")))
