"""What was done to a questionnaire, for people: what was decided, answered, kept, and what stays open and why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from evidence.canonical import squash
from evidence.workbook.entries import Entry, Outcome
from evidence.workbook.form import Form

_TITLES: Final[dict[Outcome, str]] = {
    "answered": "answered",
    "text-only": "answered in the comment, the option left blank",
    "no-position": "no documented position",
    "kept": "kept as they were",
    "open": "left open",
}


def listing(form: Form, entries: Sequence[Entry]) -> str:
    """Return the report: decisions, counts that add up, and every question that a person must look at."""
    return "".join(line + "\n" for line in _lines(form, entries))


def _lines(form: Form, entries: Sequence[Entry]) -> Iterator[str]:
    yield from form.decisions
    counts = Counter(e.outcome for e in entries)
    touched = Counter(place for e in entries for place in e.writes)
    written = [e for e in entries if e.outcome in ("answered", "text-only", "no-position")]
    yield f"{len(entries)} questions: " + ", ".join(f"{counts[o]} {title}" for o, title in _TITLES.items() if counts[o])
    if form.kind in ("workbook", "csv"):
        answers = sum(bool(e.item.answer and e.item.answer.place in e.writes) for e in entries)
        yield (
            f"{len(touched)} cells touched for {len(written)} questions: "
            f"{answers} of answers, {len(touched) - answers} of comments and owners"
        )
    for outcome, title in _TITLES.items():
        found = [e for e in entries if e.outcome == outcome]
        if outcome == "answered" or not found:
            continue
        yield f"{title}:"
        for e in found:
            yield f"  {e.item.place}  {e.item.question.id}: {_cut(e.item.question.text)} -- {e.why}"


def _cut(text: str, width: int = 70) -> str:
    plain = squash(text)
    return plain if len(plain) <= width else plain[: width - 1] + "…"
