"""Questions × statements → answers: the stages in order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from evidence.answers.findings import nothing
from evidence.answers.joining import answered
from evidence.answers.library import Library, Line, line_of
from evidence.answers.own import OwnAnswer, approved
from evidence.answers.reading import Reading, read
from evidence.answers.records import Answer, Question
from evidence.answers.wording import told
from evidence.model import Statement


class Answerer:
    """Answers one question after the other from the same records."""

    def __init__(
        self, statements: Sequence[Statement], own: Sequence[OwnAnswer] = (), uncompiled: Sequence[str] = ()
    ) -> None:
        """``own`` are the approved answers, ``uncompiled`` the lines of the texts that became no statement."""
        self._library, self._own = Library(tuple(statements)), tuple(own)
        self._lines = [line_of(text) for text in uncompiled]

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question."""
        given = approved(question, self._own)
        if given:
            return given
        reading = read(question.text)
        if not reading.readable:
            return told(question, nothing("the question is not in English, or holds no words"))
        answer = told(question, answered(reading, self._library))
        near = self._near(reading) if answer.stance == "no-position" else None
        if near is None:
            return answer
        # no part of the text: lines that are no statement are not the same in every form of a document
        return replace(answer, because=f"{answer.because}; a line that was not compiled may speak of it: {near.shown}")

    def _near(self, reading: Reading) -> Line | None:
        return next((line for line in self._lines if any(line.speaks_of(p.tokens) for p in reading.parts)), None)


def answer_all(
    questions: Iterable[Question],
    statements: Sequence[Statement],
    own: Sequence[OwnAnswer] = (),
    uncompiled: Sequence[str] = (),
) -> tuple[Answer, ...]:
    """Return the answers to all questions, in their order."""
    answerer = Answerer(statements, own, uncompiled)
    return tuple(answerer.answer(q) for q in questions)
