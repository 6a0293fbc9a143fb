"""A whole questionnaire that people edited: every answer in it against its records."""

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.answers import Answer
from evidence.canonical import squash
from evidence.diagnostics import Code, Diagnostic, Span, error, warning
from evidence.model import Statement
from evidence.review.compare import compare
from evidence.review.findings import Finding
from evidence.workbook.dialects import Dialect, Meaning, load_dialect, meaning_of, says
from evidence.workbook.entries import Entry
from evidence.workbook.form import Form, Item


@dataclass(frozen=True)
class Outcome:
    """What a review found, and how much it looked at."""

    diagnostics: tuple[Diagnostic, ...]
    summary: str


@dataclass(frozen=True)
class Reviewer:
    """Compares what stands in a questionnaire with answers made anew."""

    statements: Sequence[Statement]
    names: Sequence[str]

    def findings(self, item: Item, answer: Answer, dialect: Dialect, approved: bool) -> tuple[Finding, ...]:
        """Return what an item's answer and comment say otherwise than the records."""
        said, comment = (squash(s.text) if s else "" for s in (item.answer, item.comment))
        found: list[Finding] = []
        if item.stance and item.stance != answer.stance:
            found.append(Finding("negation", f"stance {item.stance}", f"stance {answer.stance}"))
        option = meaning_of(said) if said else None
        if option:
            found += _option(said, option, answer, dialect, approved)
            said = ""
        text = " ".join(filter(None, (said, comment)))
        if text:
            found += compare(text, answer, self.statements, self.names)
        return tuple(found)


def _option(said: str, meaning: Meaning, answer: Answer, dialect: Dialect, approved: bool) -> list[Finding]:
    """Compare an entry of a list, or a cell that holds nothing else, with the stance."""
    less = (answer.stance, meaning) == ("supported", "partial")
    if less or meaning in (says(dialect, answer, approved), "unknown"):
        return []
    match answer.stance, meaning:
        case (("no-position" | "conflict"), _):
            return [Finding("addition", said, "no documented position")]
        case "supported", "yes":
            return [Finding("addition", said, "documented; whether it is done is not shown")]
        case "partial", "yes":
            return [Finding("scope", said, "partly")]
        case ("customer-owned", _) | (_, "customer"):
            return [Finding("owner", said, answer.stance)]
    return [Finding("negation", said, answer.stance)]


def review_form(
    form: Form,
    answers: Sequence[Answer],
    approved: frozenset[int],
    statements: Sequence[Statement],
    names: Sequence[str],
) -> Outcome:
    """Review every answer that stands in a questionnaire."""
    reviewer, dialect = Reviewer(statements, names), load_dialect(form.dialect)
    found: list[Diagnostic] = []
    looked, changed, wrong = 0, 0, 0
    for n, (item, answer) in enumerate(zip(form.items, answers, strict=True)):
        if not item.existing:
            continue
        looked += 1
        changed += answer.text not in item.existing
        findings = reviewer.findings(item, answer, dialect, n in approved)
        wrong += bool(findings)
        found += [_diagnostic(form, item, answer, f) for f in findings]
    if not looked:
        found.append(error(Code.NOTHING_ANSWERED, "no answer stands in the file", Span(form.name, 1, 1)))
    summary = (
        f"{form.name}: {looked} of {len(form.items)} questions have an answer; {changed} are not worded as ours, "
        f"{wrong} say otherwise than the records"
    )
    return Outcome(tuple(found), summary)


def existing(form: Form, entries: Sequence[Entry], approved: frozenset[int], reviewer: Reviewer) -> list[Diagnostic]:
    """Warn of answers that stand in a questionnaire already, are kept, and say otherwise than the records."""
    dialect, found = load_dialect(form.dialect), []
    for n, entry in enumerate(entries):
        if entry.outcome != "kept":
            continue
        findings = reviewer.findings(entry.item, entry.answer, dialect, n in approved)
        if findings:
            told = "; ".join(f"{f.field}: {f.said!r}, recorded {f.recorded!r}" for f in findings)
            place = Span(form.name, entry.item.line, entry.item.line, entry.item.column)
            message = f"{entry.item.place} ({entry.item.question.id}): the answer that stands there was kept: {told}"
            found.append(warning(Code.EXISTING_ANSWER, message, place, "say --overwrite to replace it"))
    return found


def _diagnostic(form: Form, item: Item, answer: Answer, finding: Finding) -> Diagnostic:
    place = Span(form.name, item.line, item.line, item.column)
    where = f"{item.place} ({item.question.id})"
    rests = f"the answer rests on {', '.join(answer.citations)}" if answer.citations else "no record answers it"
    if finding.field == "addition":
        message = f"{where}: {finding.said!r} is in no record ({finding.recorded})"
        hint = f"{rests}; a claim of your own belongs into the model or into answers.yaml"
        return error(Code.UNSUPPORTED_ADDITION, message, place, hint)
    message = f"{where}: {finding.field}: it says {finding.said!r}, the record {finding.recorded!r}"
    return error(Code.ANSWER_FLIPPED, message, place, rests)
