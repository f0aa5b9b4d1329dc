"""Every notebook runs from top to bottom, as an analyst would run it first."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_notebook_runs_without_an_error(path: Path, tmp_path: Path):
    notebook = nbformat.read(path, as_version=4)

    NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(tmp_path)}}).execute()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_notebook_is_kept_without_its_output(path: Path):
    notebook = nbformat.read(path, as_version=4)

    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in notebook.cells)
