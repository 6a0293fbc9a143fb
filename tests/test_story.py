"""Three releases of one product on a real repository, from the first sign-off to a change that nobody approved."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result

from evidence import compiler
from tests.conftest import EXAMPLE
from tests.signing import ROLES, allow, approve, make_key, run, with_policy
from tests.test_snapshot import git

FIRST, SECOND, THIRD = "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "2027-01-15T00:00:00Z"
LATER = "2027-02-01T00:00:00Z"


class Vendor:
    """A vendor's repository, keys and released snapshots."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.repo, self.keys = folder, folder / "repo", folder / "keys"
        shutil.copytree(EXAMPLE, self.repo)
        with_policy(self.repo, self.keys)
        (self.repo / ".gitignore").write_text("dist/\n")
        git(self.repo, "init", "-q", "-b", "main")

    def commit(self, message: str) -> None:
        git(self.repo, "add", ".")
        git(self.repo, "commit", "-q", "--allow-empty", "-m", message)

    def sign_off(self, at: str) -> None:
        for name in ROLES:
            approve(self.repo, self.keys, name, at=at)
        self.commit("Sign-off")

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.repo / path).read_text()
        assert old in text
        (self.repo / path).write_text(text.replace(old, new, 1))

    def build(self, artefact: bytes) -> None:
        (self.repo / "dist").mkdir(exist_ok=True)
        (self.repo / "dist/app.bin").write_bytes(artefact)

    def snapshot(self, tag: str, when: str, *more: object, code: int = 0) -> Result:
        args = ["snapshot", self.repo, "--release", tag, "--issued-at", when, "--artefact", self.repo / "dist/app.bin"]
        args += ["--out", self.folder / tag, "--key", self.keys / "ci", "--only", "pack,oscal", "--require-sign-off"]
        return run(*args, *more, code=code)  # type: ignore[arg-type]

    def verified(self, tag: str) -> None:
        run("verify", self.folder / tag, "--trust", self.folder / "trusted" / "policy.yaml", "--at", LATER)


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vendor:
    monkeypatch.chdir(tmp_path)
    made = Vendor(tmp_path)
    shutil.copytree(made.repo / "sign-off", tmp_path / "trusted")
    made.commit("Support model")
    return made


def said(output: str) -> list[str]:
    return [line for line in output.splitlines()[1:-1] if not line.startswith(" ")]


