"""The short form of `make soak`: a few sessions, a few questions, the same checks."""

from __future__ import annotations

import pytest

from benchmarks.soak import MOST_GROWTH, bring_programs, soak
from tools.server import end_server, free_port, start_server

# One server for both, on one worker: the first looks at its memory before the second fills it.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("soak")]


@pytest.fixture(scope="module")
def server():
    """A port and the process that listens there."""
    port = free_port()
    process = start_server(port)
    yield port, process.pid
    end_server(process)


def test_sessions_on_random_questions_get_their_own_answers_and_memory_stays(server):
    # With the fifth question each asks an address, too.
    found = soak(*server, sessions=3, turns=5, think_s=0)
    assert found.questions == 15
    assert found.errors == []
    assert found.mixed == []
    assert found.growth <= MOST_GROWTH


def test_sessions_with_directories_of_their_own_are_answered_from_them_and_from_no_others(server):
    """Memory is looked at in the long form alone: in so short a time each session's bounded memory is still filling."""
    # Before the fourth question each brings another directory.
    found = soak(*server, sessions=2, turns=4, think_s=0, bring=bring_programs)
    assert found.questions == 8
    assert found.errors == []
    assert found.mixed == []
