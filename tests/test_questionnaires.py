"""`evidence answer` and `evidence review`: files in and out, exit codes, and that a failed run writes nothing."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from openpyxl import load_workbook
from typer.testing import CliRunner

from evidence.cli import app
from evidence.cli import main as program
from tests.conftest import EXAMPLE
from tests.workbooks import rich, simple

QUESTIONS = (
    "Are you SOC 2 certified?",
    "Within how many days do you triage critical vulnerability reports?",
    "Who is responsible for backups?",
    "Is your hold cargo insured?",
)


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, args)])


def answered(asked: Path, out: Path, *more: str) -> Result:
    return run("answer", asked, "--source", EXAMPLE, "--out", out, *more)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "asked.xlsx"
    path.write_bytes(simple([(n, q, None, None) for n, q in enumerate(QUESTIONS, 1)], options='"Yes,No,N/A"'))
    return path


def rows(path: Path) -> list[tuple[Any, ...]]:
    return [tuple(r) for r in load_workbook(io.BytesIO(path.read_bytes())).worksheets[0].iter_rows(values_only=True)]


def test_a_workbook_is_answered_and_passes_review(workbook: Path, tmp_path: Path) -> None:
    before, out = workbook.read_bytes(), tmp_path / "out.xlsx"
    done = answered(workbook, out)
    assert done.exit_code == 0, done.output
    assert workbook.read_bytes() == before
    found = rows(out)
    assert found[1][2] == "No"
    assert "does not claim SOC 2" in found[1][3]
    assert "goal, not a contractual SLA" in found[2][3]
    assert "customer's responsibility" in found[3][3]
    assert found[4][2] is None
    assert "No documented position" in found[4][3]
    assert "4 questions: " in done.stdout
    assert "1 no documented position" in done.stdout
    reviewed = run("review", out, "--source", EXAMPLE)
    assert reviewed.exit_code == 0, reviewed.output
    assert "4 of 4 questions have an answer; 0 are not worded as ours, 0 say otherwise" in reviewed.stdout


@pytest.mark.filterwarnings("ignore:Data Validation extension")
def test_a_rich_workbook_goes_through_both_commands(tmp_path: Path) -> None:
    asked, out = tmp_path / "asked.xlsm", tmp_path / "out.xlsm"
    asked.write_bytes(rich(QUESTIONS, macros=True))
    assert answered(asked, out).exit_code == 0
    assert run("review", out, "--source", EXAMPLE).exit_code == 0


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("does not claim SOC 2", "claims SOC 2", "negation"),
        ("5 business days", "5 days", "unit"),
        ("5 business days", "3 business days", "quantity"),
        ("a response goal, not a contractual SLA", "a contractual SLA", "binding"),
        ("the customer's responsibility", "the vendor's responsibility", "owner"),
        ("Critical:", "Low:", "scope"),
        ('"stance": "not-claimed"', '"stance": "supported"', "negation"),
    ],
)
def test_a_flip_is_an_error_that_names_the_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    asked, out = tmp_path / "asked.json", tmp_path / "out.json"
    asked.write_text(json.dumps([{"id": str(n), "question": q} for n, q in enumerate(QUESTIONS)]))
    assert answered(asked, out).exit_code == 0
    edited(out, old, new)
    reviewed = run("review", out, "--source", EXAMPLE)
    assert reviewed.exit_code == 1
    assert "error[answer-flipped]" in reviewed.stderr
    assert f": {field}: it says " in reviewed.stderr


def test_a_claim_without_a_record_is_an_addition(tmp_path: Path) -> None:
    asked = tmp_path / "asked.json"
    asked.write_text(json.dumps([{"id": "1", "question": QUESTIONS[3], "answer": "Yes, for any sum."}]))
    reviewed = run("review", asked, "--source", EXAMPLE, "--format", "json")
    assert reviewed.exit_code == 1
    assert [d["code"] for d in json.loads(reviewed.stdout)] == ["unsupported-addition"]


def test_an_option_that_says_more_than_the_records_is_found(workbook: Path, tmp_path: Path) -> None:
    workbook.write_bytes(
        simple([(1, QUESTIONS[0], "Yes", None), (2, QUESTIONS[2], "N/A", None)], options='"Yes,No,N/A"')
    )
    reviewed = run("review", workbook, "--source", EXAMPLE)
    assert reviewed.exit_code == 1
    assert reviewed.stderr.count("error[answer-flipped]") == 2


def test_answers_that_stand_there_are_compared(workbook: Path, tmp_path: Path) -> None:
    workbook.write_bytes(simple([(1, QUESTIONS[0], "Yes", None), (2, QUESTIONS[2], None, None)]))
    done = answered(workbook, tmp_path / "out.xlsx")
    assert done.exit_code == 0
    assert "warning[existing-answer]" in done.stderr
    assert rows(tmp_path / "out.xlsx")[1][2] == "Yes"


def test_the_original_is_never_written(workbook: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    os.link(workbook, link)
    for out in (workbook, link):
        done = answered(workbook, out, "--replace")
        assert done.exit_code != 0
        assert "never touched" in str(done.exception)


def test_a_file_that_a_person_may_have_edited_is_not_replaced(workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"mine")
    assert answered(workbook, out).exit_code != 0
    assert out.read_bytes() == b"mine"
    assert answered(workbook, out, "--replace").exit_code == 0
    assert out.read_bytes() != b"mine"


FAILING: dict[str, tuple[str, bytes, tuple[str, ...]]] = {
    "nothing asked": ("asked.csv", b"Name,Street\nOne,Two\n", ()),
    "all answered": ("asked.csv", b"Question,Answer\nAre you SOC 2 certified?,No\n", ()),
    "no workbook": ("asked.xlsx", b"PK\x03\x04", ()),
    "not UTF-8": ("asked.csv", "Question\nÄre you?\n".encode("latin-1"), ()),
    "unknown sheet": ("asked.csv", b"Question,Answer\nAre you SOC 2 certified?,\n", ("--sheet", "Other")),
    "unknown column": ("asked.csv", b"Question,Answer\nAre you SOC 2 certified?,\n", ("--answer-column", "Other")),
    "another ending": ("asked.docx", b"PK\x03\x04", ()),
    "unknown dialect": ("asked.csv", b"Question,Answer\nAre you SOC 2 certified?,\n", ("--dialect", "klingon")),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_failed_run_writes_nothing(name: str, tmp_path: Path) -> None:
    file, data, more = FAILING[name]
    asked = tmp_path / file
    asked.write_bytes(data)
    done = answered(asked, tmp_path / ("out" + asked.suffix), *more)
    assert done.exit_code in (1, 2)
    assert [p.name for p in tmp_path.iterdir()] == [file]


def test_another_format_is_a_wrong_call(workbook: Path, tmp_path: Path) -> None:
    assert answered(workbook, tmp_path / "out.csv").exit_code == 2


def test_a_file_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.argv", ["evidence", "answer", "none.csv", "--source", str(EXAMPLE), "--out", str(tmp_path / "x.csv")]
    )
    with pytest.raises(SystemExit) as left:
        program()
    assert left.value.code == 3


def test_the_same_run_writes_the_same_bytes(workbook: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    assert answered(workbook, one).exit_code == answered(workbook, two).exit_code == 0
    assert one.read_bytes() == two.read_bytes()


def test_questions_in_other_languages_have_no_position(tmp_path: Path) -> None:
    asked, out = tmp_path / "asked.json", tmp_path / "out.json"
    asked.write_text(json.dumps([{"id": "1", "question": "Wer ist für die Datensicherung verantwortlich?"}]))
    assert answered(asked, out).exit_code == 0
    (entry,) = json.loads(out.read_text())
    assert entry["stance"] == "no-position"
