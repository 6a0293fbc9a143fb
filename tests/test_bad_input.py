"""Bad input through the command line: a diagnostic with its place, its exit code, the old output whole.

``run`` goes through ``main``, as the installed command does; an exception that it lets through is a
traceback for its user, and fails the test.
"""

import errno
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evidence import cli

CONFIG = 'model: [model.md]\nproduct: {name: Turnstile, version: "2.4"}\n'
MODEL = """# Support

## Response times

| Severity | Response |
|---|---|
| Critical | acknowledge within 48 hours |
| High | acknowledge within 5 business days |

## Channels

| Channel | Use for |
|---|---|
| Issue tracker | bugs and feature requests |

We do not claim SOC 2.
"""
ENTRY = """add:
  - statement: {statement}
    framework: {framework}
    control: {control}
    strength: not-evidence
    reason: They only look related.
"""
OURS = "urn:evidence-compiler:manifest:1"
FIFTY_MEGABYTES = 50 * 1024 * 1024


@dataclass(frozen=True)
class Done:
    code: int
    stdout: str
    stderr: str

    def said(self, place: str, code: str, words: str = "") -> bool:
        """Tell whether an error of this code stands at ``place`` and says ``words`` in message or hint."""
        return any(
            part.startswith(f"{place}: error[{code}]: ") and words in part for part in re.split(r"\n(?! )", self.stderr)
        )


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in an empty folder and return what it printed and its exit code."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")

    def run(*args: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["evidence", *args])
        with pytest.raises(SystemExit) as left:
            cli.main()
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Done(int(left.value.code or 0), out, err)

    return run


def write(files: dict[str, str | bytes], root: str = "p") -> None:
    for name, content in files.items():
        path = Path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def project(model: str | bytes = MODEL, config: str = CONFIG, **more: str) -> None:
    write({"evidence.yaml": config, "model.md": model} | {k.replace("_", "."): v for k, v in more.items()})


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def leftovers() -> list[str]:
    """Return what builds leave beside the output folder; nobody should ever see it."""
    return sorted(p.name for p in Path().iterdir() if p.name.startswith("."))


@pytest.fixture
def built(run: Run) -> dict[str, bytes]:
    """Build a good project into ``out`` and return its files."""
    project()
    assert run("build", "p", "--out", "out", "--only", "pack,oscal,html").code == 0
    return contents(Path("out"))


def refused(run: Run, built: dict[str, bytes], place: str, code: str, words: str = "") -> None:
    """Assert that `check` and `build` both refuse ``p`` for this reason and leave ``out`` as it was."""
    for args in (["check", "p"], ["build", "p", "--out", "out", "--only", "pack,oscal,html"]):
        done = run(*args)
        assert done.said(place, code, words), done.stderr
        assert (done.code, done.stdout) == (1, "")
    assert contents(Path("out")) == built
    assert leftovers() == []


def test_a_good_project_is_clean(run: Run, built: dict[str, bytes]) -> None:
    assert {"pack.json", "index.html", "manifest.json", "oscal/component-definition.json"} <= set(built)
    done = run("check", "p")
    assert (done.code, done.stdout) == (0, "")
    assert re.findall(r"\[([a-z-]+)\]", done.stderr) == ["unclear-binding"]  # its targets say nothing of it
    assert "0 errors, 0 warnings, 1 note;" in done.stderr


# Files


@pytest.mark.parametrize(
    ("content", "place", "code", "words"),
    [
        (b"", "p/model.md:1:1", "source-empty", ""),
        (b"\xef\xbb\xbf \n\t\n", "p/model.md:1:1", "source-empty", ""),
        (b"# Support\n\n\x89PNG\r\n\x1a\n\x00", "p/model.md:4:1", "source-binary", "0x1a"),
        (b"\x7fELF\x02\x01\x01\x00", "p/model.md:1:1", "source-binary", ""),
        ("# Soporte\n\nMa\u00f1ana.\n".encode("latin-1"), "p/model.md:3:3", "source-encoding", "byte 0xf1"),
        (b"# Support\n\nacknowledge \xed\xa0\x80\n", "p/model.md:3:13", "source-encoding", "byte 0xed"),
        (MODEL.encode("utf-16"), "p/model.md:1:1", "source-encoding", "UTF-16"),
        (b"# Lunch\n\nThe soup is warm.\n", "p/model.md:1:1", "nothing-recognised", ""),
        (b"# Support\n\n```\n" + MODEL.encode() + b"```\n", "p/model.md:1:1", "nothing-recognised", ""),
    ],
)
def test_a_text_that_is_no_model(
    run: Run, built: dict[str, bytes], content: bytes, place: str, code: str, words: str
) -> None:
    project(content)
    refused(run, built, place, code, words)


