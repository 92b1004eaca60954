"""Return migrants from the microdata of a census or survey, each figure with its sampling error."""

from layers.microdata.estimates import ESTIMATE_COLUMNS, estimate, returns_table
from layers.microdata.surveys import SURVEYS, Survey, check_united_states, read_catalogue, survey_named
from layers.microdata.units import sample_units

__all__ = [
    "ESTIMATE_COLUMNS",
    "SURVEYS",
    "Survey",
    "check_united_states",
    "estimate",
    "read_catalogue",
    "returns_table",
    "sample_units",
    "survey_named",
]
