"""Score the search for contradictions on documents that are labelled line by line.

A line that ends in ``%%E class`` holds a plain contradiction, one that ends in ``%%ok class`` looks like one and is
none. An error on a labelled line counts as found, any other error as false. Run as a module:
``python -m tests.corpus.score [development|heldout|final] [-v]``.
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from evidence.compiler import compile_pack
from evidence.contradictions import Facts, Finding, contradictions, facts_of, read
from evidence.project import load

HERE = Path(__file__).parent
MODELS = {
    "agent-bom": HERE.parent.parent / "examples" / "agent-bom",
    "queue": HERE / "models" / "queue.md",
    "library": HERE / "models" / "library.md",
}
SETS = ("development", "heldout", "final")
_LABEL = re.compile(r"\s*(?:<!-- )?%%(E|ok) ([\w-]+)(?: -->)?\s*$")


@dataclass
class Score:
    """The counts of one set."""

    files: int = 0
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    innocent: Counter[str] = field(default_factory=Counter)
    report: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Found of all errors that were reported."""
        return self.found.total() / max(1, self.found.total() + self.false.total())

    @property
    def recall(self) -> float:
        """Found of all that should be."""
        return self.found.total() / max(1, self.found.total() + self.missed.total())


@cache
def facts(name: str) -> Facts:
    """Return the facts of a model."""
    project, _ = load(MODELS[name])
    assert project
    pack = compile_pack(project, issued_at=datetime(2026, 11, 1, tzinfo=UTC)).pack
    assert pack
    return facts_of(project, pack.content)


def labelled(path: Path) -> tuple[str, dict[int, tuple[str, str]]]:
    """Return the text of a document without its labels, and the labels by line."""
    labels, lines = {}, []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        found = _LABEL.search(line)
        if found:
            labels[number] = (found[1], found[2])
        lines.append(_LABEL.sub("", line))
    return "\n".join(lines), labels


def score(part: str) -> Score:
    """Return the score of one set."""
    result = Score()
    for folder in sorted(p for p in (HERE / part).iterdir() if p.is_dir()):
        paths = sorted(folder.iterdir())
        texts = {p.name: labelled(p) for p in paths}
        found = contradictions(facts(folder.name), [read(name, text) for name, (text, _) in texts.items()])
        for name, (text, labels) in texts.items():
            errors = [f for f in found if f.level == "error" and f.unit.span.document == name]
            _one(result, f"{folder.name}/{name}", text, labels, errors)
    return result


def _one(result: Score, name: str, text: str, labels: dict[int, tuple[str, str]], errors: list[Finding]) -> None:
    result.files += 1
    lines = {n for f in errors for n in range(f.unit.span.line, f.unit.span.end_line + 1)}
    guilty = {n for n, (kind, _) in labels.items() if kind == "E"}
    for number, (kind, label) in labels.items():
        if kind == "ok":
            result.innocent[label] += 1
        elif number in lines:
            result.found[label] += 1
        else:
            result.missed[label] += 1
            result.report.append(f"missed {name}:{number} {label}: {text.split(chr(10))[number - 1]}")
    for f in {(f.unit.span.line, f.unit.text): f for f in errors}.values():
        span = range(f.unit.span.line, f.unit.span.end_line + 1)
        if not guilty & set(span):
            label = next((labels[n][1] for n in span if n in labels), "unlabelled")
            result.false[label] += 1
            result.report.append(f"false {name}:{f.unit.span.line} {label} [{f.subject}: {f.says}] {f.unit.text}")


def main() -> None:
    """Print the scores; with ``-v`` every line that was missed or falsely accused."""
    for part in [a for a in sys.argv[1:] if a in SETS] or SETS[:1]:
        result = score(part)
        print(
            f"{part}: {result.files} files, {result.found.total()} found, {result.missed.total()} missed, "
            f"{result.false.total()} false of {result.innocent.total()} innocent; "
            f"precision {result.precision:.3f}, recall {result.recall:.3f}"
        )
        print("  missed:", dict(result.missed), " false:", dict(result.false))
        if "-v" in sys.argv:
            print("\n".join(result.report))


if __name__ == "__main__":
    main()
