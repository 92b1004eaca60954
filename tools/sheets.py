"""Contact sheets of the briefs of every state, in both languages, to look at: run with `make pictures`."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pypdfium2
from PIL import Image

from exports.brief import export_brief
from geo import Criteria
from layers import load
from tools.server import ROOT
from words.catalogues import languages
from words.text import Text

_FOLDER = ROOT / "build" / "briefs"
_WIDE, _HIGH = 760, 984
_STATES_A_SHEET, _PAGES = 4, 2


def main() -> None:
    """Draw the sheets of all languages, or of those named."""
    layers = load()
    _FOLDER.mkdir(parents=True, exist_ok=True)
    codes = list(layers.states)
    for language in sys.argv[1:] or languages():
        for first in range(0, len(codes), _STATES_A_SHEET):
            sheet = Image.new("RGB", (_STATES_A_SHEET * _WIDE, _PAGES * _HIGH), "white")
            for column, code in enumerate(codes[first : first + _STATES_A_SHEET]):
                brief = export_brief(layers, Criteria(state=(code,)), Text(language))
                with closing(pypdfium2.PdfDocument(brief)) as document:
                    for row in range(len(document)):
                        with closing(document[row]) as page:
                            picture = page.render(scale=_WIDE / page.get_width()).to_pil()
                            sheet.paste(picture, (column * _WIDE, row * _HIGH))
            sheet.save(_FOLDER / f"{language}-{codes[first]}.png")


if __name__ == "__main__":
    main()
