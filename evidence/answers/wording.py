"""Findings in plain sentences: the records in their own words, with how far they bind and whose they are."""

from typing import Final

from evidence.answers.findings import Finding
from evidence.answers.records import Answer, Question
from evidence.canonical import squash
from evidence.model import Binding, NonClaim, Owner, Statement

_BINDINGS: Final[dict[Binding, str]] = {
    "goal": "a response goal, not a contractual SLA",
    "best-effort": "best effort",
    "contract": "stated as contractual",
    "unstated": "binding not stated",
}
_OWNERS: Final[dict[Owner, str]] = {
    "provider": "the vendor's responsibility",
    "customer": "the customer's responsibility",
    "shared": "a responsibility that vendor and customer share",
    "third-party": "the responsibility of a third party",
}
_QUOTED: Final = 4


def told(question: Question, finding: Finding) -> Answer:
    """Return the answer that says what was found."""
    return Answer(
        question,
        finding.stance,
        text_of(finding),
        tuple(s.id for s in finding.statements),
        finding.topics,
        finding.because,
        finding.asks,
        finding.owner,
        finding.hints,
    )


def text_of(finding: Finding) -> str:
    """Return a finding in one or two sentences."""
    quotes = _quotes(finding)
    match finding.stance:
        case "supported":
            text = f"{_lead(finding)}: {quotes}."
        case "partial":
            text = f"Partly documented: {quotes}. Not stated: {finding.lacks or 'the rest of what is asked'}."
        case "not-claimed":
            text = f"{_denial(finding)}: {quotes}."
        case "customer-owned":
            text = f"This is the customer's responsibility: {quotes}."
        case "not-applicable":
            text = f"Not applicable: the vendor hosts no such system. {quotes}."
        case "conflict":
            text = f"The text contradicts itself: {quotes}."
        case "no-position":
            text = f"No documented position: {finding.because}."
    return text


def _lead(finding: Finding) -> str:
    if finding.owner:
        return f"Documented as {_OWNERS[finding.owner]}"
    return "Documented by the vendor"


def _denial(finding: Finding) -> str:
    if finding.asks == "negated":
        return "That is so; it is not claimed"
    return "No; the text says" if finding.inverted else "No, not claimed"


def _quotes(finding: Finding) -> str:
    timed = {s.id for s, _ in finding.times}
    whole = [*_times(finding), *dict.fromkeys(quote(s) for s in finding.statements if s.id not in timed)]
    more = len(whole) - _QUOTED
    return "; ".join(whole[:_QUOTED]) + (f"; and {more} more that are cited" if more > 0 else "")


def _times(finding: Finding) -> list[str]:
    """Return the clauses that promise a time, once for all severities that have it, with how far they bind."""
    scopes: dict[tuple[str, Binding], list[str]] = {}
    for statement, commitment in finding.times:
        scope = ", ".join(filter(None, (commitment.severity, statement.fields.get("edition"))))
        scopes.setdefault((squash(commitment.text), statement.binding), []).append(scope)
    named = {key: ", ".join(filter(None, dict.fromkeys(found))) for key, found in scopes.items()}
    return [
        f"{scope + ': ' if scope else ''}“{clause}” ({_BINDINGS[bound]})" for (clause, bound), scope in named.items()
    ]


def quote(statement: Statement) -> str:
    """Return a statement in its own words, with how far it binds where it promises something."""
    text = " — ".join(p.strip() for p in squash(statement.text).split("|")).rstrip(".")
    told_ = "" if isinstance(statement, NonClaim) else _binding(statement)
    return f"“{text}”{told_}"


def _binding(statement: Statement) -> str:
    if statement.binding != "unstated" or statement.commitments:
        return f" ({_BINDINGS[statement.binding]})"
    return ""
