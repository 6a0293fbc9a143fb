"""The document is printed in a second process: the same bytes, no process left behind, and its end is noticed."""

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from evidence.cli.packs import OUTPUTS
from evidence.writers import WRITERS
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there is a second process")

_SETUP = """
    import os, sys
    from evidence.cli import printing
    from tests.conftest import EXAMPLE, compile_path
    pack = compile_path(EXAMPLE).pack
"""


def test_the_outputs_are_those_of_the_writers() -> None:
    assert list(OUTPUTS) == list(WRITERS)


def script(text: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(_SETUP) + textwrap.dedent(text)]


def test_both_ways_give_the_same_bytes() -> None:
    text = """
        found = []
        for fork in (True, False):
            printing.may_fork = lambda fork=fork: fork
            with printing.making(["pack", "pdf"]) as make:
                found.append([dict(portion) for portion in make(pack)])
        beside, in_turn = found
        assert [list(p) for p in beside] == [["pack.json"], ["pack.pdf"]]
        assert in_turn == [beside[0] | beside[1]]
    """
    subprocess.run(script(text), cwd=ROOT, check=True, timeout=120)


def test_an_error_of_the_second_process_is_the_same_error() -> None:
    text = """
        from evidence.errors import IncompleteOutputError
        from evidence.writers import completeness
        completeness.FINDERS["pack.pdf"] = lambda statements, data: ["a/b"]
        try:
            with printing.making(["pack", "pdf"]) as make:
                list(make(pack))
        except IncompleteOutputError as fault:
            assert "pack.pdf would lose a/b" in str(fault)
            raise SystemExit(7)
    """
    assert subprocess.run(script(text), cwd=ROOT, timeout=120, check=False).returncode == 7


def test_the_end_of_the_second_process_is_noticed() -> None:
    text = """
        import multiprocessing, signal
        from evidence.errors import WorkerError
        try:
            with printing.making(["pack", "pdf"]) as make:
                (child,) = multiprocessing.active_children()
                os.kill(child.pid, signal.SIGKILL)
                list(make(pack))
        except WorkerError:
            raise SystemExit(7)
    """
    assert subprocess.run(script(text), cwd=ROOT, timeout=120, check=False).returncode == 7


def test_no_process_outlives_the_first(tmp_path: Path) -> None:
    text = """
        import multiprocessing
        with printing.making(["pack", "pdf"]) as make:
            (child,) = multiprocessing.active_children()
            print(child.pid, flush=True)
            os.kill(os.getpid(), 9)
    """
    done = subprocess.run(script(text), cwd=ROOT, stdout=subprocess.PIPE, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL
    for _ in range(600):
        if ended(int(done.stdout)):
            return
        time.sleep(0.1)
    pytest.fail("the second process still runs")


def ended(pid: int) -> bool:
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
