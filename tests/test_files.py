"""What `--out` writes: into a file in one go, through links, into pipes and devices; with real ones of each."""

from __future__ import annotations

import inspect
import json
import os
import stat
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from typing import get_args

import pytest

from exports.files import is_stream, write_together, write_whole
from layers import DATA
from shell.commands import app
from tests.conftest import ROOT
from vocabulary.lists import LIST_FORMATS, SETTLEMENTS_FORMATS, LayerFormat, RegionFormat, ScenarioFormat, TableFormat

NEW = b"what is new" * 1000
LONGEST_NAME = 255


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def umask():
    """Set the umask, and put it back."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


def names(folder):
    return sorted(path.name for path in folder.rglob("*"))


# --- files


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_what_the_umask_leaves(tmp_path, umask, mask, mode):
    umask(mask)
    path = tmp_path / "list.csv"
    write_whole(path, NEW)
    assert (path.read_bytes(), mode_of(path)) == (NEW, mode)
    assert names(tmp_path) == ["list.csv"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o400, 0o755, 0o666])
def test_a_file_keeps_its_mode_whatever_the_umask(tmp_path, umask, mode):
    umask(0o027)
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    path.chmod(mode)
    write_whole(path, NEW)
    assert (path.read_bytes(), mode_of(path)) == (NEW, mode)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_a_file_keeps_its_owner(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    os.chown(path, 12345, 54321)
    path.chmod(0o600)
    write_whole(path, NEW)
    found = path.stat()
    assert (found.st_uid, found.st_gid, mode_of(path)) == (12345, 54321, 0o600)


def test_who_has_the_old_file_open_sees_the_old_bytes(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    with path.open("rb") as before:
        write_whole(path, NEW)
        assert before.read() == b"old"


def test_the_longest_name_that_a_file_can_have(tmp_path):
    path = tmp_path / ("a" * LONGEST_NAME)
    write_whole(path, NEW)
    assert path.read_bytes() == NEW


def test_the_name_of_a_number_is_a_file_like_any_other(tmp_path):
    path = tmp_path / "1"
    assert not is_stream(path)
    write_whole(path, NEW)
    assert path.read_bytes() == NEW


def test_files_are_written_together_or_not_at_all(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"old")
    for stands_in_the_way in (other, tmp_path / "nowhere" / "other", tmp_path / ("a" * (LONGEST_NAME + 1))):
        if stands_in_the_way == other:
            other.mkdir()
        with pytest.raises(OSError, match=r"folder|too long") as told:
            write_together({one: NEW, stands_in_the_way: NEW})
        assert told.value.filename in {str(stands_in_the_way), str(stands_in_the_way.parent)}
        assert one.read_bytes() == b"old"
    other.rmdir()
    assert names(tmp_path) == ["one"]
    write_together({one: NEW, other: NEW[1:]})
    assert (one.read_bytes(), other.read_bytes()) == (NEW, NEW[1:])
    assert names(tmp_path) == ["one", "other"]


# --- links


def test_links_stay_and_what_they_lead_to_is_written_with_its_mode(tmp_path):
    there = tmp_path / "there"
    there.mkdir()
    path = there / "list.csv"
    path.write_bytes(b"old")
    path.chmod(0o600)
    middle, first = there / "middle", tmp_path / "first"
    middle.symlink_to("list.csv")
    first.symlink_to(middle)
    write_whole(first, NEW)
    assert (path.read_bytes(), mode_of(path)) == (NEW, 0o600)
    assert (first.readlink(), middle.readlink()) == (middle, Path("list.csv"))
    assert names(tmp_path) == ["first", "list.csv", "middle", "there"]


def test_a_link_to_nothing_yet_makes_what_it_points_to(tmp_path):
    (tmp_path / "there").mkdir()
    link, path = tmp_path / "link", tmp_path / "there" / "list.csv"
    link.symlink_to("there/list.csv")
    write_whole(link, NEW)
    assert link.is_symlink()
    assert not path.is_symlink()
    assert path.read_bytes() == NEW


def test_links_in_a_circle_are_told(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.symlink_to(other)
    other.symlink_to(one)
    with pytest.raises(OSError, match="Too many levels of symbolic links") as told:
        write_whole(one, NEW)
    assert told.value.filename == str(one)
    assert one.is_symlink()
    assert names(tmp_path) == ["one", "other"]


@pytest.mark.parametrize("target", ["nowhere/list.csv", "folder"])
def test_a_link_to_a_folder_or_into_none_is_told(tmp_path, target):
    (tmp_path / "folder").mkdir()
    link = tmp_path / "link"
    link.symlink_to(target)
    with pytest.raises(OSError, match="folder") as told:
        write_whole(link, NEW)
    assert told.value.filename == str(tmp_path / target.split("/", maxsplit=1)[0])
    assert names(tmp_path) == ["folder", "link"]


# --- pipes, devices, what is open already


class Reader(threading.Thread):
    """Reads a pipe to its end."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.data = path, b""
        self.start()

    def run(self):
        self.data = self.path.read_bytes()

    def read(self):
        self.join(20)
        return self.data


