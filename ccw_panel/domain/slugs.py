"""Slugs: the names in braces that titles, parameters and quick replies fill in (behaviour spec C-10 to C-16).

`{customerName}` of templates, `${customerName}` of macros, `{$Name$}` of automated messages and
`{FullName{Customer}}` of quick replies are all looked up in one mapping; what is not there is empty (C-15).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SLUG = re.compile(
    r"""
    \{ (?P<person>FullName|FirstName|LastName|Nickname) \{ (?P<whose>Customer|Agent) \} \}
    | \{ \$ (?P<variable>\w+) \$ \}
    | \$? \{ (?P<path>[^{}\n]{1,200}) \}
    """,
    re.VERBOSE,
)
_SCOPES = ("$session.", "$oc.", "OCContext.")  # the same mapping holds all three


def render(template: str, values: Mapping[str, Any]) -> str:
    """The template with each slug replaced by its value, and by nothing when there is none.

    `values` may be nested: `{anchor.title}` is values["anchor.title"] or values["anchor"]["title"]. Values are
    put in as they are: braces in a customer's name are not slugs.
    """
    return _SLUG.sub(lambda found: _text(_value(_name(found), values)), template)


def slugs(template: str) -> list[str]:
    """The names a template asks for, in order."""
    return [_name(found) for found in _SLUG.finditer(template)]


def _name(found: re.Match[str]) -> str:
    if found["person"]:
        return f"{found['person']}.{found['whose']}"
    return (found["variable"] or found["path"]).strip()


def _value(name: str, values: Mapping[str, Any]) -> Any:
    for scope in _SCOPES:
        name = name.removeprefix(scope)
    if name in values:
        return values[name]
    first, dot, rest = name.partition(".")
    inner = values.get(first) if dot else None
    return _value(rest, inner) if isinstance(inner, Mapping) else None


def _text(value: Any) -> str:
    return "" if value is None else str(value)
