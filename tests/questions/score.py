"""Score the answer engine on a file of questions: `python -m tests.questions.score development [--wrong]`.

Only totals are printed for the held-out part, so that nobody writes the vocabulary towards it.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from evidence.answers import Answer, Answerer, Question
from tests.conftest import EXAMPLE, ROOT, compile_path

HERE = Path(__file__).parent
POSITIVE = ("supported", "partial")
DENYING = ("not-claimed", "not-applicable", "customer-owned")


class Scored(NamedTuple):
    """One question with the stance that it should have and the answer that it got."""

    model: str
    question: str
    expected: str
    answer: Answer

    @property
    def right(self) -> bool:
        return self.answer.stance == self.expected

    @property
    def overclaim(self) -> bool:
        """Says more than the record: something where nothing is, or all where it is a part."""
        rank = {"supported": 2, "partial": 1}
        return rank.get(self.answer.stance, 0) > rank.get(self.expected, 0)

    @property
    def false_denial(self) -> bool:
        """Says no, or that it is somebody else's, where the records say yes or nothing."""
        return self.answer.stance in DENYING and self.expected in (*POSITIVE, "no-position")


@cache
def answerer(model: str) -> Answerer:
    path = EXAMPLE if model == "agent-bom" else ROOT / "tests/shapes" / f"{model}.md"
    if not path.exists():
        path = HERE / "models" / f"{model}.md"
    result = compile_path(path)
    assert result.pack, result.diagnostics
    content = result.pack.content
    return Answerer(content.statements, (), tuple(u.text for u in content.uncompiled))


def score(part: str) -> Iterator[Scored]:
    """Answer every question of a part."""
    for model, entries in yaml.safe_load((HERE / f"{part}.yaml").read_text(encoding="utf-8")).items():
        for n, entry in enumerate(entries, 1):
            question = Question(f"{model}-{n}", entry["question"])
            yield Scored(model, entry["question"], entry["stance"], answerer(model).answer(question))


def totals(scored: list[Scored]) -> str:
    right, over = sum(s.right for s in scored), sum(s.overclaim for s in scored)
    denied = sum(s.false_denial for s in scored)
    return f"{right} of {len(scored)} right ({right / len(scored):.1%}), {over} overclaims, {denied} false denials"


def matrix(scored: list[Scored]) -> str:
    """Return the confusion matrix as a Markdown table: expected in rows, given in columns."""
    stances = ["supported", "partial", "not-claimed", "customer-owned", "not-applicable", "no-position"]
    counts = Counter((s.expected, s.answer.stance) for s in scored)
    head = f"| expected \\ given | {' | '.join(stances)} |\n|---|{'--:|' * len(stances)}"
    rows = (f"| {e} | {' | '.join(str(counts[e, g] or '·') for g in stances)} |" for e in stances)
    return "\n".join([head, *rows])


if __name__ == "__main__":
    found = list(score(sys.argv[1]))
    print(totals(found))
    if "--wrong" in sys.argv:
        for s in found:
            if not s.right:
                mark = "OVER" if s.overclaim else "DENY" if s.false_denial else ""
                print(f"{mark:5}{s.model}: {s.question}\n      {s.expected} -> {s.answer.stance}: {s.answer.because}")
                print(f"      {s.answer.text[:200]}")