@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path, linked):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    path = pipe
    if linked:
        path = tmp_path / "link"
        path.symlink_to(pipe)
    reader = Reader(pipe)
    write_whole(path, NEW * 100)
    assert reader.read() == NEW * 100
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert mode_of(pipe) == 0o600
    assert path.is_symlink() == linked


@pytest.mark.parametrize("linked", [False, True])
def test_a_device_is_written_into_and_stays_a_device(tmp_path, linked):
    path = Path(os.devnull)
    if linked:
        path = tmp_path / "link"
        path.symlink_to(os.devnull)
    before = Path(os.devnull).lstat()
    write_whole(path, NEW)
    after = Path(os.devnull).lstat()
    assert stat.S_ISCHR(after.st_mode)
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert path.is_symlink() == linked


def test_a_device_that_takes_nothing_is_named():
    with pytest.raises(OSError, match="No space left on device") as told:
        write_whole(Path("/dev/full"), NEW)
    assert told.value.filename == "/dev/full"


@pytest.mark.parametrize("folder", ["/dev/fd", "/proc/self/fd"])
def test_what_is_open_is_written_into_where_it_stands(tmp_path, folder):
    log = tmp_path / "log"
    log.write_bytes(b"before\n")
    with log.open("ab") as opened:
        link = tmp_path / "link"
        link.symlink_to(f"{folder}/{opened.fileno()}")
        write_whole(Path(f"{folder}/{opened.fileno()}"), b"one\n")
        write_whole(link, b"two\n")
        opened.write(b"after\n")
    assert log.read_bytes() == b"before\none\ntwo\nafter\n"
    assert names(tmp_path) == ["link", "log"]


def test_what_is_not_open_is_named():
    with pytest.raises(OSError, match="Bad file descriptor") as told:
        write_whole(Path("/dev/fd/987"), NEW)
    assert told.value.filename == "/dev/fd/987"


# --- the shell


def bash(script, folder):
    command = f'alcance() {{ {sys.executable} -m alcance "$@"; }}\n{script}'
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "script",
    [
        "alcance gaps --out >(head -1); wait $!",
        "alcance gaps --out /dev/stdout | head -1",
        "mkfifo pipe; alcance gaps --out pipe & head -1 pipe; wait; rm pipe",
    ],
)
def test_a_list_goes_into_another_program_and_leaves_nothing_beside(tmp_path, script):
    ran = bash(script, tmp_path)
    assert ran.stdout.startswith(b"\xef\xbb\xbfcvegeo,")
    assert ran.stdout.count(b"\n") == 1
    assert ran.stderr == b""
    assert names(tmp_path) == []


@pytest.mark.slow
def test_a_list_that_is_poured_after_others_does_not_take_their_place(tmp_path):
    ran = bash("echo before > log; alcance gaps --out /dev/stdout >> log; echo after >> log", tmp_path)
    assert ran.stderr == b""
    data = (tmp_path / "log").read_bytes()
    assert data.startswith(b"before\n\xef\xbb\xbfcvegeo,")
    assert data.endswith(b"\nafter\n")


def test_a_list_through_a_link_has_what_tells_about_it_beside_the_link(shell, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "list.csv").symlink_to("there/data.csv")
    assert shell("gaps", "--out", tmp_path / "list.csv") == (0, b"", "")
    assert names(tmp_path) == ["data.csv", "list.csv", "list.csv-metadata.json", "there"]
    assert (tmp_path / "list.csv").is_symlink()


#: A command of each, asked about little where more would take longer.
COMMANDS = {
    "gaps": [],
    "certainty": [],
    "change": [],
    "pilots": [],
    "services": [],
    "concentration": [],
    "regions": [],
    "sites": ["--k", "1", "--state", "31"],
    "referrals": [],
    "isochrones": [],
    "unknowns": ["--state", "23"],
    "layers": ["returns"],
    "figure": ["--state", "23"],
    "brief": ["--state", "23"],
    "embed": ["--state", "23"],
    "municipality": ["20067"],
    "compare": ["http://localhost/?reach_km=30"],
    "edition": ["--diff", DATA],
    "microdata": ["--persons", "nobody.csv"],
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["", "{folder}", "{folder}/", "{folder}/none/"])
def test_no_name_and_a_folder_s_are_told_before_the_work(shell, tmp_path, monkeypatch, command, name):
    monkeypatch.setattr("layers.load", lambda: pytest.fail("there is no need to load anything"))
    code, out, err = shell(command, *COMMANDS[command], "--out", name.format(folder=tmp_path))
    assert (code, out) == (2, b"")
    found = f"the folder {name.format(folder=tmp_path)}" if name else "no name"
    assert err == f"alcance: Invalid value for '--out': found {found}, expected a file\n"
    assert names(tmp_path) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_name_that_ends_as_no_format_does_is_told_before_the_work(shell, tmp_path, monkeypatch, command):
    monkeypatch.setattr("layers.load", lambda: pytest.fail("there is no need to load anything"))
    for name in ("list.docx", "list.csv.gz", "list.CSV.bak"):
        code, out, err = shell(command, *COMMANDS[command], "--out", tmp_path / name)
        assert (code, out) == (2, b"")
        known = ", ".join(f".{form}" for form in FORMATS[command])
        more = " (or --format)" if len(FORMATS[command]) > 1 and command != "microdata" else ""
        found = f"found .{name.rpartition('.')[2].lower()}, expected a name that ends with {known}{more}"
        assert err == f"alcance: Invalid value for --out: {found}\n"
    assert names(tmp_path) == []


