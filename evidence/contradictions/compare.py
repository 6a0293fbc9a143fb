"""Findings to diagnostics: levels, precedence, reviewers' marks, and the model read against itself."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from evidence.canonical import squash
from evidence.config import ClaimSubject
from evidence.contradictions import read, times
from evidence.contradictions.facts import Facts, facts_of
from evidence.contradictions.itself import itself
from evidence.contradictions.marks import FIELDS
from evidence.contradictions.records import Document, Finding, Mark
from evidence.contradictions.search import is_readme, of_document, project_names, setting_of
from evidence.contradictions.words import names, word
from evidence.diagnostics import Code, Diagnostic, Severity, Span, error, warning
from evidence.documents import Text
from evidence.pack import Content
from evidence.processes import in_two
from evidence.project import Project

_BY_SUBJECT: Final[dict[ClaimSubject, Code]] = {
    "certification": Code.CONTRADICTS_NON_CLAIM,
    "offer": Code.CONTRADICTS_NON_CLAIM,
    "hours": Code.CONTRADICTS_CHANNEL,
    "availability": Code.CONTRADICTS_BINDING,
    "time": Code.CONTRADICTS_TIME,
    "channel": Code.CONTRADICTS_CHANNEL,
    "version": Code.CONTRADICTS_VERSION,
    "owner": Code.CONTRADICTS_OWNER,
    "binding": Code.CONTRADICTS_BINDING,
}
MARKABLE: Final = frozenset(
    {
        *_BY_SUBJECT.values(),
        Code.MODEL_CONTRADICTED,
        Code.STRONGER_WORDING,
        Code.INCOMPARABLE_TIME,
        Code.CONFLICT_IN_DOCUMENT,
        Code.SCOPE_DIFFERENCE,
    }
)
_LONG: Final = 110
_LONG_FOR_ONE: Final = 500_000  # characters: about a third of a second of work


def compare(project: Project, content: Content, texts: Sequence[Text], today: date) -> list[Diagnostic]:
    """Return what the documents say against the model, and what the model says against itself."""
    facts = facts_of(project, content)
    found = list(itself(facts))
    authority = _authority(project, facts)
    titles = project_names([read(t.name, t.text) for t in texts if is_readme(t.name)])

    def of_text(text: Text) -> list[Diagnostic]:
        document = read(text.name, text.text)
        made = [_diagnostic(f, facts, authority) for f in _once(of_document(facts, document, titles))]
        made += _conflicts(facts, document, titles)
        return _unmarked(document, made, project, today)

    long = sum(len(t.text) for t in texts) > _LONG_FOR_ONE
    done = in_two(of_text, texts) if long else [of_text(t) for t in texts]
    return found + [d for of_one in done for d in of_one]


def _once(found: Iterator[Finding]) -> Iterator[Finding]:
    """Yield one finding for a unit and a statement, and one of a kind for a unit."""
    seen: set[tuple[Span, str, str]] = set()
    for f in found:
        key = (f.unit.span, f.unit.text, f.statement.id)
        if key not in seen:
            seen.add(key)
            yield f


def _diagnostic(found: Finding, facts: Facts, authority: dict[ClaimSubject, str]) -> Diagnostic:
    there = facts.content.spans[found.statement.id]
    here = found.unit.span
    if found.level == "error" and authority.get(found.subject) == here.document:
        return error(
            Code.MODEL_CONTRADICTED,
            f"the model says “{_short(found.model)}”; {here.document}, which is authoritative for {found.subject}, "
            f"says “{_short(found.says)}”",
            there,
            "change the model, or take the document off `check.authoritative`",
            (here,),
        )
    code = _BY_SUBJECT[found.subject]
    if found.statement.kind == "non-claim":
        code = Code.CONTRADICTS_NON_CLAIM
    if found.level == "warning":
        code = Code.STRONGER_WORDING if "promise" in found.why else Code.INCOMPARABLE_TIME
    if found.level == "note":
        code = Code.SCOPE_DIFFERENCE
    said = f"“{_short(found.unit.text)}” says “{_short(found.says)}”"
    message = f"{said}; the model says “{_short(found.model)}” ({found.statement.id}): {found.why}"
    return Diagnostic(code, Severity(found.level), message, here, _hint(code), (there,))


def _hint(code: Code) -> str:
    if code is Code.SCOPE_DIFFERENCE:
        return ""
    return "change the document or the model; a reviewer may mark the line: `evidence explain invalid-mark`"


def _short(text: str) -> str:
    plain = squash(text)
    return plain if len(plain) <= _LONG else plain[: _LONG - 1].rstrip() + "…"


def _authority(project: Project, facts: Facts) -> dict[ClaimSubject, str]:
    """Return the documents that are right for one subject: as set, else as the model itself says."""
    found: dict[ClaimSubject, str] = {}
    for source in facts.documents:
        text = squash(source.text)
        for named in word("source-of-truth").finditer(text):
            sentence = re.split(r"[.!?]\s", text[max(0, named.start() - _LONG) : named.start()])[-1]
            for subject, pattern in names("subjects"):
                if pattern.search(sentence):
                    found[_subject(subject)] = named["document"]
    return found | dict(project.config.check.authoritative)


def _subject(name: str) -> ClaimSubject:
    return next(s for s in _BY_SUBJECT if s == name)


def _conflicts(facts: Facts, document: Document, titles: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield the times in which a document disagrees with itself."""
    setting = setting_of(facts, document, titles)
    if setting is None or setting.past:
        return
    first: dict[tuple[str, str, bool | None], times.Promise] = {}
    for unit in document.units:
        if unit.block.kind == "row" or "times" not in unit.classes:
            continue
        for promise in times.promises(unit, setting):
            known = first.setdefault((promise.group, promise.severity, promise.security), promise)
            if known.unit.text != unit.text and times.differs(known.said, promise.said):
                yield warning(
                    Code.CONFLICT_IN_DOCUMENT,
                    f"“{_short(unit.text)}” says {promise.said}, “{_short(known.unit.text)}” says {known.said}",
                    unit.span,
                    "one document should make one promise",
                    (known.unit.span,),
                )


