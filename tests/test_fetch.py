"""Downloads, against a server of our own: what is whole and right is kept, all else is named and leaves nothing."""

from __future__ import annotations

import hashlib
import http.server
import io
import json
import sys
import threading
import zipfile
from dataclasses import dataclass, field, replace

import pytest

import alcance
from layers import LayerError
from layers.pipeline import sources as sources_module
from layers.pipeline.fetch import RECORD, fetch
from layers.pipeline.sources import RETURNS_2020, SOURCES, choose, official

BODY = bytes(range(256)) * 800
INEGI = "https://www.inegi.org.mx/contenidos/programas"
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


@pytest.mark.moderate
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


@pytest.mark.moderate
def test_the_shell_ends_with_1_when_a_file_fails_and_names_it_and_the_others_are_there(
    server, tmp_path, monkeypatch, capsys
):
    wanted = (
        server.source("gone.csv", fetch=True),
        server.source("good.csv", Answer(), fetch=True),
        server.source("page.html", Answer(), fetch=False),
    )
    monkeypatch.setattr(sources_module, "SOURCES", wanted)
    assert shell(monkeypatch, "fetch", "--to", str(tmp_path)) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "gone.csv: the server answered 404 Not Found" in said.err
    assert "Traceback" not in said.err
    assert names_in(tmp_path) == [RECORD, "good.csv"]


def test_the_shell_ends_with_0_when_all_files_are_there(server, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sources_module, "SOURCES", (server.source("good.csv", Answer(), fetch=True),))
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
        "eic-2025": f"{INEGI}/eic/2025/datosabiertos/conjunto_de_datos_eic2025_105_csv.zip",
    }
    for source in fetched.values():
        path = tmp_path / source.url.rsplit("/", 1)[-1]
        path.write_bytes(b"")
        assert source.require(tmp_path) == path


# --- a ZIP is judged by itself, not by the server's status

PAGE = b"\xef\xbb\xbf\r\n<!DOCTYPE html><html><body>Esta liga ya no existe</body></html>" + b" " * 2200


