"""What is at the addresses: the shell's own bytes, what a request may say, and what is said of a wrong one."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import select
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl

import pandas as pd
import pytest

from addresses import worker
from addresses.app import Addresses, Below, application
from addresses.document import example_of
from addresses.lanes import BrokenError, BusyError, FaultsError, Kept, Lane, Ready, Source, TooLongError, Worker
from addresses.places import places
from exports.answer import Answer, Made, address_of
from exports.answers import ANSWERS
from geo import Criteria
from geo.settings import Fault
from tests.conftest import ROOT
from vocabulary.lists import MEDIA_TYPES
from words.text import Text

PLACES = {place.path if not place.key else f"{place.path}_of": place for place in places()}
EN = Text("en")


def run(work):
    # Playwright, in whose process other tests run, has a loop in this thread.
    with ThreadPoolExecutor() as pool:
        return pool.submit(asyncio.run, work).result()


class Reader:
    """Asks for an address below ``/api/v1/``: status, headers, body."""

    def __init__(self, application):
        self.application = application

    def __call__(self, address, method="GET", **headers):
        path, _, query = address.partition("?")
        sent = []

        async def send(message):
            sent.append(message)

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {
            "type": "http",
            "method": method,
            "path": f"/api/v1/{path}",
            "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        }
        run(self.application(scope, receive, send))
        said = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], said, b"".join(message.get("body", b"") for message in sent)

    def problem(self, address, **headers):
        status, said, body = self(address, **headers)
        assert said["content-type"] == "application/problem+json"
        assert said["cache-control"] == "no-store"
        found = json.loads(body)
        assert found["status"] == status
        return found


async def elsewhere(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"pages"})


@pytest.fixture
def made():
    """The jobs that were made."""
    return []


@pytest.fixture(scope="module")
def addresses(layers):
    found = Addresses(lambda: layers)
    return found, Below(elsewhere, lambda: "/api/v1/", application(found))


@pytest.fixture
def ask(layers, addresses, monkeypatch, made):
    """Asks for an address; answers are made here and not in another process."""

    def inline(self, job):
        made.append(job)
        said, data = worker.answer(layers, job)
        if "faults" in said:
            raise FaultsError([Fault(**fault) for fault in json.loads(json.dumps(said))["faults"]])
        return Ready(data, said["packed"], said["status"])

    monkeypatch.setattr(Worker, "ask", inline)
    found, application = addresses
    monkeypatch.setattr(found, "_kept", Kept(2**20))
    monkeypatch.setattr(found, "_lanes", None)
    return Reader(application)


def options_of(place, query):
    """A query as the shell's command has it."""
    words = [place.answer.name]
    words += [f"--{name.replace('_', '-')}" if value == "true" else f"--{name}={value}" for name, value in query]
    return words


# --- the shell's own bytes


@pytest.mark.parametrize(
    ("name", "form"), [(name, form) for name, place in PLACES.items() for form in place.answer.forms]
)
def test_an_address_asks_for_what_its_command_asks_for(ask, shell, monkeypatch, name, form):
    place = PLACES[name]

    def recorded(self, asked, form, given, **said):
        options = self.understand(given).model_dump()
        told = {key: value for key, value in said.items() if key not in {"find", "seconds"}}
        return Made(repr((self.name, asked.criteria, form, options, sorted(told.items()))).encode())

    monkeypatch.setattr(Answer, "ask", recorded)
    address = example_of(place, form)
    query = parse_qsl(address.partition("?")[2])
    words = options_of(place, query)
    words += [address.partition("/")[2].partition(".")[0]] if place.key else list(place.fixed.values())
    status, headers, body = ask(address)
    assert (status, headers["content-type"].partition(";")[0]) == (200, MEDIA_TYPES[form])
    words += ["--format", form] if len(place.answer.forms) > 1 else []
    code, out, _ = shell(*words)
    assert (code, out) == (0, body)


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("gaps.csv?state=Oaxaca&reach_km=30", "gaps --state Oaxaca --reach-km 30"),
        ("gaps.zip?state=20&hxl=true&lang=en", "gaps --state 20 --hxl --lang en --format zip"),
        ("gaps.geojson?state=04", "gaps --state 04 --format geojson"),
        ("municipalities/20208.json", "municipality 20208 --format json"),
        ("pilots.parquet?state=20,12&weights=gaps:2", "pilots --state 20,12 --weights gaps:2 --format parquet"),
        ("change.xlsx?by=region", "change --by region --format xlsx"),
        ("certainty.csv?state=20", "certainty --state 20"),
        ("sites.json?state=04&k=1", "sites --state 04 --k 1 --format json"),
        ("settlements.csv?state=04", "layers settlements --state 04"),
        ("municipalities/04001.parquet", "municipality 04001 --format parquet"),
        ("regions.xlsx?state=20", "regions --state 20 --format xlsx"),
        (
            "compare.json?reach_km=30&scenarios=name%3DA%3Bname%3DB%26state%3DOaxaca%26reach_km%3D50",
            "compare --reach-km 30 --scenarios name=A;name=B&state=Oaxaca&reach_km=50 --format json",
        ),
    ],
)
def test_what_comes_back_is_the_shell_s_to_the_byte(ask, shell, address, words):
    status, _, body = ask(address)
    assert (status, body) == (200, shell(*words.split())[1])
    _, headers, packed = ask(address, accept_encoding="gzip")
    assert (gzip.decompress(packed) if "content-encoding" in headers else packed) == body


