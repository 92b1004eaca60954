"""Many sessions for minutes on random questions: no error, each answered with its own answer, memory flat.

`python -m benchmarks.soak [SECONDS]` runs 25 sessions, for five minutes if it is not told for how long, and ends with 1
where that does not hold. Each opens a link with every question; on every fourth turn it brings a program directory of
its own, and is answered from it, and from no other's, thereafter (but for those for whom a server has no more room); on
every fifth it asks an address too. Memory is that of the server, and of the processes that make its answers by address,
from the sixth minute on where it is told for longer than ten.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import statistics
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

import psutil
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.client import Session
from benchmarks.timing import memory_of, row
from benchmarks.uploads import directory, own_layers, upload
from dashboard.session import MOST_KEPT
from geo import Criteria, find_gaps
from layers import Layers, load
from tools.server import end_server, free_port, start_server
from words.text import Text

SESSIONS = 25
SECONDS = 300.0
#: What a person does between two changes, seconds.
_THINK_S = 2.0
#: Server memory may grow by this share from the first minute to the last.
MOST_GROWTH = 0.10
_BRINGS_EVERY = 4
_ASKS_AN_ADDRESS_EVERY = 5
#: Until then memory may still be filling.
_WARM_S = 300.0
#: Files that each session has brought before memory is measured: what one of them takes stays while it lasts.
_FILES_BEFORE = 2


@dataclass
class Soaked:
    """What was seen: questions asked, what went wrong, answers that were another's, memory in MB at start and end."""

    questions: int = 0
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    first_mb: float = 0.0
    last_mb: float = 0.0
    makers_mb: tuple[float, float] = (0.0, 0.0)

    @property
    def growth(self) -> float:
        """Memory at the end by memory at the start, less 1."""
        return self.last_mb / self.first_mb - 1.0

    @property
    def good(self) -> bool:
        """Whether nothing went wrong and memory stayed."""
        return not self.errors and not self.mixed and self.growth <= MOST_GROWTH


class Visitor:
    """A session that asks one random question after another and reads its page's sentence."""

    def __init__(self, port: int, number: int, layers: Layers) -> None:
        self.number = number
        self._embedded = self._layers = layers
        self._own = ""
        self._chance = random.Random(number)  # the same questions every time
        self._text = Text("en")
        self._said: list[str] = []
        self._faults: list[str] = []
        self.session = Session(port, self._read)

    def ask(self) -> tuple[float, list[str], str | None]:
        """Ask a question: seconds, what went wrong, and what was said where it is not the right sentence."""
        criteria = self._question()
        self._said.clear()
        self._faults.clear()
        query = "&".join(f"{name}={value}" for name, value in {"lang": "en", **criteria.to_text()}.items())
        seconds, _ = self.session.open(query)
        answer = find_gaps(self._layers, criteria)
        count = int(answer.totals["gap"])
        wanted = [f"{criteria.reach_km:g}", str(criteria.year)]
        # One is said in a word, and none in another sentence.
        wanted += [f'<strong class="gap">{self._text.number(count)}</strong>'] if count > 1 else []
        sentence = next((text for text in reversed(self._said) if 'class="alcance-sentence"' in text), "")
        named = set(re.findall(r"own-\d+\.csv", " ".join(self._said)))
        right = all(part in sentence for part in wanted) and named == ({self._own} if self._own else set())
        return seconds, list(self._faults), None if right else f"{query}: {re.sub('<[^>]*>', '', sentence)[:200]!r}"

    def bring(self, chance: random.Random) -> None:
        """Bring a program directory of one's own; from then on the answers must be from it."""
        name, data = f"own-{self.number}.csv", directory(self.number, chance)
        upload(self.session, name, data)
        self._own = name
        self._layers = own_layers(self._embedded, name, data)

    def ask_an_address(self) -> str | None:
        """Ask what no file of one's own changes by its address: what went wrong, if anything did."""
        criteria = self._question()
        query = urlencode(criteria.to_text(), safe=",")
        with closing(http.client.HTTPConnection("127.0.0.1", self.session.port, timeout=60)) as connection:
            connection.request("GET", f"/api/v1/gaps.json?{query}")
            reply = connection.getresponse()
            data = reply.read()
        if reply.status == HTTPStatus.SERVICE_UNAVAILABLE and reply.headers["Retry-After"]:
            return None
        if reply.status != HTTPStatus.OK:
            return f"{query}: {reply.status} {data[:200]!r}"
        found = [row["cvegeo"] for row in json.loads(data)["rows"]]
        wanted = sorted(find_gaps(self._embedded, criteria).gaps["cvegeo"])
        return None if sorted(found) == wanted else f"{query}: {len(found)} rows by address, expected {len(wanted)}"

    def _question(self) -> Criteria:
        chance = self._chance
        states = list(self._layers.states)
        settings = {
            "year": chance.choice(self._layers.years),
            "state": tuple(chance.sample(states, chance.randint(0, 3))),
            "reach_km": round(chance.uniform(1, 250), 1),
            "rural_below": chance.choice((2500, 15_000, chance.randint(500, 50_000))),
            "min_rural_share": round(chance.random(), 2),
            "min_return_dwellings": chance.randint(0, 300),
            "max_covered_share": round(chance.random(), 2),
            "programs": chance.choice((("current",), ("imrc-2014",), ())),
            "count_reception": chance.random() < 0.5,
        }
        return Criteria.ask(**settings)

    def _read(self, message: ForwardMsg) -> None:
        if message.WhichOneof("type") != "delta":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "html":
            self._said.append(element.html.body)
        elif kind == "exception":
            self._faults.append(element.exception.message[:300])


