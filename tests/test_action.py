"""The action's steps and the documented jobs, executed as shell with a runner's environment."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.signing import make_key
from tests.test_snapshot import MODEL, SETTINGS, git

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None, reason="needs bash")


def blocks(path: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / path).read_text(), re.MULTILINE | re.DOTALL)


WORKFLOW = blocks("README.md", "yaml")[0]


@dataclass
class Runner:
    """As much of a runner as the steps see: its variables, an expression's value, and programs that are recorded."""

    repo: Path
    temp: Path
    variables: dict[str, str]
    secrets: dict[str, str]

    def __post_init__(self) -> None:
        programs = self.temp / "bin"
        programs.mkdir(parents=True)
        self.script("evidence", f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m evidence "$@"')
        record = f'echo "$(basename "$0") $*" >> "{self.temp}/calls"'
        for name in ("gh", "pip", "sudo"):
            self.script(name, record)
        self.script("python3", f'if [ "$1 $2" = "-m pip" ]; then {record}; else exec "{sys.executable}" "$@"; fi')
        self.files = {name: self.temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in self.files.values():
            file.touch()

    def script(self, name: str, line: str) -> None:
        path = self.temp / "bin" / name
        path.write_text(f"#!/bin/sh\n{line}\n")
        path.chmod(0o755)

    def value(self, text: str, inputs: dict[str, str]) -> str:
        known = {
            **{f"inputs.{k}": v for k, v in inputs.items()},
            **{f"secrets.{k}": v for k, v in self.secrets.items()},
            "github.token": "token-of-the-job",
        }
        return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda m: known.get(m[1], ""), text)

    def wanted(self, condition: str | None) -> bool:
        if condition is None:
            return True
        found = re.fullmatch(r"github\.ref_type (==|!=) '(\w+)'", condition)
        assert found, f"a condition that this test cannot judge: {condition}"
        return (self.variables["GITHUB_REF_TYPE"] == found[2]) == (found[1] == "==")

    def shell(self, run: str, env: dict[str, str], shell: str = "bash") -> subprocess.CompletedProcess[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI"))}
        files = {name: str(path) for name, path in self.files.items()}
        path = f"{self.temp / 'bin'}{os.pathsep}{os.environ['PATH']}"
        whole = {**kept, **self.variables, **files, "PATH": path, "RUNNER_TEMP": str(self.temp), **env}
        return subprocess.run(
            [shell, "-e", "-c", run], cwd=self.repo, env=whole, capture_output=True, text=True, check=False
        )

    def step(self, step: dict[str, Any], inputs: dict[str, str]) -> subprocess.CompletedProcess[str]:
        env = {k: self.value(str(v), inputs) for k, v in step.get("env", {}).items()}
        return self.shell(self.value(step["run"], inputs), {**env, "GITHUB_ACTION_PATH": str(ROOT)})

    def workflow(self, text: str) -> tuple[int, str]:
        """Execute the steps of a workflow's one job; the first that fails ends it."""
        (job,) = yaml.safe_load(text)["jobs"].values()
        said = ""
        for step in job["steps"]:
            uses = step.get("uses", "")
            if uses.startswith("actions/checkout@"):
                continue
            inner, inputs = [step], {}
            if uses:
                assert re.fullmatch(r"[\w-]+/evidence-compiler@v\d+", uses)
                given = step.get("with", {})
                assert set(given) <= set(ACTION["inputs"])
                inputs = {k: self.value(str(given.get(k, v["default"])), {}) for k, v in ACTION["inputs"].items()}
                inner = ACTION["runs"]["steps"]
            for each in inner:
                if self.wanted(each.get("if")):
                    done = self.step(each, inputs)
                    said += done.stdout + done.stderr
                    if done.returncode:
                        return done.returncode, said
        return 0, said

    @property
    def calls(self) -> list[str]:
        return (self.temp / "calls").read_text().splitlines()

    @property
    def summary(self) -> str:
        return self.files["GITHUB_STEP_SUMMARY"].read_text()


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    (folder / "dist").mkdir(parents=True)
    (folder / "dist/app.whl").write_bytes(b"wheel")
    (folder / "SUPPORT.md").write_text(MODEL)
    (folder / "evidence.yaml").write_text(SETTINGS)
    (folder / ".gitignore").write_text("dist\nevidence-pack*\nevidence.sarif\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "one")
    git(folder, "tag", "v1.0.0")
    return folder


def runner(repo: Path, ref: str, **secrets: str) -> Runner:
    tag = ref.startswith("v")
    variables = {
        "GITHUB_REF_NAME": ref,
        "GITHUB_REF_TYPE": "tag" if tag else "branch",
        "GITHUB_ACTIONS": "true",
        "CI": "true",
    }
    return Runner(repo, repo.parent / "runner", variables, secrets)


def test_the_readmes_workflow_has_ten_lines_and_is_the_documented_one() -> None:
    assert len(WORKFLOW.splitlines()) <= 10
    assert blocks("docs/ci.md", "yaml")[0] == WORKFLOW
    assert {"pull_request", "push"} == set(yaml.safe_load(WORKFLOW)[True])


def test_the_action_reaches_for_nothing_but_packages() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert not [s for s in ACTION["runs"]["steps"] if "uses" in s]
    commands = "\n".join(s["run"] for s in ACTION["runs"]["steps"])
    assert not re.search(r"\b(?:curl|wget|git (?:fetch|clone|pull|push)|gh)\b", commands)
    assert "${{" not in commands, "an input reaches the shell through its environment only"
    assert set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/ci.md").read_text(), re.MULTILINE)) == set(ACTION["inputs"])


def test_a_pull_request_that_passes(repo: Path) -> None:
    job = runner(repo, "7/merge")
    code, said = job.workflow(WORKFLOW)
    assert code == 0, said
    assert job.calls == [f"python3 -m pip install --quiet --disable-pip-version-check {ROOT}"]
    assert "0 errors" in job.summary
    assert json.loads((repo / "evidence.sarif").read_bytes())["version"] == "2.1.0"
    assert job.files["GITHUB_OUTPUT"].read_text() == "sarif=evidence.sarif\n"
    assert not (repo / "evidence-pack").exists()


@pytest.mark.parametrize("broken", ["SUPPORT.md", "evidence.yaml"])
def test_a_pull_request_that_fails(repo: Path, broken: str) -> None:
    if broken == "SUPPORT.md":
        (repo / broken).write_text("| Severity | Target |\n|---|---|\n| High | 2 days |\n| High | 9 days |\n")
    else:
        (repo / broken).write_text(SETTINGS + "colour: red\n")
    job = runner(repo, "7/merge")
    code, said = job.workflow(WORKFLOW)
    assert code == 1
    assert re.search(rf"^::error file={broken},line=\d+", said, re.MULTILINE)
    assert "1 error" in job.summary
    results = json.loads((repo / "evidence.sarif").read_bytes())["runs"][0]["results"]
    assert any(r["level"] == "error" for r in results)
    assert not any(call.startswith("gh") for call in job.calls)


def test_a_release_that_passes(repo: Path) -> None:
    key = make_key(repo.parent / "ci").read_text().rstrip("\n")
    job = runner(repo, "v1.0.0", EVIDENCE_SEAL_KEY=key)
    code, said = job.workflow(WORKFLOW)
    assert code == 0, said
    assert job.calls[-1] == "gh release upload v1.0.0 evidence-pack.zip"
    assert job.files["GITHUB_OUTPUT"].read_text() == "zip=evidence-pack.zip\n"
    assert "v1.0.0 at " in job.summary
    release = json.loads((repo / "evidence-pack/pack.json").read_bytes())["release"]
    assert [a["name"] for a in release["artefacts"]] == ["dist/app.whl"]
    assert (repo / "evidence-pack/signatures/seal.json.sig").exists()
    assert (repo / "evidence-pack.zip").exists()
    assert not list(job.temp.glob("seal.*")), "the key does not stay"
    assert key not in said + job.summary


def test_a_release_that_fails(repo: Path) -> None:
    (repo / "SUPPORT.md").write_text(MODEL.replace("48", "72"))
    job = runner(repo, "v1.0.0")
    code, said = job.workflow(WORKFLOW)
    assert code == 1
    assert "error[tree-dirty]" in said
    assert "error[tree-dirty]" in job.summary
    assert "::error title=evidence::no snapshot of v1.0.0 was written" in said
    assert not any(call.startswith("gh") for call in job.calls)
    assert not (repo / "evidence-pack.zip").exists()


def test_the_gate_in_a_release(repo: Path) -> None:
    options = "with: {artefacts: 'dist/*', since: evidence-pack.zip, out: next, options: '--only=pack'}"
    text = WORKFLOW.replace(next(line.strip() for line in WORKFLOW.splitlines() if "with:" in line), options)
    first = runner(repo, "v1.0.0")
    assert first.workflow(text.replace("since: evidence-pack.zip, out: next", "out: evidence-pack"))[0] == 0
    shutil.rmtree(first.temp)
    (repo / "SUPPORT.md").write_text(MODEL.replace("48", "72"))
    git(repo, "commit", "-qam", "two")
    git(repo, "tag", "v1.1.0")
    job = runner(repo, "v1.1.0")
    code, said = job.workflow(text)
    assert code == 1
    assert "LOOSENED since the last release: response-target/critical: acknowledge: 48 hours → 72 hours" in said
    assert not (repo / "next").exists()


def without_pdf(repo: Path) -> Runner:
    """A machine whose `evidence snapshot` leaves the PDF out: another test lays it out."""
    made = runner(repo, "unused")
    call = f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m evidence "$@"'
    made.script("evidence", f'if [ "$1" = snapshot ]; then set -- "$@" --only pack; fi\n{call}')
    return made


@pytest.mark.parametrize("tag", ["", "v1.0.0"])
def test_the_gitlab_job(repo: Path, tag: str) -> None:
    job = yaml.safe_load(blocks("docs/ci.md", "yaml")[2])["evidence"]
    script = "\n".join(job["script"])
    done = without_pdf(repo).shell(script, {"CI_COMMIT_TAG": tag})
    assert done.returncode == 0, done.stderr
    assert (repo / "evidence-pack.zip").exists() == bool(tag)
    assert job["artifacts"]["paths"] == ["evidence-pack.zip"]


def test_the_plain_shell(repo: Path) -> None:
    (script,) = blocks("docs/ci.md", "sh")
    done = without_pdf(repo).shell(script, {"TAG": "v1.0.0"}, "sh")
    assert done.returncode == 0, done.stderr
    assert (repo / "evidence-pack.zip").exists()
