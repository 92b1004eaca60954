"""Pictures of every page in both languages and four sizes, to look at: run with `make pictures`.

Each page goes whole into ``build/pictures/``, with a line where the first screen ends; what a person sees first goes on
a contact sheet a language and size, in the same folder. What the documents show goes into ``docs/pictures/``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tools.page import CALM, CHROMIUM, FLAGS, wait_painted
from tools.server import ROOT, end_server, free_port, start_server
from words.catalogues import languages

PAGES = {
    "gaps": "/?",
    "municipality": "/municipio?m=20334&",
    "state": "/estado?s=20&",
    "pilots": "/piloto?",
    "regions": "/regiones?",
    "sites": "/sedes?state=20&what_if=20537&",
    "services": "/servicios?",
    "scenarios": f"/escenarios?sc={quote('name=50 km;name=30 km&reach_km=30;name=2010&year=2010')}&",
    "certainty": "/certeza?",
    "unknowns": "/llamadas?",
    "change": "/cambio?",
    "programs": "/programas?",
    "own": "/mis-datos?",
    "method": "/metodo?",
}
#: What stands on a page when it is there, where that is not a map.
WITHOUT_MAP = {
    "method": ".alcance-table.sources",
    "pilots": "[data-testid='stVegaLiteChart'] :is(canvas, svg)",
    "services": ".alcance-table.matrix",
    "scenarios": ".alcance-table",
    "certainty": "[data-testid='stVegaLiteChart'] :is(canvas, svg)",
    "unknowns": ".alcance-table",
    "change": "[data-testid='stVegaLiteChart'] :is(canvas, svg)",
    "own": "[data-testid='stFileUploader']",
}
SIZES = {"desk": (1440, 900), "large": (1920, 1080), "small": (1280, 720), "phone": (390, 844)}
#: What README and the documents show, each in one language.
SHOWN = {
    "es": ("gaps", "state", "pilots", "services", "own", "regions", "unknowns"),
    "en": ("municipality", "sites", "change", "programs", "method", "scenarios", "certainty"),
}
_THUMB = 480
_LONGEST = 9000


def main() -> None:
    """Take them all, or those of the pages named."""
    wanted = [name for name in PAGES if name in sys.argv[1:] or not sys.argv[1:]]
    sheets, shown = ROOT / "build" / "pictures", ROOT / "docs" / "pictures"
    sheets.mkdir(parents=True, exist_ok=True)
    shown.mkdir(exist_ok=True)
    port = free_port()
    server = start_server(port)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for size, (width, height) in SIZES.items():
                context = browser.new_context(viewport={"width": width, "height": height})
                for language in languages():
                    first = []
                    for name in wanted:
                        address = f"http://127.0.0.1:{port}{PAGES[name]}lang={language}"
                        seen = take(context, address, name, sheets / f"{name}-{language}-{size}.png")
                        first.append(seen)
                        if size == "desk" and name in SHOWN[language]:
                            # Few colours: a third of the bytes, and nobody sees it.
                            seen.quantize(224).save(shown / f"{name}-{language}.png", optimize=True)
                    contact_sheet(first).save(sheets / f"sheet-{size}-{language}.png")
                context.close()
            browser.close()
    finally:
        end_server(server)


def take(context: BrowserContext, address: str, name: str, whole: Path) -> Image.Image:
    """The first screen of a page; all of it is written to a file."""
    page = context.new_page()
    page.goto(address)
    if name in WITHOUT_MAP:
        page.locator(WITHOUT_MAP[name]).first.wait_for()
    else:
        wait_painted(page, None)
        page.locator(".alcance-map[data-complete]").wait_for()
    page.evaluate(CALM)
    first = picture(page, whole)
    width, height = first.size
    long = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(long, height), _LONGEST)})
    page.evaluate(CALM)
    all_of_it = picture(page, whole)
    if all_of_it.height > height:
        ImageDraw.Draw(all_of_it).line([(0, height), (width, height)], fill="red", width=2)
    all_of_it.save(whole)
    page.close()
    return first


def picture(page: Page, file: Path) -> Image.Image:
    """What the window shows."""
    page.screenshot(path=file)
    with Image.open(file) as found:
        return found.convert("RGB")


def contact_sheet(pictures: list[Image.Image]) -> Image.Image:
    """Pictures of one size side by side, four in a row."""
    small = [seen.resize((_THUMB, round(seen.height * _THUMB / seen.width))) for seen in pictures]
    rows = [small[at : at + 4] for at in range(0, len(small), 4)]
    sheet = Image.new("RGB", (4 * (_THUMB + 8), len(rows) * (small[0].height + 8)), "#808080")
    for down, row in enumerate(rows):
        for across, seen in enumerate(row):
            sheet.paste(seen, (across * (_THUMB + 8), down * (small[0].height + 8)))
    return sheet


if __name__ == "__main__":
    main()
