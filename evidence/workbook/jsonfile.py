"""Questionnaires as JSON: a list of ``{id, question}`` comes back with its answers."""

import json
from collections.abc import Sequence
from typing import Any

from evidence.answers import Question
from evidence.canonical import pretty_json, squash
from evidence.diagnostics import Code, Diagnostic, Span, error
from evidence.workbook.columns import is_unanswered
from evidence.workbook.entries import Entry
from evidence.workbook.form import Form, Item, Slot


def read_json(name: str, text: str) -> tuple[list[Item], list[Diagnostic]]:
    """Return the questions of a list, or every entry that is none."""
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError) as fault:
        line = getattr(fault, "lineno", 1)
        return [], [error(Code.WORKBOOK_UNREADABLE, f"this is no JSON: {fault}", Span(name, line, line))]
    entries = value.get("questions") if isinstance(value, dict) else value
    if not isinstance(entries, list):
        hint = 'write [{"id": "1", "question": "…"}]'
        return [], [error(Code.QUESTIONS_NOT_FOUND, "a list of questions was expected", Span(name, 1, 1), hint)]
    items, problems = [], []
    for n, entry in enumerate(entries):
        item = _item(n, entry)
        if item:
            items.append(item)
        else:
            problems.append(
                error(
                    Code.QUESTIONS_NOT_FOUND,
                    f"entry {n + 1} of the list is no question",
                    Span(name, 1, 1),
                    "every entry is an object with `question`, a text, and `id`",
                )
            )
    return items, problems


def _item(n: int, entry: Any) -> Item | None:
    question = entry.get("question") if isinstance(entry, dict) else None
    if not isinstance(question, str) or not question.strip():
        return None
    given, answer = entry.get("id"), entry.get("answer")
    if not isinstance(given, str | int | None) or not isinstance(answer, str | None):
        return None
    said = "" if answer is None or is_unanswered(answer) else answer
    slot = Slot((0, n, 0), f"entry {n + 1}", said)
    told = str(given) if given not in (None, "") else str(n + 1)
    stance = entry.get("stance") if said else ""
    asked = Question(told, squash(question), str(entry.get("section") or ""))
    return Item(asked, "", n + 1, 1, slot, stance=str(stance or ""))


def write_json(form: Form, entries: Sequence[Entry]) -> bytes:
    """Return the list of questions with their answers; one that is kept stays as it was."""
    given: Any = json.loads(form.extra["text"])
    rows = given["questions"] if isinstance(given, dict) else given
    return pretty_json([_row(row, entry) for row, entry in zip(rows, entries, strict=True)])


def _row(row: dict[str, Any], entry: Entry) -> dict[str, Any]:
    if entry.outcome == "kept":
        return row
    answer = entry.answer
    ours = {
        "id": answer.question.id,
        "question": row["question"],
        "stance": answer.stance,
        "answer": answer.text,
        "citations": list(answer.citations),
        "topics": list(answer.topics),
        "because": answer.because,
    }
    return {**ours, **{k: v for k, v in row.items() if k not in ours}}
