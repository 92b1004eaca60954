"""The short form of `make soak`: a few sessions, a few seconds, the same checks."""

from __future__ import annotations

import pytest

from benchmarks.soak import MOST_GROWTH, bring_programs, soak
from tools.server import end_server, free_port, start_server


@pytest.mark.slow
def test_sessions_on_random_questions_get_their_own_answers_and_memory_stays():
    port = free_port()
    server = start_server(port)
    try:
        found = soak(port, server.pid, sessions=4, seconds=12)
    finally:
        end_server(server)
    assert found.questions > 8
    assert found.errors == []
    assert found.mixed == []
    assert found.growth <= MOST_GROWTH


@pytest.mark.slow
def test_sessions_with_directories_of_their_own_are_answered_from_them_and_from_no_others():
    """Memory is looked at in the long form alone: in so short a time each session's bounded memory is still filling."""
    port = free_port()
    server = start_server(port)
    try:
        found = soak(port, server.pid, sessions=3, seconds=8, bring=bring_programs)
    finally:
        end_server(server)
    assert found.questions > 4
    assert found.errors == []
    assert found.mixed == []
