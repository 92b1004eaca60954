"""A person's own files: looked at, confirmed, read into the layers. In memory alone.

`inspect` says what a file seems to be, `read` makes a `Result` of its rows, `apply` puts that in place. A kind of file
is a module of `layers.own.kinds`, a format a module of `layers.own.reading`.
"""

from layers.own.draft import Draft, inspect
from layers.own.findings import OwnError
from layers.own.kinds import KINDS
from layers.own.records import apply, read
from layers.own.result import Answers, Question, Result
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
