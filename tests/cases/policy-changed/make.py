"""Two approvals, after which the policy lets approvals last longer."""

from pathlib import Path

from tests.signing import POLICY, approve, with_policy


def make(project: Path) -> None:
    keys = project.parent / "keys"
    with_policy(project, keys)
    for name in ("first", "second"):
        approve(project, keys, name, at="2025-12-20T10:00:00Z")
    (project / "sign-off" / "policy.yaml").write_text(POLICY.replace("180 days", "365 days"))
