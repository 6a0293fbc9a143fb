"""Kill a command at many moments of its work, whatever the load: the moment is counted in calls, not in seconds.

``python -m tests.killing FOLDER``: in FOLDER/repo a snapshot replaces an older one in FOLDER/out. A forked child that
has everything loaded kills itself with SIGKILL at its n-th call; afterwards the folder must be the old or the new one,
whole. Prints the number of kills, and how many left the new one.
"""

import os
import random
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any, Final

from typer.testing import CliRunner

from evidence import output
from evidence.cli import app

KILLS: Final = 100
WRITING: Final = 90
TIMES: Final = ("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")


def run(folder: Path, when: str) -> None:
    args = ["snapshot", "--release", "v1", "--only", "pack", "--artefact", "*.bin", "--issued-at", when]
    done = CliRunner().invoke(app, [*args, "--out", str(folder / "out")], catch_exceptions=False)
    assert done.exit_code == 0, done.output


def tree(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


class Countdown:
    """Counts calls, those of C functions, too; at the n-th the process ends as by ``kill -9``."""

    def __init__(self, moment: int | None) -> None:
        self.calls = 0
        self.moment = moment

    def __call__(self, frame: FrameType, event: str, arg: Any) -> None:
        self.calls += 1
        if self.calls == self.moment:
            os.kill(os.getpid(), signal.SIGKILL)


def killed(work: Callable[[], None], moment: int) -> bool:
    """Do some work in a child that is killed at a moment; tell whether it was."""
    child = os.fork()
    if child == 0:
        sys.setprofile(Countdown(moment))
        work()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def counted(work: Callable[[], None]) -> int:
    """Return how many calls some work takes."""
    count = Countdown(None)
    sys.setprofile(count)
    work()
    sys.setprofile(None)
    return count.calls


def main(folder: Path) -> None:
    os.chdir(folder / "repo")
    out, real, kept = folder / "out", output.replace_folder, list[Mapping[str, bytes]]()
    output.replace_folder = lambda place, files, **options: (kept.append(files), real(place, files, **options))[1]
    whole = []
    for when in TIMES:
        run(folder, when)
        whole.append(tree(out))
    output.replace_folder = real
    moments = random.Random(8)
    kills = new = 0

    def look() -> None:
        nonlocal new
        found = tree(out)
        assert found in whole, "a mixture, or nothing"
        new += found == whole[1]
        real(out, kept[0])

    # Most of the work writes nothing; most of the kills fall into the part that does.
    real(out, kept[0])
    calls = counted(lambda: real(out, kept[1]))
    real(out, kept[0])
    for _ in range(WRITING):
        kills += killed(lambda: real(out, kept[1]), moments.randint(1, calls))
        look()
    calls = counted(lambda: run(folder, TIMES[1]))
    real(out, kept[0])
    for _ in range(KILLS - WRITING):
        kills += killed(lambda: run(folder, TIMES[1]), moments.randint(1, calls))
        look()
    assert sorted(p.name for p in folder.iterdir()) == ["out", "repo"], "leavings are cleared by the next run"
    print(kills, new)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
