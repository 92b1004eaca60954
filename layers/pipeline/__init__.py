"""Raw official files to the embedded tables: one module a source, one command (`alcance build`)."""

from layers.pipeline.run import build

__all__ = ["build"]
