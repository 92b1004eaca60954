"""The short form of `make soak`: a few sessions, a few questions, the same checks but that of memory."""

from __future__ import annotations

import pytest

from benchmarks.soak import MOST_GROWTH, Soaked, bring_programs, soak
from tools.server import end_server, free_port, start_server


@pytest.mark.slow
def test_sessions_on_random_questions_get_answers_of_their_own_and_from_their_own_directories_alone():
    """Memory is looked at in the long form alone: in so short a time what a server keeps is still filling."""
    port = free_port()
    process = start_server(port)
    try:
        # Before the fourth question each brings another directory; with the fifth it asks an address, too.
        found = soak(port, process.pid, sessions=3, turns=5, think_s=0, bring=bring_programs)
    finally:
        end_server(process)
    assert found.questions == 15
    assert found.errors == []
    assert found.mixed == []


@pytest.mark.parametrize(
    ("found", "good"),
    [
        (Soaked(first_mb=400.0, last_mb=400.0 * (1 + MOST_GROWTH) - 1), True),
        (Soaked(first_mb=400.0, last_mb=400.0 * (1 + MOST_GROWTH) + 1), False),
        (Soaked(first_mb=400.0, last_mb=400.0, errors=["KeyError: 'gap'"]), False),
        (Soaked(first_mb=400.0, last_mb=400.0, mixed=["another's"]), False),
    ],
)
def test_a_soak_is_good_where_memory_stayed_and_nothing_went_wrong(found, good):
    assert found.good is good
