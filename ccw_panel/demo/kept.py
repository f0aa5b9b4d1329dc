"""The demo database of this computer: made once in the user data directory, kept between runs."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

from platformdirs import user_data_path


def data_folder() -> Path:
    """Where this program keeps its own files for this user; made, readable by them alone, when there is none."""
    folder = user_data_path("ccw_panel", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def kept_demo(now: datetime) -> Path:
    """The demo database file. It is made when there is none, its last morning ending `now`, and then left to itself."""
    path = data_folder() / "demo.db"
    if not path.exists():
        from ccw_panel.demo.load import built_demo  # takes pandas; needed once

        new = path.with_suffix(f".{os.getpid()}.new")
        shutil.copyfile(built_demo(now), new)
        os.replace(new, path)  # noqa: PTH105  # whole or not at all, also when two start at once
    return path
