"""The Chromium that tests, screenshots and the bench drive."""

from __future__ import annotations

import os
import shutil

CHROMIUM = os.environ.get("CCW_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
