"""A project's own approved answers: its ``answers.yaml``, used before anything is matched."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator, Field

from evidence.answers.records import Answer, Asks, Question, Stance
from evidence.diagnostics import Code, Diagnostic, error, warning
from evidence.model import Day, Frozen, Owner
from evidence.source import SourceText, YamlDocument, parse_yaml, validated


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as fault:
        raise ValueError(f"not a regular expression: {fault}") from fault
    return text


class Basis(Frozen):
    """A statement that an answer rests on, as it was when the answer was approved."""

    statement: str = Field(description="Id of a statement.")
    digest: str = Field(
        pattern=r"^sha256:[0-9a-f]{64}$",
        description="Digest of the statement when the answer was approved; `evidence check` prints that of today.",
    )


class OwnAnswer(Frozen):
    """One approved answer; it is given to every question that ``question`` matches."""

    question: Annotated[str, AfterValidator(_pattern), Field(min_length=3)] = Field(
        description="A regular expression, found anywhere in the question without regard to case; or its id."
    )
    stance: Stance
    asks: Asks = Field("documented", description="What the answer says: that it is documented, or that it is done.")
    answer: str = Field(min_length=3, max_length=4000)
    rests_on: tuple[Basis, ...] = ()
    responsible: Owner | None = Field(None, description="Whose part it is, where the question is about a duty.")
    owner: str = Field(min_length=2, description="Who keeps this answer: a role.")
    review_by: Day


class AnswerFile(Frozen):
    """The project's own answers, the first that matches a question first."""

    answers: tuple[OwnAnswer, ...] = ()


def approved(question: Question, own: Sequence[OwnAnswer]) -> Answer | None:
    """Return the first approved answer to a question."""
    for entry in own:
        if entry.question == question.id or re.search(entry.question, question.text, re.IGNORECASE):
            return Answer(
                question,
                entry.stance,
                entry.answer,
                tuple(b.statement for b in entry.rests_on),
                (),
                f"an approved answer of {entry.owner}, to be reviewed by {entry.review_by}",
                entry.asks,
                entry.responsible,
            )
    return None


def read_own(
    source: SourceText, digests: Mapping[str, str], today: str
) -> tuple[tuple[OwnAnswer, ...], list[Diagnostic]]:
    """Return the approved answers of a project, and what is wrong with them.

    ``digests`` are those of the statements as they are now, by id; ``today`` is the day of issue.
    """
    document, problems = parse_yaml(source)
    if document is None:
        return (), problems
    file, problems = validated(AnswerFile, document)
    if file is None:
        return (), problems
    for n, entry in enumerate(file.answers):
        problems += _outdated(document, n, entry, digests)
        if entry.review_by < today:
            where = document.locate(("answers", n, "review-by"))
            message = f"the answer of {entry.owner} was due for review by {entry.review_by}"
            problems.append(warning(Code.ANSWER_OVERDUE, message, where, "read it again, then renew the date"))
    return file.answers, problems


def _outdated(document: YamlDocument, n: int, entry: OwnAnswer, digests: Mapping[str, str]) -> Iterator[Diagnostic]:
    for m, basis in enumerate(entry.rests_on):
        route = ("answers", n, "rests-on", m)
        now = digests.get(basis.statement)
        if now is None:
            near = get_close_matches(basis.statement, digests, 3, 0.4)
            hint = f"nearest: {', '.join(near)}" if near else "`evidence show` lists the ids"
            message = f"an answer rests on {basis.statement!r}, which is no statement"
            yield error(Code.UNKNOWN_STATEMENT, message, document.locate((*route, "statement")), hint)
        elif now != basis.digest:
            message = f"{basis.statement} has changed since the answer that rests on it was approved"
            hint = f"read the answer against the statement; if it still holds, write {now}"
            yield error(Code.ANSWER_OUTDATED, message, document.locate((*route, "digest")), hint)
