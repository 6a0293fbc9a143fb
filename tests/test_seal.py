"""A sealed pack: what a buyer can check, and that nobody can change a byte of it unseen."""

import functools
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence import archive
from evidence.archive import zipped
from evidence.canonical import sha256
from evidence.cli.sealing import trusted
from evidence.project import ApprovalFile
from evidence.trust import cms, sshsig
from evidence.trust.findings import Bundle, Report, Trust
from evidence.trust.seal import as_built
from evidence.trust.verify import verify as verified
from tests.signing import ISSUED_AT, POLICY, ROLES, approve, build, run, sealed_example, verify, with_policy

NOW = datetime(2026, 11, 23, tzinfo=UTC)
Files = dict[str, bytes]
# What does not depend on what was changed between the two packs.
SAME = {"oscal/catalog.json", "oscal/ssp-fragment.json"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, approved by two people, built, sealed, PDF signed."""
    return sealed_example(tmp_path_factory.mktemp("sealed"), "--pdf-self-signed")


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory, place: Path) -> Files:
    """An earlier pack of the same project, validly sealed with the same key, with other bytes in every file."""
    folder = tmp_path_factory.mktemp("older")
    shutil.copytree(place / "project", folder / "project")
    model = folder / "project" / "SUPPORT_MODEL.md"
    model.write_text(model.read_text().replace("48 hours", "96 hours"))
    policy = folder / "project" / "sign-off" / "policy.yaml"
    policy.write_text(policy.read_text().replace("180 days", "170 days"))
    keys = folder / "project" / "sign-off" / "allowed_signers"
    keys.write_text(f"# as of before\n{keys.read_text()}")
    for path in (folder / "project" / "sign-off").glob("*.approval.json*"):
        path.unlink()
    for name in ROLES:
        approve(folder / "project", place / "keys", name, "--condition", "as it was before")
    build(folder / "project", folder / "out", "--issued-at", "2026-10-31T00:00:00Z")
    run("seal", folder / "out", "--key", place / "keys" / "ci", "--pdf-self-signed")
    return dict(archive.read(folder / "out").files)


@pytest.fixture(scope="module")
def files(place: Path) -> Files:
    return dict(archive.read(place / "out").files)


@pytest.fixture(scope="module")
def trust(place: Path) -> Trust:
    return trusted(place / "project" / "sign-off" / "policy.yaml")


@pytest.fixture
def remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask ssh-keygen once for each different question, so that many tries cost little."""
    ask = functools.cache(lambda question: once([question])[0])
    once = sshsig.verify

    def answers(questions: Sequence[sshsig.Question]) -> list[str | None]:
        return [ask(q) for q in questions]

    monkeypatch.setattr(sshsig, "verify", answers)


def report(files: Mapping[str, bytes], trust: Trust | None, *beside: ApprovalFile) -> Report:
    return verified(Bundle(files, NOW, trust, beside))


def failures(found: Report) -> str:
    return "\n".join(f"{f.check}: {f.message}" for f in found.findings if f.result == "failed")


def test_a_copy_in_an_empty_folder(place: Path, tmp_path: Path) -> None:
    shutil.copy(place / "pack.zip", tmp_path)
    shutil.copytree(place / "project" / "sign-off", tmp_path / "trust")
    command = [sys.executable, "-c", "from evidence.cli import main; main()", "verify", "pack.zip"]
    done = subprocess.run(
        [*command, "--trust", "trust/policy.yaml", "--at", "2026-11-23T00:00:00Z"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "VERIFIED as of 2026-11-23T00:00:00Z, trusting trust/policy.yaml." in done.stdout
    assert "SIGNED OFF until 2027-04-28" in done.stdout
    for checked in (
        "files",
        "manifest",
        "seal signature",
        "PDF signature",
        "PDF content",
        "digests",
        "outputs",
        "policy",
    ):
        assert re.search(rf"^ok +{checked}: ", done.stdout, re.MULTILINE), checked
    assert "whether the vendor does what the text says" in done.stdout


def test_every_output_is_looked_into(files: Files, trust: Trust) -> None:
    found = next(f for f in report(files, trust).findings if f.check == "outputs")
    for path in files:
        if path.endswith((".csv", ".xlsx", ".html")) or path in (
            "READ-ME-FIRST.txt",
            "oscal/component-definition.json",
        ):
            assert path in found.message


def runs(commands: Sequence[str], folder: Path, *missing: str) -> str:
    """Run commands as they are printed, in one shell that stops at the first that fails."""
    kept = [c for c in commands if not c.startswith(missing)] if missing else commands
    done = subprocess.run(["sh", "-e", "-c", "\n".join(kept)], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def absent(*programs: str) -> tuple[str, ...]:
    return tuple(p for p in programs if not shutil.which(p))


@pytest.mark.parametrize("name", ["pack.zip", "out"])
def test_the_printed_commands_succeed_verbatim(place: Path, tmp_path: Path, name: str) -> None:
    printed = verify(place / name, place / "project").output
    block = printed.split("Repeat the main checks without this program:\n")[1].split("On Windows")[0]
    commands = [re.sub(r"^  ", "", line) for line in block.rstrip("\n").split("\n")]
    said = runs(commands, tmp_path, *absent("pdfsig"))
    assert said.count("Good ") == 3
    assert said.count(": OK") == len(archive.read(place / "out").files) - 2
    assert re.search(r"(CMS )?Verification successful", said, re.IGNORECASE)
    if not absent("pdfsig"):
        assert "Signature is Valid" in said
        assert "Total document signed" in said


def test_the_printed_commands_fail_on_a_changed_pack(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place / "out", tmp_path / "out")
    commands = json.loads(verify(tmp_path / "out", place / "project", "--format", "json").output)["commands"]
    (tmp_path / "out" / "index.html").write_bytes(b"another page")
    done = subprocess.run(["sh", "-e", "-c", "\n".join(commands)], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode
    assert b"index.html: FAILED" in done.stdout


def test_the_commands_for_windows_name_every_file(place: Path, files: Files) -> None:
    found = json.loads(verify(place / "out", place / "project", "--format", "json").output)["windows"]
    said = dict(re.findall(r"-LiteralPath '([^']+)'\)\.Hash -eq '([0-9A-F]{64})'", "\n".join(found)))
    sealed = {p: sha256(d).upper() for p, d in files.items() if not p.startswith("signatures/seal.json")}
    assert {p.replace("\\", "/"): d for p, d in said.items()} == sealed


def test_machine_format(place: Path) -> None:
    found = json.loads(verify(place / "pack.zip", place / "project", "--format", "json").output)
    assert (found["verdict"], found["sign-off"]) == ("verified", {"state": "signed-off", "until": "2027-04-28"})
    assert {c["result"] for c in found["checks"]} == {"ok"}
    assert any("assessed" in what for what in found["not-checked"])


def test_a_key_in_the_pack_is_not_trusted(place: Path, files: Files) -> None:
    found = report(files, None)
    assert found.verdict == "incomplete"
    said = verify(place / "pack.zip", None, code=1).output
    assert "INCOMPLETE" in said
    assert "A key that comes along proves nothing" in said
    assert re.search(r"^not checked seal signature: ", said, re.MULTILINE)


def test_a_pack_that_a_stranger_made_is_refused(place: Path, tmp_path: Path, trust: Trust) -> None:
    """Everything in it is consistent; only the keys are not the vendor's."""
    shutil.copytree(place / "project", tmp_path / "project")
    shutil.rmtree(tmp_path / "project" / "sign-off")
    settings = tmp_path / "project" / "evidence.yaml"
    settings.write_text(settings.read_text().split("sign-off:")[0])
    with_policy(tmp_path / "project", tmp_path / "keys")
    for name in ROLES:
        approve(tmp_path / "project", tmp_path / "keys", name)
    build(tmp_path / "project", tmp_path / "out", "--only", "pack,oscal,html")
    run("seal", tmp_path / "out", "--key", tmp_path / "keys" / "ci")
    found = report(archive.read(tmp_path / "out").files, trust)
    assert "is no sealing key in" in failures(found)
    assert failures(found).count("is no sign-off key of") == 2
    assert "pack.json says SIGNED OFF; by this policy it was NOT SIGNED OFF" in failures(found)


def test_an_approvers_key_seals_nothing(place: Path, files: Files, trust: Trust) -> None:
    changed = dict(files)
    seal, signature = "signatures/seal.json", "signatures/seal.json.sig"
    changed[signature] = sshsig.sign(changed[seal], place / "keys" / "first", sshsig.SEAL)
    assert "is no sealing key in" in failures(report(changed, trust))
    changed[signature] = sshsig.sign(changed[seal], place / "keys" / "ci", sshsig.SIGN_OFF)
    assert "made for 'evidence-sign-off', not for 'evidence-seal'" in failures(report(changed, trust))


def flip(data: bytes) -> bytes:
    return data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]


TAMPERINGS: Mapping[str, Callable[[Files, str, Files], Files]] = {
    "flip": lambda files, path, _: {**files, path: flip(files[path])},
    "truncate": lambda files, path, _: {**files, path: files[path][:-1]},
    "empty": lambda files, path, _: {**files, path: b""},
    "append": lambda files, path, _: {**files, path: files[path] + b"\n"},
    "delete": lambda files, path, _: {p: d for p, d in files.items() if p != path},
    "rename": lambda files, path, _: {f"{p}x" if p == path else p: d for p, d in files.items()},
    "move": lambda files, path, _: {f"other/{p}" if p == path else p: d for p, d in files.items()},
    "older": lambda files, path, older: {**files, path: older[path]},
}


def test_the_older_pack_is_sound_and_other(files: Files, older: Files, trust: Trust) -> None:
    seal_only = Trust("keys", trust.keys)
    assert report(older, seal_only).verdict == "verified", failures(report(older, seal_only))
    same = {path for path in files if files[path] == older.get(path)}
    assert same == SAME
    assert set(files) == set(older)


@pytest.mark.parametrize("how", TAMPERINGS)
@pytest.mark.usefixtures("remembering")
def test_every_file_against_every_tampering(files: Files, older: Files, trust: Trust, how: str) -> None:
    assert report(files, trust).verdict == "verified"
    for path in files:
        changed = TAMPERINGS[how](files, path, older)
        if changed == files:
            assert how == "older"
            assert path in SAME
            continue
        found = report(changed, trust)
        assert found.verdict == "failed", (how, path)
        named = path if how != "rename" or path not in ("signatures/seal.json", "signatures/seal.json.sig") else "seal"
        assert named in failures(found), (how, path, failures(found))


@pytest.mark.usefixtures("remembering")
def test_whole_groups_exchanged(files: Files, older: Files, trust: Trust) -> None:
    """A seal with its signature, or the approvals, of the older pack: each group is valid by itself."""
    groups = {
        "the seal": [p for p in files if p.startswith("signatures/seal.json")],
        "the approvals": [p for p in files if p.startswith("signatures/approvals/")],
        "the content": [p for p in files if not p.startswith("signatures/")],
        "pack and page": ["pack.json", "index.html", "manifest.json"],
    }
    for name, paths in groups.items():
        assert report({**files, **{p: older[p] for p in paths}}, trust).verdict == "failed", name


@pytest.mark.usefixtures("remembering")
def test_swapped_and_added_files(files: Files, trust: Trust) -> None:
    statements = sorted(p for p in files if p.endswith(".approval.json"))
    one, two = statements
    swapped = {**files, one: files[two], two: files[one]}
    assert one in failures(report(swapped, trust))
    for name in ("extra.txt", "signatures/extra.sig", "signatures/approvals/x.approval.json"):
        assert f"{name} is not listed in the seal" in failures(report({**files, name: b"{}"}, trust))


@pytest.mark.usefixtures("remembering")
def test_two_thousand_mutations_of_the_zip(files: Files, trust: Trust) -> None:
    """No byte may change: not of a file, not of the zip around the files. No byte is without a reader."""
    whole = zipped(files)
    chance = random.Random(2026)
    for _ in range(2000):
        at, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        changed = whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :]
        assert archive.unzipped("pack.zip", changed).refused, (at, bit)


@pytest.mark.usefixtures("remembering")
def test_mutations_that_a_repaired_zip_hides(files: Files, trust: Trust) -> None:
    """The same without the zip's checksums: every file, byte by byte where it is short, must be guarded by the seal."""
    chance = random.Random(2027)
    for path, data in sorted(files.items()):
        for _ in range(8):
            at, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
            changed = {**files, path: data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]}
            found = report(changed, trust)
            assert found.verdict == "failed", (path, at, bit)
            assert path in failures(found), (path, at, bit)


def test_every_bit_of_the_seals_signature_counts(files: Files, trust: Trust) -> None:
    signature = files["signatures/seal.json.sig"]
    good = sshsig.parse(signature)
    assert isinstance(good, sshsig.Signature)
    questions = []
    for at in range(len(signature)):
        changed = signature[:at] + bytes([signature[at] ^ 2]) + signature[at + 1 :]
        found = sshsig.parse(changed)
        if found == good:
            key = next(k for k in trust.keys if k.key == good.key)
            allowed = key.allowed(sshsig.SEAL)
            questions.append(sshsig.Question(files["signatures/seal.json"], changed, key.name, sshsig.SEAL, allowed))
    answers = [a for n in range(0, len(questions), 20) for a in sshsig.verify(questions[n : n + 20])]
    assert questions
    assert None not in answers


def revision(pdf: bytes) -> bytes:
    """Return a PDF with a revision appended that changes its first page's size; readers take the last revision."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(pdf)), incremental=True)
    writer.pages[0].mediabox.upper_right = (100, 100)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def resealed(files: Files, place: Path, *, keep_pdf: bool = True) -> Files:
    """Return the files under a new seal of the same key over whatever they are now: what an insider can do."""
    data = json.loads(files["signatures/seal.json"])
    paths = sorted(p for p in files if not p.startswith("signatures/seal.json"))
    data["subject"] = [{"name": p, "digest": {"sha256": sha256(files[p])}} for p in paths]
    data["predicate"]["files"] = [{"path": p, "size": len(files[p])} for p in paths]
    if not keep_pdf:
        del data["predicate"]["unsigned"]
        data["predicate"]["signatures"] = [s for s in data["predicate"]["signatures"] if s["kind"] != "pades"]
    seal = json.dumps(data, indent=2).encode() + b"\n"
    signature = sshsig.sign(seal, place / "keys" / "ci", sshsig.SEAL)
    return {**files, "signatures/seal.json": seal, "signatures/seal.json.sig": signature}


def with_manifest(files: Files) -> Files:
    """Return the files with a manifest of what they are now."""
    data = json.loads(files["manifest.json"])
    for entry in data["files"]:
        content = files[entry["path"]]
        if entry["path"] != "pack.pdf":
            entry["sha256"], entry["size"] = sha256(content), len(content)
    return {**files, "manifest.json": json.dumps(data, indent=2).encode() + b"\n"}


def test_the_helpers_reseal_soundly(files: Files, place: Path, trust: Trust) -> None:
    found = report(resealed(with_manifest(files), place), trust)
    assert found.verdict == "verified", failures(found)


def test_bytes_after_the_pdfs_signature(files: Files, place: Path, trust: Trust, tmp_path: Path) -> None:
    """Where pdfsig still says valid, we do not."""
    for tail in (b"\n", b"% a remark\n", revision(files["pack.pdf"])[len(files["pack.pdf"]) :]):
        pdf = files["pack.pdf"] + tail
        found = report(resealed({**files, "pack.pdf": pdf}, place), trust)
        assert "pack.pdf: its signature does not cover the whole file" in failures(found)
    (tmp_path / "pack.pdf").write_bytes(revision(files["pack.pdf"]))
    if not absent("pdfsig"):
        said = subprocess.run(
            ["pdfsig", "-nocert", "pack.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
        ).stdout
        assert "Signature is Valid" in said
        assert "Total document signed" not in said


def test_a_stripped_pdf_signature(files: Files, place: Path, trust: Trust) -> None:
    size = json.loads(files["signatures/seal.json"])["predicate"]["unsigned"]["size"]
    stripped = {**files, "pack.pdf": files["pack.pdf"][:size]}
    assert "pack.pdf" in failures(report(stripped, trust))
    assert "pack.pdf: it has 0 signatures" in failures(report(resealed(stripped, place), trust))


def test_the_pdfs_signature_says_what_it_is(files: Files) -> None:
    from pypdf import PdfReader

    fields = PdfReader(io.BytesIO(files["pack.pdf"])).get_fields() or {}
    assert list(fields) == ["Seal"]
    value = fields["Seal"]["/V"].get_object()
    assert (value["/Reason"], value["/SubFilter"]) == ("build integrity, not approval", "/ETSI.CAdES.detached")
    size = json.loads(files["signatures/seal.json"])["predicate"]["unsigned"]["size"]
    assert files["pack.pdf"][size:].count(b"%%EOF") == 1


def test_a_pdf_signed_by_somebody_else(files: Files, place: Path, trust: Trust) -> None:
    from evidence.trust import pades

    size = json.loads(files["signatures/seal.json"])["predicate"]["unsigned"]["size"]
    other = pades.sign(files["pack.pdf"][:size], pades.self_signed(NOW))
    found = report(resealed({**files, "pack.pdf": other}, place), trust)
    assert "a certificate that the seal does not name" in failures(found)


def test_the_pdfs_signature_guards_every_part(files: Files) -> None:
    pdf = files["pack.pdf"]
    good = cms.check(pdf)
    assert isinstance(good, cms.PdfSignature)
    chance = random.Random(3)
    places = [chance.randrange(len(pdf)) for _ in range(150)]
    places += [chance.randrange(good.begin, good.begin + 2 * good.size) for _ in range(150)]
    for at in places:
        changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
        found = cms.check(changed)
        assert isinstance(found, str) or found == good
        if found == good:
            # in an unsigned part of the signature itself, or in the letter case of its hexadecimal digits:
            # the seal covers these bytes, the PDF's own signature cannot
            assert good.begin <= at < good.end


def test_pack_json_exchanged_inside_the_pdf(files: Files, place: Path, older: Files, trust: Trust) -> None:
    """A PDF that was built of other content, signed and sealed anew: every digest fits, the content does not."""
    signed = {**files, "pack.pdf": older["pack.pdf"]}
    data = json.loads(signed["manifest.json"])
    old = json.loads(older["manifest.json"])
    data["files"] = [
        next(o for o in old["files"] if o["path"] == "pack.pdf") if f["path"] == "pack.pdf" else f
        for f in data["files"]
    ]
    signed["manifest.json"] = json.dumps(data, indent=2).encode() + b"\n"
    seal, old_seal = json.loads(files["signatures/seal.json"]), json.loads(older["signatures/seal.json"])
    seal["predicate"]["unsigned"] = old_seal["predicate"]["unsigned"]
    seal["predicate"]["signatures"] = old_seal["predicate"]["signatures"]
    signed["signatures/seal.json"] = json.dumps(seal).encode()
    found = report(resealed(signed, place), trust)
    assert failures(found) == "PDF content: the pack.json inside pack.pdf is another one than the file pack.json"


def edited(files: Files, change: Callable[[dict[str, object]], None]) -> Files:
    data = json.loads(files["pack.json"])
    change(data)
    return {**files, "pack.json": (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()}


def insider(files: Files, place: Path, change: Callable[[dict[str, object]], None]) -> Files:
    """Return a pack whose pack.json was changed and everything sealed anew by somebody who has the seal's key."""
    return resealed(with_manifest(edited(files, change)), place)


def test_what_a_seal_cannot_hide(files: Files, place: Path, trust: Trust) -> None:
    def promise(data: dict[str, object]) -> None:
        statements = data["statements"]
        assert isinstance(statements, list)
        statements[0]["text"] += " And more."

    assert "pack.json says another promise digest than its own content has" in failures(
        report(insider(files, place, promise), trust)
    )

    def mapping(data: dict[str, object]) -> None:
        mappings = data["mappings"]
        assert isinstance(mappings, list)
        mappings[0]["strength"] = "documented" if mappings[0]["strength"] != "documented" else "partly-documented"

    assert "pack.json says another derived digest than its own content has" in failures(
        report(insider(files, place, mapping), trust)
    )

    def state(data: dict[str, object]) -> None:
        said = data["sign-off"]
        assert isinstance(said, dict)
        said["until"] = "2029-01-01"

    assert "(sign-off.until)" in failures(report(insider(files, place, state), trust))

    def conditions(data: dict[str, object]) -> None:
        said = data["sign-off"]
        assert isinstance(said, dict)
        said["approvals"][0]["name"] = "Somebody important"

    assert "(sign-off.approvals)" in failures(report(insider(files, place, conditions), trust))


@pytest.mark.parametrize("path", ["index.html", "customer-responsibilities.csv", "oscal/component-definition.json"])
def test_an_output_of_other_content(files: Files, place: Path, older: Files, trust: Trust, path: str) -> None:
    changed = resealed(with_manifest({**files, path: older[path]}), place)
    said = failures(report(changed, trust))
    assert f"{path} does not carry the promise digest of pack.json" in said
    assert f"{path} carries a digest that pack.json does not have" in said


def test_the_workbook_of_other_content(files: Files, place: Path, older: Files, trust: Trust) -> None:
    path = "customer-responsibilities.xlsx"
    changed = resealed(with_manifest({**files, path: older[path]}), place)
    assert f"{path} does not carry the promise digest of pack.json" in failures(report(changed, trust))


def test_a_seal_without_the_signatures_that_it_expects(files: Files, place: Path, trust: Trust) -> None:
    assert "with a certificate that the seal does not name" in failures(
        report(resealed(files, place, keep_pdf=False), trust)
    ) or "pack.pdf is not as it was built" in failures(report(resealed(files, place, keep_pdf=False), trust))


def test_stripped_signatures(files: Files, trust: Trust) -> None:
    without = {p: d for p, d in files.items() if not p.startswith("signatures/seal.json")}
    assert "signatures/seal.json is missing" in failures(report(without, trust))
    unsigned = {p: d for p, d in files.items() if p != "signatures/seal.json.sig"}
    assert "signatures/seal.json.sig is missing: the seal is unsigned" in failures(report(unsigned, trust))


def test_expiry_is_as_of_the_time_of_looking(place: Path) -> None:
    said = verify(place / "out", place / "project", "--at", "2027-05-01T00:00:00Z", code=1).output
    assert "FAILED sign-off: EXPIRED on 2027-05-01" in said


def test_a_changed_policy_is_reported(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place / "project" / "sign-off", tmp_path / "sign-off")
    policy = tmp_path / "sign-off" / "policy.yaml"
    policy.write_text(POLICY.replace("180 days", "300 days"))
    said = run("verify", place / "out", "--trust", policy, "--at", "2026-11-23T00:00:00Z").output
    assert "it differs from the one in the pack" in said
    assert said.count("given under another policy or other keys") == 2


def test_keys_without_a_policy(place: Path) -> None:
    keys = place / "project" / "sign-off" / "allowed_signers"
    said = run("verify", place / "out", "--trust", keys, "--at", "2026-11-23T00:00:00Z").output
    assert "the pack's own, under its seal; keys from" in said
    assert "VERIFIED" in said


def test_a_later_approval_attaches_without_a_rebuild(place: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(place / "project", project)
    for path in (project / "sign-off").glob("*.approval.json*"):
        path.unlink()
    out = tmp_path / "out"
    build(project, out, "--only", "pack,oscal,html")
    run("seal", out, "--key", place / "keys" / "ci")
    assert "NOT SIGNED OFF" in verify(out, project).output
    for name in ROLES:
        approve(project, place / "keys", name, at="2026-11-02T08:00:00Z")
    said = verify(out, project, "--approvals", str(project / "sign-off")).output
    assert "given beside the pack" in said
    assert "SIGNED OFF on 2026-11-23, until 2027-05-01" in said
    approve(project, place / "keys", "second", "--reject", at="2026-11-03T08:00:00Z")
    said = verify(out, project, "--approvals", str(project / "sign-off"), code=1).output
    assert "FAILED sign-off: REJECTED" in said


def test_a_pack_that_shows_roles_only(place: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(place / "project", project)
    policy = project / "sign-off" / "policy.yaml"
    policy.write_text(POLICY.replace("display: name", "display: role"))
    out = tmp_path / "out"
    build(project, out, "--only", "pack,oscal,html")
    run("seal", out, "--key", place / "keys" / "ci")
    said = verify(out, project, code=1).output
    assert "not checked sign-off: the pack says SIGNED OFF without the approvals themselves" in said
    assert "VERIFIED" in verify(out, project, "--approvals", str(project / "sign-off")).output


def test_sealing_twice_gives_the_same(place: Path, tmp_path: Path) -> None:
    build(place / "project", tmp_path / "out")
    unsealed = dict(archive.read(tmp_path / "out").files)
    made = []
    for n in range(2):
        run("seal", tmp_path / "out", "--key", place / "keys" / "ci", "--zip", tmp_path / f"{n}.zip")
        made.append((tmp_path / f"{n}.zip").read_bytes())
    assert made[0] == made[1]
    sealed = dict(archive.read(tmp_path / "out").files)
    assert {p: d for p, d in sealed.items() if p in unsealed} == unsealed
    assert set(sealed) - set(unsealed) == {"signatures/seal.json", "signatures/seal.json.sig"}
    run("seal", tmp_path / "out", "--key", place / "keys" / "ci", "--pdf-self-signed")
    signed = dict(archive.read(tmp_path / "out").files)
    assert signed["pack.pdf"].startswith(unsealed["pack.pdf"])
    assert len(signed["pack.pdf"]) > len(unsealed["pack.pdf"])
    assert as_built(signed) == unsealed
    run("seal", tmp_path / "out", "--key", place / "keys" / "ci")
    assert dict(archive.read(tmp_path / "out").files) == sealed


def test_two_environments_one_unsigned_core(place: Path, tmp_path: Path, files: Files) -> None:
    def made(folder: str, mask: int, **settings: str) -> Files:
        out = tmp_path / folder / "out"
        out.parent.mkdir()
        shutil.copytree(place / "project", tmp_path / folder / "project")
        before = os.umask(mask)
        try:
            subprocess.run(
                [sys.executable, "-c", "from evidence.cli import main; main()", "build", "project", "--out", "out"],
                cwd=out.parent,
                env={**os.environ, "SOURCE_DATE_EPOCH": "1793491200", **settings},
                capture_output=True,
                check=True,
            )
        finally:
            os.umask(before)
        run("seal", out, "--key", place / "keys" / "ci")
        return dict(archive.read(out).files)

    one = made("one", 0o022, TZ="Asia/Kathmandu", LC_ALL="C", PYTHONHASHSEED="1", HOME=str(tmp_path))
    two = made("another one", 0o077, TZ="America/St_Johns", LC_ALL="C.UTF-8", PYTHONHASHSEED="9", HOME="/")
    assert one == two
    assert as_built(one) == as_built(files)


def test_a_sealed_folder_is_not_replaced_by_chance(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(place / "project", out, "--only", "pack")
    run("seal", out, "--key", place / "keys" / "ci")
    before = dict(archive.read(out).files)
    again = ["build", place / "project", "--out", out, "--only", "pack", "--issued-at", ISSUED_AT]
    result = run(*again, code=3)
    assert "is sealed" in str(result.exception)
    assert dict(archive.read(out).files) == before
    run(*again, "--replace")
    assert "signatures/seal.json" not in archive.read(out).files


def refused(*args: str | Path) -> str:
    return str(run("seal", *args, code=3).exception)


def test_what_cannot_be_sealed(place: Path, tmp_path: Path) -> None:
    key = ["--key", place / "keys" / "ci"]
    out = tmp_path / "out"
    build(place / "project", out, "--only", "pack")
    assert "there is no pack.pdf to sign" in refused(out, *key, "--pdf-self-signed")
    (out / "notes.txt").write_text("x")
    assert "notes.txt is not of this build" in refused(out, *key)
    (out / "notes.txt").unlink()
    (out / "pack.json").write_text("{}")
    assert "pack.json is not as it was built" in refused(out, *key)
    (out / "manifest.json").unlink()
    assert "manifest.json: it is missing" in refused(out, *key)
    (tmp_path / "empty").mkdir()
    assert "seal a folder that `evidence build` wrote" in refused(tmp_path / "empty", *key)
    run("seal", tmp_path / "absent", *key, code=2)
    run("seal", place / "out", *key, "--zip", place / "out" / "x.zip", code=2)
    run("seal", place / "out", *key, "--pdf-key", place / "keys" / "ci", code=2)


def pem(folder: Path, *args: str) -> tuple[Path, Path]:
    """Make a key and a self-signed certificate with openssl."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-nodes", "-subj", "/CN=A vendor", "-days", "30"]
    subprocess.run([*command, "-out", certificate, "-keyout", key, *args], check=True, capture_output=True)
    return key, certificate


def test_keys_for_the_pdf(place: Path, tmp_path: Path) -> None:
    def sealed(key: Path, certificate: Path) -> list[str | Path]:
        return [tmp_path / "out", "--key", place / "keys" / "ci", "--pdf-key", key, "--pdf-cert", certificate]

    shutil.copytree(place / "out", tmp_path / "out")
    rsa, elliptic, modern, small = (tmp_path / n for n in ("rsa", "p256", "ed25519", "small"))
    for folder in (rsa, elliptic, modern, small):
        folder.mkdir()
    good = [pem(rsa, "-newkey", "rsa:2048"), pem(elliptic, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")]
    for key, certificate in good:
        run("seal", *sealed(key, certificate))
        assert "ok     PDF signature: over all" in verify(tmp_path / "out", place / "project").output
    assert "has to be P-256" in refused(*sealed(*pem(modern, "-newkey", "ed25519")))
    assert "has to be P-256" in refused(*sealed(*pem(small, "-newkey", "rsa:1024")))
    assert "belongs to another key" in refused(*sealed(good[0][0], good[1][1]))
    assert "not PEM" in refused(*sealed(good[0][1], good[0][0]))
    assert "cannot read" in refused(*sealed(tmp_path / "absent", good[0][1]))
    locked = tmp_path / "locked.pem"
    subprocess.run(
        ["openssl", "pkey", "-in", str(good[0][0]), "-aes256", "-passout", "pass:long enough", "-out", str(locked)],
        check=True,
    )
    from typer.testing import CliRunner

    from evidence.cli import app

    args = ["seal", *map(str, sealed(locked, good[0][1]))]
    assert CliRunner().invoke(app, args, input="long enough\n").exit_code == 0
    assert "the passphrase is wrong" in str(CliRunner().invoke(app, args, input="wrong\n").exception)


def test_an_expired_pdf_certificate(tmp_path: Path) -> None:
    from evidence.trust import pades

    key, certificate = pem(tmp_path, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    with pytest.raises(sshsig.SigningError, match="valid until"):
        pades.load(key.read_bytes(), certificate.read_bytes(), None, datetime(2099, 1, 1, tzinfo=UTC))


def test_what_verify_cannot_read(place: Path, tmp_path: Path) -> None:
    assert "no such file" in str(run("verify", tmp_path / "absent.zip", code=3).exception)
    text = tmp_path / "notes.zip"
    text.write_text("no zip")
    assert "FAILED names: notes.zip is no sound zip" in verify(text, None, code=1).output
    (tmp_path / "empty").mkdir()
    assert "signatures/seal.json is missing" in verify(tmp_path / "empty", None, code=1).output
    policy = tmp_path / "policy.yaml"
    policy.write_text("roles: 3\n")
    run("verify", place / "out", "--trust", policy, code=1)
    run("verify", place / "out", "--trust", tmp_path / "absent", code=1)
    run("verify", place / "out", "--approvals", tmp_path / "empty", code=2)
    run("verify", place / "out", "--at", "yesterday", code=2)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"_type": 1}', b"\xff\xfe", b"[" * 100_000])
@pytest.mark.usefixtures("remembering")
def test_files_of_a_pack_that_are_nothing(files: Files, place: Path, trust: Trust, data: bytes) -> None:
    for path in ("signatures/seal.json", "manifest.json", "pack.json", "signatures/seal.json.sig"):
        assert report({**files, path: data}, trust).verdict == "failed"
    for path in ("pack.json", "pack.pdf", "index.html", "customer-responsibilities.xlsx", "manifest.json"):
        changed = resealed({**files, path: data}, place)
        assert path in failures(report(changed, trust))


def test_a_seal_of_another_type(files: Files, place: Path, trust: Trust) -> None:
    data = json.loads(files["signatures/seal.json"])
    data["predicateType"] = "urn:evidence-compiler:sign-off:1"
    seal = json.dumps(data).encode()
    signature = sshsig.sign(seal, place / "keys" / "ci", sshsig.SEAL)
    found = report({**files, "signatures/seal.json": seal, "signatures/seal.json.sig": signature}, trust)
    assert "signatures/seal.json: predicateType" in failures(found)


def spoilt_values(value: object) -> list[object]:
    """Return values of other forms: what a stranger may write where a program expects its own."""
    return [v for v in (None, 3, 1.5, 10**30, "x", [], {}, [1], {"a": 1}, [[]] * 3, True) if type(v) is not type(value)]


@pytest.mark.parametrize("name", ["sign-off", "statements", "mappings", "answers", "catalogs", "issued-at", "schema"])
@pytest.mark.usefixtures("remembering")
def test_a_pack_of_strange_values_is_refused_and_not_tripped_over(files: Files, trust: Trust, name: str) -> None:
    bare = {p: d for p, d in files.items() if not p.startswith("signatures/seal.json") and p != "pack.pdf"}
    data = json.loads(bare["pack.json"])
    for value in spoilt_values(data[name]):
        assert report({**bare, "pack.json": json.dumps({**data, name: value}).encode()}, trust).verdict == "failed"
    if isinstance(data[name], list):
        for key in data[name][0]:
            for value in spoilt_values(data[name][0][key]):
                one = [{**data[name][0], key: value}, *data[name][1:]]
                changed = {**bare, "pack.json": json.dumps({**data, name: one}).encode()}
                assert report(changed, trust).verdict == "failed"
    if isinstance(data[name], dict):
        for key in data[name]:
            for value in spoilt_values(data[name][key]):
                changed = {**bare, "pack.json": json.dumps({**data, name: {**data[name], key: value}}).encode()}
                assert report(changed, trust).verdict == "failed"


def test_a_pack_cannot_write_on_the_terminal(place: Path, tmp_path: Path) -> None:
    """Names in a stranger's seal reach neither the terminal as they are, nor the commands to be copied."""
    shutil.copytree(place / "out", tmp_path / "out")
    seal = tmp_path / "out" / "signatures" / "seal.json"
    data = json.loads(seal.read_bytes())
    evil = "x\nEND\ntouch evil\nVERIFIED \x1b[2K"
    data["subject"].append({"name": evil, "digest": {"sha256": "0" * 64}})
    seal.write_text(json.dumps(data))
    said = verify(tmp_path / "out", place / "project", code=1).output
    assert "x\\x0aEND\\x0atouch evil\\x0aVERIFIED \\x1b[2K is missing" in said
    assert "\x1b" not in said
    assert not re.search("^ *(touch|VERIFIED|END)", said, re.MULTILINE)
    assert "Repeat the main checks" not in said


def test_an_expired_seal_key(files: Files, trust: Trust) -> None:
    from dataclasses import replace

    keys = tuple(replace(k, valid_before="20261101") if k.name == "ci" else k for k in trust.keys)
    assert "seal signature: " in failures(report(files, replace(trust, keys=keys)))


def test_verifying_loads_no_signing_library(place: Path) -> None:
    code = (
        "import sys\nfrom evidence.cli import app\nfrom typer.testing import CliRunner\n"
        f"done = CliRunner().invoke(app, ['verify', {str(place / 'pack.zip')!r}, '--at', '2026-11-23T00:00:00Z', "
        f"'--trust', {str(place / 'project/sign-off/policy.yaml')!r}])\n"
        "assert done.exit_code == 0, done.output\n"
        "print([m for m in ('pyhanko', 'trestle', 'weasyprint', 'jinja2', 'openpyxl', 'evidence.compiler') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_self_signed_key_is_made_anew_each_time() -> None:
    from evidence.trust import pades

    one, two = pades.self_signed(NOW), pades.self_signed(NOW)
    assert one.certificate.public_key() != two.certificate.public_key()
