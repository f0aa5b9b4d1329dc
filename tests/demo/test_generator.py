"""The same seed gives the same bytes, whatever Python's hash seed is; the files of the project are the generator's."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ccw_panel.commands import demo_data
from ccw_panel.demo import generate
from ccw_panel.demo.load import data_folder
from ccw_panel.demo.rows import Told
from ccw_panel.demo.tables import TABLES, Writer, file_of
from ccw_panel.errors import ImportRefused
from ccw_panel.store import schema
from ccw_panel.store.engine import open_database

SMALL = """
import sys
from datetime import date
from pathlib import Path
from ccw_panel.demo.generate import Size, generate
generate(int(sys.argv[2]), date(2026, 3, 20), Size("small", 60, 6, 40, 20), Path(sys.argv[1]))
"""


def made(folder: Path, hash_seed: str, seed: int = 7) -> str:
    """The hash of all files of a small centre made in a process of its own."""
    environment = {"PYTHONHASHSEED": hash_seed, "PATH": ""}
    subprocess.run([sys.executable, "-c", SMALL, str(folder), str(seed)], check=True, env=environment)
    return digest(folder)


def digest(folder: Path) -> str:
    content = b"".join(file.name.encode() + file.read_bytes() for file in sorted(folder.iterdir()))
    return hashlib.sha256(content).hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path):
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))

    assert made(first, "1") == made(again, "2")
    assert digest(first) != made(other, "1", seed=8)


def test_the_files_of_the_project_are_what_the_command_writes(tmp_path: Path):
    done = subprocess.run([sys.executable, "-m", "ccw_panel.cli", "demo-data", "--out", str(tmp_path)], check=False)

    assert done.returncode == 0
    for name in (*(file_of(name, tmp_path).name for name in TABLES), "README.md"):
        assert content(tmp_path / name) == content(data_folder() / name), f"{name} is not what the generator writes"


def content(file: Path) -> bytes:
    """What is in the file; gzip's own bytes differ with the version of zlib."""
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def test_another_day_is_another_last_day_and_in_a_database_it_is_today(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'centre.db'}"
    given = arguments("--as-of", "2025-11-03", "--out", str(tmp_path / "files"), "--database", url)
    demo_data.COMMAND.run(given)
    database = open_database(url)
    with database.read() as conn:
        newest = conn.execute(select(func.max(schema.messages.c.at))).scalar_one()
    database.close()

    assert '"2025-11-03T10:30:00Z"' in (tmp_path / "files/settings.csv").read_text("utf-8").replace('""', '"')
    assert timedelta(0) < datetime.now(UTC) - newest < timedelta(minutes=5)
    with pytest.raises(ImportRefused, match="in use already. Nothing was changed"):
        demo_data.COMMAND.run(given)


def test_a_day_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit):
        arguments("--as-of", "tomorrow", "--out", "x")

    assert "invalid" in capsys.readouterr().err


def arguments(*given: str):
    from argparse import ArgumentParser

    parser = ArgumentParser()
    demo_data.COMMAND.configure(parser)
    return parser.parse_args(given)


def test_the_default_day_is_that_of_the_project():
    assert arguments("--out", "x").as_of == demo_data.AS_OF == date(2026, 3, 20)


@pytest.mark.slow
def test_no_template_is_in_more_than_two_in_a_hundred_messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whatever its slots hold; tests/demo/test_files.py counts the same by what is read."""
    uses: Counter[str] = Counter()
    messages = 0

    def counted(writer: Writer, told: list[Told]) -> None:
        nonlocal messages
        for one in told:
            messages += len(one.messages)
            uses.update(template for templates in one.templates for template in set(templates))

    monkeypatch.setattr(generate, "write_told", counted)
    generate.generate(demo_data.SEED, demo_data.AS_OF, generate.SIZES["demo"], tmp_path)

    (most, count), *_ = uses.most_common(1)
    assert messages > 10_000
    assert count / messages <= 0.02, most