def test_fifty_megabytes(run: Run, built: dict[str, bytes]) -> None:
    project(b"One more sentence.\n" * (FIFTY_MEGABYTES // 19 + 1))
    refused(run, built, "p/evidence.yaml:1:9", "source-too-large", "model.md has 524288")
    done = run("check", "p/model.md")
    assert (done.code, done.said("evidence", "source-too-large", "model.md")) == (1, True)


@pytest.mark.parametrize("name", ["evidence.yaml", "mapping.yaml"])
def test_fifty_megabytes_of_settings(run: Run, built: dict[str, bytes], name: str) -> None:
    project(config=CONFIG + "mapping: mapping.yaml\n", mapping_yaml=ENTRY)
    write({name: b"# a comment\n" * (FIFTY_MEGABYTES // 12)})
    place = "evidence" if name == "evidence.yaml" else "p/evidence.yaml:3:10"
    refused(run, built, place, "source-too-large", name)


@pytest.mark.parametrize("args", [["check", "nowhere.md"], ["show", "no/where"], ["build", "nowhere.yaml"]])
def test_a_source_that_is_not_there(run: Run, args: list[str]) -> None:
    done, name = run(*args), Path(args[1]).name
    assert done.said("evidence", "source-missing", f"cannot read {name}: no such file"), done.stderr
    assert done.code == 1
    assert not Path("out").exists()


@pytest.mark.parametrize("name", ["missing.md", "folder", "x" * 300 + ".md", "folder/model.md/deeper.md"])
def test_a_text_that_cannot_be_read(run: Run, built: dict[str, bytes], name: str) -> None:
    project(config=CONFIG.replace("model.md", f"model.md, {name}"))
    write({"folder/model.md": MODEL})
    refused(run, built, "p/evidence.yaml:1:19", "source-missing", f"cannot read {name}: ")


def test_a_name_with_a_null_character(run: Run, built: dict[str, bytes]) -> None:
    project(config=CONFIG.replace("model.md", '"model\\0.md"'))
    done = run("check", "p")
    assert done.code == 1
    assert done.stderr.startswith("p/evidence.yaml:1:9: error["), done.stderr
    assert contents(Path("out")) == built


def test_a_link_that_leads_to_itself(run: Run, built: dict[str, bytes]) -> None:
    project(config=CONFIG.replace("model.md", "loop.md"))
    Path("p/loop.md").symlink_to("loop.md")
    refused(run, built, "p/evidence.yaml:1:9", "source-missing", "loop.md")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.md")
    command = [sys.executable, "-c", "from evidence.cli import main; main()", "check", "model.md"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=15, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert "error[source-" in done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_text_that_may_not_be_read(run: Run, built: dict[str, bytes]) -> None:
    project()
    Path("p/model.md").chmod(0)
    refused(run, built, "p/evidence.yaml:1:9", "source-missing", "permission denied")


def test_a_folder_without_a_model(run: Run) -> None:
    write({"notes.txt": "Nothing here.\n"})
    for command in ("check", "show", "build"):
        done = run(command, "p")
        assert done.said("evidence", "model-missing", "`evidence init`")
        assert (done.code, done.stdout) == (1, "")
    assert not Path("out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
def test_a_name_that_is_not_text(run: Run) -> None:
    name = os.fsdecode(b"model\xff.md")
    try:
        Path(name).write_text(MODEL)
    except OSError:
        pytest.skip("the file system takes no such name")
    try:
        done = run("build", name, "--out", "out", "--only", "pack,oscal,html")
    finally:
        Path(name).unlink()  # pytest cannot report that name to its controller when it clears up
    assert done.code in (0, 1)
    assert ("error[" in done.stderr) is (done.code == 1)


# Tables

ROWS = "| Severity | Response |\n|---|---|\n| Critical | acknowledge within 48 hours |\n"


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        ("| High | acknowledge within 5 days | on workdays |\n", "extra-cells", "3 cells under 2 headers"),
        ("| Critical | acknowledge within 24 hours |\n", "contradicting-rows", "see p/model.md:7:1"),
        ("| critical | acknowledge within 4 hours |\n", "contradicting-rows", "see p/model.md:7:1"),
    ],
)
def test_rows_that_stop_the_build(run: Run, built: dict[str, bytes], row: str, code: str, words: str) -> None:
    project(f"# Support\n\n## Response times\n\n{ROWS[:-1]}\n{row}")
    refused(run, built, "p/model.md:8:1", code, words)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("| High |\n", "broken-row"),
        ("| Critical | acknowledge within 48 hours |\n", "duplicate-key"),
    ],
)
def test_rows_that_are_doubtful(run: Run, row: str, code: str) -> None:
    project(f"# Support\n\n## Response times\n\n{ROWS}{row}")
    done = run("check", "p")
    assert f"p/model.md:8:1: warning[{code}]: " in done.stderr
    assert done.code == 0
    assert run("check", "p", "--strict").code == 1


def test_a_table_without_its_key_column_states_nothing(run: Run, built: dict[str, bytes]) -> None:
    project("# Support\n\n| Response |\n|---|\n| acknowledge within 48 hours |\n")
    refused(run, built, "p/model.md:1:1", "nothing-recognised")
    assert "p/model.md:3:1: warning[unrecognised-table]: " in run("check", "p").stderr


def test_pinned_ids_are_unique_over_all_texts(run: Run, built: dict[str, bytes]) -> None:
    table = "## Channels\n\n| Channel | Use for |\n|---|---|\n| {} <!-- id: channel/main --> | a |\n"
    project(
        table.format("Forum"), CONFIG.replace("model.md", "model.md, more.md"), more_md=table.format("Mailing list")
    )
    refused(run, built, "p/more.md:5:1", "duplicate-id", "see p/model.md:5:1")


def test_every_problem_is_shown_at_once(run: Run, built: dict[str, bytes]) -> None:
    model = f"# Support\n\n## Response times\n\n{ROWS}| Critical | acknowledge within 24 hours |\n| Low | a | b |\n"
    project(model, CONFIG + "speed: fast\noscal: {version: 9}\n")
    refused(run, built, "p/evidence.yaml:3:8", "unknown-key", "speed")
    refused(run, built, "p/evidence.yaml:4:18", "invalid-value", "oscal.version")
    project(model)
    refused(run, built, "p/model.md:8:1", "contradicting-rows")
    refused(run, built, "p/model.md:9:1", "extra-cells")


# YAML

DEEP = "[" * 200 + "]" * 200
LAUGHS = "a: &a [lol, lol]\n" + "".join(
    f"{y}: &{y} [{', '.join([f'*{x}'] * 9)}]\n" for x, y in zip("abcdefgh", "bcdefghi", strict=True)
)
HEAD = "model: [model.md]\n"
YAML_FAULTS = [
    ("product: {name: x}\n", "1:1", "invalid-value", "the key 'model' is missing"),
    ("model: model.md\n", "1:8", "invalid-value", "model: "),
    ("model: []\n", "1:8", "invalid-value", "model: "),
    ("model: [{name: model.md}]\n", "1:9", "invalid-value", "model.0: "),
    ("- model.md\n", "1:1", "invalid-value", "the document: "),
    ("just words\n", "1:1", "invalid-value", "the document: "),
    (HEAD + "product: Turnstile\n", "2:10", "invalid-value", "product: "),
    (HEAD + "product: {name: [a, b]}\n", "2:17", "invalid-value", "product.name: "),
    (HEAD + "product:\n  url: javascript:alert(1)\n", "3:8", "invalid-value", "product.url: "),
    (HEAD + "oscal: {version: 9}\n", "2:18", "invalid-value", "oscal.version: "),
    (HEAD + "tables: [{heading: a, kind: soup, key: b}]\n", "2:29", "invalid-value", "tables.0.kind: "),
    (HEAD + "tables: [{heading: a, kind: claim}]\n", "2:10", "invalid-value", "'key' is missing"),
    (HEAD + "produkt: {name: x}\n", "2:10", "unknown-key", "did you mean product?"),
    (HEAD + "<<: {product: {name: x}}\n", "2:5", "unknown-key", "'<<'"),
    (HEAD + "model: [other.md]\n", "2:1", "duplicate-yaml-key", "see p/evidence.yaml:1:8"),
    (HEAD + "product:\n  name: a\n  'name': b\n", "4:3", "duplicate-yaml-key", "see p/evidence.yaml:3:9"),
    (LAUGHS, "2:8", "yaml-alias", ""),
    ("model: &m [model.md, *m]\n", "1:22", "yaml-alias", ""),
    (f"model: {DEEP}\n", "1:39", "yaml-syntax", "deep"),
    ("x:\n" + "".join(" " * n + "- \n" for n in range(1, 200)), "33:33", "yaml-syntax", "deep"),
    ("model: [model.md\n", "2:1", "yaml-syntax", ""),
    (HEAD + "\tproduct: {}\n", "2:1", "yaml-syntax", ""),
    (HEAD + "? {a: b}\n: c\n", "2:3", "yaml-syntax", "key must be text"),
    (HEAD + "---\nmodel: [other.md]\n", "2:1", "yaml-syntax", "second YAML document"),
    (HEAD + 'product: {name: !!python/object/apply:os.mkdir ["hacked"]}\n', "2:17", "invalid-value", ""),
    ('model: !!python/object/apply:os.system ["mkdir hacked"]\n', "1:41", "source-missing", "mkdir hacked"),
]


@pytest.mark.parametrize("depth", [1_100, 100_000])
def test_yaml_deeper_than_its_library_reads(run: Run, built: dict[str, bytes], depth: int) -> None:
    project(config=f"model: {'[' * depth + ']' * depth}\n")
    done = run("build", "p", "--out", "out")
    assert re.match(r"p/evidence\.yaml:1:\d+: error\[yaml-syntax\]: .*\bnest", done.stderr), done.stderr
    assert done.code == 1
    assert contents(Path("out")) == built


@pytest.mark.parametrize(("text", "place", "code", "words"), YAML_FAULTS)
def test_yaml_settings(run: Run, built: dict[str, bytes], text: str, place: str, code: str, words: str) -> None:
    project(config=text)
    refused(run, built, f"p/evidence.yaml:{place}", code, words)
    assert not list(Path().rglob("hacked"))


@pytest.mark.parametrize("text", ["# nothing yet\n", "---\n", "--- # nothing yet\n...\n", "~\n"])
def test_settings_that_say_nothing(run: Run, built: dict[str, bytes], text: str) -> None:
    project(config=text)
    done = run("check", "p")
    assert done.code == 1
    assert re.match(r"p/evidence\.yaml:\d+:\d+: error\[invalid-value\]: ", done.stderr), done.stderr
    assert contents(Path("out")) == built


STATEMENT = "schema: urn:evidence-compiler:model:1\nstatements:\n"
CLAIM = STATEMENT + "  - {kind: claim, text: We sign releases., "
NON_CLAIM = STATEMENT + "  - {kind: non-claim, subject: SOC 2, "
TARGET = (
    STATEMENT
    + """  - kind: response-target
    text: Critical reports are acknowledged within 48 hours.
    commitments: [{action: acknowledge, """
)


@pytest.mark.parametrize(
    ("text", "place", "code", "words"),
    [
        ("# nothing yet\n", None, "invalid-value", ""),
        ("schema: urn:evidence-compiler:model:2\nstatements: []\n", "1:9", "invalid-value", "schema: "),
        ("statements: []\n", "1:13", "invalid-value", "statements: "),
        (STATEMENT + "  - {kind: promise, text: We answer.}\n", "3:12", "invalid-value", "kind: "),
        (STATEMENT + "  - {kind: claim}\n", "3:5", "invalid-value", "`text` or `fields`"),
        (CLAIM + "subject: releases}\n", "3:53", "invalid-value", "no subject"),
        (NON_CLAIM + "review-by: soon}\n", "3:50", "invalid-value", "review-by"),
        (NON_CLAIM + "review-by: 2026-02-31}\n", "3:50", "invalid-value", "review-by"),
        (CLAIM + "owner: nobody}\n", "3:51", "invalid-value", "owner: "),
        (TARGET + "quantity: minus one}]\n", "5:51", "invalid-value", "quantity: "),
        (TARGET + "quantity: 24, unit: hours}]\n", "5:19", "commitment-mismatch", "24 hours"),
        (CLAIM + "colour: red}\n", "3:52", "unknown-key", "colour"),
        (LAUGHS, "2:8", "yaml-alias", ""),
        (f"statements: {DEEP}\n", "1:44", "yaml-syntax", "deep"),
        (STATEMENT + "---\n" + STATEMENT, "3:1", "yaml-syntax", "second YAML document"),
    ],
)
def test_yaml_model(run: Run, built: dict[str, bytes], text: str, place: str | None, code: str, words: str) -> None:
    project(config=CONFIG.replace(".md", ".yaml"), model_yaml=text)
    done = run("check", "p")
    at = place or next(iter(re.findall(r"model\.yaml:(\d+:\d+)", done.stderr)), "nowhere")
    assert done.said(f"p/model.yaml:{at}", code, words), done.stderr
    refused(run, built, f"p/model.yaml:{at}", code, words)


@pytest.mark.parametrize("escape", [r"\0", r"\e[2J", r"\b"])
def test_control_characters_do_not_get_in_through_yaml(run: Run, escape: str) -> None:
    project(
        config=f'model: [model.yaml]\nproduct: {{name: "Turn{escape}stile", version: "2"}}\n',
        model_yaml=f'{STATEMENT}  - {{kind: non-claim, subject: SOC 2, text: "No {escape} SOC 2."}}\n',
    )
    done = run("build", "p", "--out", "out", "--only", "pack,oscal,html")
    assert done.code == 1, "escaped control characters are in the pack"
    assert "error[" in done.stderr
    assert not Path("out").exists()


# Mapping

NIST = "nist-sp-800-53-r5"


@pytest.mark.parametrize(
    ("entry", "place", "code", "words"),
    [
        (("non-claim/nothing", NIST, "RA-5"), "2:16", "unknown-statement", "non-claim/nothing"),
        (("non-claim/soc2-report", "nist-800", "RA-5"), "3:16", "unknown-framework", NIST),
        (("non-claim/soc2-report", NIST, "RA-55"), "4:14", "unknown-control", "RA-5"),
        (("non-claim/soc2-report", NIST, "RA-5(12)"), "4:14", "unknown-control", "RA-5(11)"),
        (("non-claim/soc2-report", NIST, "ra-5.12"), "4:14", "unknown-control", "RA-5(11)"),
        (("non-claim/soc2-report", NIST, "''"), "4:14", "unknown-control", "has no ''"),
        (("non-claim/soc2-report", NIST, "ra-05(01)"), "4:14", "withdrawn-control", "RA-5("),
        (("non-claim/soc2-report", "nist-ssdf-1.1", "RV.1.9"), "4:14", "unknown-control", "RV.1."),
    ],
)
def test_mapping_to_what_is_not_there(
    run: Run, built: dict[str, bytes], entry: tuple[str, str, str], place: str, code: str, words: str
) -> None:
    statement, framework, control = entry
    project(
        config=CONFIG + "mapping: mapping.yaml\n",
        mapping_yaml=ENTRY.format(statement=statement, framework=framework, control=control),
    )
    refused(run, built, f"p/mapping.yaml:{place}", code, words)


def test_mapping_to_a_part_that_is_not_there(run: Run, built: dict[str, bytes]) -> None:
    mapping = ENTRY.format(statement="response-target/critical", framework=NIST, control="RA-5(11)")
    project(config=CONFIG + "mapping: mapping.yaml\n", mapping_yaml=mapping + "    part: soup\n")
    refused(run, built, "p/mapping.yaml:7:11", "unknown-control", "soup")


@pytest.mark.parametrize("key", ["strength", "responsibility", "reason"])
def test_mapping_with_a_wrong_value(run: Run, built: dict[str, bytes], key: str) -> None:
    mapping = {
        "statement": "non-claim/soc2-report",
        "framework": "nist-sp-800-53-r5",
        "control": "RA-5",
        "strength": "not-evidence",
        "responsibility": "provider",
        "reason": "They only look related.",
    }
    lines = [f"    {k}: {v}" for k, v in (mapping | {key: "full"}).items()]
    project(config=CONFIG + "mapping: mapping.yaml\n", mapping_yaml="add:\n  -\n" + "\n".join(lines) + "\n")
    row, column = list(mapping).index(key) + 3, len(key) + 7
    refused(run, built, f"p/mapping.yaml:{row}:{column}", "invalid-value", f"add.0.{key}: ")


def test_spellings_of_a_control_are_one_id(run: Run) -> None:
    packs = set()
    for spelling in ("RA-5(11)", "ra-5.11", "RA-05(11)", "RA-5 (11)"):
        project(
            config=CONFIG + "mapping: mapping.yaml\n",
            mapping_yaml=ENTRY.format(statement="response-target/critical", framework=NIST, control=f"'{spelling}'"),
        )
        assert run("build", "p", "--out", "out", "--only", "pack").code == 0
        packs.add(Path("out/pack.json").read_text())
    assert len(packs) == 1
    assert '"control": "RA-5(11)"' in packs.pop()


def test_the_hint_for_an_unknown_statement_is_true(run: Run) -> None:
    project(
        config=CONFIG + "mapping: mapping.yaml\n",
        mapping_yaml=ENTRY.format(statement="non-claim/soc", framework=NIST, control="RA-5"),
    )
    done = run("check", "p")
    if "`evidence show`" in done.stderr:
        assert "non-claim/soc2-report" in run("show", "p").stdout
    else:
        assert "non-claim/soc2-report" in done.stderr


def test_the_hint_for_an_unread_document_is_true(run: Run) -> None:
    project("# Lunch\n\nThe soup is warm.\n")
    assert (
        "`evidence show` tells what was read" not in run("check", "p").stderr
        or "The soup is warm." in run("show", "p").stdout
    )


# Paths that leave the project


@pytest.mark.parametrize(
    "name",
    [
        "../model.md",
        "folder/../../model.md",
        "{root}/model.md",
        "/etc/hostname",
        "..\\model.md",
        "link.md",
        "linked/model.md",
    ],
)
@pytest.mark.parametrize("setting", ["model", "mapping"])
def test_a_path_out_of_the_project(run: Run, built: dict[str, bytes], name: str, setting: str) -> None:
    name = name.format(root=Path.cwd().as_posix())
    write({"model.md": "# Outside\n\nsecret-word\n"}, ".")
    write({"model.md": "# Outside\n\nsecret-word\n"}, "elsewhere")
    config = f"model: ['{name}']\n" if setting == "model" else f"model: [model.md]\nmapping: '{name}'\n"
    project(config=config)
    Path("p/link.md").symlink_to("../model.md")
    Path("p/linked").symlink_to("../elsewhere")
    refused(run, built, f"p/evidence.yaml:{'1:9' if setting == 'model' else '2:10'}", "outside-project", name)
    assert "secret-word" not in run("check", "p").stderr


def test_settings_that_stand_elsewhere(run: Run, built: dict[str, bytes]) -> None:
    project()
    write({"evidence.yaml": CONFIG}, "elsewhere")
    Path("p/evidence.yaml").unlink()
    Path("p/evidence.yaml").symlink_to("../elsewhere/evidence.yaml")
    refused(run, built, "evidence", "outside-project", "evidence.yaml")


# Markup in the text


class Page(HTMLParser):
    """Collects what a browser would run, follow or load, its style sheet, and the text that it would show."""

    def __init__(self) -> None:
        super().__init__()
        self.live: list[str] = []
        self.style = self.script = self.shown = ""
        self.inside = ""
        self.feed(Path("out/index.html").read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        if tag in ("script", "iframe", "object", "embed", "base", "form", "svg", "img", "link"):
            self.live.append(tag)
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on") or name in ("style", "srcdoc", "src"):
                self.live.append(f"{tag} {name}")
            if name == "href" and not address.startswith(("#", "https:", "http:", "mailto:")):
                self.live.append(f"{tag} href={address}")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "style":
            self.style += re.sub(r"base64,[\w+/=]+", "base64,…", data)  # which glyphs are there depends on the text
        elif self.inside == "script":
            self.script += data
        else:
            self.shown += data


def test_the_page_parser_sees_what_is_live(run: Run) -> None:
    write({"index.html": "<a href=' Javascript:x' onclick=y>z</a><script>1</script><style>b</style>w"}, "out")
    page = Page()
    assert page.live == ["a href=javascript:x", "a onclick", "script"]
    assert (page.style, page.script, page.shown[-1]) == ("b", "1", "w")


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    "<a href='javascript:alert(1)' onclick='alert(1)'>here</a>",
    "<p style='background:url(http://x.test)'>words</p>",
    "[here](javascript:alert(1))",
    "[here](JaVaScRiPt:alert(1))",
    "[here](java&#115;cript:alert(1))",
    "[here](data:text/html,hello)",
    "[here](vbscript:x)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7919*7907 }}",
    "{% for x in y %}",
    "{# gone #}",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "</title></style></script>",
    "]]>",
    "<!-- --!> <script>alert(1)</script>",
]
EVERYWHERE = (
    MODEL.replace("bugs and", "{} bugs and")
    .replace("Issue tracker", "Issue tracker {}")
    .replace("## Channels", "## Channels {}")
    .replace("SOC 2.", "SOC 2 or {} certification.")
    + "\nOperators should not share secrets {}.\n\n{}\n\nWe do not claim:\n\n- HIPAA compliance {}\n"
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markup_in_the_text_is_text(run: Run, built: dict[str, bytes], hostile: str) -> None:
    clean = Page()
    project(EVERYWHERE.replace("{}", hostile))
    done = run("build", "p", "--out", "out", "--only", "pack,html")
    assert done.code == 0, done.stderr
    page = Page()
    assert page.live == clean.live
    assert (page.style, page.script) == (clean.style, clean.script)
    if hostile.startswith("{"):
        assert page.shown.count(hostile) >= 5
        assert str(7919 * 7907) not in page.shown


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markup_in_settings_is_text(run: Run, built: dict[str, bytes], hostile: str) -> None:
    clean = Page()
    quoted = "'" + hostile.replace("'", "''") + "'"
    keys = ("name", "version", "edition", "licence", "deployment")
    project(
        config=f"model: [model.md]\nsupplier: {{name: {quoted}, contact: {quoted}, country: {quoted}}}\n"
        f"product: {{{', '.join(f'{key}: {quoted}' for key in keys)}}}\n"
    )
    assert run("build", "p", "--out", "out", "--only", "pack,html").code == 0
    page = Page()
    assert page.live == clean.live
    assert (page.style, page.script) == (clean.style, clean.script)
    assert page.shown.count(hostile) >= 8


def test_an_unsafe_link_is_reported(run: Run) -> None:
    project(MODEL.replace("bugs and", "[here](javascript:alert(1)) bugs and"))
    done = run("check", "p")
    assert re.search(r"^p/model\.md:14:\d+: warning\[unsafe-link\]: ", done.stderr, re.MULTILINE)
    assert done.code == 0


# Output folders


def build(run: Run, out: str = "out") -> Done:
    return run("build", "p", "--out", out, "--only", "pack,html")


def could_not_run(done: Done, words: str) -> None:
    assert done.code == 3, done
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith("evidence: error: ")
    assert words in done.stderr.splitlines()[-1]


def test_an_output_that_is_a_file(run: Run) -> None:
    project()
    Path("out").write_text("mine")
    could_not_run(build(run), "out is not a folder")
    could_not_run(build(run, "out/deeper"), "out/deeper")
    assert Path("out").read_text() == "mine"


@pytest.mark.parametrize(
    "files",
    [
        {"notes.txt": "mine"},
        {"folder/notes.txt": "mine"},
        {".hidden": "mine"},
        {"manifest.json": '{"name": "a web app"}'},
        {"manifest.json": "mine"},
        {"manifest.json": "[]"},
        {"manifest.json": f'{{"schema": "{OURS}"}}', "notes.txt": "mine"},
        {"manifest.json": f'{{"schema": "{OURS}", "files": [1]}}', "notes.txt": "mine"},
        {"manifest.json": f'{{"schema": "{OURS}", "files": 7}}', "notes.txt": "mine"},
    ],
)
def test_an_output_that_is_not_ours(run: Run, files: dict[str, str]) -> None:
    project()
    write(dict(files), "out")
    before = contents(Path("out"))
    done = build(run)
    assert contents(Path("out")) == before
    could_not_run(done, "out")
    assert leftovers() == []


def test_an_output_with_a_file_that_is_not_ours(run: Run, built: dict[str, bytes]) -> None:
    write({"notes.txt": "mine"}, "out")
    could_not_run(build(run), "notes.txt")
    assert contents(Path("out")) == built | {"notes.txt": b"mine"}


def test_an_output_with_a_link_that_is_not_ours(run: Run, built: dict[str, bytes]) -> None:
    write({"notes.txt": "mine"}, "elsewhere")
    Path("out/link").symlink_to("../elsewhere")
    could_not_run(build(run), "link")
    assert Path("out/link").is_symlink()
    assert contents(Path("elsewhere")) == {"notes.txt": b"mine"}


def test_an_output_that_is_a_link(run: Run) -> None:
    project()
    Path("elsewhere").mkdir()
    Path("out").symlink_to("elsewhere")
    could_not_run(build(run), "out is not a folder")
    assert list(Path("elsewhere").iterdir()) == []


@pytest.mark.parametrize("out", [".", "p", "..", "p/model.md"])
def test_an_output_on_top_of_the_sources(run: Run, out: str) -> None:
    project()
    before = contents(Path())
    could_not_run(build(run, out), out if out != "." else "p/")
    assert contents(Path()) == before


@pytest.mark.parametrize("out", ["a**b", "[x]", "o?t", "new folder", "-o", "späť"])
def test_an_output_with_an_odd_name(run: Run, out: str) -> None:
    project()
    assert build(run, out).code == 0
    first = contents(Path(out))
    assert build(run, out).code == 0
    assert contents(Path(out)) == first != {}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_that_may_not_be_written(run: Run, built: dict[str, bytes]) -> None:
    Path.cwd().chmod(0o500)
    try:
        could_not_run(build(run), "permission denied")
    finally:
        Path.cwd().chmod(0o700)
    assert contents(Path("out")) == built


@pytest.mark.parametrize("existing", [True, False])
@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS])
def test_an_output_on_a_full_disk(
    run: Run, built: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, fault: int, existing: bool
) -> None:
    out = "out" if existing else "new/out"
    written = 0

    def fails(handle: int) -> None:
        nonlocal written
        written += 1
        if written > 1:
            raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(os, "fsync", fails)
    could_not_run(build(run, out), f"cannot write {out}: {os.strerror(fault).lower()}")
    assert written == 2
    assert contents(Path("out")) == built
    assert leftovers() == []
    assert not Path("new/out").exists()


def test_an_exchange_that_fails(run: Run, built: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system cannot exchange folders and the second rename fails, the old folder comes back."""
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return rename(self, target)

    monkeypatch.setattr("evidence.output._swap", lambda *_: False)
    monkeypatch.setattr(Path, "rename", fails)
    could_not_run(build(run), "cannot write out")
    assert contents(Path("out")) == built
    assert leftovers() == []


def test_a_starter_does_not_overwrite(run: Run) -> None:
    write({"evidence.yaml": "mine"})
    could_not_run(run("init", "p"), "p/evidence.yaml is already there; nothing was written")
    assert contents(Path("p")) == {"evidence.yaml": b"mine"}


# Usage


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["build", "p", "--only", "soup"], "soup"),
        (["build", "p", "--only", ""], "--only"),
        (["build", "p", "--issued-at", "yesterday"], "yesterday"),
        (["build", "p", "--issued-at", "2026-01-31T12:00:00"], "time zone"),
        (["build", "p", "--issued-at", "9" * 30], "--issued-at"),
        (["build", "p", "q"], "q"),
        (["check", "p", "--format", "soup"], "soup"),
        (["check", "--soup"], "--soup"),
        (["soup"], "soup"),
        (["explain", "soup"], "soup"),
        (["schema", "soup"], "soup"),
        (["catalogs", "show", "soup"], "nist-ssdf-1.1"),
    ],
)
def test_usage(run: Run, args: list[str], words: str) -> None:
    project()
    done = run(*args)
    assert (done.code, done.stdout) == (2, "")
    assert words in done.stderr
    assert not Path("out").exists()
