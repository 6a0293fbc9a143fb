"""Release notes against the model: entries with a security impact, and what they leave out."""

import pytest
from typer.testing import CliRunner, Result

from evidence.cli import app
from evidence.model import NonClaim, ReleaseNoteField, Statement
from evidence.notes import check
from evidence.source import decode
from tests.conftest import EXAMPLE, ROOT

FIELDS: list[Statement] = [
    ReleaseNoteField(id=f"release-note-field/{n}", text=text)
    for n, text in enumerate(
        ("affected surface", "new behavior", "operator action required", "linked issue or advisory")
    )
]
WHOLE = """- Security: mounts are refused (GHSA-abcd-efgh-1234)
  - **Affected surface:** the sandbox
  - New behaviour: refused unless named
  - Operator action: check the list
"""


def run(text: str) -> tuple[int, list[tuple[int, str]]]:
    source, _ = decode("notes.md", text.encode())
    assert source
    reading, found = check(source, FIELDS)
    return len(reading.security), [(d.span.line, d.message.partition("leaves out: ")[2]) for d in found if d.span]


def test_a_whole_entry() -> None:
    assert run("# 1.2\n\n" + WHOLE) == (1, [])


@pytest.mark.parametrize(
    ("removed", "missing"),
    [
        ("  - **Affected surface:** the sandbox\n", "affected surface"),
        ("  - New behaviour: refused unless named\n", "new behavior"),
        ("  - Operator action: check the list\n", "operator action required"),
        (" (GHSA-abcd-efgh-1234)", "linked issue or advisory"),
        ("the sandbox", "affected surface"),
    ],
)
def test_each_field_is_missed(removed: str, missing: str) -> None:
    assert run("# 1.2\n\n" + WHOLE.replace(removed, "\n" if removed.endswith("\n") else "")) == (1, [(3, missing)])


@pytest.mark.parametrize("value", ["TBD", "todo", "?", "…"])
def test_a_part_that_says_nothing_is_missing(value: str) -> None:
    assert run("# 1.2\n\n" + WHOLE.replace("the sandbox", value)) == (1, [(3, "affected surface")])


def test_entries_by_line() -> None:
    text = (
        "## 2.0\n\n### Added\n- A page\n- Fix of CVE-2026-11111 in the parser\n\n### Security\n\n- one #1\n- two #2\n"
    )
    assert run(text)[0] == 3
    assert [line for line, _ in run(text)[1]] == [5, 9, 10]


@pytest.mark.parametrize(
    "text",
    [
        "## Security\n\nAffected surface: parser\n\nNew behavior: strict\n\nOperator action required: none\n\n#12\n",
        "## CVE-2026-11111\n\n- Affected surface: parser\n- New behavior: strict\n- Operator action required: none\n",
        "## Security: #9\n\n| Part | Text |\n|---|---|\n| Affected surface | parser |\n| New behavior | strict |\n"
        "| Operator action required | none |\n",
        "- Security fix (#4). Affected surface: parser. New behavior: strict. Operator action required: none.\n",
    ],
)
def test_forms_of_an_entry(text: str) -> None:
    assert run(text) == (1, [])


@pytest.mark.parametrize(
    "text", ["## Security\n\nNo security changes.\n", "## Security\n\n- None\n", "# 1\n\n- A page\n"]
)
def test_no_security_impact(text: str) -> None:
    assert run(text) == (0, [])


def test_headings_in_code_are_none() -> None:
    assert run("# 1\n\n- Fix\n\n```\n# Security\n- x\n```\n")[0] == 0


def test_nothing_to_check_against_is_an_error() -> None:
    source, _ = decode("notes.md", WHOLE.encode())
    assert source
    other = NonClaim(id="non-claim/x", text="no x", subject="x")
    (found,) = check(source, [other])[1]
    assert found.code == "no-release-note-fields"


def notes(*args: str) -> Result:
    return CliRunner().invoke(app, ["notes", *args, "--source", str(EXAMPLE)], catch_exceptions=False)


def test_the_command() -> None:
    done = notes(str(ROOT / "CHANGELOG.md"))
    assert done.exit_code == 0
    assert "0 with a security impact" in done.stdout
    missing = notes("nowhere.md")
    assert (missing.exit_code, "error[source-missing]" in missing.stderr) == (1, True)
