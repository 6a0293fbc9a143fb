"""Measure a snapshot of the example with fifty artefacts of a megabyte against a build of it and hashing them.

``python -m tests.bench_snapshot`` prints the processor's seconds of both and their ratio; `make bench` shows them, too.
"""

import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.conftest import EXAMPLE, ROOT

ARTEFACTS: Final = 50
RUNS: Final = 3
BUDGET: Final = 1.3
WHO: Final = {f"GIT_{w}_{x}": "nobody@example.invalid" for w in ("AUTHOR", "COMMITTER") for x in ("NAME", "EMAIL")}


def seconds(command: list[str], folder: Path) -> float:
    """Return the processor's seconds of a command that must succeed: other work on the machine is not in them."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, **WHO, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(folder: Path) -> list[tuple[str, float, str]]:
    """Return the seconds of hashing, a build and a snapshot, the fastest of a few runs each, in turn."""
    repo = folder / "repo"
    folder.mkdir(exist_ok=True)
    shutil.copytree(EXAMPLE, repo)
    (repo / "dist").mkdir()
    (repo / ".gitignore").write_text("dist\n")
    for n in range(ARTEFACTS):
        (repo / f"dist/{n}.bin").write_bytes(os.urandom(1024 * 1024))
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "one"], ["tag", "v1.0.0"]):
        seconds(["git", *command], repo)
    begin = time.process_time()
    for path in (repo / "dist").iterdir():
        hashlib.sha256(path.read_bytes()).hexdigest()
    hashing = time.process_time() - begin
    evidence = [sys.executable, "-m", "evidence"]
    build = [*evidence, "build", "--out", "../built", "--product-version", "1.0.0"]
    snapshot = [*evidence, "snapshot", "--release", "v1.0.0", "--out", "../released", "--artefact", "dist/*"]
    pairs = [(seconds(build, repo), seconds(snapshot, repo)) for _ in range(RUNS)]
    building, releasing = (min(side) for side in zip(*pairs, strict=True))
    ratio = releasing / (building + hashing)
    return [
        ("snapshot, 50 artefacts of 1 MB", releasing, f"{BUDGET} × build and hashing; here {ratio:.2f}"),
        ("  build", building, ""),
        ("  hashing", hashing, ""),
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        for what, took, remark in measure(Path(name)):
            print(f"{what:46} {took:8.3f}  {remark}")
