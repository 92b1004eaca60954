"""How the shell ends: a full disk, nobody who reads, a person who stops it, the time that ran out."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import numpy as np
import pytest
from scipy.optimize import OptimizeResult

from geo import Criteria
from geo.covering import Instance
from geo.deadline import SOLVER, Deadline
from geo.sites import cover_share, place_sites
from geo.siting import Siting
from geo.solving import solve
from shell.sites import INFEASIBLE, OUT_OF_TIME
from tests.conftest import ROOT

STOPPED = 130


def bash(script, folder, **environment):
    """Run a script in a folder, with `alcance` as a command."""
    command = f'alcance() {{ {sys.executable} -m alcance "$@"; }}\n{script}'
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        check=False,
        timeout=120,
    )


# --- standard output


@pytest.mark.slow
@pytest.mark.parametrize("buffered", [True, False])
def test_a_full_disk_is_told_and_no_list_passes_for_whole(tmp_path, buffered):
    buffering = {"PYTHONUNBUFFERED": "" if buffered else "1"}
    ran = bash("alcance layers returns > /dev/full", tmp_path, **buffering)
    assert (ran.returncode, ran.stderr) == (1, b"alcance: standard output: No space left on device\n")
    # 32 blocks of 1,024 bytes are less than the list: a first write is cut, and only a second one fails.
    ran = bash("ulimit -f 32; alcance layers returns > list.csv", tmp_path, **buffering)
    assert (ran.returncode, ran.stderr) == (1, b"alcance: standard output: File too large\n")
    assert (tmp_path / "list.csv").stat().st_size == 32 * 1024


@pytest.mark.slow
def test_a_disk_with_room_for_a_part_is_told_with_the_file_s_name(tmp_path):
    script = """
        mkdir disk && mount -t tmpfs -o size=64k tmpfs disk || exit 99
        PYTHONUNBUFFERED=1 alcance layers returns > disk/printed.csv; echo $?
        rm disk/printed.csv; echo old > disk/list.csv
        alcance gaps --all --out disk/list.csv; echo $?
        ls -A disk; cat disk/list.csv; umount disk
    """
    ran = bash(script, tmp_path)
    if ran.returncode == 99:
        pytest.skip("nobody may mount here")
    assert ran.stdout.split() == [b"1", b"1", b"list.csv", b"old"]
    assert ran.stderr.splitlines() == [
        b"alcance: standard output: No space left on device",
        b"alcance: disk/list.csv: No space left on device",
    ]


@pytest.mark.moderate
def test_a_closed_standard_output_is_told(tmp_path):
    ran = bash("alcance gaps >&-", tmp_path)
    assert (ran.returncode, ran.stderr) == (1, b"alcance: standard output: Bad file descriptor\n")


@pytest.mark.slow
def test_nobody_who_reads_on_is_no_fault(tmp_path):
    script = (
        "for it in 'layers returns' 'gaps --help' 'fetch --list'; do alcance $it | head -0; echo ${PIPESTATUS[0]}; done"
    )
    ran = bash(script, tmp_path)
    assert (ran.stdout, ran.stderr) == (b"0\n0\n0\n", b"")


# --- stopped by a person

#: Begun by a background job a process would not hear that it is stopped.
START = """
import signal, sys, alcance
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = ["alcance", *sys.argv[1:]]
def ready():
    print("ready", flush=True)
{before}
alcance.main()
"""

SLOW_IMPORT = """
import builtins
usual = builtins.__import__
def slow(name, *rest):
    if name == "typer":
        ready()
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
    return usual(name, *rest)
builtins.__import__ = slow
"""

SLOW_LOAD = """
import layers
def slow():
    ready()
    while True:
        pass
layers.load = slow
"""

#: A set to cover by which HiGHS is kept for minutes.
SLOW_SOLVER = """
import numpy as np
from scipy import optimize
from geo import relaxing
relaxing._ROUNDS = 1
usual = optimize.milp
def slow(options, **_):
    random = np.random.default_rng(0)
    covers = (random.random((300, 150)) < 0.05).astype(float)
    ready()
    return usual(
        random.random(150),
        constraints=optimize.LinearConstraint(covers, 1, np.inf),
        integrality=np.ones(150),
        bounds=optimize.Bounds(0, 1),
        options=options,
    )
optimize.milp = slow
"""


def stopped(before, *arguments):
    """Start the shell, wait until it is where it is to be stopped, and stop it: how it ended, and what it said."""
    running = subprocess.Popen(
        [sys.executable, "-c", START.format(before=before), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with running:
        try:
            assert running.stdout.readline() == b"ready\n"
            running.send_signal(signal.SIGINT)
            return running.wait(timeout=10), running.stderr.read()
        finally:
            running.kill()


def test_stopped_while_it_begins_it_ends_at_once_and_says_nothing():
    assert stopped(SLOW_IMPORT, "gaps") == (-signal.SIGINT, b"")


#: Typer makes a command of each function before it minds any signal.
SLOW_TYPER = """
import typer.main
def slow(*_, **__):
    ready()
    while True:
        pass