#: The formats of each command, the usual one first.
FORMATS = {
    "gaps": LIST_FORMATS,
    "municipality": SETTLEMENTS_FORMATS,
    **dict.fromkeys(
        ["certainty", "change", "concentration", "edition", "pilots", "services", "sites", "unknowns", "referrals"],
        get_args(TableFormat),
    ),
    "regions": get_args(RegionFormat),
    "isochrones": ["geojson"],
    "layers": get_args(LayerFormat),
    "figure": ["png", "svg"],
    "brief": ["pdf", "html"],
    "embed": ["html"],
    "compare": get_args(ScenarioFormat),
    "microdata": ["csv", "parquet"],
}

STARTS = {
    "csv": b"\xef\xbb\xbf",
    "zip": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "json": b'{"',
    "geojson": b'{"type":"FeatureCollection"',
    "gpkg": b"SQLite format 3",
    "parquet": b"PAR1",
    "geoparquet": b"PAR1",
    "png": b"\x89PNG",
    "svg": b"<?xml",
    "pdf": b"%PDF-",
    "html": b"<!doctype html>",
}
#: Without a file of microdata or a network of roads two of them have nothing to write.
NAMED = [
    (command, form)
    for command, forms in FORMATS.items()
    if command not in {"microdata", "isochrones"}
    for form in forms
]


@pytest.mark.slow
@pytest.mark.parametrize(("command", "form"), NAMED)
def test_the_format_is_what_the_name_ends_with(shell, tmp_path, command, form):
    path = tmp_path / f"here.there.{form.upper() if form == 'json' else form}"
    assert shell(command, *COMMANDS[command], "--out", path) == (0, b"", "")
    assert path.read_bytes().startswith(STARTS[form])
    beside = [f"{path.name}-metadata.json"] if form == "csv" and command != "layers" else []
    assert names(tmp_path) == [path.name, *beside]


@pytest.mark.moderate
@pytest.mark.parametrize("name", ["list", "list.txt", ".csv", "list.json"])
def test_the_option_says_otherwise_and_without_an_ending_it_is_the_usual_format(shell, tmp_path, name):
    option = ["--format", "csv"] if name in {"list.txt", "list.json"} else []
    assert shell("change", *option, "--out", tmp_path / name) == (0, b"", "")
    assert (tmp_path / name).read_bytes().startswith(STARTS["csv"])


@pytest.mark.moderate
@pytest.mark.parametrize("command", ["change", "layers"])
def test_a_dash_is_standard_output_and_a_file_of_that_name_has_a_folder(shell, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    code, out, err = shell(command, *COMMANDS[command], "--out", "-")
    assert (code, err) == (0, "")
    assert (out, names(tmp_path)) == (shell(command, *COMMANDS[command])[1], [])
    assert shell(command, *COMMANDS[command], "--out", "./-") == (0, b"", "")
    assert (tmp_path / "-").read_bytes() == out


@pytest.mark.moderate
@pytest.mark.parametrize("name", ["a" * 242, "a" * 240 + ".csv"])
def test_a_name_with_no_room_for_what_stands_beside_it_writes_neither(shell, tmp_path, name):
    code, out, err = shell("gaps", "--out", tmp_path / name)
    assert (code, out) == (1, b"")
    assert err == f"alcance: {tmp_path / name}-metadata.json: File name too long\n"
    assert names(tmp_path) == []


@pytest.mark.moderate
@pytest.mark.parametrize("form", ["csv", "zip", "xlsx"])
def test_a_name_that_is_no_utf_8_is_a_name_like_any_other(shell, tmp_path, form):
    path = tmp_path / f"a\udcff b.{form}"
    if form == "csv":
        ran = bash(f"alcance municipality 20067 --out $'a\\xff b.{form}'", tmp_path)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
    else:
        # Python hands the name on to every program as it did there.
        assert shell("municipality", "20067", "--out", path) == (0, b"", "")
    assert path.read_bytes().startswith(STARTS[form])
    if form == "zip":
        inside = zipfile.ZipFile(path).namelist()
        assert inside == ["a\ufffd b.csv", "a\ufffd b.csv-metadata.json"]
    if form == "csv":
        beside = json.loads((tmp_path / f"{path.name}-metadata.json").read_text(encoding="utf-8"))
        assert beside["url"] == "a%FF%20b.csv"


def test_every_command_that_writes_a_file_is_among_those():
    writes = {
        command.name or command.callback.__name__
        for command in app.registered_commands
        if "out" in inspect.signature(command.callback).parameters
    }
    assert writes == {*COMMANDS, "batch", "build", "hdx", "network"}  # these write folders
    assert set(FORMATS) == set(COMMANDS)
