"""One answer that a person edited, compared field by field with the records that it rests on."""

from collections.abc import Iterable, Sequence

from evidence.answers import Answer
from evidence.canonical import squash
from evidence.model import Statement
from evidence.review.amounts import amounts
from evidence.review.bindings import bindings
from evidence.review.conditions import conditions
from evidence.review.findings import Field, Finding, Record
from evidence.review.limits import limits
from evidence.review.orders import orders
from evidence.review.parties import owners
from evidence.review.polarity import negation
from evidence.review.reading import has, read
from evidence.review.scopes import scopes
from evidence.review.spelling import without_sources
from evidence.review.subjects import subjects

__all__ = ["compare"]


def compare(
    text: str, answer: Answer, statements: Sequence[Statement], names: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Return what an edited answer says otherwise than its records; nothing where it only words it otherwise.

    ``statements`` are all of the model, ``names`` those of product and supplier.
    """
    if without_sources(text).lower() == squash(answer.text).lower():
        return ()
    named = tuple(n for n in names if n)
    record = Record.of(answer, statements, named)
    edited = read(text, named, "the reporter" if _addresses_reporters(record) else "")
    if answer.stance in ("no-position", "conflict"):
        return _without_record(text, record)
    found = [
        *amounts(edited, record),
        *bindings(edited, record),
        *conditions(edited, record),
        *negation(edited, record),
        *orders(edited, record),
        *owners(edited, record),
        *limits(edited, record),
        *scopes(edited, record),
        *subjects(edited, record, text),
    ]
    first: dict[Field, Finding] = {}
    for finding in found:
        first.setdefault(finding.field, finding)
    return tuple(first.values())


def _addresses_reporters(record: Record) -> bool:
    """Tell whether "you" is who reports: the record speaks of reporters, and of no customer."""
    return "reporter" in record.own.same and not any("customer" in t for t in (record.same, record.question.same))


def _without_record(text: str, record: Record) -> tuple[Finding, ...]:
    """Nothing is recorded: an answer may say so in any words, and no more."""
    if has("no-position", read(text).plain) or not read(text).plain:
        return ()
    return (Finding("addition", squash(text)[:60], "no documented position"),)
