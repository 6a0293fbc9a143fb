"""Answers to questions: cited, owner-aware, never more than the records say."""

from evidence.answers.engine import Answerer, answer_all
from evidence.answers.own import AnswerFile, Basis, OwnAnswer, read_own
from evidence.answers.questionnaires import Questionnaire, load_questionnaire, questionnaire_names
from evidence.answers.records import Answer, Asks, Question, Stance

__all__ = [
    "Answer",
    "AnswerFile",
    "Answerer",
    "Asks",
    "Basis",
    "OwnAnswer",
    "Question",
    "Questionnaire",
    "Stance",
    "answer_all",
    "load_questionnaire",
    "questionnaire_names",
    "read_own",
]