def test_every_answer_but_the_map_for_a_page_has_an_address():
    assert {place.answer.name for place in PLACES.values()} == set(ANSWERS) - {"embed"}
    assert {"municipalities", "settlements", "programs", "returns"} <= set(PLACES)


@pytest.mark.moderate
def test_a_municipality_says_its_reasons(ask):
    found = json.loads(ask("municipalities/20208.json?reach_km=30")[2])
    assert [reason["condition"] for reason in found["reasons"]]
    assert found["municipality"]["cvegeo"] == "20208"
    assert found["criteria"]["reach_km"] == 30


def test_of_several_scenarios_an_impossible_one_is_told_and_each_says_what_differs_from_the_question(ask):
    address = (
        "compare.csv?reach_km=30&scenarios=name%3DA%3Bname%3DB%26reach_km%3D50%3Bname%3DC%26reach_km%3Dfar&lang=en"
    )
    found = pd.read_csv(io.BytesIO(ask(address)[2]))
    assert found["query"].fillna("").tolist() == ["reach_km=30", "", "reach_km=far"]
    assert found["fault"].fillna("").tolist() == ["", "", "reach_km: found 'far', expected a valid number"]
    assert found["gap"].notna().tolist() == [True, True, False]


@pytest.mark.moderate
def test_the_address_that_a_page_shows_answers(ask):
    shown = address_of("gaps", "csv", Criteria(state=("20",)), {"all": True}, "https://example.org/alcance/")
    assert shown == "https://example.org/alcance/api/v1/gaps.csv?state=20&all=true"
    body = ask(shown.partition("/api/v1/")[2])[2]
    assert len(pd.read_csv(io.BytesIO(body))) == 2469


# --- what is wrong with a request


@pytest.mark.parametrize(
    ("address", "parameter", "said"),
    [
        ("gaps.csv?reach_km=far&lang=en", "reach_km", "found 'far', expected a valid number"),
        ("gaps.csv?reach_km=-1&lang=en", "reach_km", "found '-1', expected greater than 0"),
        ("gaps.csv?reach_km=5&reach_km=6&lang=en", "reach_km", "found 2 times, expected once"),
        ("gaps.csv?reach=5&lang=en", "reach", "no such setting"),
        ("gaps.csv?state=99&lang=en", "state", "found '99'"),
        ("gaps.csv?programs=nobody&lang=en", "programs", "found 'nobody'"),
        ("gaps.csv?hxl=perhaps&lang=en", "hxl", "found 'perhaps', expected a valid boolean"),
        ("gaps.json?hxl=true&lang=en", "hxl", "found json, expected one of csv, zip, xlsx"),
        ("gaps.csv?everyone=true&lang=en", "everyone", "no such setting"),
        ("gaps.csv?state=%FF%FE&lang=en", "state", "found "),
        ("gaps.csv?programs=" + "x" * 20_001 + "&lang=en", "programs", "20001 characters, expected at most 20000"),
        ("gaps.csv?what_if=1_2_3&lang=en", "what_if", "found "),
        ("gaps.csv?lang=fr", "lang", "se encontró 'fr'"),
        ("pilots.csv?weights=gaps:x&lang=en", "criterion", "found"),
        ("pilots.csv?lang=fr", "lang", "se encontró 'fr'"),
        ("change.csv?first=999999999999999999999&lang=en", "first", "less than or equal to 2100"),
        ("sites.csv?k=1&cover=0.5&lang=en", "cover", "found k too"),
        ("sites.csv?cover=nan&lang=en", "cover", "found nan"),
        ("briefs.html?lang=en", "state", "expected one state"),
        ("programs.csv?state=20&lang=en", "state", "found '20'"),
        ("settlements.csv?name=returns&lang=en", "name", "no such setting"),
        ("compare.csv?lang=en", "scenarios", "found none"),
        ("compare.csv?scenarios=&lang=en", "scenarios", "found none"),
        ("compare.csv?scenarios=name%3DA%26reach_km%3Dfar&lang=en", "reach_km", "found 'far'"),
        ("compare.csv?scenarios=name%3DA%3Bname%3DA&lang=en", "name", "found 'A' twice"),
    ],
)
def test_a_wrong_parameter_is_named(ask, address, parameter, said):
    found = ask.problem(address)
    assert found["status"] == 400
    faults = {error["parameter"]: error["detail"] for error in found["errors"]}
    assert said in faults.get(parameter, faults.get("weights", "")), found
    assert all(f"{name}: {detail}" in found["detail"] for name, detail in faults.items())


