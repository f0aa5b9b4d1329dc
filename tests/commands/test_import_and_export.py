"""What `ccw import`, `ccw export` and `ccw assist` print and leave behind."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from ccw_panel.cli import main
from ccw_panel.commands.export import dictionary, write_csv
from ccw_panel.store.frames import frames
from tests.talks import add_conversation

ROOT = Path(__file__).parents[2]
DIALOGUE = {"dialogue_id": "1", "services": ["Music_3"], "turns": [{"speaker": "USER", "utterance": "Play something"}]}


@pytest.fixture
def url(database) -> str:
    return database.url.render_as_string()


@pytest.fixture
def dialogues(tmp_path) -> Path:
    path = tmp_path / "dialogues.json"
    path.write_text(json.dumps([DIALOGUE]), encoding="utf-8")
    return path


def test_import_says_what_it_added_and_what_it_knew(url, dialogues, capsys):
    command = [
        "import",
        "conversations",
        str(dialogues),
        "--format",
        "sgd",
        "--database",
        url,
        "--start",
        "2020-03-02T09:00",
    ]

    assert main(command) == 0
    assert "Imported 1 conversations with 1 messages" in capsys.readouterr().out
    assert main(command) == 0
    assert "1 were there already and did not change" in capsys.readouterr().out


def test_import_of_a_broken_file_says_so_and_fails(url, tmp_path, capsys):
    broken = tmp_path / "broken.json"
    broken.write_text("[", encoding="utf-8")

    assert main(["import", "conversations", str(broken), "--format", "sgd", "--database", url]) == 1
    assert "broken.json was not imported: line 1" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--format", "excel"], ["--format", "sgd", "--start", "yesterday"], []])
def test_import_refuses_options_it_does_not_know(dialogues, capsys, options):
    with pytest.raises(SystemExit):
        main(["import", "conversations", str(dialogues), *options])
    assert "error" in capsys.readouterr().err


def test_export_writes_every_table(url, tmp_path, capsys):
    assert main(["export", "--database", url, "--out", str(tmp_path / "out")]) == 0

    assert {path.stem for path in (tmp_path / "out").iterdir()} == set(frames())
    assert "contacts.csv: 3 rows" in capsys.readouterr().out


def test_export_writes_the_tables_that_are_named(url, tmp_path):
    assert main(["export", "cases", "queues", "--database", url, "--out", str(tmp_path / "out")]) == 0

    assert {path.stem for path in (tmp_path / "out").iterdir()} == {"cases", "queues"}


def test_export_of_an_unknown_table_fails_before_it_writes(url, tmp_path, capsys):
    assert main(["export", "cases", "passwords", "--database", url, "--out", str(tmp_path / "out")]) == 1
    assert "There is no frame passwords" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_inert(tmp_path, text):
    path = write_csv(pd.DataFrame({"text": [text, "plain"], "level": [-2, 1]}), tmp_path / "table.csv")

    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows == [["text", "level"], [f"'{text}", "-2"], ["plain", "1"]]


def test_an_export_is_for_its_owner_only(tmp_path):
    path = write_csv(pd.DataFrame({"a": [1]}), tmp_path / "table.csv")

    assert path.stat().st_mode & 0o077 == 0


def test_what_a_customer_wrote_is_exported_inert(url, database, tmp_path):
    add_conversation(database, subject="=HYPERLINK(1)")

    main(["export", "conversations", "--database", url, "--out", str(tmp_path)])

    assert "'=HYPERLINK(1)" in (tmp_path / "conversations.csv").read_text("utf-8")


def test_the_data_dictionary_is_the_one_of_this_version():
    assert (ROOT / "docs" / "data-dictionary.md").read_text("utf-8") == dictionary()


def test_every_column_of_every_frame_is_documented():
    page = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")

    for frame in frames().values():
        section = page.split(f"## {frame.name}\n")[1].split("\n## ")[0]
        assert [column.name for column in frame.columns if f"| `{column.name}` |" not in section] == []


def test_accuracy_without_the_data_says_where_it_belongs(tmp_path, capsys):
    assert main(["assist", "accuracy", "--data", str(tmp_path)]) == 1
    assert "Name the folder that holds vader/ and tweeteval/ with --data" in capsys.readouterr().err
