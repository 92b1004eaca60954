"""What is known: municipalities, settlements, returns, programs. Loaded once, checked once.

In the examples ``layers`` is ``load()``.
"""

from layers.errors import LayerError
from layers.load import load
from layers.model import DATA, Layers

__all__ = ["DATA", "LayerError", "Layers", "load"]
