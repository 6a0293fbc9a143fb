"""Work in two processes: the same results in the same order, and no end of the second goes unnoticed."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from evidence import processes
from evidence.errors import EvidenceError, WorkerError
from evidence.processes import in_two
from tests.conftest import ROOT


def square(number: int) -> int:
    return number * number


@pytest.mark.parametrize("fork", [True, False])
@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_the_results_come_in_the_order_of_the_items(monkeypatch: pytest.MonkeyPatch, count: int, *, fork: bool) -> None:
    monkeypatch.setattr(processes, "may_fork", lambda: fork)
    assert in_two(square, range(count)) == [n * n for n in range(count)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no second process")
def test_every_second_item_is_done_in_a_second_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "may_fork", lambda: True)
    first, second, third = in_two(lambda _: os.getpid(), range(3))
    assert first == third == os.getpid()
    assert second != first


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no second process")
def test_an_error_of_the_second_process_is_the_same_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "may_fork", lambda: True)

    def fail(number: int) -> int:
        if number == 1:
            raise EvidenceError("the second item is broken")
        return number

    with pytest.raises(EvidenceError, match="the second item is broken"):
        in_two(fail, range(4))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no second process")
def test_the_end_of_the_second_process_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "may_fork", lambda: True)
    here = os.getpid()

    def die(number: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(WorkerError):
        in_two(die, range(4))


def test_many_documents_are_compared_in_two_processes_with_the_same_result(tmp_path: Path) -> None:
    """Run the command itself: in a process of its own, which has no threads, and with the fork forbidden."""
    for n in range(7):
        filler = "This paragraph says nothing of interest to anybody.\n\n" * 2000
        (tmp_path / f"{n}.md").write_text(f"# Part {n}\n\n{filler}We are SOC 2 certified.\n")
    script = """
        import sys
        from evidence import processes
        from evidence.cli import main
        if sys.argv.pop(1) == "alone":
            processes.may_fork = lambda: False
        main()
    """
    runs = [
        subprocess.run(
            [
                sys.executable,
                "-c",
                textwrap.dedent(script),
                way,
                "check",
                "examples/agent-bom",
                "--against",
                str(tmp_path),
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        for way in ("alone", "both")
    ]
    assert (runs[0].stdout + runs[0].stderr).count("SOC 2") >= 7
    alone, both = ((r.returncode, r.stdout, r.stderr) for r in runs)
    assert alone == both
