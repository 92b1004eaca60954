"""Many questions at once: each answered as alone, what is done stays done, what is wrong is named."""

from __future__ import annotations

import io
import json
import os
import sys

import pandas as pd
import pytest

from exports.lists import export_gaps
from geo import Criteria, find_gaps
from shell.workers import share_out

#: Copies of a process of several threads: newer Pythons warn of them.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

QUESTIONS = """
- name: As asked
- name: Cerca de Oaxaca
  reach_km: 30
  state: [Oaxaca, 07]
- reach_km: far
- just words
- {name: linked, link: "https://example.org/?lang=en&state=20&reach_km=40", reach_km: 45}
- {misspelt: 3}
- {name: as-asked, reach_km: 20}
- {name: twice, reach_km: 20, reach_km: 30}
- {name: nested, state: {a: b}}
- {name: summary}
- {name: nowhere, region: atlantis}
- {name: 中文, year: 2010}
"""
RIGHT = {"As asked": "as-asked", "Cerca de Oaxaca": "cerca-de-oaxaca", "linked": "linked", "中文": "question-12"}
WRONG = (6, 7, 9, 10, 11, 12, 13, 14)


@pytest.fixture
def batch(tmp_path):
    (tmp_path / "q.yaml").write_text(QUESTIONS, encoding="utf-8")
    return tmp_path / "q.yaml", tmp_path / "out"


def summary_of(folder):
    return pd.read_csv(folder / "summary.csv", encoding="utf-8-sig").set_index("scenario")


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.moderate
def test_a_wrong_line_is_named_and_the_others_are_answered(shell, layers, batch):
    file, out = batch
    code, printed, err = shell("batch", file, "--out", out, "--jobs", "1", "--lang", "en")
    assert (code, printed) == (1, b"")
    lines = err.splitlines()
    assert [line.split(": ")[1] for line in lines[:-1]] == [f"q.yaml, line {line}" for line in WRONG]
    assert lines[-1] == "alcance: 4 of 12 questions are answered"
    assert lines[0].endswith("reach_km: found 'far', expected a valid number")
    rows = summary_of(out)
    assert rows["gap"].notna().sum() == len(RIGHT)
    assert rows["fault"].notna().sum() == len(WRONG)
    asked = {
        "Cerca de Oaxaca": Criteria(reach_km=30, state=("07", "20")),
        "linked": Criteria(state=("20",), reach_km=45),
    }
    for name, criteria in asked.items():
        gaps = find_gaps(layers, criteria)
        assert rows.loc[name, "gap"] == len(gaps.gaps)
        assert (out / f"{RIGHT[name]}.csv").read_bytes() == export_gaps(gaps, layers)
        beside = json.loads((out / f"{RIGHT[name]}.csv-metadata.json").read_bytes())
        assert beside["notes"][0]["criteria"] == criteria.model_dump(mode="json")
    beside = json.loads((out / "summary.csv-metadata.json").read_bytes())
    assert [column["name"] for column in beside["tableSchema"]["columns"]] == ["scenario", *rows.columns]
    types = {column["name"]: column["datatype"] for column in beside["tableSchema"]["columns"]}
    assert (types["year"], types["gap"], types["gap_share"], types["query"]) == (
        "integer",
        "integer",
        "double",
        "string",
    )
    (about,) = beside["notes"]
    assert about["unit"] == "dwellings"
    # One asks about 2010, the others about 2020: the files behind both are named, each once.
    assert {source["edition"] for source in about["sources"]} >= {"2010", "2020"}
    assert len({tuple(source.values()) for source in about["sources"]}) == len(about["sources"])


@pytest.mark.moderate
def test_several_processes_write_the_same_and_what_is_done_stays_done(shell, batch):
    file, out = batch
    shell("batch", file, "--out", out, "--jobs", "1")
    alone = bytes_of(out)
    other = out.with_name("other")
    shell("batch", file, "--out", other, "--jobs", "2")
    assert bytes_of(other) == alone
    # Half of it is gone, and one file is another question's: the rest is not written again.
    (other / "linked.csv").unlink()
    record = other / "as-asked.question.json"
    record.write_text(record.read_text().replace('"key":"', '"key":"0'))
    before = {path.name: path.stat().st_mtime_ns for path in other.iterdir()}
    shell("batch", file, "--out", other, "--jobs", "1")
    assert bytes_of(other) == alone
    kept = {path.name for path in other.iterdir() if path.stat().st_mtime_ns == before.get(path.name)}
    assert kept == {name for name in alone if not name.startswith(("linked", "as-asked", "summary"))}


@pytest.mark.moderate
def test_a_question_that_has_changed_is_answered_anew_and_its_record_is_taken_by_compare(shell, tmp_path):
    file, out = tmp_path / "q.yaml", tmp_path / "out"
    for reach, gaps in ((50, 168), (30, 198)):
        file.write_text(f"- {{name: a, reach_km: {reach}}}")
        assert shell("batch", file, "--out", out, "--format", "json,xlsx")[0] == 0
        assert summary_of(out).loc["a", "gap"] == gaps
        assert json.loads((out / "a.json").read_bytes())["criteria"]["reach_km"] == reach
    assert sorted(path.name for path in out.iterdir()) == [
        "a.json",
        "a.question.json",
        "a.xlsx",
        "summary.csv",
        "summary.csv-metadata.json",
    ]
    code, printed, _ = shell("compare", out / "a.question.json", out / "a.json")
    assert code == 0
    assert pd.read_csv(io.BytesIO(printed))["gap"].tolist() == [198, 198]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reach_km: 30", "q.yaml: found no list"),
        ("[]", "q.yaml: found no list"),
        ("- a: [1\n- b", "line 2: found no YAML"),
    ],
)
def test_a_file_that_is_no_list_is_told(shell, tmp_path, text, said):
    (tmp_path / "q.yaml").write_text(text)
    code, _, err = shell("batch", tmp_path / "q.yaml", "--out", tmp_path / "out")
    assert code == 1
    assert said in err
    assert not (tmp_path / "out").exists()


def test_a_format_that_there_is_not_is_told(shell, batch):
    code, _, err = shell("batch", batch[0], "--out", batch[1], "--format", "csv,docx")
    assert code == 2
    assert err.startswith("alcance: --format: found 'docx', expected one of csv, ")


# --- processes


@pytest.mark.moderate
def test_work_is_shared_out_and_a_process_that_dies_takes_no_other_with_it():
    def work(task):
        if task == 3:
            os._exit(1)
        return task * task

    assert dict(share_out(work, range(8), 2)) == {task: None if task == 3 else task * task for task in range(8)}
    assert dict(share_out(work, [3, 3], 2)) == {3: None}
    assert list(share_out(abs, [-1, -2], 1)) == [(-1, 1), (-2, 2)]


@pytest.mark.skipif(sys.platform != "linux", reason="one process does it all elsewhere")
def test_a_full_disk_ends_the_work_and_nobody_is_left_at_it():
    def work(task):
        if task:
            raise OSError(28, "No space left on device", "a.csv")
        return os.getpid()

    results = share_out(work, [0, 0, 0, 1], 2)
    pids = {next(results)[1]}
    with pytest.raises(OSError, match="No space"):
        pids |= {pid for _, pid in results}
    assert os.getpid() not in pids
