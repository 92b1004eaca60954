"""The page in Chromium, as benchmarks and pictures look at it."""

from __future__ import annotations

import os
import shutil
import time

from playwright.sync_api import Error, Frame, Page

#: Where Chromium is; None where it is not.
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

#: It does nothing of its own accord, and every host but this machine is unknown to it.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


def map_frame(page: Page) -> Frame:
    """The map's frame."""
    return [frame for frame in page.frames if "streamlit_folium" in frame.url][-1]


def wait_painted(page: Page, before: str | None, patience: float = 60) -> str:
    """Wait for our map to show something else; what it shows."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            stamp = map_frame(page).evaluate("document.body.dataset.painted || null")
        except (Error, IndexError):  # the frame is not there yet, or is being replaced
            stamp = None
        if stamp and stamp != before:
            return str(stamp)
        page.wait_for_timeout(10)
    raise TimeoutError("the map was not painted")
