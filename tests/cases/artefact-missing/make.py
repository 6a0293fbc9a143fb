"""Make a repository."""

from pathlib import Path

from tests.repositories import git


def make(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "one")
    git(folder, "tag", "v1.0.0")