def test_all_that_is_wrong_is_told_at_once_in_the_asked_language(ask):
    address = "gaps.csv?reach_km=far&year=1&year=2&colour=red&lang="
    for language in ("es", "en"):
        found = ask.problem(address + language)
        assert {error["parameter"] for error in found["errors"]} == {"reach_km", "year", "colour"}
        assert found["title"] == Text(language)("address.problem.question")


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("gaps.docx", {"form"}),
        ("gaps.csv.csv", {"form"}),
        ("municipalities/99999.csv", {"cvegeo"}),
        ("municipalities/..%2F.csv", {"cvegeo"}),
        ("gaps", set()),
        ("../../etc/passwd", set()),
        ("nothing.csv", set()),
        ("gaps.csv/", set()),
    ],
)
def test_what_is_not_there_is_said_so(ask, address, named):
    found = ask.problem(f"{address}?lang=en")
    assert (found["status"], found["title"]) == (404, EN("address.problem.nothing"))
    assert {error["parameter"] for error in found["errors"]} == named


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(ask, method):
    status, headers, body = ask("gaps.csv", method=method)
    assert (status, headers["allow"], headers["content-type"]) == (405, "GET, HEAD", "application/problem+json")
    assert json.loads(body)["title"] == Text("es")("address.problem.method")


def test_what_fails_on_our_side_says_nothing_of_it(ask, monkeypatch):
    def broken(self, job):
        raise BrokenError("")

    monkeypatch.setattr(Worker, "ask", broken)
    found = ask.problem("gaps.csv?reach_km=77&lang=en")
    assert (found["status"], found["title"], found["errors"]) == (500, EN("address.problem.ours"), [])


@pytest.mark.moderate
def test_what_is_elsewhere_is_handed_on(layers):
    below = Below(elsewhere, lambda: "/alcance/api/v1/", application(Addresses(lambda: layers)))
    assert Reader(below)("gaps.csv")[2] == b"pages"


# --- what a reply bears


@pytest.mark.moderate
def test_who_has_it_is_told_so_without_making_it_again(ask, made):
    _, headers, _ = ask("gaps.csv?state=20")
    tag = headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        status, said, body = ask("gaps.csv?state=Oaxaca", if_none_match=known)
        assert (status, said["etag"], body) == (304, tag, b"")
    assert len(made) == 1
    assert ask("gaps.csv?state=20", if_none_match='"other"')[0] == 200
    others = ["gaps.csv", "gaps.csv?state=20&all=true", "gaps.json?state=20", "certainty.csv?state=20"]
    assert len({tag, *(ask(address)[1]["etag"] for address in others)}) == 5


@pytest.mark.moderate
def test_the_head_is_that_of_get_and_nothing_follows(ask):
    status, headers, body = ask("gaps.csv?state=20")
    assert ask("gaps.csv?state=20", method="HEAD") == (status, headers, b"")
    assert int(headers["content-length"]) == len(body)


