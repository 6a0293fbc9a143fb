"""Questions × statements → answers: the stages in order."""

from collections.abc import Iterable, Sequence

from evidence.answers.own import OwnAnswer
from evidence.answers.records import Answer, Question
from evidence.model import Statement


class Answerer:
    """Answers one question after the other from the same records."""

    def __init__(
        self, statements: Sequence[Statement], own: Sequence[OwnAnswer] = (), uncompiled: Sequence[str] = ()
    ) -> None:
        """``own`` are the approved answers, ``uncompiled`` the lines of the texts that became no statement."""
        self._statements, self._own, self._uncompiled = tuple(statements), tuple(own), tuple(uncompiled)

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question."""
        return Answer(question, "no-position", "No documented position.", (), (), "not matched")


def answer_all(
    questions: Iterable[Question],
    statements: Sequence[Statement],
    own: Sequence[OwnAnswer] = (),
    uncompiled: Sequence[str] = (),
) -> tuple[Answer, ...]:
    """Return the answers to all questions, in their order."""
    answerer = Answerer(statements, own, uncompiled)
    return tuple(answerer.answer(q) for q in questions)
