"""Answers that people edit: what says something else is found, what only says it otherwise passes."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from evidence.answers import Answer, Question, answer_all, load_questionnaire, questionnaire_names
from evidence.model import Statement
from evidence.review import Finding, compare
from tests.conftest import EXAMPLE, ROOT, compile_path
from tests.edit_rules import FLIPS, SOUND, Flip

HERE = Path(__file__).parent / "edits"
SHAPES: Final = ("bulleted_severities", "dated_versions", "matrix", "nested_headings", "prose_only", "two_editions")
MODELS: Final = {
    "agent-bom": EXAMPLE,
    "commercial": HERE / "commercial.md",
    "larkspur": HERE / "larkspur.md",
    "quillet": HERE / "quillet.md",
    **{name: ROOT / f"tests/shapes/{name}.md" for name in SHAPES},
}
NAMES: Final = {"agent-bom": ("agent-bom",), "commercial": ("Breakwater Server",), "larkspur": ("Larkspur Gateway",)}
SETS: Final = (
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "g",
    "h",
    "i",
    "j",
    "k",
    "l",
    "m",
    "n",
    "o",
    "p",
    "q",
    "r",
    "s",
    "t",
    "u",
    "v",
    "w",
)


@cache
def statements(model: str) -> tuple[Statement, ...]:
    pack = compile_path(MODELS[model]).pack
    assert pack
    return pack.content.statements


@cache
def generated(model: str) -> tuple[Answer, ...]:
    """The answers to our own questionnaire and to the development questions that rest on records."""
    asked = [q for name in questionnaire_names() for q in load_questionnaire(name).questions]
    listed = yaml.safe_load((ROOT / "tests/questions/development.yaml").read_text(encoding="utf-8"))
    asked += [Question(f"d{n}", q["question"]) for n, q in enumerate(listed.get("agent-bom", []))]
    found = {a.text: a for a in answer_all(asked, statements(model)) if a.citations}
    return tuple(found.values())


def compared(text: str, answer: Answer, model: str) -> tuple[Finding, ...]:
    return compare(text, answer, statements(model), NAMES.get(model, ()))


def edits(old: str, new: str) -> Iterator[tuple[str, Answer, str]]:
    """Yield every answer with this edit made in it, its first place only."""
    for model in MODELS:
        for answer in (*generated(model), *(a for m, a in map(base, bases()) if m == model)):
            text = re.sub(old, new, answer.text, count=1)
            if text != answer.text and text.strip():
                yield text, answer, model


@cache
def spoilt() -> list[tuple[Flip, str, tuple[Finding, ...]]]:
    """Return every flip made by rule: its text, and what was found in it."""
    made = [(flip, *edit) for flip in FLIPS for edit in edits(flip.old, flip.new)]
    return [(flip, text, compared(text, answer, model)) for flip, text, answer, model in made]


def test_every_flip_of_a_generated_answer_is_found() -> None:
    found = spoilt()
    kinds = Counter(flip.kind for flip, *_ in found)
    assert len(found) >= 500
    assert len(kinds) == 8
    assert min(kinds.values()) >= 20, kinds
    assert [(flip.kind, text) for flip, text, findings in found if not findings] == []


def test_the_field_of_a_flip_is_named() -> None:
    right = Counter(flip.kind in {f.field for f in findings} for flip, _, findings in spoilt())
    assert right[True] >= 4 * right[False]


def test_harmless_rewordings_pass() -> None:
    made = [(name, *m) for name, old, new in SOUND for m in edits(old, new)]
    found = [(name, text, compared(text, answer, model)) for name, text, answer, model in made]
    flagged = [(name, text, findings) for name, text, findings in found if findings]
    assert len(made) >= 1000
    assert len(flagged) * 40 <= len(made), flagged


def test_an_answer_as_it_was_written_passes() -> None:
    for model in MODELS:
        for answer in generated(model):
            assert compared(answer.text, answer, model) == ()
            assert compared(f"{answer.text} [Source: {', '.join(answer.citations)}]", answer, model) == ()


@cache
def written(name: str) -> Any:
    return yaml.safe_load((HERE / f"hand_{name}.yaml").read_text(encoding="utf-8"))


@cache
def bases() -> Any:
    return yaml.safe_load((HERE / "answers.yaml").read_text(encoding="utf-8"))


def base(key: str) -> tuple[str, Answer]:
    """Return an answer that the sets edit, and its model."""
    found = bases()[key]
    asked = Question(key, found["question"])
    owner, cited = found.get("owner"), tuple(found["citations"])
    return found["model"], Answer(asked, found["stance"], found["text"], cited, (), "", owner=owner)


def by_hand(key: str, text: str) -> tuple[Finding, ...]:
    model, answer = base(key)
    return compared(text, answer, model)


@pytest.mark.parametrize("name", SETS)
def test_edits_by_hand(name: str) -> None:
    sets = written(name)
    assert len(sets["flips"]) + len(sets["sound"]) >= 40
    missed = [edit for edit in sets["flips"] if not by_hand(*edit)]
    flagged = [(edit, by_hand(*edit)) for edit in sets["sound"] if by_hand(*edit)]
    assert len(missed) <= KNOWN.get(name, (0, 0))[0], missed
    assert len(flagged) <= KNOWN.get(name, (0, 0))[1], flagged


KNOWN: Final = {"c": (2, 0), "p": (1, 0), "r": (3, 1), "s": (2, 0), "u": (1, 0), "w": (7, 2)}
"""How many are known to be missed, and to be flagged."""


def test_a_question_without_a_record_takes_no_claim() -> None:
    nothing = Answer(Question("1", "Do you sell ships?"), "no-position", "No documented position.", (), (), "")
    assert compare("Yes, we sell ships.", nothing, ())[0].field == "addition"
    for text in ("This is not documented.", "We take no position on this.", "Our model does not state anything here."):
        assert compare(text, nothing, ()) == ()
