"""What is known: municipalities, settlements, returns, programs. Loaded once, checked once."""

from layers.errors import LayerError
from layers.load import DATA, Layers, load

__all__ = ["DATA", "LayerError", "Layers", "load"]