def test_any_page_may_read_it_and_nothing_in_it_runs(ask):
    for address in ("gaps.csv?state=20", "gaps.csv?state=99", "nothing"):
        headers = ask(address)[1]
        assert headers["access-control-allow-origin"] == "*"
        assert "sandbox" in headers["content-security-policy"]
    headers = ask("gaps.csv?state=20")[1]
    assert headers["cache-control"] == "public, max-age=600"
    assert headers["content-disposition"] == 'inline; filename="alcance-gaps.csv"'


@pytest.mark.moderate
def test_a_part_is_sent_where_one_is_asked_for(ask):
    _, headers, whole = ask("gaps.csv?state=20")
    for asked, wanted in (("bytes=0-9", whole[:10]), ("bytes=-5", whole[-5:]), ("bytes=10-", whole[10:])):
        status, said, part = ask("gaps.csv?state=20", range=asked, accept_encoding="gzip")
        assert (status, part) == (206, wanted)
        assert said["content-range"].endswith(f"/{len(whole)}")
    assert ask("gaps.csv?state=20", range=f"bytes={len(whole)}-")[0] == 416
    for unknown in ("bytes=5-1", "bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=x-"):
        assert ask("gaps.csv?state=20", range=unknown)[2] == whole
    assert ask("gaps.csv?state=20", range="bytes=0-9", if_range='"another"')[2] == whole
    assert ask("gaps.csv?state=20", range="bytes=0-9", if_range=headers["etag"])[0] == 206


def test_no_header_of_a_stranger_changes_what_others_get(ask):
    plain = ask("gaps.json?state=20")
    strange = {"host": "evil.example", "x_forwarded_host": "evil.example", "x_original_url": "/", "forwarded": "host=x"}
    assert ask("gaps.json?state=20", **strange) == plain
    assert b"evil" not in plain[2]


# --- the document and the page


@pytest.mark.moderate
def test_the_document_says_every_parameter_in_words_of_the_language(ask):
    told = json.loads(ask("openapi.json?lang=en")[2])
    assert told["openapi"].startswith("3.1")
    assert told["servers"] == [{"url": "/api/v1"}]
    gaps = told["paths"]["/gaps.{form}"]["get"]
    parameters = {parameter["name"]: parameter for parameter in gaps["parameters"]}
    assert set(parameters) == {"form", "all", "hxl", "lang", *Criteria.model_fields}
    assert parameters["reach_km"]["description"] == EN("field.reach_km.help")
    assert (parameters["reach_km"]["schema"]["exclusiveMinimum"], parameters["reach_km"]["schema"]["maximum"]) == (
        0,
        1000,
    )
    assert parameters["form"]["schema"]["enum"] == list(ANSWERS["gaps"].forms)
    assert set(gaps["responses"]["200"]["content"]) == {MEDIA_TYPES[form] for form in ANSWERS["gaps"].forms}
    assert "422" not in gaps["responses"]
    spanish = json.loads(ask("openapi.json")[2])["paths"]["/gaps.{form}"]["get"]
    assert spanish["summary"] == Text("es")("answer.gaps").partition("\n\n")[0]


@pytest.mark.moderate
def test_the_page_has_every_address_and_asks_nobody_else(ask):
    status, headers, body = ask("?lang=en")
    page = body.decode()
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert 'lang="en"' in page
    assert "//" not in page.replace("<!doctype", "")
    for place in PLACES.values():
        for form in place.answer.forms:
            assert f'href="{example_of(place, form).replace("&", "&amp;")}"' in page


# --- who makes answers, and in which order

ECHO = """
import os, signal, sys, time
sys.path.insert(0, {root!r})
from addresses import worker
def said(job):
    time.sleep(job.get("sleep", 0))
    if job.get("die"): os._exit(1)
    if job.get("grow"): worker._MOST_BYTES = 0
    if job.get("die_all"): os.killpg(0, signal.SIGKILL)
    return {{"packed": False, "status": str(os.getpid())}}, job["say"].encode()
worker.lend(said)
"""


@pytest.fixture(scope="module")
def echoes():
    source = Source([sys.executable, "-c", ECHO.format(root=str(ROOT))])
    yield source
    source.end()


@pytest.mark.moderate
def test_a_job_that_takes_too_long_is_ended_and_the_next_has_another_process(echoes):
    worker, hurried = Worker(10.0, echoes), Worker(0.1, echoes)
    first = worker.ask({"say": "a"})
    assert worker.ask({"say": "b"}) == (b"b", False, first.status), "the same process"
    with pytest.raises(TooLongError):
        hurried.ask({"say": "late", "sleep": 60})
    with pytest.raises(BrokenError):
        worker.ask({"die": True})
    again = worker.ask({"say": "again"})
    assert (again.data, again.status != first.status) == (b"again", True)
    worker.end()
    hurried.end()


