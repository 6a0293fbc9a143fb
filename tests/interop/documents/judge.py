"""Build the documents of some models, let every judge judge them, and let it judge spoilt copies of the smallest.

A judge passes if it has no complaint about a good document, and the right one about a spoilt copy. A judge of the
page that gets no answer from the browser has not judged: that is printed as such and fails the run, and is no verdict.
Called by `run`.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import page_defects
import pages
import paper_defects
import papers
import sealed
from asking import HERE, JudgeError
from browser import Browser, CouldNotJudgeError, program, started
from built import Built, build
from section import table
from tables import write_section

ROOT: Final = HERE.parents[1]
EXAMPLE: Final = ROOT / "examples/agent-bom"
REAL: Final = ROOT.parent / "shared/inputs"
SHAPES: Final = HERE.parent / "shapes"
LONG: Final = 2000
TRIES: Final = 3
LEAST_DEFECTS: Final = 1
OK: Final = "ok"
FAIL: Final = "FAIL"
NOTHING_LEARNT: Final = "could not judge"


@dataclass(frozen=True)
class Result:
    """One line of the report."""

    line: str
    wrong: str = ""
    state: str = ""

    def word(self) -> str:
        """Return how it went."""
        return self.state or (FAIL if self.wrong else OK)


def long_model(folder: Path) -> Path:
    """Write the model with very many rows that the measurements also use."""
    sys.path.insert(0, str(HERE.parent))
    from bench import model

    path = folder / "long.md"
    path.write_text(model(LONG), "utf-8")
    return path


def sources(first: Path) -> list[tuple[str, Path]]:
    """Return the models whose document and page are judged; the real ones where they are beside the project."""
    real = sorted(path for path in REAL.glob("*") if path.suffix in {".md", ".txt"}) if REAL.is_dir() else []
    return [(first.stem, first), *((path.stem, path) for path in (*real, *sorted(SHAPES.glob("*.md"))))]


def smallest(built: Sequence[Built]) -> Built:
    """Return the document that is judged fastest, among those that have something of everything."""
    whole = [b for b in built if b.pack["mappings"] and any(s["kind"] == "non-claim" for s in b.statements)]
    return min(whole, key=lambda b: b.paper.stat().st_size)


def of_papers(built: Sequence[Built], folder: Path) -> Iterator[Result]:
    """Let every judge of the printed document judge all of them, and the spoilt copies that it has to reject."""
    subject = smallest(built)
    whole = subject.paper.read_bytes()
    rewritten = folder / "rewritten.pdf"
    rewritten.write_bytes(paper_defects.rewritten(whole))
    good = [papers.Paper(b.name, b.paper, b) for b in built]
    good.append(papers.Paper(f"{subject.name}, written again", rewritten, subject))
    spoilt = []
    for n, defect in enumerate(paper_defects.DEFECTS):
        path = folder / f"spoilt-{n}.pdf"
        path.write_bytes(paper_defects.rewritten(whole, defect))
        spoilt.append((defect, papers.Paper(defect.name, path, subject)))
    for name, judge in papers.JUDGES.items():
        mine = [(defect, paper) for defect, paper in spoilt if name in defect.seen_by]
        yield from verdicts(name, judge, good, mine)
        if len(mine) < LEAST_DEFECTS:
            yield Result(f"{name:16}  rejects something", "no defect proves that it judges")


def of_sealed(built: Built, folder: Path) -> Iterator[Result]:
    """Let the judges of a seal judge a sealed document and spoilt copies of it."""
    good = sealed.seal(built, folder)
    spoilt = [(d, sealed.spoilt(good, d, folder / f"spoilt-{n}")) for n, d in enumerate(sealed.DEFECTS)]
    for name, judge in sealed.JUDGES.items():
        yield from verdicts(name, judge, [good], [(d, paper) for d, paper in spoilt if name in d.seen_by])


def verdicts(
    name: str,
    judge: papers.PaperJudge,
    good: Sequence[papers.Paper],
    bad: Sequence[tuple[paper_defects.PaperDefect | sealed.SealedDefect, papers.Paper]],
) -> Iterator[Result]:
    """Let one judge judge good documents, and the spoilt copies that it has to reject."""
    try:
        complaints = judge([*good, *(paper for _, paper in bad)])
    except (JudgeError, OSError, ValueError, subprocess.SubprocessError) as fault:
        yield Result(f"{name:16}  judges", str(fault) or type(fault).__name__)
        return
    for paper, complaint in zip(good, complaints, strict=False):
        yield Result(f"{name:16}  accepts {paper.name}", complaint)
    for (defect, _), complaint in zip(bad, complaints[len(good) :], strict=True):
        yield rejection(name, defect.name, defect.seen_by[name], complaint)


def rejection(judge: str, defect: str, says: str, complaint: str) -> Result:
    """Return whether a judge saw a defect: it must say so."""
    seen = says.lower() in complaint.lower()
    return Result(
        f"{judge:16}  rejects {defect}", "" if seen else f"did not say “{says}”, but: {complaint or 'nothing'}"
    )


class Reading:
    """A browser for many pages; one that has ended or hangs is started anew, and what it was asked is asked again."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._stack = ExitStack()
        self._browser: Browser | None = None
        self.restarts = 0

    def ask(self, judge: pages.PageJudge, built: Built, file: Path, spoil: str) -> str:
        """Return the complaints of a judge about a page. Raises CouldNotJudgeError after TRIES browsers."""
        for attempt in range(1, TRIES + 1):
            try:
                if self._browser is None:
                    self._browser = self._stack.enter_context(started(self._command))
                return "\n".join(judge(pages.Desk(self._browser, built, file, spoil)))
            except CouldNotJudgeError:
                self.close()
                if attempt == TRIES:
                    raise
                self.restarts += 1
        raise AssertionError

    def close(self) -> None:
        """End the browser."""
        self._browser = None
        self._stack.close()