def a_zip(compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as packed:
        packed.writestr(zipfile.ZipInfo("a/table.csv"), "CVE_ENT,POBTOT\n" + "20,4132148\n" * 5000)
        packed.writestr(zipfile.ZipInfo("a/dictionary.csv"), "column,means\n")
    return buffer.getvalue()


def as_deflate64(data: bytes) -> bytes:
    """The same, its entries said to be packed in a way that cannot be read here."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        starts = [entry.header_offset for entry in packed.infolist()]
    changed = bytearray(data)
    for start in starts:
        changed[start + 8 : start + 10] = b"\x09\x00"
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 10 : at + 12] = b"\x09\x00"
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


@pytest.mark.parametrize("data", [a_zip(), a_zip(zipfile.ZIP_STORED), as_deflate64(a_zip())])
def test_a_whole_zip_is_kept(server, tmp_path, data):
    assert run(tmp_path, server.source("whole.zip", Answer(body=data)))[0] == {}
    assert (tmp_path / "whole.zip").read_bytes() == data


@pytest.mark.parametrize("name", ["missing.zip", "missing.csv", "missing.xlsx"])
def test_a_page_of_html_with_status_200_is_refused_and_nothing_is_kept(server, tmp_path, name):
    failures, [line] = run(tmp_path, server.source(name, Answer(body=PAGE)))
    assert failures == {
        name: "the server answered with a page of HTML instead of the file: at this address there is none"
    }
    assert line == f"{name}: {failures[name]}"
    assert names_in(tmp_path) == []


def damaged(data: bytes) -> bytes:
    middle = len(data) // 3
    return data[:middle] + bytes(255 - byte for byte in data[middle : middle + 4]) + data[middle + 4 :]


@pytest.mark.parametrize(
    "data",
    [
        a_zip()[:-30],
        a_zip()[:100],
        damaged(a_zip()),
        damaged(a_zip(zipfile.ZIP_STORED)),
        as_deflate64(a_zip())[60:],
        b"",
        b"a text of no kind",
        b"PK\x05\x06" + b"\0" * 18,
    ],
    ids=["cut at the end", "cut early", "damaged", "damaged, stored", "beginning lost", "nothing", "text", "empty"],
)
def test_what_is_no_whole_zip_is_refused_and_nothing_is_kept(server, tmp_path, data):
    failures, _ = run(tmp_path, server.source("bad.zip", Answer(body=data)))
    assert "ZIP" in failures["bad.zip"] or "nothing" in failures["bad.zip"]
    assert names_in(tmp_path) == []


def test_a_page_of_html_that_lies_under_the_files_name_is_named_and_left(server, tmp_path):
    (tmp_path / "there.zip").write_bytes(PAGE)
    failures, _ = run(tmp_path, server.source("there.zip", Answer(body=a_zip())))
    assert "page of HTML" in failures["there.zip"]
    assert "remove it first" in failures["there.zip"]
    assert server.asked == []


# --- what can be asked for


def test_every_official_address_is_known_once():
    every = official()
    assert len({source.id for source in every}) == len({source.url for source in every}) == len(every) == 140
    assert all(source.url.startswith("https://") and source.purpose for source in every)
    urls = {source.id: source.url for source in every}
    assert urls["iter-2020-state-20"] == f"{INEGI}/ccpv/2020/datosabiertos/iter/iter_20_cpv2020_csv.zip"
    assert urls["microdata-2020-state-01"] == f"{INEGI}/ccpv/2020/microdatos/Censo2020_CA_ags_csv.zip"
    assert urls["microdata-2020-state-20"] == f"{INEGI}/ccpv/2020/microdatos/Censo2020_CA_oax_csv.zip"
    assert urls["microdata-2020-state-32"] == f"{INEGI}/ccpv/2020/microdatos/Censo2020_CA_zac_csv.zip"
    assert urls["microdata-2020"] == f"{INEGI}/ccpv/2020/microdatos/Censo2020_CA_eum_csv.zip"
    assert urls["microdata-2025-state-07"] == f"{INEGI}/eic/2025/microdatos/eic2025_micro_07_csv.zip"
    assert urls["classifications-2020"] == f"{INEGI}/ccpv/2020/microdatos/Censo2020_clasificaciones_CPV_csv.zip"


def test_files_are_chosen_by_id_group_and_state():
    assert [source.id for source in choose()] == ["iter-2020", "iim-2010", "iim-2020", "eic-2025"]
    assert [source.id for source in choose(states=["07", "20"])] == ["iter-2020-state-07", "iter-2020-state-20"]
    assert len(choose(["microdata-2025-state"])) == 32
    assert [source.id for source in choose(["microdata-2025-state", "iim-2000"])][-1] == "iim-2000"
    assert [source.id for source in choose(["microdata-2020-state"], ["30"])] == ["microdata-2020-state-30"]


@pytest.mark.parametrize(
    ("names", "states", "said"),
    [
        (["iter"], [], "found 'iter', expected a file or group: iter-2020, "),
        ([], ["33"], "state: found '33', expected the key of a state, 01 to 32"),
        (["iim-2020"], ["20"], "state: found 'iim-2020', expected a group of files by state"),
    ],
)
def test_a_choice_that_is_none_is_named(names, states, said):
    with pytest.raises(LayerError) as caught:
        choose(names, states)
    assert said in str(caught.value)


def test_the_shell_lists_every_file_with_its_purpose_and_size_and_asks_for_nothing(monkeypatch, tmp_path, capsys):
    assert shell(monkeypatch, "fetch", "--list", "--to", str(tmp_path / "raw")) == 0
    said = capsys.readouterr().out
    assert "eic-2025: the year 2025 in the return figures" in said
    assert "36.6 MB" in said
    assert "32 files, one a state" in said
    assert not (tmp_path / "raw").exists()
