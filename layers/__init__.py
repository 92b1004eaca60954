"""What is known: municipalities, settlements, returns, programs. Loaded once, checked once.

In the examples ``layers`` is ``load()``.
"""

from typing import TYPE_CHECKING

from layers.errors import LayerError
from vocabulary.lazy import offers

if TYPE_CHECKING:
    from layers.loading import load
    from layers.model import DATA, Layers

__all__ = ["DATA", "LayerError", "Layers", "load"]
__getattr__ = offers(__name__, {"DATA": "layers.model", "Layers": "layers.model", "load": "layers.loading"})
