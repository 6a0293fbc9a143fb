"""The document takes longer than all other outputs together, so a second process prints it beside them.

Only where that is sound: a process with threads, or one on a system whose libraries do not bear it, is not forked and
prints in its turn. The bytes are the same either way.
"""

import gc
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from evidence.errors import EvidenceError, WorkerError
from evidence.processes import may_fork

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from evidence.pack import Pack

Files = Mapping[str, bytes]
DOCUMENT: Final = "pdf"


@contextmanager
def making(names: Sequence[str]) -> "Iterator[Callable[[Pack], Iterator[Files]]]":
    """Give a function from a pack to the files of the named outputs, in portions, each as soon as it is there.

    The second process starts at once, so that it is ready when the pack is; it ends with the block.
    """
    others = [n for n in names if n != DOCUMENT]
    if DOCUMENT not in names or not others or not may_fork():
        yield partial(_in_turn, names)
        return
    import multiprocessing

    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe()
    process = fork.Process(target=_print, args=(theirs, ours), daemon=True)
    process.start()
    theirs.close()
    try:
        yield partial(_beside, ours, others)
    finally:
        ours.close()
        process.terminate()
        process.join()


def _in_turn(names: Sequence[str], pack: "Pack") -> Iterator[Files]:
    from evidence import writers

    yield writers.write(pack, names)


def _beside(printer: "Connection", others: Sequence[str], pack: "Pack") -> Iterator[Files]:
    from evidence import writers

    try:
        printer.send(pack)
        yield writers.write(pack, others)
        printed: Files | EvidenceError = printer.recv()
    except (EOFError, BrokenPipeError, ConnectionResetError) as fault:
        raise WorkerError("the process that prints the document ended before it was done; try again") from fault
    if isinstance(printed, EvidenceError):
        raise printed
    yield printed


def _print(pipe: "Connection", other_end: "Connection") -> None:
    """Print the pack that comes through a pipe. Without the other end nobody waits, and the process ends."""
    other_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it, and ends this one
    gc.disable()  # it does one thing and ends
    from evidence import writers
    from evidence.writers import pdf

    try:
        pdf.load()
        done: Files | EvidenceError = writers.write(pipe.recv(), [DOCUMENT])
    except EvidenceError as fault:
        done = fault
    except EOFError:
        return
    try:
        pipe.send(done)
    except BrokenPipeError:
        return