@pytest.mark.moderate
def test_whoever_takes_too_long_ends_itself_whatever_it_does(echoes):
    # As a worker that was not ended by the server: the line stays open, and ends with the process.
    with echoes.another() as line:
        line.settimeout(10)
        line.sendall(b'{"say": "late", "sleep": 60, "seconds": -0.95}\n')
        assert line.recv(1) == b""


def test_who_has_grown_too_large_says_that_it_goes_and_is_asked_no_more(echoes):
    worker = Worker(10.0, echoes)
    assert worker.ask({"say": "large", "grow": True}).status != worker.ask({"say": "small"}).status
    worker.end()


@pytest.mark.moderate
def test_whoever_gives_processes_is_ready_when_it_has_read_and_is_started_again(echoes):
    def becomes_ready():
        return echoes.is_ready() or (select.select([echoes._asking], [], [], 10)[0] and echoes.is_ready())

    worker = Worker(10.0, echoes)
    assert becomes_ready()
    with pytest.raises(BrokenError):
        worker.ask({"die_all": True})
    echoes._process.wait(10)
    assert not echoes.is_ready(), "another is started, and has not read anything yet"
    assert becomes_ready()
    assert worker.ask({"say": "again"}).data == b"again"
    broken = Source([sys.executable, "-c", "raise SystemExit(1)"])
    assert not broken.is_ready()
    broken._process.wait(10)
    assert not broken.is_ready()
    with pytest.raises(BrokenError):
        Worker(10.0, broken).ask({})
    broken.end()
    worker.end()


def test_a_queue_has_a_length_and_who_finds_it_full_is_told_when_to_ask_again(layers, monkeypatch):
    async def asked():
        going = asyncio.Event()
        loop = asyncio.get_running_loop()
        release = threading.Event()

        def slow(job):
            loop.call_soon_threadsafe(going.set)
            release.wait(10)
            return Ready(b"", packed=False, status="optimal")

        lane = Lane(slow, most=2, again=7)
        first, second = (asyncio.ensure_future(lane.make({})) for _ in range(2))
        await going.wait()
        with pytest.raises(BusyError) as told:
            await lane.make({})
        release.set()
        await asyncio.gather(first, second)
        assert (await lane.make({})).data == b""
        return told.value.seconds

    assert run(asked()) == 7


def test_a_full_queue_is_a_problem_with_the_time_to_come_back(ask, monkeypatch):
    def full(self, job):
        raise BusyError(7)

    monkeypatch.setattr(Worker, "ask", full)
    status, headers, body = ask("gaps.csv?reach_km=78&lang=en")
    assert (status, headers["retry-after"]) == (503, "7")
    assert "7 s" in json.loads(body)["title"]


def test_what_is_kept_is_bounded_and_made_once_for_all_who_wait():
    async def asked():
        kept, made = Kept(100), []

        async def make(name, size=20, status="optimal"):
            made.append(name)
            await asyncio.sleep(0)
            return Ready(b"x" * size, packed=False, status=status)

        await asyncio.gather(*(kept.get("a", lambda: make("a")) for _ in range(5)))
        assert made == ["a"]
        for name in "bcdefg":
            await kept.get(name, lambda name=name: make(name))
        await kept.get("a", lambda: make("a"))
        await kept.get("g", lambda: make("g"))
        assert made == [*"abcdefg", "a"]
        for _ in range(2):
            await kept.get("large", lambda: make("large", 26))
            await kept.get("late", lambda: make("late", 1, "time_limit"))
        assert made[8:] == ["large", "late"] * 2

    run(asked())


@pytest.mark.slow
def test_the_process_beside_the_server_answers_as_the_shell_does(shell):
    source = Source()
    process = Worker(60.0, source)
    try:
        job = {"answer": "gaps", "form": "csv", "criteria": {"state": "04"}, "options": {}, "told": {"address": None}}
        ready = process.ask(job)
        assert gzip.decompress(ready.data) == shell("gaps", "--state", "04")[1]
        with pytest.raises(FaultsError) as told:
            process.ask({**job, "criteria": {"programs": "nobody"}})
        assert [fault.field for fault in told.value.faults] == ["programs"]
    finally:
        source.end()
