"""What is written for every answer, and where nothing is: the one place that decides what a cell says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from evidence._resources import form
from evidence.answers import Answer, Stance
from evidence.canonical import squash
from evidence.workbook.dialects import Dialect, load_dialect, option_for, owner_for
from evidence.workbook.form import Form, Item, Place, Slot

Outcome = Literal["answered", "text-only", "no-position", "kept", "open"]
_LONGEST: Final = 32_000
_LIMITED: Final[tuple[Stance, ...]] = ("supported", "partial")


@dataclass(frozen=True)
class Entry:
    """One question, its answer, what is written for it, and why the rest stays open."""

    item: Item
    answer: Answer
    outcome: Outcome
    writes: dict[Place, str]
    why: str = ""


def plan(asked: Form, answers: Sequence[Answer], approved: frozenset[int], overwrite: bool) -> tuple[Entry, ...]:
    """Return what is written for every question.

    ``approved`` holds the indexes of answers that a person approved. ``overwrite`` also replaces what stands there.
    """
    dialect = load_dialect(asked.dialect)
    return tuple(
        _entry(item, answer, dialect, n in approved, overwrite)
        for n, (item, answer) in enumerate(zip(asked.items, answers, strict=True))
    )


def _entry(item: Item, answer: Answer, dialect: Dialect, approved: bool, overwrite: bool) -> Entry:
    slot = item.answer
    if slot is None:
        return Entry(item, answer, "open", {}, "there is no cell for its answer")
    if slot.formula or len(told(answer)) > _LONGEST:
        why = "a formula stands in its answer's cell" if slot.formula else "the text is too long for a cell"
        return Entry(item, answer, "open", {}, why)
    if item.existing and not overwrite:
        same = ", the same as ours" if squash(slot.text) == squash(answer.text) else ""
        return Entry(item, answer, "kept", {}, f"an answer stands there{same}")
    owner = item.owner and _owner(item.owner, answer, dialect, overwrite)
    writes = {item.owner.place: owner} if item.owner and owner else {}
    comment = item.comment if item.comment and not item.comment.formula and item.comment.options is None else None
    if slot.options is None:
        return _written(item, answer, writes, comment)
    option = option_for(dialect, answer, slot.options, approved)
    return _chosen(Entry(item, answer, "answered", writes), slot, option, comment)


def _chosen(entry: Entry, slot: Slot, option: str | None, comment: Slot | None) -> Entry:
    """Choose an option that means the answer, with its text beside it; without one the cell stays blank."""
    answer, writes = entry.answer, dict(entry.writes)
    chosen = option is not None and (comment is not None or not _has_limits(answer))
    why = "" if chosen else _why_blank(answer, slot, option)
    if option is not None and chosen:
        writes[slot.place] = option
    elif slot.text:
        writes[slot.place] = ""  # what stood there said more than the records
    if comment:
        writes[comment.place] = told(answer)
    elif not chosen:
        return replace(entry, outcome="open", writes=writes, why=f"{why}, and no column takes its text")
    outcome: Outcome = "answered" if chosen else "text-only"
    if answer.stance == "no-position":
        outcome, why = "no-position", answer.because
    return replace(entry, outcome=outcome, writes=writes, why=why)


def _written(item: Item, answer: Answer, writes: dict[Place, str], comment: Slot | None) -> Entry:
    """Write the whole text into the answer's cell, and its sources beside it where a column takes them."""
    if item.answer:
        writes[item.answer.place] = told(answer) if comment is None else answer.text
    if comment and answer.citations:
        writes[comment.place] = _sources(answer)
    elif comment and comment.text:
        writes[comment.place] = ""
    outcome: Outcome = "no-position" if answer.stance == "no-position" else "answered"
    return Entry(item, answer, outcome, writes, answer.because if outcome == "no-position" else "")


def told(answer: Answer) -> str:
    """Return an answer's text with the statements that it rests on."""
    return f"{answer.text} {_sources(answer)}" if answer.citations else answer.text


def _sources(answer: Answer) -> str:
    return f"[Source: {', '.join(answer.citations)}]"


def _owner(slot: Slot, answer: Answer, dialect: Dialect, overwrite: bool) -> str | None:
    if slot.formula or (slot.text and not overwrite):
        return None
    return owner_for(dialect, answer, slot.options)


def _has_limits(answer: Answer) -> bool:
    """Tell whether a bare "Yes" would say more than the answer, because its text holds limits."""
    return answer.stance in _LIMITED and bool(form("workbooks", "limits").search(answer.text))


def _why_blank(answer: Answer, slot: Slot, option: str | None) -> str:
    if answer.stance == "no-position":
        return answer.because
    if not slot.options:
        return "its list of options cannot be read"
    if option is not None:
        return f"{option!r} alone would lose the limits of the answer"
    return f"no option of its list says {answer.stance!r} of what is {answer.asks}"
