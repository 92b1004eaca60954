"""Streamlit's font of icons, cut down to those that pages may draw: 48 kB of 375, more than a second of a slow line.

It has 4,000 icons, and every browser fetches it before the map. Cutting takes seconds of a processor: a process of
its own does it (``python -m dashboard.icons FONT SCRIPTS``), while the whole font is sent to whoever asks meanwhile.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

#: Those of our own pages.
OURS = frozenset({"add_location", "arrow_forward", "close", "download", "image", "link", "table_rows"})

#: A name as scripts have it: in quotes, or as ``:material/name:``.
_NAMED = re.compile(r"[\"'`/]([a-z0-9_]+)[\"'`:]")


def named_in(scripts: Iterable[str]) -> set[str]:
    """All that may be the name of an icon in some scripts.

    Examples
    --------
    >>> sorted(named_in(['icon("close"), ":material/link:"']))
    ['close', 'link']
    """
    return {name for script in scripts for name in _NAMED.findall(script)}


def cut(font: bytes, names: set[str]) -> bytes:
    """A font of icons (WOFF2) with no other icons than those of some names; a page names one by its letters.

    Raises
    ------
    fontTools.ttLib.TTLibError
        If it is no font.
    """
    whole = TTFont(BytesIO(font), recalcTimestamp=False)
    letters = {glyph: chr(code) for code, glyph in whole.getBestCmap().items()}
    icons = []
    for lookup in whole["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)  # noqa: PLW2901  (the same table, behind a longer offset)
            for first, ligatures in table.ligatures.items():
                table.ligatures[first] = kept = [
                    ligature
                    for ligature in ligatures
                    if "".join(letters[glyph] for glyph in (first, *ligature.Component)) in names
                ]
                icons += [ligature.LigGlyph for ligature in kept]
    options = Options(layout_features=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(glyphs=icons, text="".join(sorted({letter for name in names for letter in name})))
    subsetter.subset(whole)
    whole.flavor = "woff2"
    cut_down = BytesIO()
    whole.save(cut_down)
    return cut_down.getvalue()


if __name__ == "__main__":
    os.nice(10)
    _font, _scripts = map(Path, sys.argv[1:])
    _names = named_in(script.read_text(encoding="utf-8") for script in sorted(_scripts.glob("*.js")))
    sys.stdout.buffer.write(cut(_font.read_bytes(), _names | OURS))