typer.main.get_command = slow
"""


@pytest.mark.moderate
@pytest.mark.parametrize("where", [SLOW_LOAD, SLOW_TYPER], ids=["load", "typer"])
def test_stopped_at_work_it_says_so_in_a_line(where):
    assert stopped(where, "gaps") == (STOPPED, b"alcance: stopped\n")


@pytest.mark.slow
def test_stopped_while_the_solver_runs_it_tells_the_best_so_far_and_does_not_wait_for_the_solver():
    code, told = stopped(SLOW_SOLVER, "sites", "--k", "10", "--state", "12", "--time-limit", "600")
    assert code == STOPPED
    said = r"stopped: the best found reaches [\d,]+, and none of as many can reach more than [\d,]+"
    assert re.fullmatch(rf"alcance: {said}\nalcance: stopped\n", told.decode())


# --- out of time


def nothing_found(**_):
    """What HiGHS answers where its time is over before it found anything."""
    return OptimizeResult(x=None, mip_dual_bound=None)


def test_a_solver_that_does_not_look_at_the_clock_is_given_up(monkeypatch):
    import threading

    wait = threading.Event()
    monkeypatch.setattr("scipy.optimize.milp", lambda **_: wait.wait())
    monkeypatch.setattr("geo.relaxing._ROUNDS", 0)
    covers = np.random.default_rng(1).random((30, 12)) < 0.3
    instance = Instance(np.packbits(covers, axis=1), np.arange(1.0, 31.0), 12)
    found = solve(instance, 3, deadline=Deadline(0.05))
    assert found.status == "time_limit"
    assert instance.value(instance.greedy(3)) <= found.objective < found.bound <= instance.total
    wait.set()
    for thread in threading.enumerate():
        if thread.name == SOLVER:
            thread.join()


def test_what_fails_in_the_solver_s_thread_is_not_lost(monkeypatch):
    def fail(**_):
        raise ValueError("no problem")

    monkeypatch.setattr("scipy.optimize.milp", fail)
    monkeypatch.setattr("geo.relaxing._ROUNDS", 0)
    covers = np.random.default_rng(1).random((30, 12)) < 0.3
    with pytest.raises(ValueError, match="no problem"):
        solve(Instance(np.packbits(covers, axis=1), np.arange(1.0, 31.0), 12), 3)


@pytest.mark.moderate
def test_the_fewest_sites_are_asked_for_in_one_time_for_all_counts(layers, monkeypatch):
    monkeypatch.setattr("scipy.optimize.milp", nothing_found)
    found = cover_share(layers, Criteria(), share=0.9, time_limit_s=1e-3)
    assert found.status == "time_limit"
    assert 1 <= found.least < len(found.sites) == found.greedy_count
    assert found.gap == pytest.approx(1 - found.least / len(found.sites))
    assert found.sites["share"].iloc[-1] >= 0.9


@pytest.mark.moderate
def test_the_shell_tells_the_best_found_and_what_is_proven(shell, layers, monkeypatch):
    monkeypatch.setattr("scipy.optimize.milp", nothing_found)
    monkeypatch.setattr("geo.relaxing._ROUNDS", 1)
    code, out, err = shell("sites", "--k", "10", "--state", "12")
    found = place_sites(layers, Criteria(state=("12",)), Siting(k=10))
    assert (code, out.count(b"\r\n")) == (OUT_OF_TIME, 11)
    assert err == (
        f"alcance: the time ran out: the best found reaches {found.objective:,.0f}, and none of as many can reach more "
        f"than {found.bound:,.0f}\n"
    )
    assert found.objective < found.bound


@pytest.mark.moderate
def test_the_shell_tells_how_few_sites_cannot_do_it(shell, layers, monkeypatch):
    monkeypatch.setattr("scipy.optimize.milp", nothing_found)
    monkeypatch.setattr("geo.relaxing._ROUNDS", 1)
    code, _, err = shell("sites", "--cover", "0.8", "--state", "12")
    found = cover_share(layers, Criteria(state=("12",)), share=0.8)
    assert code == OUT_OF_TIME
    said = f"{len(found.sites)} sites do it, and fewer than {found.least} cannot"
    assert err == f"alcance: the time ran out: {said}\n"


@pytest.mark.moderate
def test_a_time_too_short_for_anything_is_told(tmp_path):
    ran = bash("alcance sites --time-limit 0.01 --out sites.csv", tmp_path)
    assert (ran.returncode, ran.stdout) == (OUT_OF_TIME, b"")
    assert ran.stderr == b"alcance: the time ran out before a first choice: --time-limit 0.01 is too short\n"
    assert list(tmp_path.iterdir()) == []


def test_the_help_says_the_codes(shell):
    _, out, _ = shell("sites", "--help")
    words = " ".join(out.decode().split())
    assert f"Exit code {OUT_OF_TIME}: the time ran out" in words
    assert f"{INFEASIBLE}: all candidates together do not reach that share" in words
