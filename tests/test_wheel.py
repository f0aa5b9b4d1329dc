"""What is installed from a wheel is all that the desk needs: no file of the checkout is missing, none too many."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.serving import ROOT, is_up, run

PACKAGE = ROOT / "ccw_panel"
NOT_SHIPPED = {"__pycache__"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with the build backend that is installed, so that no network is needed."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    made = subprocess.run([sys.executable, "-c", build, str(folder)], cwd=ROOT, capture_output=True, check=True)
    return folder / made.stdout.decode().split()[-1]


@pytest.fixture(scope="module")
def shipped(wheel: Path) -> set[str]:
    with ZipFile(wheel) as file:
        return set(file.namelist())


def test_a_wheel_holds_every_file_of_the_package(shipped: set[str]):
    kept = {path for path in PACKAGE.rglob("*") if path.is_file() and not NOT_SHIPPED & set(path.parts)}

    assert {path.relative_to(ROOT).as_posix() for path in kept} <= shipped


def test_a_wheel_holds_the_demo_data(shipped: set[str]):
    files = {f"ccw_panel/demo/data/{path.name}" for path in (ROOT / "data").iterdir()}

    assert len(files) > 10
    assert files <= shipped


def test_a_wheel_holds_nothing_else(shipped: set[str]):
    assert {name.partition("/")[0].partition("-")[0] for name in shipped} == {"ccw_panel"}
    assert not [name for name in shipped if "/tests/" in name or name.endswith((".pyc", ".db", ".ipynb"))]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_desk_is_served_from_a_wheel_alone(wheel: Path, tmp_path: Path):
    place = tmp_path / "venv"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", wheel], env=own, check=True)
    (packages,) = place.glob("lib/python*/site-packages")
    installed = next(path for path in map(Path, sys.path) if (path / "panel").is_dir())
    (packages / "others.pth").write_text(f"{installed}\n")  # what it depends on; the wheel's own files come first

    command = [str(place / "bin" / "ccw"), "serve"]
    with run(command, {"PYTHONPATH": "", "XDG_CACHE_HOME": str(tmp_path / "cache")}, start_in=tmp_path) as running:
        where = subprocess.run(
            [python, "-c", "import ccw_panel; print(ccw_panel.__file__)"],
            env=own, cwd=tmp_path, capture_output=True, check=True,
        ).stdout.decode()  # fmt: skip

        assert Path(where).is_relative_to(place)
        assert is_up(running.url, "/sign-in")
        assert "alice (agent)" in running.log.read_text()
