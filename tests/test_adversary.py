"""Whatever the document of the addresses allows, and what it does not: nothing of it is a fault of ours.

`make adversary` asks 10,000 times, and of a server.
"""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings

from addresses.app import Addresses, Below, application
from addresses.lanes import FaultsError, Ready, Worker
from exports.answers import ANSWERS
from geo import Criteria, CriteriaError, find_gaps
from tests.test_addresses import Reader, elsewhere


@pytest.fixture(scope="module")
def ask(layers):
    def quickly(self, job):
        """The question is asked; what would be written of its answer is left out."""
        try:
            ANSWERS[job["answer"]].understand(job["options"])
            find_gaps(layers, Criteria.from_text(job["criteria"]))
        except CriteriaError as error:
            raise FaultsError(error.faults) from error
        return Ready(b"{}", packed=False, status="optimal")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Worker, "ask", quickly)
        yield Reader(Below(elsewhere, lambda: "/api/v1/", application(Addresses(lambda: layers))))


@pytest.mark.moderate
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
def test_no_request_is_a_fault_of_ours(ask, mode):
    import schemathesis

    told = json.loads(ask("openapi.json")[2])
    asked = []
    for found in schemathesis.openapi.from_dict(told).get_all_operations():
        operation = found.ok()

        @settings(max_examples=2, database=None)
        @given(operation.as_strategy(generation_mode=schemathesis.GenerationMode[mode]))
        def asks(case):
            query = urlencode(case.query or {}, doseq=True, errors="surrogatepass")
            status, headers, _ = ask(f"{case.formatted_path.lstrip('/')}?{query}", method=case.method)
            asked.append(status)
            assert status < 500
            assert str(int(status)) in case.operation.definition.raw["responses"]
            if status >= 400:
                assert headers["content-type"] == "application/problem+json"

        asks()
    assert len(asked) >= 2 * len(told["paths"])