def of_pages(built: Sequence[Built], folder: Path) -> Iterator[Result]:
    """Let every judge of the page judge all of them, and the spoilt copies that it has to reject."""
    command = program()
    if command is None:
        raise JudgeError("no browser was found")
    reading, subject = Reading(command), smallest(built)
    questions = [
        *(
            (f"{name:16}  accepts {b.name}", partial(accepted, reading, name, b))
            for b in built
            for name in pages.JUDGES
        ),
        *(
            (f"{defect.judge:16}  rejects {defect.name}", partial(rejected, reading, defect, subject, folder))
            for defect in page_defects.DEFECTS
        ),
    ]
    for line, question in questions:
        try:
            yield question()
        except CouldNotJudgeError as fault:
            yield Result(line, str(fault), NOTHING_LEARNT)
        except JudgeError as fault:
            yield Result(line, str(fault))
    reading.close()
    for name in pages.JUDGES:
        if sum(defect.judge == name for defect in page_defects.DEFECTS) < LEAST_DEFECTS:
            yield Result(f"{name:16}  rejects something", "no defect proves that it judges")
    if reading.restarts:
        print(f"the browser was started anew {reading.restarts} times")


def accepted(reading: Reading, name: str, built: Built) -> Result:
    """Ask about a good page."""
    return Result(f"{name:16}  accepts {built.name}", reading.ask(pages.JUDGES[name], built, built.page, ""))


def rejected(reading: Reading, defect: page_defects.PageDefect, built: Built, folder: Path) -> Result:
    """Ask about a spoilt page."""
    file = folder / "index.html"
    file.write_text(defect.of(built.page.read_text("utf-8")), "utf-8")
    complaint = reading.ask(pages.JUDGES[defect.judge], built, file, defect.script)
    return rejection(defect.judge, defect.name, defect.says, complaint)


def report(result: Result) -> None:
    """Print one line, and below it the beginning of what is wrong."""
    print(f"{result.word():4}  {result.line}", flush=True)
    lines = result.wrong.splitlines()
    for line in lines[:6]:
        print(f"        {line[:400]}")
    if len(lines) > 6:
        print(f"        … and {len(lines) - 6} lines more", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Judge and report; the exit code is 0 if everything was judged and nothing failed."""
    start = time.monotonic()
    source = next((Path(one) for one in arguments if one != "--write-table"), EXAMPLE)
    skipped = os.environ.get("EVIDENCE_SKIPPED_JUDGES", "").split()
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        folder = Path(name)
        for part in ("papers", "pages", "sealed"):
            (folder / part).mkdir()
        if "papers" not in skipped:
            long = pool.submit(lambda: build(f"a model of {LONG} rows", long_model(folder), folder / "long"))
        short = [build(name, source, folder / str(n)) for n, (name, source) in enumerate(sources(source))]
        seen: list[Result] = []

        def judged(results: Iterator[Result]) -> None:
            for result in results:
                report(result)
                seen.append(result)

        page_work = pool.submit(lambda: judged(of_pages(short, folder / "pages"))) if "pages" not in skipped else None
        if "papers" not in skipped:
            judged(of_papers([*short, long.result()], folder / "papers"))
            judged(of_sealed(smallest(short), folder / "sealed"))
        if page_work:
            page_work.result()
    wrong = sum(bool(result.wrong) for result in seen)
    defects = len(paper_defects.DEFECTS) + len(sealed.DEFECTS) + len(page_defects.DEFECTS)
    if "--write-table" in arguments and not wrong and not skipped:
        write_section("## The document and the page", table())
    print(
        f"{len(papers.JUDGES)} judges of {len(short) + 1} documents, {len(pages.JUDGES)} of {len(short)} pages, "
        f"{defects} defects, {time.monotonic() - start:.0f} seconds"
    )
    print(f"{len(seen) - wrong} passed, {wrong} failed")
    return 1 if wrong or not seen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
