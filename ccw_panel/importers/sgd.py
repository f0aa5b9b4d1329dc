"""Schema-Guided Dialogue files: a JSON list of two-sided service dialogues (Rastogi et al., 2020).

Each dialogue is {"dialogue_id", "services", "turns": [{"speaker": "USER" or "SYSTEM", "utterance", "frames"}]}.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ccw_panel.domain.message import MAX_TEXT, Sender, storable
from ccw_panel.errors import ImportRefused
from ccw_panel.importers import ForeignConversation, Importer, Turn

SENDERS = {"USER": Sender.CUSTOMER, "SYSTEM": Sender.AGENT}
MAX_BYTES = 200_000_000
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def read(path: Path) -> list[ForeignConversation]:
    """The dialogues of a file, as they stand. Raises ImportRefused naming the file, the dialogue and what is wrong."""
    dialogues = _parsed(path)
    conversations: list[ForeignConversation] = []
    places: dict[str, int] = {}
    for number, dialogue in enumerate(dialogues, start=1):
        conversation = _conversation(path, number, dialogue)
        first = places.setdefault(conversation.external_id, number)
        if first != number:
            raise _refused(path, number, dialogue, f"has the same dialogue_id as dialogue {first}")
        conversations.append(conversation)
    return conversations


def _parsed(path: Path) -> list[Any]:
    """The list a file holds."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ImportRefused(path.name, "the file", f"is larger than {MAX_BYTES // 1_000_000} MB; split it")
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ImportRefused(path.name, "the file", f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ImportRefused(path.name, f"byte {error.start}", "is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise ImportRefused(
            path.name, f"line {error.lineno}, column {error.colno}", f"is not JSON: {error.msg}"
        ) from error
    except RecursionError as error:
        raise ImportRefused(path.name, "the file", "is nested too deeply to be dialogues") from error
    if not isinstance(content, list):
        raise ImportRefused(path.name, "the file", f"holds {_named(content)} where a list of dialogues should be")
    if not content:
        raise ImportRefused(path.name, "the file", "holds no dialogue")
    return content


def _conversation(path: Path, number: int, dialogue: Any) -> ForeignConversation:
    if not isinstance(dialogue, dict):
        raise _refused(path, number, dialogue, f"is {_named(dialogue)} where an object should be")
    for key, kind in (("dialogue_id", str), ("services", list), ("turns", list)):
        if not isinstance(dialogue.get(key), kind) or not dialogue[key]:
            raise _refused(path, number, dialogue, f"has {_held(dialogue, key)} as {key!r}, but needs {_NEEDED[key]}")
    if not all(isinstance(service, str) for service in dialogue["services"]):
        raise _refused(path, number, dialogue, "has a service that is not text")
    turns = tuple(_turn(path, number, dialogue, n, turn) for n, turn in enumerate(dialogue["turns"], start=1))
    intent = _intent(dialogue["turns"])
    return ForeignConversation(
        external_id=storable(dialogue["dialogue_id"])[:200],
        subject=_subject(dialogue["services"], intent),
        turns=turns,
        intent=intent[:60],
    )


def _turn(path: Path, number: int, dialogue: dict[str, Any], n: int, turn: Any) -> Turn:
    if not isinstance(turn, dict):
        raise _refused(path, number, dialogue, f"has {_named(turn)} as turn {n}, but needs an object")
    sender = SENDERS.get(turn["speaker"]) if isinstance(turn.get("speaker"), str) else None
    if sender is None:
        raise _refused(
            path, number, dialogue, f"has {_held(turn, 'speaker')} as speaker of turn {n}, but needs USER or SYSTEM"
        )
    text = turn.get("utterance")
    if not isinstance(text, str) or not text.strip():
        raise _refused(
            path, number, dialogue, f"has {_held(turn, 'utterance')} as utterance of turn {n}, but needs text"
        )
    if len(text) > MAX_TEXT:
        raise _refused(path, number, dialogue, f"has {len(text):,} characters in turn {n}; {MAX_TEXT:,} are allowed")
    return Turn(sender, storable(text))


def _intent(turns: list[dict[str, Any]]) -> str:
    """The first intent the dialogue's own annotation gives the customer; empty when it gives none."""
    for turn in turns:
        frames = turn.get("frames")
        for frame in frames if isinstance(frames, list) else []:
            state = frame.get("state") if isinstance(frame, dict) else None
            intent = state.get("active_intent") if isinstance(state, dict) else None
            if isinstance(intent, str) and intent not in ("", "NONE"):
                return storable(intent)
    return ""


def _subject(services: list[str], intent: str) -> str:
    """ "Restaurants: reserve restaurant" of Restaurants_2 and ReserveRestaurant."""
    about = ", ".join(dict.fromkeys(service.partition("_")[0] for service in services))
    wanted = _WORDS.sub(" ", intent).lower()
    return storable(f"{about}: {wanted}" if wanted else about)[:200]


_NEEDED = {"dialogue_id": "text", "services": "a list of names", "turns": "a list of turns"}


def _refused(path: Path, number: int, dialogue: Any, problem: str) -> ImportRefused:
    id = dialogue.get("dialogue_id") if isinstance(dialogue, dict) else None
    named = f" ({id[:80]})" if isinstance(id, str) and id else ""
    return ImportRefused(path.name, f"dialogue {number}{named}", problem)


def _held(holder: dict[str, Any], key: str) -> str:
    return _named(holder[key]) if key in holder else "nothing"


def _named(value: Any) -> str:
    """What a JSON value is, in words, short enough for a message."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return f"the text {value[:40]!r}" if value else "an empty text"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return "an object" if isinstance(value, dict) else f"the value {value!r}"[:60]


IMPORTER = Importer(name="sgd", label="Schema-Guided Dialogue (JSON)", read=read)
