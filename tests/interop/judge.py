"""Compile some models, let every judge judge what was written, and let every judge judge spoilt copies of it.

A judge passes if it has no complaint about a good document, and the right one about a spoilt copy. Called by
`run`.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from asking import AT_A_TIME, HERE, Document, Judge, JudgeError
from defects import DEFECTS, Defect, spoilt
from judges import ONLY_FOR, judges, skipped
from tables import write_section

EXAMPLE: Final = HERE.parents[1] / "examples/agent-bom"
MODELS: Final = (HERE / "models", HERE.parent / "shapes")
DEFAULT_VERSION: Final = "1.1.3"
VERSIONS: Final = (DEFAULT_VERSION, "1.1.2", "1.2.1")
LEAST_DEFECTS: Final = 2


@dataclass(frozen=True)
class Result:
    """One line of the report; what is wrong is empty where nothing is."""

    line: str
    wrong: str


def project(source: Path, version: str, folder: Path) -> Path:
    """Make a project that writes this version of OSCAL from a project folder or a single Markdown file."""
    if source.is_dir():
        shutil.copytree(source, folder)
    else:
        folder.mkdir(parents=True)
        shutil.copy(source, folder)
    config = folder / "evidence.yaml"
    settings: dict[str, Any] = (
        yaml.safe_load(config.read_text("utf-8"))
        if config.exists()
        else {"model": [source.name], "product": {"name": source.stem, "version": "1.0"}}
    )
    settings["oscal"] = {**settings.get("oscal", {}), "version": version, "targets": ["trestle"]}
    config.write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    return folder


def compiled(source: Path, version: str, folder: Path) -> Document:
    """Compile one model with our own command and return the OSCAL that it wrote."""
    out = folder / "out"
    command = (
        os.environ["EVIDENCE"],
        "build",
        project(source, version, folder / "project"),
        "--out",
        out,
        "--only",
        "pack,oscal",
        "--issued-at",
        "2026-11-01T00:00:00Z",
    )
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise SystemExit(f"interop: {source} was not compiled (exit code {done.returncode}):\n{done.stderr}")
    oscal = out / "oscal"
    document = Document(f"{source.stem}, OSCAL {version}", oscal / "component-definition.json", oscal / "catalog.json")
    written = document.body()["metadata"]["oscal-version"]
    if written != version:
        raise SystemExit(f"interop: {source} was compiled to OSCAL {written} instead of {version}")
    return document


def documents(source: Path, folder: Path) -> list[Document]:
    """Compile the example to every version of OSCAL, and each model of ours to the default one."""
    wanted = [(source, version) for version in VERSIONS]
    wanted += [(model, DEFAULT_VERSION) for models in MODELS for model in sorted(models.glob("*.md"))]
    return [compiled(model, version, folder / str(n)) for n, (model, version) in enumerate(wanted)]


def spoilt_documents(good: Document, folder: Path) -> list[tuple[Defect, Document]]:
    """Write a spoilt copy of a document for every defect."""
    written = []
    for n, (defect, broken) in enumerate(spoilt(good.body())):
        path = folder / f"spoilt-{n}.json"
        path.write_text(json.dumps({"component-definition": broken}), "utf-8")
        written.append((defect, Document(defect.name, path, good.catalog)))
    return written


def verdicts(
    name: str, judge: Judge, good: Sequence[Document], bad: Sequence[tuple[Defect, Document]]
) -> Iterator[Result]:
    """Let one judge judge the good documents and the spoilt copies that it has to reject."""
    good = [document for document in good if name not in ONLY_FOR or ONLY_FOR[name](document)]
    mine = [(defect, document) for defect, document in bad if name in defect.seen_by]
    try:
        complaints = judge([*good, *(document for _, document in mine)])
    except (JudgeError, OSError, ValueError, subprocess.SubprocessError) as fault:
        yield Result(f"{name:14}  judges", str(fault) or type(fault).__name__)
        return
    of_good, of_bad = complaints[: len(good)], complaints[len(good) :]
    for document, complaint in zip(good, of_good, strict=True):
        yield Result(f"{name:14}  accepts {document.name}", complaint)
    for (defect, _), complaint in zip(mine, of_bad, strict=True):
        expected = defect.seen_by[name]
        seen = expected in complaint.lower() and expected not in of_good[0].lower()
        wrong = "" if seen else f"did not say “{expected}”, but: {complaint or 'nothing'}"
        yield Result(f"{name:14}  rejects {defect.name}", wrong)


def gaps(names: Sequence[str]) -> Iterator[Result]:
    """Every defect needs a judge that sees it; every judge needs defects that it sees."""
    for defect in DEFECTS:
        known = [name for name in defect.seen_by if name in names or name in skipped()]
        if not known or len(known) < len(defect.seen_by):
            seen_by = ", ".join(defect.seen_by) or "no judge"
            yield Result(f"defects.py      {defect.name}", f"is seen by {seen_by}")
    for name in names:
        proofs = sum(name in defect.seen_by for defect in DEFECTS)
        if proofs < LEAST_DEFECTS:
            yield Result(f"defects.py      {name}", f"only {proofs} defects prove that it judges")


def report(result: Result) -> None:
    """Print one line, and below it the beginning of what is wrong."""
    print(f"{'FAIL' if result.wrong else 'ok':4}  {result.line}", flush=True)
    lines = result.wrong.splitlines()
    for line in lines[:6]:
        print(f"        {line[:300]}")
    if len(lines) > 6:
        print(f"        … and {len(lines) - 6} lines more", flush=True)


def sees(judge: Judge, bad: Sequence[tuple[Defect, Document]]) -> list[bool]:
    """Tell which spoilt copies a judge rejects: a copy differs from a good document in its defect only."""
    return [bool(complaint) for complaint in judge([document for _, document in bad])]


def table(everyone: Mapping[str, Judge], bad: Sequence[tuple[Defect, Document]]) -> str:
    """Return a Markdown table that says which judge sees which defect."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        columns = list(pool.map(lambda judge: sees(judge, bad), everyone.values()))
    rows = [[defect.name, *("yes" if column[n] else "" for column in columns)] for n, (defect, _) in enumerate(bad)]
    head, line = ["Defect", *everyone], ["---", *(":-:" for _ in everyone)]
    return (
        "`tests/interop/run --write-table` spoils one thing at a time in a good component definition, shows it to "
        "programs that other people wrote, and writes down here which of them rejects it or makes of it what must "
        "not be.\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in (head, line, *rows)) + "\n"
    )


def main(arguments: Sequence[str]) -> int:
    """Judge and report; the exit code is 0 if nothing failed."""
    write_table = "--write-table" in arguments
    source = next((Path(one) for one in arguments if one != "--write-table"), EXAMPLE)
    if not source.exists():
        raise SystemExit(f"interop: {source} does not exist")
    start, failed, passed = time.monotonic(), 0, 0
    everyone = judges()
    if write_table and skipped():
        raise SystemExit(f"interop: the table needs every judge, not without {', '.join(skipped())}")
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(AT_A_TIME) as pool:
        folder = Path(name)
        good = documents(source, folder)
        bad = spoilt_documents(good[0], folder)
        asked = [pool.submit(lambda item: list(verdicts(*item, good, bad)), item) for item in everyone.items()]
        for results in (gaps(list(everyone)), *(one.result() for one in asked)):
            for result in results:
                report(result)
                failed += bool(result.wrong)
                passed += not result.wrong
        if write_table and not failed:
            write_section("# Who sees which defect", table(everyone, bad))
    seconds = time.monotonic() - start
    print(f"{len(everyone)} judges, {len(good)} documents, {len(bad)} defects, {seconds:.0f} seconds")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
