"""A policy of two roles, and the approval of one."""

from pathlib import Path

from tests.signing import approve, with_policy


def make(project: Path) -> None:
    keys = project.parent / "keys"
    with_policy(project, keys)
    approve(project, keys, "first", at="2025-12-20T10:00:00Z")
