"""``answers.csv``: every answer of the pack with its citations, one a row."""

import csv
import io
from typing import Final

from evidence.answers import Answer
from evidence.pack import Content, Pack
from evidence.writers.matrix import inert, place

PATH: Final = "answers.csv"
COLUMNS: Final = (
    "id",
    "section",
    "question",
    "stance",
    "answer",
    "asks",
    "owner",
    "citations",
    "sources",
    "topics",
    "because",
    "nearest",
    "references",
    "promise-digest",
    "derived-digest",
)


def write(pack: Pack) -> dict[str, bytes]:
    """Return the table; cells are inert, and every row names what it was made from."""
    content = pack.content
    digests = [content.promise_digest, content.derived_digest]
    table = [list(COLUMNS), *(_row(a, content) + digests for a in content.answers)]
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[inert(cell) for cell in row] for row in table])
    return {PATH: out.getvalue().encode("utf-8-sig")}


def _row(answer: Answer, content: Content) -> list[str]:
    question = answer.question
    return [
        question.id,
        question.section,
        question.text,
        answer.stance,
        answer.text,
        answer.asks,
        answer.owner or "",
        " ".join(answer.citations),
        " ".join(place(content, c) for c in answer.citations),
        " ".join(answer.topics),
        answer.because,
        " ".join(answer.hints),
        "; ".join(question.references),
    ]
