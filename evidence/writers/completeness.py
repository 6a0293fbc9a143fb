"""Is every statement in every output? A lost non-claim makes a pack worthless, so nothing incomplete is written."""

import csv
import ctypes
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from typing import Final

from evidence.answers import Answer
from evidence.canonical import squash
from evidence.errors import IncompleteOutputError
from evidence.model import Statement
from evidence.pack import Pack
from evidence.writers.matrix import inert
from evidence.writers.wording import markup

_WORDS = re.compile(r'<p class="words(?: long)?" data-id="([^"]*)">(.*?)</p>', re.DOTALL)


def check(pack: Pack, files: Mapping[str, bytes]) -> None:
    """Look for every statement, by id and text, in each file that must hold them all.

    Raises IncompleteOutputError with the file and the ids that are missing from it.
    """
    for path, find in FINDERS.items():
        if path in files:
            _refuse(path, find(pack.content.statements, files[path]))
    for path, read in ANSWERS.items():
        if path in files:
            found = read(files[path])
            lost = [a.question.id for a in pack.content.answers if _told(a) not in found]
            _refuse(path, [f"the answer to {name}" for name in lost])


def _refuse(path: str, lost: list[str]) -> None:
    if lost:
        shown = ", ".join(lost[:5]) + (f" and {len(lost) - 5} more" if len(lost) > 5 else "")
        raise IncompleteOutputError(f"{path} would lose {shown}; nothing was written")


def _lost(statements: Iterable[Statement], found: Mapping[str, str]) -> list[str]:
    return [s.id for s in statements if squash(found.get(s.id, "")) != squash(s.text)]


def in_pack(statements: Iterable[Statement], data: bytes) -> list[str]:
    """Return the ids that are missing from ``pack.json``."""
    return _lost(statements, {s["id"]: s["text"] for s in json.loads(data)["statements"]})


def in_oscal(statements: Iterable[Statement], data: bytes) -> list[str]:
    """Return the ids that are missing from the component's properties."""
    components = json.loads(data)["component-definition"]["components"]
    found = {
        p["value"]: p["remarks"].rsplit("\n\nSource: ", 1)[0] for c in components for p in c["props"] if "remarks" in p
    }
    return [s.id for s in statements if squash(found.get(s.id, "")) != squash(markup(s.text))]


def in_html(statements: Iterable[Statement], data: bytes) -> list[str]:
    """Return the ids whose words are missing from the page."""
    page = data.decode()
    return _lost(statements, {unescape(name): unescape(text) for name, text in _WORDS.findall(page)})


def in_pdf(statements: Iterable[Statement], data: bytes) -> list[str]:
    """Return the ids that have no anchor in the document."""
    anchors = set(_destinations(data))
    return [s.id for s in statements if f"words/{s.id}" not in anchors]


def _destinations(data: bytes) -> Iterator[str]:
    """Yield the names that links of a PDF may lead to."""
    from pypdfium2 import PdfDocument, raw

    document = PdfDocument(data)
    for at in range(raw.FPDF_CountNamedDests(document)):
        size = ctypes.c_long(0)
        raw.FPDF_GetNamedDest(document, at, None, size)
        name = ctypes.create_string_buffer(size.value)
        raw.FPDF_GetNamedDest(document, at, name, size)
        yield name.raw[: size.value].decode("utf-16-le").rstrip("\0")


FINDERS: Final[Mapping[str, Callable[[Iterable[Statement], bytes], list[str]]]] = {
    "pack.json": in_pack,
    "oscal/component-definition.json": in_oscal,
    "index.html": in_html,
    "pack.pdf": in_pdf,
}


Told = tuple[str, str, str, str]
"""An answer as an output shows it: the question's id, the stance, the text, the citations."""


def _told(answer: Answer) -> Told:
    return answer.question.id, answer.stance, answer.text, " ".join(answer.citations)


def answers_in_pack(data: bytes) -> set[Told]:
    """Return the answers of ``pack.json``."""
    return {(a["id"], a["stance"], a["answer"], " ".join(a["citations"])) for a in json.loads(data)["answers"]}


def answers_in_csv(data: bytes) -> set[Told]:
    """Return the answers of ``answers.csv``; a cell that a spreadsheet would calculate has a mark before it."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return {(bare(r["id"]), r["stance"], bare(r["answer"]), r["citations"]) for r in rows}


def bare(cell: str) -> str:
    """Return a cell's text without the mark that makes it inert."""
    return cell[1:] if cell.startswith("'") and inert(cell[1:]) == cell else cell


ANSWERS: Final[Mapping[str, Callable[[bytes], set[Told]]]] = {
    "pack.json": answers_in_pack,
    "answers.csv": answers_in_csv,
}