def bring_programs(visitor: Visitor, chance: random.Random) -> None:
    """Let a visitor bring a program directory that nobody else has."""
    visitor.bring(chance)


def soak(
    port: int,
    pid: int,
    *,
    sessions: int = SESSIONS,
    seconds: float = SECONDS,
    turns: int | None = None,
    think_s: float = _THINK_S,
    bring: Callable[[Visitor, random.Random], None] | None = None,
) -> Soaked:
    """Let some sessions ask random questions for a while.

    Parameters
    ----------
    port, pid : int
        Of the server.
    sessions, seconds
        How many, how long at most.
    turns
        How many questions each asks, where that is not told by the time.
    think_s
        What each waits for between two questions, seconds, its answer included.
    bring
        Brings a file of one's own in a visitor's session, and may raise: `bring_programs`.
    """
    layers = load()
    found = Soaked()
    lock = threading.Lock()
    visitors = [Visitor(port, number, layers) for number in range(sessions)]
    _lay_out(visitors, bring)
    stop = time.monotonic() + seconds

    def visit(visitor: Visitor) -> None:
        chance = random.Random(-visitor.number)
        time.sleep(visitor.number * think_s / sessions)
        turn = 0
        while time.monotonic() < stop and turn != turns:
            turn += 1
            try:
                if bring is not None and turn % _BRINGS_EVERY == 0 and visitor.number < MOST_KEPT:
                    bring(visitor, chance)
                took, faults, wrong = visitor.ask()
                if turn % _ASKS_AN_ADDRESS_EVERY == 0:
                    wrong = wrong or visitor.ask_an_address()
            except Exception as error:  # noqa: BLE001 whatever a server does wrong is looked for
                faults, wrong, took = [f"{type(error).__name__}: {error}"], None, float("nan")
            with lock:
                found.questions += 1
                found.seconds.append(took)
                found.errors += faults
                found.mixed += [wrong] if wrong else []
            time.sleep(max(0.0, think_s - took) if took == took else think_s)  # noqa: PLR0124 not a number

    threads = [threading.Thread(target=visit, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    memory: list[tuple[float, float]] = []
    while any(thread.is_alive() for thread in threads):
        server = psutil.Process(pid).memory_full_info().pss / 1e6
        memory.append((server, memory_of(pid) - server))
        time.sleep(min(1.0, seconds / 20))
    for visitor in visitors:
        visitor.session.close()
    # A fifth of the time is a minute of five; of a longer one the sixth minute and the last.
    start = int(len(memory) * _WARM_S / seconds) if seconds > 2 * _WARM_S else 0
    part = max(1, int(len(memory) * 60 / seconds) if start else len(memory) // 5)
    first, last = (
        tuple(map(statistics.median, zip(*some, strict=True)))
        for some in (memory[start : start + part], memory[-part:])
    )
    found.first_mb, found.last_mb, found.makers_mb = first[0], last[0], (first[1], last[1])
    return found


def _lay_out(visitors: list[Visitor], bring: Callable[[Visitor, random.Random], None] | None) -> None:
    """The first visit of each lays out what stays in memory."""
    for visitor in visitors:
        visitor.ask()
        visitor.ask_an_address()
        for again in range(_FILES_BEFORE if bring is not None and visitor.number < MOST_KEPT else 0):
            visitor.bring(random.Random(again))
            visitor.ask()


def main() -> None:
    """Soak a server of its own and print what was seen."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    port = free_port()
    server = start_server(port)
    try:
        found = soak(port, server.pid, seconds=seconds, bring=bring_programs)
    finally:
        end_server(server)
    row("questions asked", found.questions, unit="")
    row("errors", len(found.errors), unit="", target="(0)")
    row("answers that were another's", len(found.mixed), unit="", target="(0)")
    row("a question answered, median", statistics.median(found.seconds) * 1000)
    row("a question answered, p95", statistics.quantiles(found.seconds, n=20)[18] * 1000)
    row("server memory, first minute (the sixth of more than ten)", found.first_mb, unit="MB")
    row("server memory, last minute", found.last_mb, unit="MB", target="(+10 %; 30 minutes: +5 %)")
    row("memory of those who make answers by address, first minute", found.makers_mb[0], unit="MB")
    row("memory of those who make answers by address, last minute", found.makers_mb[1], unit="MB")
    for line in [*found.errors, *found.mixed][:10]:
        print(line)
    sys.exit(0 if found.good else 1)


if __name__ == "__main__":
    main()
