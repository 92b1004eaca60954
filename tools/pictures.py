"""Pictures of every page in both languages and sizes, into ``docs/pictures/``: run with `make pictures`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image
from playwright.sync_api import sync_playwright

from tools.page import CHROMIUM, FLAGS, wait_painted
from tools.server import ROOT, end_server, free_port, start_server

PAGES = {
    "gaps": "/?",
    "municipality": "/municipio?m=20334&",
    "state": "/estado?s=20&",
    "pilots": "/piloto?",
    "sites": "/sedes?state=20&what_if=20537&",
    "services": "/servicios?",
    "change": "/cambio?",
    "programs": "/programas?",
    "own": "/mis-datos?",
    "method": "/metodo?",
}
WITHOUT_MAP = {
    "method": ".alcance-table.sources",
    "pilots": "[data-testid='stVegaLiteChart']",
    "services": "[data-testid='stVegaLiteChart']",
    "change": "[data-testid='stVegaLiteChart']",
    "own": "[data-testid='stFileUploader']",
}
SIZES = {"": (1440, 900), "-phone": (390, 844)}


def main() -> None:
    """Take them all, or those of the pages named."""
    wanted = {name: PAGES[name] for name in sys.argv[1:] or PAGES}
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    port = free_port()
    server = start_server(port)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for size, (width, height) in SIZES.items():
                for language in ("es", "en"):
                    for name, path in wanted.items():
                        page = browser.new_context(viewport={"width": width, "height": height}).new_page()
                        page.goto(f"http://127.0.0.1:{port}{path}lang={language}")
                        if name in WITHOUT_MAP:
                            page.locator(WITHOUT_MAP[name]).first.wait_for()
                        else:
                            wait_painted(page, None)
                            page.locator(".alcance-map[data-complete]").wait_for()
                        page.wait_for_timeout(3000)
                        picture = folder / f"{name}-{language}{size}.png"
                        page.screenshot(path=picture)
                        # Few colours: a third of the bytes, and nobody sees it.
                        Image.open(picture).convert("RGB").quantize(224).save(picture, optimize=True)
                        page.context.close()
            browser.close()
    finally:
        end_server(server)


if __name__ == "__main__":
    main()
