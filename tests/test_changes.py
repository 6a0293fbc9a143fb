"""Two packs compared: each category by a change that makes it, and silence about everything else."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from evidence.changes import Comparison, compare
from evidence.cli import app
from evidence.pack import Pack
from evidence.wire import WirePack, to_wire
from tests.conftest import EXAMPLE, compile_path

TABLE = "| Severity | Target response |\n|---|---|\n"
ROW = "| Critical | acknowledge within 48 hours |\n"
DENIED = "\n## What is not claimed\n\nThis model does not claim SOC 2, FedRAMP authorization, or 24/7 pager coverage.\n"


def wire(pack: Pack) -> WirePack:
    return WirePack.model_validate(to_wire(pack))


def packed(folder: Path, text: str, config: str = "model: [m.md]\nproduct: {name: Thing, version: '1'}\n") -> WirePack:
    folder.mkdir(exist_ok=True)
    (folder / "m.md").write_text(text, encoding="utf-8")
    (folder / "evidence.yaml").write_text(config, encoding="utf-8")
    result = compile_path(folder)
    assert result.pack, result.diagnostics
    return wire(result.pack)


def changed(folder: Path, old: str, new: str) -> Comparison:
    return compare(packed(folder, old), packed(folder, new))


def promises(found: Comparison) -> list[tuple[str, str]]:
    return [(c.category, c.id) for c in found.changes if c.of in ("promise", "non-claim")]


def test_a_pack_and_itself(example: Pack) -> None:
    found = compare(wire(example), wire(example))
    assert found.changes == ()
    assert found.same == len(example.content.statements)


@pytest.mark.parametrize(
    ("old", "new", "category", "detail"),
    [
        ("48 hours", "72 hours", "loosened", "acknowledge: 48 hours → 72 hours"),
        ("48 hours", "24 hours", "tightened", "acknowledge: 48 hours → 24 hours"),
        ("48 hours", "90 minutes", "tightened", "acknowledge: 48 hours → 90 minutes"),
        ("48 hours", "3 weeks", "loosened", "acknowledge: 48 hours → 3 weeks"),
        ("1 month", "27 days", "tightened", "acknowledge: 1 month → 27 calendar days"),
        ("1 month", "30 days", "unit-changed", "acknowledge: 1 month → 30 calendar days; the two overlap"),
        (
            "48 hours",
            "two business days",
            "unit-changed",
            "acknowledge: 48 hours → 2 business days; the two cannot be compared",
        ),
        ("48 hours", "2 days", "reworded", "acknowledge: 48 hours → 2 calendar days, the same length"),
        ("2 business days", "3 business days", "loosened", "acknowledge: 2 business days → 3 business days"),
        ("48 hours of receipt", "48 hours of triage", "loosened", "acknowledge: runs from receipt → triage"),
        (
            "48 hours",
            "48 hours if staff is available",
            "loosened",
            "acknowledge: condition “if staff is available” added",
        ),
    ],
)
def test_times(tmp_path: Path, old: str, new: str, category: str, detail: str) -> None:
    found = changed(tmp_path, TABLE + ROW.replace("48 hours", old), TABLE + ROW.replace("48 hours", new))
    assert promises(found) == [(category, "response-target/critical")]
    assert detail in found.changes[0].details


@pytest.mark.parametrize(
    ("old", "new", "category"),
    [
        (
            TABLE + ROW + "| Low | acknowledge as appropriate |\n",
            TABLE + ROW + "| Low | acknowledge within 9 days |\n",
            "tightened",
        ),
        (TABLE + ROW + "| Low | acknowledge within 9 days |\n", TABLE + ROW, "withdrawn"),
        (TABLE + ROW, TABLE + ROW + "| Low | acknowledge within 9 days |\n", "added"),
        (TABLE + ROW + DENIED, TABLE + ROW + DENIED.replace("SOC 2, ", ""), "non-claim-removed"),
        (TABLE + ROW + DENIED, TABLE + ROW + DENIED.replace("claim SOC", "currently claim SOC"), "non-claim-weakened"),
        (
            TABLE + ROW + "\nWe do not maintain long-term support branches.\n",
            TABLE + ROW + "\nWe do not maintain long-term support branches unless an agreement says so.\n",
            "non-claim-weakened",
        ),
        (
            "| Area | Owner |\n|---|---|\n| Backups of the database | vendor |\n",
            "| Area | Owner |\n|---|---|\n| Backups of the database | customer |\n",
            "owner-changed",
        ),
        (
            TABLE + ROW + "\nReporters must not put secrets into a public issue.\n",
            TABLE + ROW + "\nReporters must not put secrets or logs into a public issue.\n",
            "reworded",
        ),
    ],
)
def test_categories(tmp_path: Path, old: str, new: str, category: str) -> None:
    found = promises(changed(tmp_path, old, new))
    assert {c for c, _ in found} == {category}


def bound(pack: WirePack, binding: str) -> WirePack:
    data = pack.model_dump(mode="json", by_alias=True, exclude_none=True)
    for s in data["statements"]:
        s["binding"] = binding
    return WirePack.model_validate(data)


@pytest.mark.parametrize(
    ("old", "new", "category"),
    [
        ("goal", "contract", "tightened"),
        ("contract", "goal", "loosened"),
        ("contract", "unstated", "loosened"),
        ("goal", "best-effort", "loosened"),
        ("goal", "unstated", "reworded"),
    ],
)
def test_bindings(tmp_path: Path, old: str, new: str, category: str) -> None:
    pack = packed(tmp_path, TABLE + ROW)
    (change,) = compare(bound(pack, old), bound(pack, new)).changes
    assert (change.category, change.details) == (category, (f"binding {old} → {new}",))


def test_another_denial_is_no_rewording_of_one_that_went(tmp_path: Path) -> None:
    found = promises(changed(tmp_path, TABLE + ROW + DENIED, TABLE + ROW + DENIED.replace("SOC 2", "HIPAA compliance")))
    assert {c for c, _ in found} == {"non-claim-removed", "added"}
    assert ("non-claim-removed", "non-claim/soc2-report") in found


def test_moved_rows_and_lines_are_silent(tmp_path: Path) -> None:
    rows = [ROW, ROW.replace("Critical", "High"), ROW.replace("Critical", "Low")]
    found = changed(tmp_path, TABLE + "".join(rows) + DENIED, DENIED + "\n\n" + TABLE + "".join(reversed(rows)))
    assert promises(found) == []


def test_mappings_follow_silently_from_statements_that_came_or_went(tmp_path: Path) -> None:
    found = changed(tmp_path, TABLE + ROW + DENIED, TABLE + ROW)
    assert {c.of for c in found.changes} <= {"non-claim", "answer"}
    assert all("follows from non-claim/" in " ".join(c.details) for c in found.changes if c.of == "answer")


def test_a_dropped_framework_is_one_change(example: Pack) -> None:
    old = wire(example)
    kept = tuple(m for m in old.mappings if m.framework != "osps-baseline")
    found = compare(old, old.model_copy(update={"mappings": kept}))
    assert [(c.category, c.id) for c in found.changes] == [("mapping-changed", "osps-baseline")]
    assert compare(old, old.model_copy(update={"mappings": old.mappings[1:]})).changes[0].of == "mapping"


def answered(pack: WirePack, *given: dict[str, Any]) -> WirePack:
    """Return a pack with these answers and no others, each with what it does not say filled in."""
    answer = {
        "id": "Q1", "question": "Is there a target?", "stance": "supported", "asks": "documented",
        "answer": "Documented: acknowledge within 48 hours.", "citations": ["response-target/critical"], "topics": [],
        "because": "time",
    }  # fmt: skip
    data = pack.model_dump(mode="json", by_alias=True, exclude_none=True)
    return WirePack.model_validate({**data, "answers": [{**answer, **said} for said in given]})


def test_answers(example: Pack) -> None:
    pack = wire(example)
    old = answered(pack, {})
    assert compare(old, answered(pack, {"because": "another word"})).changes == ()
    (change,) = compare(old, answered(pack, {"stance": "partial", "owner": "customer"})).changes
    assert change.category == "answer-changed"
    assert change.details == ("stance supported → partial", "owner not stated → customer")
    (gone,) = compare(old, answered(pack)).changes
    assert gone.details == ("question is no longer answered",)


def signed(pack: WirePack, state: str) -> WirePack:
    data = pack.model_dump(mode="json", by_alias=True, exclude_none=True)
    return WirePack.model_validate({**data, "sign-off": {"state": state}})


def test_what_a_sign_off_covers_does_not_fail(tmp_path: Path) -> None:
    old = packed(tmp_path, TABLE + ROW + DENIED)
    new = packed(tmp_path, TABLE + ROW.replace("48", "72") + DENIED.replace("SOC 2, ", ""))
    gates = ("loosened", "non-claim", "sign-off", "mapping")
    found = compare(old, new)
    assert [c.category for c in found.failing(gates)] == ["non-claim-removed", "loosened"]
    assert [c.category for c in found.failing(("owner", "withdrawn"))] == []
    assert compare(old, signed(new, "signed-off")).failing(("loosened", "non-claim")) == ()
    assert compare(old, signed(new, "derived-changed")).failing(("loosened", "non-claim")) == ()
    for state in ("promises-changed", "expired", "rejected"):
        assert len(compare(old, signed(new, state)).failing(("loosened", "non-claim"))) == 2
    lapsed = compare(signed(old, "signed-off"), signed(old, "expired"))
    assert [c.label for c in lapsed.failing(("sign-off",))] == ["SIGN-OFF STATE"]


def test_the_gate_of_denials_has_every_rewording_of_one(tmp_path: Path) -> None:
    old = TABLE + ROW + "\nWe do not maintain long-term support branches.\n"
    new = TABLE + ROW + "\nWe do not maintain long-term support branches of the server.\n"
    assert changed(tmp_path, old, new).failing(("non-claim",))


def run(*args: object) -> Result:
    return CliRunner().invoke(app, ["diff", *map(str, args)], catch_exceptions=False)


@pytest.fixture
def two(tmp_path: Path, example: Pack) -> tuple[Path, Path]:
    old, project = tmp_path / "old", tmp_path / "project"
    shutil.copytree(EXAMPLE, project)
    model = project / "SUPPORT_MODEL.md"
    text = model.read_text().replace("acknowledge within 48 hours", "acknowledge within two business days", 1)
    model.write_text(text.replace("claim SOC 2, ", "claim "))
    pack = compile_path(project).pack
    assert pack
    old.mkdir()
    (old / "pack.json").write_text(json.dumps(to_wire(example)))
    with zipfile.ZipFile(tmp_path / "new.zip", "w") as archive:
        archive.writestr("agent-bom-2/pack.json", json.dumps(to_wire(pack)))
    return old, tmp_path / "new.zip"


def test_the_command_reads_folders_and_zips(two: tuple[Path, Path]) -> None:
    done = run(*two)
    assert done.exit_code == 0
    assert "UNIT CHANGED: response-target/critical" in done.stdout
    assert "NON-CLAIM REMOVED: non-claim/soc2-report" in done.stdout
    assert "response-target/high" not in done.stdout
    failed = run(*two, "--fail-on", "loosened,withdrawn,owner,non-claim")
    assert failed.exit_code == 1
    assert failed.stderr == "evidence: 2 changes that no sign-off covers\n"
    assert run(*two, "--fail-on", "soup").exit_code == 2


def test_json(two: tuple[Path, Path]) -> None:
    data = json.loads(run(*two, "--format", "json").stdout)
    assert set(data) == {"old", "new", "unchanged-statements", "changes"}
    assert data["changes"][0]["category"] == "non-claim-removed"
    assert data["changes"][0]["fails"] is False


def test_markdown_shows_the_texts_of_strangers_as_text(tmp_path: Path) -> None:
    old = packed(tmp_path, TABLE + ROW)
    new = packed(tmp_path, TABLE + ROW + "| <b>@team</b> *Low* | acknowledge within [9](http://x.example) days |\n")
    from evidence.changes.text import render

    text = render(compare(old, new), "markdown")
    assert "<b>" not in text
    assert "\\@team" in text
    assert all(line.count("|") - line.count("\\|") == 4 for line in text.splitlines() if line.startswith("|"))


def test_the_letter(two: tuple[Path, Path]) -> None:
    text = run(*two, "--format", "letter").stdout
    assert text.startswith("# agent-bom: what changed since the pack that you received\n")
    assert "## No longer disclaimed, or disclaimed less" in text
    assert "48 hours → 2 business days" in text
    assert "**NOT SIGNED OFF**" in text
    assert "## Promised more" not in text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not JSON"),
        (b"[" * 100000, "not JSON"),
        (b"[]", "no `schema` of ours"),
        (b'{"schema": "urn:evidence-compiler:pack:9"}', "a pack of version 9"),
        (b'{"schema": "urn:evidence-compiler:pack:1"}', "field required"),
        (b"PK\x05\x06" + bytes(18), "the archive holds no pack.json"),
        (b"PK\x03\x04" + b"x" * 40, "not JSON"),
    ],
)
def test_what_is_no_pack(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "pack.json").write_bytes(data)
    done = run(tmp_path / "pack.json", tmp_path)
    assert done.exit_code == 1
    assert reason in done.stderr
    assert done.stderr.count("error[not-a-pack]") == 2


def test_a_newer_writers_additions_are_passed_over(two: tuple[Path, Path]) -> None:
    path = two[0] / "pack.json"
    data = json.loads(path.read_bytes())
    data["moon-phase"] = "full"
    data["statements"][0]["mood"] = "glad"
    path.write_text(json.dumps(data))
    assert run(*two).exit_code == 0


def test_a_missing_file(tmp_path: Path) -> None:
    assert "there is no pack.json here" in run(tmp_path, tmp_path).stderr
