"""Kill a command at many moments of its work, whatever the load: the moment is counted in calls, not in seconds.

``python -m tests.killing FOLDER``: in FOLDER/repo snapshots of two times of issue replace each other in FOLDER/out. A
forked child that has everything loaded kills itself with SIGKILL at its n-th call; afterwards the folder must be the
old or the new one, whole. Prints the number of kills, and how many left the new one.
"""

import os
import random
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, Final

from typer.testing import CliRunner

from evidence import output
from evidence.cli import app

KILLS: Final = 100
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


def counted(folder: Path, when: str) -> tuple[int, int]:
    """Return how many calls a run takes, and at which of them it begins to write."""
    count, real, begun = Countdown(None), output.replace_folder, list[int]()

    def writing(*args: Any, **options: Any) -> None:
        begun.append(count.calls)
        real(*args, **options)

    output.replace_folder = writing
    sys.setprofile(count)
    run(folder, when)
    sys.setprofile(None)
    output.replace_folder = real
    return count.calls, begun[0]


def killed(folder: Path, when: str, moment: int) -> bool:
    """Run in a child that is killed at a moment; tell whether it was."""
    child = os.fork()
    if child == 0:
        sys.setprofile(Countdown(moment))
        run(folder, when)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def main(folder: Path) -> None:
    os.chdir(folder / "repo")
    whole = []
    for when in TIMES:
        run(folder, when)
        whole.append(tree(folder / "out"))
    run(folder, TIMES[0])
    calls, writing = counted(folder, TIMES[1])
    moments = random.Random(8)
    kills = new = 0
    for n in range(KILLS):
        when = TIMES[n % 2]
        # Most of the work writes nothing; four of five kills fall into the part that does.
        moment = moments.randint(writing, calls) if n % 5 else moments.randint(1, calls)
        kills += killed(folder, when, moment)
        found = tree(folder / "out")
        assert found in whole, f"a mixture, or nothing, after a kill at call {moment} of {calls}"
        new += found == whole[n % 2]
    run(folder, TIMES[0])
    assert tree(folder / "out") == whole[0]
    assert sorted(p.name for p in folder.iterdir()) == ["out", "repo"], "leavings are cleared by the next run"
    print(kills, new)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
