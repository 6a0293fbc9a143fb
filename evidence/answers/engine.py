"""Questions × statements → answers: the stages in order."""

from collections.abc import Iterable, Sequence

from evidence.answers.findings import Finding, nothing
from evidence.answers.joining import answered
from evidence.answers.library import Library
from evidence.answers.own import OwnAnswer, approved
from evidence.answers.reading import read
from evidence.answers.records import Answer, Question
from evidence.answers.wording import told
from evidence.model import Statement


class Answerer:
    """Answers one question after the other from the same records."""

    def __init__(
        self, statements: Sequence[Statement], own: Sequence[OwnAnswer] = (), uncompiled: Sequence[str] = ()
    ) -> None:
        """``own`` are the approved answers, ``uncompiled`` the lines of the texts that became no statement."""
        self._library, self._own, self._uncompiled = Library(tuple(statements)), tuple(own), tuple(uncompiled)

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question."""
        given = approved(question, self._own)
        if given:
            return given
        return told(question, self._find(question.text))

    def _find(self, text: str) -> Finding:
        reading = read(text)
        if not reading.readable:
            return nothing("the question is not in English, or holds no words")
        return answered(reading, self._library)


def answer_all(
    questions: Iterable[Question],
    statements: Sequence[Statement],
    own: Sequence[OwnAnswer] = (),
    uncompiled: Sequence[str] = (),
) -> tuple[Answer, ...]:
    """Return the answers to all questions, in their order."""
    answerer = Answerer(statements, own, uncompiled)
    return tuple(answerer.answer(q) for q in questions)
