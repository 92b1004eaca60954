"""Downloads, against a server of our own: what is whole and right is kept, all else is named and leaves nothing."""

from __future__ import annotations

import hashlib
import http.server
import json
import sys
import threading
from dataclasses import dataclass, field, replace

import pytest

import alcance
from layers import LayerError
from layers.build import fetch as fetch_module
from layers.build.fetch import RECORD, fetch
from layers.build.sources import RETURNS_2020, SOURCES

BODY = bytes(range(256)) * 800
OTHER = b"another edition of the same file"


@dataclass
class Answer:
    """What the server sends for one file: a status, a body, and where it stops."""

    body: bytes = BODY
    status: int = 200
    stop_after: int | None = None
    then_wait: bool = False
    wait_first: bool = False


@dataclass
class Server:
    """The server's address, what it answers, what it was asked."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def source(self, name: str, answer: Answer | None = None, **other):
        """A source that lies on the server."""
        if answer is not None:
            self.answers[name] = answer
        return replace(RETURNS_2020, id=name, names=(name,), url=f"{self.url}/{name}", **other)


@pytest.fixture
def server(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    state = Server()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.rsplit("/", 1)[-1]
            state.asked.append(name)
            answer = state.answers.get(name, Answer(status=404))
            if answer.wait_first:
                state.closing.wait(10)
                return
            if answer.status != 200:
                self.send_error(answer.status)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: answer.stop_after])
            self.wfile.flush()
            if answer.then_wait:
                state.closing.wait(10)

        def log_message(self, *arguments):
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        state.url = f"http://127.0.0.1:{listening.server_port}/files"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield state
        state.closing.set()
        listening.shutdown()
        thread.join()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def names_in(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def run(to, *wanted, **settings):
    """Fetch, and give the failures and the lines that were reported."""
    lines: list[str] = []
    failures = fetch(to, sources=wanted, report=lines.append, **{"progress": False, "patience_s": 5, **settings})
    return failures, lines


def test_a_good_file_is_kept_and_its_hash_is_recorded(server, tmp_path):
    failures, [line] = run(tmp_path / "new" / "raw", server.source("good.csv", Answer()))
    folder = tmp_path / "new" / "raw"
    assert failures == {}
    assert (folder / "good.csv").read_bytes() == BODY
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    assert record["good.csv"]["sha256"] == digest(BODY)
    assert record["good.csv"]["bytes"] == len(BODY)
    assert record["good.csv"]["url"] == f"{server.url}/good.csv"
    assert line.startswith("good.csv: 204,800 bytes, SHA-256 ")
    assert line.endswith("(recorded, not known before)")


def test_a_file_whose_known_hash_is_right_is_kept(server, tmp_path):
    failures, [line] = run(tmp_path, server.source("good.csv", Answer(), sha256=digest(BODY)))
    assert failures == {}
    assert names_in(tmp_path) == [RECORD, "good.csv"]
    assert "not known before" not in line


def test_a_file_whose_hash_is_wrong_is_not_kept(server, tmp_path):
    failures, [line] = run(tmp_path, server.source("bad.csv", Answer(), sha256="0" * 64))
    assert failures == {"bad.csv": f"its SHA-256 is not the expected {'0' * 64}; the file was not kept"}
    assert line == f"bad.csv: {failures['bad.csv']}"
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(("status", "reason"), [(404, "404 Not Found"), (503, "503 Service Unavailable")])
def test_a_file_that_the_server_does_not_give_is_named_with_the_servers_answer(server, tmp_path, status, reason):
    failures, _ = run(tmp_path, server.source("gone.csv", Answer(status=status)))
    assert failures == {"gone.csv": f"the server answered {reason}"}
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("sent", [0, 1000, len(BODY) - 1])
def test_a_connection_cut_before_the_end_leaves_nothing_half_written(server, tmp_path, sent):
    failures, _ = run(tmp_path, server.source("cut.csv", Answer(stop_after=sent)))
    assert failures["cut.csv"].startswith("the connection broke off")
    assert names_in(tmp_path) == []


def test_a_cut_download_starts_again_from_the_beginning_the_next_time(server, tmp_path):
    source = server.source("cut.csv", Answer(stop_after=1000))
    assert run(tmp_path, source)[0]
    server.answers["cut.csv"] = Answer()
    assert run(tmp_path, source)[0] == {}
    assert (tmp_path / "cut.csv").read_bytes() == BODY


@pytest.mark.parametrize(
    "answer",
    [Answer(stop_after=1000, then_wait=True), Answer(wait_first=True)],
    ids=["in the middle", "before the first byte"],
)
def test_a_server_that_stops_sending_is_given_up_after_the_patience_asked_for(server, tmp_path, answer):
    failures, _ = run(tmp_path, server.source("slow.csv", answer), patience_s=0.3)
    assert failures == {"slow.csv": "the server stopped sending; try again"}
    assert names_in(tmp_path) == []


def test_a_server_that_is_not_there_is_a_failure_of_that_file(server, tmp_path):
    nowhere = replace(server.source("x.csv"), url="http://127.0.0.1:1/x.csv")
    failures, _ = run(tmp_path, nowhere)
    assert failures["x.csv"].startswith("the connection broke off")
    assert names_in(tmp_path) == []


def test_a_file_that_is_there_and_as_recorded_is_not_downloaded_again(server, tmp_path):
    source = server.source("good.csv", Answer())
    run(tmp_path, source)
    failures, _ = run(tmp_path, source)
    assert failures == {}
    assert server.asked == ["good.csv"]


def test_a_recorded_file_that_was_changed_on_the_disk_is_downloaded_again(server, tmp_path):
    source = server.source("good.csv", Answer())
    run(tmp_path, source)
    (tmp_path / "good.csv").write_bytes(BODY[:-1])
    failures, _ = run(tmp_path, source)
    assert failures == {}
    assert (tmp_path / "good.csv").read_bytes() == BODY
    assert server.asked == ["good.csv", "good.csv"]


def test_a_recorded_file_that_changed_at_the_server_is_refused_and_the_recorded_hash_kept(server, tmp_path):
    source = server.source("good.csv", Answer())
    run(tmp_path, source)
    (tmp_path / "good.csv").unlink()
    server.answers["good.csv"] = Answer(body=OTHER)
    failures, _ = run(tmp_path, source)
    assert digest(BODY) in failures["good.csv"]
    assert "not kept" in failures["good.csv"]
    assert names_in(tmp_path) == [RECORD]
    assert json.loads((tmp_path / RECORD).read_text(encoding="utf-8"))["good.csv"]["sha256"] == digest(BODY)


def test_of_several_files_those_that_can_be_had_are_there_and_the_others_named(server, tmp_path):
    wanted = [
        server.source("first.csv", Answer()),
        server.source("gone.csv"),
        server.source("cut.csv", Answer(stop_after=10)),
        server.source("last.csv", Answer(body=OTHER)),
    ]
    failures, lines = run(tmp_path, *wanted)
    assert sorted(failures) == ["cut.csv", "gone.csv"]
    assert names_in(tmp_path) == [RECORD, "first.csv", "last.csv"]
    assert (tmp_path / "last.csv").read_bytes() == OTHER
    assert [line.split(":")[0] for line in lines] == ["first.csv", "gone.csv", "cut.csv", "last.csv"]


def test_a_progress_bar_shows_how_much_has_come(server, tmp_path, capfd):
    run(tmp_path, server.source("good.csv", Answer()), progress=True)
    assert "205k/205k" in capfd.readouterr().err


@pytest.mark.parametrize("text", ["{", "[]", '{"good.csv": 3}', "\xff"])
def test_a_damaged_record_of_what_was_fetched_is_named_before_anything_is_asked(server, tmp_path, text):
    (tmp_path / RECORD).write_bytes(text.encode("latin-1"))
    with pytest.raises(LayerError, match=r"fetched\.json: found .*, expected the record of what was fetched"):
        run(tmp_path, server.source("good.csv", Answer()))
    assert server.asked == []
    assert names_in(tmp_path) == [RECORD]


def shell(monkeypatch, *arguments) -> int:
    monkeypatch.setattr(sys, "argv", ["alcance", *arguments])
    with pytest.raises(SystemExit) as ended:
        alcance.main()
    return ended.value.code or 0


def test_the_shell_ends_with_1_when_a_file_fails_and_names_it_and_the_others_are_there(
    server, tmp_path, monkeypatch, capsys
):
    wanted = (
        server.source("gone.csv", fetch=True),
        server.source("good.csv", Answer(), fetch=True),
        server.source("page.html", Answer(), fetch=False),
    )
    monkeypatch.setattr(fetch_module, "SOURCES", wanted)
    assert shell(monkeypatch, "fetch", "--to", str(tmp_path)) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "gone.csv: the server answered 404 Not Found" in said.err
    assert "Traceback" not in said.err
    assert names_in(tmp_path) == [RECORD, "good.csv"]


def test_the_shell_ends_with_0_when_all_files_are_there(server, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(fetch_module, "SOURCES", (server.source("good.csv", Answer(), fetch=True),))
    assert shell(monkeypatch, "fetch", "--to", str(tmp_path / "raw")) == 0
    assert f"good.csv: 204,800 bytes, SHA-256 {digest(BODY)}" in capsys.readouterr().err
    assert (tmp_path / "raw" / "good.csv").read_bytes() == BODY


def test_the_files_that_can_be_fetched_are_the_official_ones_and_the_build_finds_them_by_name(tmp_path):
    fetched = {source.id: source for source in SOURCES if source.fetch}
    conapo = "https://repodatos.atdt.gob.mx/api_update/conapo/indice_intensidad_migratoria"
    census = "https://www.inegi.org.mx/contenidos/programas/ccpv/2020/datosabiertos/iter"
    assert {name: source.url for name, source in fetched.items()} == {
        "iim-2010": f"{conapo}/05_iim_mex_eeuu_2010_municipio.csv",
        "iim-2020": f"{conapo}/06_iim_mex_eeuu_2020_municipio.csv",
        "iter-2020": f"{census}/iter_00_cpv2020_csv.zip",
    }
    for source in fetched.values():
        path = tmp_path / source.url.rsplit("/", 1)[-1]
        path.write_bytes(b"")
        assert source.require(tmp_path) == path
