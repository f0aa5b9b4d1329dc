"""The context of a session as other systems write it: `parametersStr`, a JSON list of pairs (behaviour spec B.10)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ccw_panel.errors import InvalidInput

NAME = "parametersStr"
# what the entities of those systems are called here; a name of ours stands for itself
KINDS = {
    "incident": "case",
    "knowledgearticle": "article",
    "task": "activity",
    "phonecall": "activity",
    "email": "activity",
    "appointment": "activity",
    "msdyn_ocliveworkitem": "conversation",
}


def context_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the pairs of `parametersStr` put in: entityName as `kind`, entityId as `id`, others as named.

    What is given directly wins over a pair of the same name; the entity of a conversation becomes
    `conversation_id`. Raises InvalidInput for a text that is not a JSON list of pairs of a name and a value.
    """
    given = dict(values)
    if NAME not in given:
        return given
    pairs = _pairs(given.pop(NAME))
    entity, id = pairs.pop("entityName", None), pairs.pop("entityId", None)
    kind = None if entity is None else KINDS.get(str(entity), str(entity))
    named = {"conversation_id": id} if kind == "conversation" else {"kind": kind, "id": id}
    return pairs | {name: value for name, value in named.items() if value is not None} | given


def _pairs(text: Any) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        read = None
    well_formed = isinstance(read, list) and all(_is_pair(pair) for pair in read)
    if not well_formed:
        example = '[["entityName", "case"], ["entityId", "12"]]'
        raise InvalidInput({NAME: f"{NAME} is a JSON list of pairs, such as {example}."})
    return dict(read)


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str)
