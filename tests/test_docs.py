"""What the documents say of the command is true."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evidence.cli import app
from evidence.model import KINDS
from tests.conftest import EXAMPLE, ROOT

README = ROOT / "README.md"
BEGIN, END = "<!-- begin: help -->\n", "<!-- end: help -->"
COMMANDS = (
    *("init", "show", "check", "build", "answer", "review", "approve", "seal", "verify"),
    *("snapshot", "diff", "notes", "capture", "explain", "catalogs", "schema"),
)


def output(*args: str) -> str:
    result = CliRunner().invoke(app, list(args), env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"})
    assert result.exit_code == 0, result.output
    return "\n".join(line.rstrip() for line in result.output.rstrip().split("\n"))


def test_the_readmes_help_is_the_commands(request: pytest.FixtureRequest) -> None:
    text = README.read_text()
    block = BEGIN + "\n" + "\n".join(f"    {line}".rstrip() for line in output("--help").split("\n")) + "\n\n" + END
    found = text[text.index(BEGIN) : text.index(END) + len(END)]
    if request.config.getoption("--update-golden"):
        README.write_text(text.replace(found, block))
    else:
        assert found == block


def test_every_command_has_help_and_every_option_a_text() -> None:
    assert [c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands] == list(COMMANDS)
    for command in COMMANDS:
        text = output(command, "--help")
        for option in re.findall(r"^  (?:-\w, )?(--[\w-]+).*$", text, re.MULTILINE):
            line = next(x for x in text.split("\n") if option in x)
            following = text.split("\n")[text.split("\n").index(line) + 1 :][:1]
            assert re.search(r"\s{2,}\S", line.strip()) or (following and following[0].startswith("      ")), line


def test_options_that_the_readme_names_exist() -> None:
    helps = "".join(output(c, "--help") for c in COMMANDS) + output("--help")
    for option in set(re.findall(r"(?<![\w-])--[a-z][\w-]+", README.read_text())):
        assert option in helps, option


def test_what_the_readme_shows_of_the_example() -> None:
    shown = [line.rstrip() for line in output("show", str(EXAMPLE)).split("\n")]
    text = README.read_text()
    quoted = text[text.index("$ evidence show examples/agent-bom") :].split("\n\n")[0].split("\n")[2:]
    assert quoted
    for line in quoted:
        assert line.removeprefix("    ").rstrip() in shown, line


def test_the_readme_lists_what_a_build_writes(tmp_path: Path) -> None:
    folder = str(tmp_path / "out")
    written = output("build", str(EXAMPLE), "--out", folder).split(f"{folder}: ")[1].split("\n")[1:]
    text = README.read_text()
    shown = text[text.index("    out: ") :].split("\n\n")[0].split("\n")[1:]
    assert [line.strip() for line in shown] == [line.strip() for line in written if line.startswith("  ")]
    for path in (line.strip() for line in shown):
        assert f"`{path}`" in text or (path.endswith(".csv") and "`, `.csv`" in text), path


def test_the_readme_counts_what_the_example_has(tmp_path: Path) -> None:
    built = output("build", str(EXAMPLE), "--out", str(tmp_path / "out"), "--only", "pack")
    counts = re.search(r"\d+ statements, \d+ of them not claimed", built)
    assert counts
    assert counts.group() in README.read_text()


def test_paths_that_the_documents_name_exist() -> None:
    for document in [README, *ROOT.glob("docs/**/*.md"), ROOT / "CONTRIBUTING.md"]:
        for path in re.findall(
            r"`((?:evidence|catalogs|templates|tests|docs|examples|\.ci)/[\w./-]*)`", document.read_text()
        ):
            assert (ROOT / path).exists(), f"{document.name}: {path}"


def test_kinds_are_documented() -> None:
    text = (ROOT / "docs" / "model.md").read_text()
    assert [k for k in KINDS if f"`{k}`" not in text] == []


def test_the_settings_that_are_shown_are_read(tmp_path: Path) -> None:
    import yaml

    from evidence.config import Config

    text = (ROOT / "docs/project.md").read_text()
    block = text[text.index("```yaml") + 7 :].split("```")[0]
    config = Config.model_validate(yaml.safe_load(block.replace("2027-12-31", '"2027-12-31"')))
    assert set(config.model_fields_set) == set(Config.model_fields)
