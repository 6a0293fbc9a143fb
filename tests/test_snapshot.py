"""Snapshots on real git repositories: what a release is bound to, and what is refused."""

import base64
import hashlib
import json
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from evidence import output
from evidence.cli import app
from evidence.snapshot.artefacts import ArtefactChangedError, collect, unchanged
from evidence.snapshot.git import is_tag_name
from tests.conftest import ROOT

MODEL = """| Severity | Target response |
|---|---|
| Critical | acknowledge within 48 hours |

This model does not claim SOC 2.
"""
SETTINGS = "supplier: {name: Anybody}\nproduct: {name: Thing}\nmodel: [SUPPORT.md]\nframeworks: [support-response]\n"
WHEN = {"GIT_AUTHOR_DATE": "2026-10-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-10-01T00:00:00Z"}
WHO = {f"GIT_{who}_{what}": "nobody@example.invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
ISSUED = "2026-11-01T00:00:00Z"


def git(folder: Path, *args: str) -> str:
    env = {**os.environ, **WHEN, **WHO, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(
        ["git", *args], cwd=folder, env=env, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a tagged commit and two artefacts that git does not know; the current folder."""
    folder = tmp_path / "repo"
    (folder / "dist").mkdir(parents=True)
    (folder / "SUPPORT.md").write_text(MODEL)
    (folder / "evidence.yaml").write_text(SETTINGS)
    (folder / ".gitignore").write_text("dist\nout\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "one")
    git(folder, "tag", "v1.2.0")
    (folder / "dist/a.whl").write_bytes(b"wheel")
    (folder / "dist/b.tar.gz").write_bytes(b"source")
    monkeypatch.chdir(folder)
    return folder


def snap(*args: str, tag: str = "v1.2.0", code: int = 0) -> Result:
    command = ["snapshot", "--release", tag, "--only", "pack", "--issued-at", ISSUED, *args]
    done = CliRunner().invoke(app, command, catch_exceptions=code == 3)
    if code == 3:
        assert isinstance(done.exception, Exception)
        assert not isinstance(done.exception, SystemExit)
        return done
    assert done.exit_code == code, done.output
    return done


def released(folder: Path, out: str = "out") -> dict[str, object]:
    return dict(json.loads((folder / out / "pack.json").read_bytes())["release"])


def test_the_facts_of_a_release(repo: Path) -> None:
    snap("--artefact", "dist/*", "--artefact", "r.example/thing@sha256:" + "a" * 64)
    data = json.loads((repo / "out/pack.json").read_bytes())
    assert data["product"]["version"] == "1.2.0"
    assert data["release"] == {
        "tag": "v1.2.0",
        "commit": git(repo, "rev-parse", "HEAD"),
        "tree": "clean",
        "committed-at": "2026-10-01T00:00:00Z",
        "artefacts": [
            {"name": "dist/a.whl", "sha256": hashlib.sha256(b"wheel").hexdigest(), "size": 5},
            {"name": "dist/b.tar.gz", "sha256": hashlib.sha256(b"source").hexdigest(), "size": 6},
            {"name": "r.example/thing", "sha256": "a" * 64},
        ],
    }
    statement = json.loads((repo / "out/release.intoto.json").read_bytes())
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert {s["name"]: s["digest"]["sha256"] for s in statement["subject"]} == {
        a["name"]: a["sha256"] for a in data["release"]["artefacts"]
    }
    named = {f["name"]: f["digest"]["sha256"] for f in statement["predicate"]["files"]}
    assert named["pack.json"] == hashlib.sha256((repo / "out/pack.json").read_bytes()).hexdigest()
    assert "release.intoto.json" in (repo / "out/manifest.json").read_text()


def test_no_artefacts_no_statement_about_any(repo: Path) -> None:
    snap()
    assert not (repo / "out/release.intoto.json").exists()
    assert released(repo)["artefacts"] == []


def test_the_same_snapshot_twice(repo: Path) -> None:
    snap("--artefact", "dist/*")
    before = {p.name: p.read_bytes() for p in (repo / "out").iterdir()}
    snap("--artefact", "dist/b.tar.gz", "--artefact", "dist/a.whl")
    assert {p.name: p.read_bytes() for p in (repo / "out").iterdir()} == before


def test_detached_and_shallow(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo / "more.txt").write_text("x")
    git(repo, "add", ".")
    git(repo, "commit", "-q", "-m", "two")
    git(repo, "checkout", "-q", "v1.2.0")
    snap()
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=1", "--branch", "v1.2.0", repo.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    snap()
    assert released(clone) == released(repo)


def test_annotated_tags(repo: Path) -> None:
    git(repo, "tag", "-a", "v1.2.0-final", "-m", "final")
    snap(tag="v1.2.0-final", code=0)


def test_no_tag(repo: Path) -> None:
    git(repo, "tag", "-d", "v1.2.0")
    assert "error[unknown-tag]" in snap(code=1).stderr
    snap("--commit", git(repo, "rev-parse", "HEAD"))
    assert "error[tag-not-at-head]" in snap("--commit", "0" * 40, code=1).stderr


def test_a_tag_that_is_elsewhere(repo: Path) -> None:
    git(repo, "commit", "-q", "--allow-empty", "-m", "two")
    done = snap(code=1)
    assert "error[tag-not-at-head]" in done.stderr
    assert not (repo / "out").exists()


def test_a_tree_that_is_not_clean(repo: Path) -> None:
    (repo / ".gitignore").write_text("dist\nout\nmore\n")
    done = snap(code=1)
    assert "error[tree-dirty]: not as they were committed: .gitignore" in done.stderr
    snap("--allow-dirty")
    assert released(repo)["tree"] == "dirty"
    assert released(repo)["changed"] == [".gitignore"]


def test_an_input_that_git_does_not_know(repo: Path) -> None:
    (repo / "OTHER.md").write_text(MODEL)
    (repo / "evidence.yaml").write_text(SETTINGS.replace("SUPPORT.md", "OTHER.md"))
    git(repo, "commit", "-q", "-am", "two")
    git(repo, "tag", "v1.3.0")
    assert "not as they were committed: OTHER.md" in snap(tag="v1.3.0", code=1).stderr


def test_other_untracked_files_and_a_tracked_output_do_not_count(repo: Path) -> None:
    (repo / "notes.txt").write_text("x")
    (repo / ".gitignore").write_text("dist\n")
    snap("--allow-dirty")
    git(repo, "add", ".gitignore", "out")
    git(repo, "commit", "-q", "-m", "two")
    git(repo, "tag", "v1.3.0")
    snap(tag="v1.3.0")
    assert released(repo)["tree"] == "clean"


def test_outside_git(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "tarball"
    place.mkdir()
    for name in ("SUPPORT.md", "evidence.yaml"):
        (place / name).write_bytes((repo / name).read_bytes())
    monkeypatch.chdir(place)
    assert "error[not-a-repository]" in snap(code=1).stderr
    snap("--commit", "b" * 40)
    assert released(place) == {"tag": "v1.2.0", "commit": "b" * 40, "tree": "unknown", "artefacts": []}


def test_without_git(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert "error[not-a-repository]" in snap(code=1).stderr


def test_a_repository_without_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "SUPPORT.md").write_text(MODEL)
    (tmp_path / "evidence.yaml").write_text(SETTINGS)
    git(tmp_path, "init", "-q")
    monkeypatch.chdir(tmp_path)
    assert "has no commit yet" in str(snap(code=3).exception)


@pytest.mark.parametrize("name", ["", "-x", "a..b", "a b", "v1^", "x.lock", "a//b", "a\nb", "@{u}", "a/.b"])
def test_no_tag_can_have_this_name(repo: Path, name: str) -> None:
    assert not is_tag_name(name)
    assert snap(tag=name, code=2).exit_code == 2


@pytest.mark.parametrize(
    "args", [("--commit", "abc"), ("--evidence", "soup=x"), ("--evidence", "x"), ("--fail-on", "soup")]
)
def test_usage(repo: Path, args: tuple[str, str]) -> None:
    snap(*args, code=2)


def test_the_tag_and_the_version(repo: Path) -> None:
    assert "error[release-version]" in snap("--product-version", "1.1.0", code=1).stderr
    git(repo, "tag", "autumn")
    snap("--product-version", "1.1.0", tag="autumn")


def test_clock_skew(repo: Path) -> None:
    assert "warning[clock-skew]" in snap("--issued-at", "2026-09-01T00:00:00Z").stderr


@pytest.mark.parametrize("asked", ["dist/none.whl", "none/*", "dist"])
def test_artefacts_that_are_not_there(repo: Path, asked: str) -> None:
    assert "error[artefact-missing]" in snap("--artefact", asked, code=1).stderr
    assert not (repo / "out").exists()


def test_artefacts_that_change_between_hashing_and_writing(repo: Path) -> None:
    for change in (
        lambda p: p.write_bytes(b"WHEEL"),
        lambda p: p.unlink(),
        lambda p: (p.write_bytes(b"new"), os.utime(p, ns=(1, 1))),
    ):
        path = repo / "dist/a.whl"
        path.write_bytes(b"wheel")
        os.utime(path, ns=(1, 1))
        hashed, problems = collect(["dist/*"])
        assert not problems
        unchanged(hashed)
        change(path)
        with pytest.raises(ArtefactChangedError, match=r"a\.whl"):
            unchanged(hashed)


def test_names_of_artefacts(repo: Path, tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.bin").write_text(folder)
    asked = [str(repo / "dist/a.whl"), "dist/a.whl", str(tmp_path / "x/a.bin"), str(tmp_path / "y/a.bin")]
    hashed, problems = collect(asked)
    assert not problems
    assert [h.artefact.name for h in hashed] == [str(tmp_path / "y/a.bin"), "a.bin", "dist/a.whl"]


def provenance(name: str, data: bytes) -> str:
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": hashlib.sha256(data).hexdigest()}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {},
    }
    return json.dumps({"payloadType": "x", "payload": base64.b64encode(json.dumps(statement).encode()).decode()})


def test_provenance_is_about_these_artefacts(repo: Path) -> None:
    (repo / "dist/p.json").write_text(provenance("a.whl", b"wheel"))
    args = ("--artefact", "dist/a.whl", "--evidence", "provenance=dist/p.json")
    assert snap(*args).stderr == ""
    assert (
        "warning[uncovered-artefact]: no provenance is about dist/b.tar.gz"
        in snap(*args, "--artefact", "dist/b*").stderr
    )
    (repo / "dist/p.json").write_text(provenance("a.whl", b"another wheel"))
    done = snap(*args, code=1)
    assert "error[subject-mismatch]: dist/p.json is about a.whl (sha256:" in done.stderr
    (repo / "dist/p.json").write_text('{"_type": "https://in-toto.io/Statement/v1"}')
    assert "is about nothing" in snap(*args, code=1).stderr
    (repo / "dist/p.json").write_text("{")
    assert "error[evidence-unreadable]" in snap(*args, code=1).stderr


@pytest.mark.parametrize(("version", "code"), [("1.2.0", 0), ("v1.2.0", 0), ("1.1.0", 1)])
def test_an_sbom_of_this_version(repo: Path, version: str, code: int) -> None:
    bom = {"bomFormat": "CycloneDX", "metadata": {"component": {"name": "thing", "version": version}}}
    (repo / "dist/s.json").write_text(json.dumps(bom))
    done = snap("--evidence", "sbom=dist/s.json", code=code)
    assert ("error[evidence-version]" in done.stderr) == bool(code)
    if not code:
        pack = json.loads((repo / "out/pack.json").read_bytes())
        assert [(e["kind"], e["path"]) for e in pack["evidence"]] == [("sbom", "dist/s.json")]
        assert "sbom" not in {a["kind"] for a in pack["evidence-absent"]}


def test_evidence_outside_the_project(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("x")
    snap("--evidence", "plan=../plan.txt")
    assert "error[source-missing]" in snap("--evidence", "plan=../none.txt", code=1).stderr


def test_a_secret_in_an_artefacts_name(repo: Path) -> None:
    token = "glpat-" + "a1B2c3D4e5F6g7H8i9J0"
    (repo / "dist" / token).write_bytes(b"x")
    done = snap("--artefact", "dist/*", code=1)
    assert "error[leak-in-output]: GitLab token found" in done.stderr
    assert token not in done.stderr
    assert not (repo / "out").exists()


def test_the_last_release_is_of_another_product(repo: Path, tmp_path: Path) -> None:
    snap()
    other = json.loads((repo / "out/pack.json").read_bytes())
    other["product"]["name"] = "Other"
    (tmp_path / "old.json").write_text(json.dumps(other))
    assert "error[other-product]" in snap("--since", str(tmp_path / "old.json"), code=1).stderr
    assert "error[not-a-pack]" in snap("--since", str(tmp_path / "none.json"), code=1).stderr


def test_a_disk_that_is_full(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snap("--artefact", "dist/*")
    before = {p.name: p.read_bytes() for p in (repo / "out").iterdir()}
    real, calls = os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(output.os, "fsync", full)
    done = snap("--issued-at", "2026-12-01T00:00:00Z", code=3)
    assert "no space left on device" in str(done.exception)
    assert {p.name: p.read_bytes() for p in (repo / "out").iterdir()} == before
    assert not list(repo.glob(".out.*"))


LIMITED = """
import resource, sys
from evidence.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
main()
"""


def test_a_limit_on_what_may_be_written(repo: Path) -> None:
    snap()
    before = {p.name: p.read_bytes() for p in (repo / "out").iterdir()}
    args = ["snapshot", "--release", "v1.2.0", "--only", "pack", "--issued-at", "2026-12-01T00:00:00Z"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", LIMITED, *args], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "cannot write out" in done.stderr
    assert {p.name: p.read_bytes() for p in (repo / "out").iterdir()} == before
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 2000


WRITER = """
import sys
from pathlib import Path
from evidence.errors import OutputError
from evidence.output import MANIFEST, manifest, replace_folder
word = sys.argv[2]
for n in range(60):
    files = {f"{part}.txt": word.encode() * 500 for part in "abcdef"}
    try:
        replace_folder(Path(sys.argv[1]), {**files, MANIFEST: manifest(files, "test")})
    except OutputError as fault:
        print(fault)
"""


def test_two_runs_at_once_into_one_folder(tmp_path: Path) -> None:
    out, seen = tmp_path / "out", set[str]()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITER, str(out)]
    runs = [subprocess.Popen([*command, word], stdout=subprocess.PIPE, env=env) for word in "xy"]
    collected: list[bytes] = []
    threads = [threading.Thread(target=lambda r=r: collected.append(r.communicate()[0])) for r in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [r.returncode for r in runs] == [0, 0]
    files = {p.name: p.read_text() for p in out.iterdir() if p.suffix == ".txt"}
    assert len(files) == 6
    seen = set(files.values())
    assert len(seen) == 1, "a mixture of two runs"
    output.check_ours(out)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL and fork")
def test_killed_at_a_hundred_moments(repo: Path) -> None:
    git(repo, "tag", "v1")
    (repo / "a.bin").write_bytes(b"x")
    command = [sys.executable, "-m", "tests.killing", str(repo.parent)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kills, new = map(int, done.stdout.split())
    assert kills >= 95
    assert 0 < new < 100
