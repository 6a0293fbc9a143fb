"""An approval that was written by hand."""

from pathlib import Path

from tests.signing import with_policy


def make(project: Path) -> None:
    with_policy(project, project.parent / "keys")
    (project / "sign-off" / "mine.approval.json").write_text('{"approved": "yes"}\n')
