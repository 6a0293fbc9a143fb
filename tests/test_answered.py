"""An answered questionnaire: approved, sent back, verified; of that file and of those answers only."""

import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from evidence.trust import sshsig
from tests.conftest import EXAMPLE
from tests.signing import ROLES, SIGNED_AT, VERIFIED_AT, make_key, run, with_policy
from tests.workbooks import simple

QUESTIONS = [
    ("1", "Within what time do you acknowledge a critical vulnerability report?"),
    ("2", "Do you have a SOC 2 report?"),
    ("3", "Who is responsible for backups?"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a policy, a buyer's questionnaire, the answers to it, and two approvals of them."""
    folder = tmp_path_factory.mktemp("answered")
    shutil.copytree(EXAMPLE, folder / "project")
    with_policy(folder / "project", folder / "keys")
    (folder / "asked.xlsx").write_bytes(simple([(n, text, "", "") for n, text in QUESTIONS]))
    run("answer", folder / "asked.xlsx", "--source", folder / "project", "--out", folder / "answers.xlsx")
    for name in ROLES:
        decide(folder, name)
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def decide(place: Path, name: str, *more: str, code: int = 0, file: str = "answers.xlsx") -> str:
    args = ["--name", name, "--role", ROLES[name], "--key", place / "keys" / name, "--signed-at", SIGNED_AT, "--yes"]
    sources = ["--received", place / "asked.xlsx", "--source", place / "project"]
    return run("approve", place / file, *sources, *args, *more, code=code).output


def checked(place: Path, *more: str | Path, code: int = 0, file: str = "answers.xlsx", trust: bool = True) -> str:
    policy = ["--trust", place / "project" / "sign-off" / "policy.yaml"] if trust else []
    return run("verify", place / file, *policy, "--at", VERIFIED_AT, *more, code=code).output


def edit(path: Path, change: Callable[[str], str]) -> None:
    """Change the answer to the second question as a person would, in a spreadsheet."""
    book = load_workbook(path)
    cell = book.active.cell(3, 3)
    cell.value = change(str(cell.value or ""))
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())


def test_there_and_back(made: Path, tmp_path: Path) -> None:
    """The buyer has the file, its approvals, the file as it was sent, and the vendor's policy."""
    buyer = tmp_path / "buyer"
    (buyer / "project").mkdir(parents=True)
    shutil.copytree(made / "project" / "sign-off", buyer / "project" / "sign-off")
    for path in made.glob("a*"):
        shutil.copy(path, buyer)
    assert len(list(buyer.iterdir())) == 7
    said = checked(buyer, "--received", buyer / "asked.xlsx")
    for check in ("policy", "file", "answers", "received", "approval", "sign-off"):
        assert re.search(rf"^ok +{check}: ", said, re.MULTILINE), check
    assert "VERIFIED" in said
    assert "SIGNED OFF until 2027-04-28" in said


def test_the_printed_commands_succeed_verbatim(made: Path, tmp_path: Path) -> None:
    printed = checked(made).split("Repeat the main checks without this program:\n")[1]
    commands = "\n".join(re.sub(r"^  ", "", line) for line in printed.splitlines())
    done = subprocess.run(["sh", "-e", "-c", commands], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Good ") == 2
    assert "answers.xlsx: OK" in done.stdout


def test_without_the_file_that_was_sent(made: Path) -> None:
    said = checked(made)
    assert "note   received: the questionnaire as you sent it has SHA-256" in said
    assert "VERIFIED" in said


@pytest.mark.parametrize("at", [0, 40, -1])
def test_one_changed_byte_fails(place: Path, at: int) -> None:
    path = place / "answers.xlsx"
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    said = checked(place, code=1)
    assert "FAILED file: answers.xlsx was changed" in said
    assert "NOT SIGNED OFF" in said


def test_an_answer_that_a_person_changed(place: Path) -> None:
    edit(place / "answers.xlsx", lambda _: "No, and we do not plan to")
    said = checked(place, code=1)
    assert "FAILED answers: the answers in answers.xlsx are not those of answers.xlsx.legal-second" in said


def test_an_overclaim_is_not_approved(place: Path) -> None:
    for path in place.glob("answers.xlsx.*"):
        path.unlink()
    edit(place / "answers.xlsx", lambda _: "Yes")
    said = decide(place, "first", code=1)
    assert "not approved: answers differ from the records" in said
    assert not list(place.glob("answers.xlsx.*"))
    decide(place, "first", "--reject")
    assert "REJECTED" in checked(place, code=1)


def test_another_questionnaire_than_the_one_received(place: Path) -> None:
    (place / "asked.xlsx").write_bytes(simple([("1", "Who answers the telephone at night?", "", "")]))
    assert "it asks other questions than asked.xlsx" in decide(place, "first", code=1)
    said = checked(place, "--received", place / "asked.xlsx", code=1)
    assert "was made from another questionnaire than the one received" in said


def test_one_approval_is_not_enough(place: Path) -> None:
    for path in place.glob("answers.xlsx.legal-*"):
        path.unlink()
    said = checked(place, code=1)
    assert "FAILED sign-off: NOT SIGNED OFF" in said
    assert "Approval is missing in: legal." in said


def test_no_approval_and_no_policy(place: Path) -> None:
    said = checked(place, code=1, trust=False)
    assert "INCOMPLETE" in said
    assert "give the vendor's policy.yaml with --trust FILE" in said
    for path in place.glob("answers.xlsx.*"):
        path.unlink()
    assert "answers.xlsx comes without an approval" in checked(place, code=1)


def test_expired(place: Path) -> None:
    policy = place / "project" / "sign-off" / "policy.yaml"
    said = run("verify", place / "answers.xlsx", "--trust", policy, "--at", "2027-06-01T00:00:00Z", code=1).output
    assert "FAILED sign-off: EXPIRED on 2027-06-01" in said


@pytest.mark.parametrize("field", ["subject", "predicateType", "decision", "meaning", "signer", "role", "valid-until"])
def test_no_field_of_the_record_can_be_changed(place: Path, field: str) -> None:
    path = next(place.glob("answers.xlsx.security-*.approval.json"))
    data = json.loads(path.read_bytes())
    node = data if field in data else data["predicate"]
    match node[field]:
        case list() as subjects:
            subjects[1]["digest"]["sha256"] = "0" * 64
        case dict() as signer:
            signer["name"] = "Somebody else"
        case "approved":
            node[field] = "rejected"
        case str() as text:
            node[field] = text.replace("2027", "2028") if "2027" in text else f"{text}x"
    path.write_text(json.dumps(data, indent=2) + "\n")
    assert f"FAILED approval: {path.name}: " in checked(place, code=1)


def test_an_approval_of_promises_is_none_of_answers(place: Path) -> None:
    """The same person, the same key, another kind of statement."""
    for name in ROLES:
        args = ["--name", name, "--role", ROLES[name], "--key", place / "keys" / name, "--signed-at", SIGNED_AT]
        run("approve", place / "project", *args, "--yes")
        record = next((place / "project" / "sign-off").glob(f"*{name}*.approval.json"))
        target = next(place.glob(f"answers.xlsx.*{name}*.approval.json"))
        shutil.copy(record, target)
        shutil.copy(f"{record}.sig", f"{target}.sig")
    assert checked(place, code=1).count("predicateType: ") == 2


def test_an_approval_of_answers_is_none_of_promises(place: Path) -> None:
    for path in place.glob("answers.xlsx.*"):
        shutil.copy(path, place / "project" / "sign-off")
    said = run("check", place / "project").output
    assert said.count("this approval does not count: predicateType") == 2


def test_keys_of_strangers(place: Path) -> None:
    path = next(place.glob("answers.xlsx.security-*.approval.json"))
    key = make_key(place / "keys" / "stranger")
    Path(f"{path}.sig").write_bytes(sshsig.sign(path.read_bytes(), key, sshsig.SIGN_OFF))
    assert "is no sign-off key of first in the policy" in checked(place, code=1)


def test_csv_goes_the_same_way(place: Path) -> None:
    (place / "asked.csv").write_text("ID,Question,Answer\r\n1,Do you have a SOC 2 report?,\r\n", newline="")
    run("answer", place / "asked.csv", "--source", place / "project", "--out", place / "back.csv")
    for name in ROLES:
        args = ["--name", name, "--role", ROLES[name], "--key", place / "keys" / name, "--signed-at", SIGNED_AT]
        sources = ["--received", place / "asked.csv", "--source", place / "project"]
        run("approve", place / "back.csv", *sources, *args, "--yes")
    assert "VERIFIED" in checked(place, file="back.csv")
    (place / "back.csv").write_bytes((place / "back.csv").read_bytes() + b"\r\n")
    assert "FAILED file: back.csv was changed" in checked(place, file="back.csv", code=1)


def test_what_the_command_line_asks_for(place: Path) -> None:
    args = ["--name", "first", "--role", "security", "--key", place / "keys" / "first", "--yes"]
    assert "say with --received" in run("approve", place / "answers.xlsx", *args, code=2).output
    plain = place / "plain.md"
    plain.write_text((EXAMPLE / "SUPPORT_MODEL.md").read_text())
    sources = ["--received", place / "asked.xlsx", "--source", plain]
    assert "nobody is named who may approve" in run("approve", place / "answers.xlsx", *sources, *args, code=2).output
    absent = ["--received", place / "absent.xlsx", "--source", place / "project"]
    run("approve", place / "answers.xlsx", *absent, *args, code=3)


def test_a_file_that_is_no_questionnaire_any_more(place: Path) -> None:
    (place / "answers.xlsx").write_bytes(b"not a workbook")
    assert "FAILED answers" in checked(place, code=1)
