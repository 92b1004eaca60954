"""All HTML that we write comes out of templates, and out of this module: what goes into one is escaped here, once."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from exports.safe_text import one_line
from words.text import Text

__all__ = ["Markup", "escaped", "filled", "pieces"]


def escaped(value: object) -> Markup:
    """A value as HTML shows it, as text and inside quoted attributes: in one line, its markup escaped.

    What is `Markup` already stays as it is.

    Raises
    ------
    TypeError
        Where there is nothing to show: a template says itself what stands in its place.
    """
    if isinstance(value, Markup):
        return value
    if value is None:
        raise TypeError("a template shows None")
    return Markup(escape(one_line(str(value)), quote=True).replace("`", "&#96;"))  # noqa: S704


def filled(text: Text, key: str, n: float | None = None, /, **parts: str) -> Markup:
    """The words of a key as HTML, as `Text` gives them: they and their parts are escaped, unless a part is `Markup`."""
    words = escaped(text(key, n, **{name: f"{{{name}}}" for name in parts}))
    return words.format(**{name: escaped(part) for name, part in parts.items()})


@cache
def pieces(package: str, name: str) -> Any:
    """The macros of a file of a package's ``templates/``: each takes values and gives `Markup`.

    A name that is missing is an error, never an empty place.
    """
    environment = Environment(
        loader=PackageLoader(package),
        extensions=[_Joined],
        autoescape=True,
        finalize=escaped,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    environment.filters["broken"] = _broken
    return environment.get_template(name).module


def _broken(words: str) -> Markup:
    """Words whose lines stay lines."""
    return Markup("<br>").join(escaped(line) for line in words.split("\n"))


class _Joined(Extension):
    """The lines of a template without what indents and ends them: the page is small, the template readable."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return "".join(line.strip() for line in source.splitlines())
