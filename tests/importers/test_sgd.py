from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccw_panel.domain.message import Sender
from ccw_panel.errors import ImportRefused, NotFound
from ccw_panel.importers import importer, importers
from ccw_panel.importers.sgd import read

DIALOGUE = {
    "dialogue_id": "1_00000",
    "services": ["Restaurants_2"],
    "turns": [
        {
            "speaker": "USER",
            "utterance": "A table for two, please",
            "frames": [{"state": {"active_intent": "ReserveRestaurant"}}],
        },
        {"speaker": "SYSTEM", "utterance": "For when?", "frames": []},
    ],
}


def file(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "dialogues.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_a_dialogue_becomes_a_conversation(tmp_path):
    [conversation] = read(file(tmp_path, [DIALOGUE]))

    assert conversation.external_id == "1_00000"
    assert conversation.subject == "Restaurants: reserve restaurant"
    assert conversation.intent == "ReserveRestaurant"
    assert [(turn.sender, turn.text) for turn in conversation.turns] == [
        (Sender.CUSTOMER, "A table for two, please"),
        (Sender.AGENT, "For when?"),
    ]


def test_a_dialogue_without_annotations_is_read_all_the_same(tmp_path):
    turns = [{"speaker": "USER", "utterance": "Hello"}]

    [conversation] = read(file(tmp_path, [DIALOGUE | {"turns": turns, "services": ["Music_3", "Hotels_4", "Music_1"]}]))

    assert (conversation.subject, conversation.intent) == ("Music, Hotels", "")


@pytest.mark.parametrize("frames", [None, "x", [None], [{"state": []}], [{"state": {"active_intent": 5}}]])
def test_annotations_that_are_not_understood_are_passed_over(tmp_path, frames):
    turns = [{"speaker": "USER", "utterance": "Hello", "frames": frames}]

    assert read(file(tmp_path, [DIALOGUE | {"turns": turns}]))[0].intent == ""


@pytest.mark.parametrize(
    ("content", "where", "problem"),
    [
        ("", "line 1, column 1", "is not JSON"),
        ('[{"dialogue_id": "1"', "line 1", "is not JSON"),
        ("<html>", "line 1, column 1", "is not JSON"),
        ("[" * 100_000, "the file|line 1", "nested too deeply|is not JSON"),
        ({"dialogues": []}, "the file", "holds an object where a list of dialogues should be"),
        ("null", "the file", "holds null where a list"),
        ([], "the file", "holds no dialogue"),
        ([DIALOGUE, "hello"], "dialogue 2", "is the text 'hello' where an object should be"),
        ([DIALOGUE | {"dialogue_id": ""}], "dialogue 1", "has an empty text as 'dialogue_id', but needs text"),
        ([DIALOGUE | {"dialogue_id": 7}], "dialogue 1", "has the value 7 as 'dialogue_id'"),
        ([{"turns": []}], "dialogue 1", "has nothing as 'dialogue_id'"),
        (
            [DIALOGUE | {"services": []}],
            r"dialogue 1 \(1_00000\)",
            "has an empty list as 'services', but needs a list of names",
        ),
        ([DIALOGUE | {"services": [1]}], r"dialogue 1 \(1_00000\)", "has a service that is not text"),
        ([DIALOGUE | {"turns": {}}], r"dialogue 1 \(1_00000\)", "has an object as 'turns', but needs a list of turns"),
        ([DIALOGUE | {"turns": [5]}], r"\(1_00000\)", "has the value 5 as turn 1"),
        ([DIALOGUE | {"turns": [{"speaker": "BOT", "utterance": "x"}]}], r"\(1_00000\)", "'BOT' as speaker of turn 1"),
        (
            [DIALOGUE | {"turns": [{"speaker": ["USER"], "utterance": "x"}]}],
            r"\(1_00000\)",
            "a list as speaker of turn 1",
        ),
        ([DIALOGUE | {"turns": [{"speaker": "USER", "utterance": "  "}]}], r"\(1_00000\)", "as utterance of turn 1"),
        (
            [DIALOGUE | {"turns": [{"speaker": "USER", "utterance": "x" * 6001}]}],
            r"\(1_00000\)",
            "has 6,001 characters in turn 1",
        ),
        ([DIALOGUE, DIALOGUE], r"dialogue 2 \(1_00000\)", "has the same dialogue_id as dialogue 1"),
    ],
)
def test_a_broken_file_is_refused_with_its_place_and_problem(tmp_path, content, where, problem):
    with pytest.raises(
        ImportRefused, match=rf"^dialogues\.json was not imported: .*({where}).*: .*({problem})"
    ) as refused:
        read(file(tmp_path, content))
    assert str(refused.value).endswith("Nothing was changed.")
    assert len(str(refused.value)) < 400


def test_a_file_that_is_missing_or_no_text_is_refused(tmp_path):
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00[")

    with pytest.raises(ImportRefused, match="cannot be read: No such file"):
        read(tmp_path / "missing.json")
    with pytest.raises(ImportRefused, match="cannot be read: Is a directory"):
        read(tmp_path)
    with pytest.raises(ImportRefused, match="byte 0: is not UTF-8 text"):
        read(tmp_path / "binary.json")


KEYS = st.sampled_from(["dialogue_id", "services", "turns", "speaker", "utterance", "frames"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner)))
def test_any_json_is_read_or_refused(tmp_path_factory, content):
    try:
        assert isinstance(read(file(tmp_path_factory.mktemp("any"), content)), list)
    except ImportRefused:
        pass


def test_formats_are_found_by_name():
    assert importer("sgd") is importers()["sgd"]
    with pytest.raises(NotFound, match="import format csv"):
        importer("csv")


def test_every_format_is_named_as_its_file():
    assert {name: found.name for name, found in importers().items()} == {name: name for name in importers()}