def test_three_releases(vendor: Vendor) -> None:
    # Release 1 is signed off by people.
    vendor.build(b"one")
    git(vendor.repo, "tag", "v1.0.0")
    assert "error[sign-off-required]" in vendor.snapshot("v1.0.0", FIRST, code=1).stderr
    git(vendor.repo, "tag", "-d", "v1.0.0")
    vendor.sign_off("2026-10-30T10:00:00Z")
    git(vendor.repo, "tag", "v1.0.0")
    assert "SIGNED OFF; sealed" in vendor.snapshot("v1.0.0", FIRST).stdout

    # Release 2 promises the same: nobody is asked.
    (vendor.repo / "main.py").write_text("print('two')\n")
    vendor.build(b"two")
    vendor.commit("A change of the code")
    git(vendor.repo, "tag", "v2.0.0")
    assert "SIGNED OFF; sealed" in vendor.snapshot("v2.0.0", SECOND, "--since", vendor.folder / "v1.0.0").stdout
    unchanged = run("diff", vendor.folder / "v1.0.0", vendor.folder / "v2.0.0", "--fail-on", "loosened,non-claim")
    assert said(unchanged.stdout) == []

    # Release 3 promises something else, and somebody may sign who might not before.
    vendor.edit("SUPPORT_MODEL.md", "acknowledge within 48 hours", "acknowledge within two business days")
    vendor.edit("SUPPORT_MODEL.md", "acknowledge and track", "acknowledge within 10 business days and track")
    vendor.edit("SUPPORT_MODEL.md", "This model does not claim SOC 2,", "This model does not yet claim SOC 2,")
    extra = make_key(vendor.keys / "another")
    keys = vendor.repo / "sign-off/allowed_signers"
    keys.write_text(keys.read_text() + allow([("first", "sign-off", extra)]))
    vendor.build(b"three")
    vendor.commit("Other promises")
    git(vendor.repo, "tag", "v3.0.0")
    since = ("--since", vendor.folder / "v2.0.0")
    stopped = vendor.snapshot("v3.0.0", THIRD, *since, code=1).stderr
    assert "error[sign-off-required]" in stopped
    gated = [line for line in stopped.splitlines() if "error[unapproved-change]" in line]
    assert [line.partition("]: ")[2].partition(" since")[0] for line in gated][:1] == ["NON-CLAIM WEAKENED"]
    assert {line.partition("]: ")[2].partition(" since")[0] for line in gated} == {
        "NON-CLAIM WEAKENED",
        "UNIT CHANGED",
        "POLICY CHANGED",
    }
    assert not (vendor.folder / "v3.0.0").exists()

    # diff says exactly that, and no more.
    run("build", vendor.repo, "--out", vendor.folder / "draft", "--issued-at", THIRD, "--only", "pack")
    compared = run("diff", vendor.folder / "v2.0.0", vendor.folder / "draft", "--format", "json").stdout
    changes = json.loads(compared)["changes"]
    assert [(c["category"], c["id"]) for c in changes if c["of"] in ("promise", "non-claim", "policy", "sign-off")] == [
        *(("non-claim-weakened", name) for name in denied()),
        ("unit-changed", "response-target/critical"),
        ("tightened", "response-target/low"),
        ("policy-changed", "policy"),
        ("sign-off-state", "sign-off"),
    ]
    # Beyond these, only what follows from them: controls that the new time for Low documents.
    rest = [c for c in changes if c["of"] in ("mapping", "answer")]
    assert all(c["id"] in ("response-target/low",) or "follows from" in " ".join(c["details"]) for c in rest)

    # After a sign-off of the new text it passes.
    git(vendor.repo, "tag", "-d", "v3.0.0")
    vendor.sign_off("2027-01-10T10:00:00Z")
    git(vendor.repo, "tag", "v3.0.0")
    assert "SIGNED OFF; sealed" in vendor.snapshot("v3.0.0", THIRD, *since).stdout

    # Each verifies later and offline, with what the buyer trusted from the start.
    for tag in ("v1.0.0", "v2.0.0", "v3.0.0"):
        vendor.verified(tag)


def test_a_release_that_is_rebuilt(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor.build(b"one")
    vendor.sign_off("2026-10-30T10:00:00Z")
    git(vendor.repo, "tag", "v1.0.0")
    vendor.snapshot("v1.0.0", FIRST)
    vendor.edit("SUPPORT_MODEL.md", "acknowledge within 48 hours", "acknowledge within two business days")
    vendor.commit("Other promises")

    # From its tag it is the same; another renderer is called that, and nothing worse.
    git(vendor.repo, "checkout", "-q", "v1.0.0")
    vendor.build(b"one")
    again = vendor.snapshot("v1.0.0", FIRST, "--compare", vendor.folder / "v1.0.0")
    assert again.stdout.endswith("rebuilt with the same digests and the same bytes\n")
    monkeypatch.setattr(compiler, "version", lambda name: "99.1")
    other = vendor.snapshot("v1.0.0", FIRST, "--compare", vendor.folder / "v1.0.0")
    assert "renderer differs: WeasyPrint 70 there, WeasyPrint 99 here" in other.stdout
    assert "tampered" not in other.output
    assert other.stdout.endswith("rebuilt with the same digests\n")
    vendor.build(b"not one")
    assert (
        "pack.json: changed" in vendor.snapshot("v1.0.0", FIRST, "--compare", vendor.folder / "v1.0.0", code=1).stdout
    )


def denied() -> list[str]:
    """The six denials of the last paragraph, which one word makes smaller."""
    return [
        f"non-claim/{name}"
        for name in (
            "soc2-report",
            "iso27001-certification",
            "fedramp-authorization",
            "saas-availability-sla",
            "round-the-clock-coverage",
            "customer-incident-response",
        )
    ]
