"""A second process beside the first, where that is sound."""

import signal
import sys
import threading
from collections.abc import Callable, Sequence
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, TypeVar

from evidence.errors import EvidenceError, WorkerError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
R = TypeVar("R")


def may_fork() -> bool:
    """Tell whether this process may be forked: it has no threads, on a system whose libraries bear it."""
    return sys.platform == "linux" and threading.active_count() == 1


def in_two(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Return what ``work`` makes of each item, in their order; every second item is done in a second process.

    Results travel through a pipe and must be picklable. WorkerError if the second process ends before it is done; an
    error of ours that it meets is raised here.
    """
    if not may_fork():
        return [work(item) for item in items]
    import multiprocessing

    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe()
    process = fork.Process(target=_second, args=(work, items[1::2], theirs, ours), daemon=True)
    process.start()
    theirs.close()
    try:
        first = [work(item) for item in items[::2]]
        second = ours.recv()
    except (EOFError, ConnectionResetError) as fault:
        raise WorkerError("the second process ended before it was done; try again") from fault
    finally:
        ours.close()
        process.terminate()
        process.join()
    if isinstance(second, EvidenceError):
        raise second
    return list(chain.from_iterable(zip_longest(first, second)))[: len(items)]


def _second(work: Callable[[T], R], items: Sequence[T], pipe: "Connection", other_end: "Connection") -> None:
    """Do the work and send it. Without the other end nobody waits, and the process ends."""
    other_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it, and ends this one
    try:
        done: list[R] | EvidenceError = [work(item) for item in items]
    except EvidenceError as fault:
        done = fault
    try:
        pipe.send(done)
    except BrokenPipeError:
        return
