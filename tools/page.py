"""The page in Chromium, as benchmarks and pictures look at it."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Locator, Page

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

#: Done when the page has run and nothing on it has changed for a moment.
CALM = """() => new Promise((done) => {
    let timer = null;
    const still = () => {
        if (document.querySelector('[data-testid=stApp]').dataset.testScriptState !== 'notRunning') return wait();
        watch.disconnect();
        done();
    };
    const wait = () => { clearTimeout(timer); timer = setTimeout(still, 300); };
    const watch = new MutationObserver(wait);
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
    wait();
})"""


def map_of(page: Page) -> Locator:
    """The map: an element whose ``alcance`` is its script's own object, in the shadow of Streamlit's component."""
    return page.locator(".alcance-map")


def wait_painted(page: Page, before: str | None, patience: float = 60) -> str:
    """Wait for our map to show another state than before; which it shows."""
    other = f":not([data-painted='{before}'])" if before else ""
    painted = page.locator(f".alcance-map[data-painted]{other}")
    painted.wait_for(timeout=patience * 1000)
    return str(painted.get_attribute("data-painted"))