def _unmarked(document: Document, made: list[Diagnostic], project: Project, today: date) -> list[Diagnostic]:
    """Return the diagnostics that no valid mark takes back, and what is wrong with the marks."""
    left, found = list(made), []
    for mark in document.marks:
        wrong = _mark_problem(document, mark, project, today)
        found += wrong
        if any(d.severity is Severity.ERROR for d in wrong):
            continue
        taken = [d for d in left if _covers(mark, d, document)]
        if not taken:
            here = Span(document.name, mark.line, mark.line)
            found.append(
                warning(Code.UNUSED_MARK, f"nothing here is reported as {mark.code}", here, "remove the comment")
            )
        left = [d for d in left if d not in taken]
    return left + found


def _covers(mark: Mark, found: Diagnostic, document: Document) -> bool:
    spans = [s for s in (found.span, *found.related) if s and s.document == document.name]
    return found.code.value == mark.code and any(mark.line <= s.end_line and s.line <= mark.end for s in spans)


def _mark_problem(document: Document, mark: Mark, project: Project, today: date) -> list[Diagnostic]:
    here = Span(document.name, mark.line, mark.line)
    lacking = [name for name in FIELDS if not mark.fields.get(name)]
    codes = sorted(c.value for c in MARKABLE)
    if mark.code not in codes:
        return [
            error(
                Code.INVALID_MARK, f"{mark.code or 'no code'!r} cannot be reviewed", here, f"one of {', '.join(codes)}"
            )
        ]
    if lacking:
        hint = "<!-- evidence: reviewed CODE reason=… by=… until=YYYY-MM-DD -->"
        return [error(Code.INVALID_MARK, f"the comment lacks {', '.join(lacking)}", here, hint)]
    try:
        until = date.fromisoformat(mark.fields["until"])
    except ValueError:
        return [error(Code.INVALID_MARK, f"until={mark.fields['until']} is no date", here, "until=YYYY-MM-DD")]
    if until < today:
        return [
            error(Code.EXPIRED_MARK, f"the review by {mark.fields['by']} ended on {until}", here, "review it once more")
        ]
    days = project.config.check.review_days
    if days is not None and until > today + timedelta(days=days):
        return [warning(Code.LATE_REVIEW, f"reviewed until {until}: that is more than {days} days ahead", here)]
    return []
