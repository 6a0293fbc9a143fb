"""Is every statement in every output? A lost non-claim makes a pack worthless, so nothing incomplete is written."""

import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Final

from evidence.canonical import squash
from evidence.errors import IncompleteOutputError
from evidence.model import Statement
from evidence.pack import Pack
from evidence.writers.wording import markup

_WORDS = re.compile(r'<p class="words(?: long)?" data-id="([^"]*)">(.*?)</p>', re.DOTALL)


def check(pack: Pack, files: Mapping[str, bytes]) -> None:
    """Look for every statement, by id and text, in each file that must hold them all.

    Raises IncompleteOutputError with the file and the ids that are missing from it.
    """
    for path, find in FINDERS.items():
        if path in files:
            lost = find(pack.content.statements, files[path])
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
    from pypdf import PdfReader

    anchors = set(PdfReader(io.BytesIO(data)).named_destinations)
    return [s.id for s in statements if f"words/{s.id}" not in anchors]


FINDERS: Final[Mapping[str, Callable[[Iterable[Statement], bytes], list[str]]]] = {
    "pack.json": in_pack,
    "oscal/component-definition.json": in_oscal,
    "index.html": in_html,
    "pack.pdf": in_pdf,
}
