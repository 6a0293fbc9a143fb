"""A git repository of a test: made by nobody, at one time, with no configuration of the machine."""

import os
import subprocess
from pathlib import Path

WHO = {f"GIT_{who}_{what}": "nobody@example.invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
WHEN = {"GIT_AUTHOR_DATE": "2025-12-01T00:00:00Z", "GIT_COMMITTER_DATE": "2025-12-01T00:00:00Z"}
CONFIG = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(folder: Path, *args: str) -> None:
    """Run git in a folder; it must succeed."""
    env = {**os.environ, **WHO, **WHEN, **CONFIG}
    subprocess.run(["git", *args], cwd=folder, env=env, check=True, capture_output=True)
