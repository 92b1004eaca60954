"""A person's own files: looked at, confirmed, read into the layers. In memory alone.

`inspect` says what a file seems to be, `read` makes a `Result` of its rows, `apply` puts that in place. A kind of file
is a module of `layers.own.kinds`, a format a module of `layers.own.reading`.
"""

from typing import TYPE_CHECKING

from layers.own.answers import Answers, Question
from layers.own.findings import OwnError
from vocabulary.lazy import offers

if TYPE_CHECKING:
    from layers.own.draft import Draft, inspect
    from layers.own.every_kind import KINDS
    from layers.own.records import apply, read
    from layers.own.result import Result
    from layers.own.templates import descriptions, template

__all__ = [
    "KINDS",
    "Answers",
    "Draft",
    "OwnError",
    "Question",
    "Result",
    "apply",
    "descriptions",
    "inspect",
    "read",
    "template",
]
__getattr__ = offers(
    __name__,
    {
        "KINDS": "layers.own.every_kind",
        "Draft": "layers.own.draft",
        "Result": "layers.own.result",
        "apply": "layers.own.records",
        "descriptions": "layers.own.templates",
        "inspect": "layers.own.draft",
        "read": "layers.own.records",
        "template": "layers.own.templates",
    },
)
