"""A person's own files: looked at, confirmed, read into the layers. In memory alone."""

from layers.own.apply import apply
from layers.own.draft import Draft, Question, inspect
from layers.own.fields import KINDS
from layers.own.findings import FAULTS, WORDS, OwnError
from layers.own.reading import read
from layers.own.result import Answers, Result
from layers.own.templates import descriptions, template

__all__ = [
    "FAULTS",
    "KINDS",
    "WORDS",
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
