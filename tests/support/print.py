"""What a PDF holds, as a reader finds it."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pypdfium2


def printed(data: bytes) -> tuple[list[str], list[np.ndarray]]:
    """The text of each page, and the edges of its pieces: left, bottom, right and top, points from the lower left."""
    texts, edges = [], []
    with closing(pypdfium2.PdfDocument(data)) as document:
        for number in range(len(document)):
            with closing(document[number]) as page, closing(page.get_textpage()) as found:
                texts.append(found.get_text_range())
                edges.append(np.array([found.get_rect(at) for at in range(found.count_rects())]))
    return texts, edges
