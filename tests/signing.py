"""Keys, policies and sealed packs for tests; every key is made when a test asks for it.

``python -m tests.signing DIR`` writes a sealed pack of the example with a signed PDF into DIR/out, and what a buyer
needs to verify it into DIR/project/sign-off.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from evidence.cli import app
from tests.conftest import EXAMPLE

POLICY = """\
schema: urn:evidence-compiler:policy:1
display: name
max-age: 180 days
roles:
  security: {title: Product security lead}
  legal: {title: Legal counsel}
people:
  - {id: first, name: The first approver, organisation: Example Vendor, roles: [security]}
  - {id: second, name: The second approver, organisation: Example Vendor, roles: [legal]}
"""
SIGNED_AT = "2026-10-30T10:00:00Z"
ISSUED_AT = "2026-11-01T00:00:00Z"
VERIFIED_AT = "2026-11-23T00:00:00Z"
ROLES = {"first": "security", "second": "legal"}


def run(*args: str | Path, code: int | None = 0) -> Result:
    """Run the command; ``code`` is the exit code that it must have."""
    result = CliRunner().invoke(app, [str(a) for a in args], env={"COLUMNS": "200"})
    if result.exception and not isinstance(result.exception, SystemExit):
        if code == 3:
            return result
        raise result.exception
    assert code is None or result.exit_code == code, result.output
    return result


def make_key(path: Path, kind: str = "ed25519", passphrase: str = "") -> Path:
    """Make an SSH key pair and return the private key's path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "", "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def public(key: Path) -> str:
    """Return type and base64 of the public key."""
    return " ".join(key.with_name(f"{key.name}.pub").read_text().split()[:2])


def allow(keys: Sequence[tuple[str, str, Path]]) -> str:
    """Return ``allowed_signers``: names, purposes (``sign-off`` or ``seal``) and keys."""
    return "".join(f'{name} namespaces="evidence-{use}" {public(key)}\n' for name, use, key in keys)


def with_policy(project: Path, keys: Path, policy: str = POLICY) -> None:
    """Give a project a policy of two roles and keys for both and for a seal, made in the folder ``keys``."""
    made = [(name, "sign-off", make_key(keys / name)) for name in ROLES] + [("ci", "seal", make_key(keys / "ci"))]
    folder = project / "sign-off"
    folder.mkdir()
    (folder / "policy.yaml").write_text(policy)
    (folder / "allowed_signers").write_text(allow(made))
    settings = project / "evidence.yaml"
    settings.write_text(settings.read_text() + "sign-off: {policy: sign-off/policy.yaml, approvals: sign-off}\n")


def approve(project: Path, keys: Path, name: str, *more: str, at: str = SIGNED_AT, code: int = 0) -> Result:
    """Approve a project as one of the two people."""
    args = ["approve", project, "--name", name, "--role", ROLES[name], "--key", keys / name]
    return run(*args, "--signed-at", at, "--yes", *more, code=code)


def build(project: Path, out: Path, *more: str, code: int = 0) -> Result:
    """Build a project at the tests' time of issue."""
    return run("build", project, "--out", out, "--issued-at", ISSUED_AT, *more, code=code)


def verify(place: Path, project: Path | None, *more: str, code: int = 0) -> Result:
    """Verify a pack with a project's policy."""
    trust = ["--trust", str(project / "sign-off" / "policy.yaml")] if project else []
    at = [] if "--at" in more else ["--at", VERIFIED_AT]
    return run("verify", place, *trust, *at, *more, code=code)


def sealed_example(folder: Path, *more: str) -> Path:
    """Approve, build and seal the example in a folder: ``project``, ``keys``, ``out`` and ``pack.zip``."""
    project, keys = folder / "project", folder / "keys"
    shutil.copytree(EXAMPLE, project)
    with_policy(project, keys)
    for name in ROLES:
        approve(project, keys, name)
    build(project, folder / "out", "--require-sign-off")
    run("seal", folder / "out", "--key", keys / "ci", "--zip", folder / "pack.zip", *more)
    return folder


if __name__ == "__main__":
    print(sealed_example(Path(sys.argv[1]).absolute(), "--pdf-self-signed"))
