"""Answers to questions: cited, owner-aware, never more than the records say."""

from evidence.answers.records import Answer, Asks, Question, Stance

__all__ = ["Answer", "Asks", "Question", "Stance"]
