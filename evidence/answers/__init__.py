"""Answers to questions: cited, owner-aware, never more than the records say."""

from evidence.answers.engine import Answerer, answer_all
from evidence.answers.own import AnswerFile, Basis, OwnAnswer
from evidence.answers.records import Answer, Asks, Question, Stance

__all__ = ["Answer", "AnswerFile", "Answerer", "Asks", "Basis", "OwnAnswer", "Question", "Stance", "answer_all"]
