"""Imports point up the list of layers only: what pyproject.toml asks of import-linter."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_imports_point_up_only():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_importing_the_package_reads_neither_panel_nor_pandas():
    code = "import sys, ccw_panel; sys.exit(bool({'panel', 'bokeh', 'pandas', 'sqlalchemy'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_services_need_no_panel():
    code = (
        "import sys, pkgutil, importlib, ccw_panel.services as s\n"
        "[importlib.import_module(f'ccw_panel.services.{m.name}') for m in pkgutil.iter_modules(s.__path__)]\n"
        "sys.exit('panel' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
