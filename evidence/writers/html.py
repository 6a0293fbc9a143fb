"""``index.html``: the pack for people. One source for the page and, through ``pdf.py``, the printed document."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from evidence.pack import Content, Pack
from evidence.writers import templates
from evidence.writers.figures import flows, ladder
from evidence.writers.fonts import FACES, subset
from evidence.writers.frameworks import frameworks
from evidence.writers.readme import COMMANDS, FILES
from evidence.writers.view import (
    NOT_STATED,
    STANCES,
    Matrix,
    answered,
    identity,
    matrix,
    party,
    sections,
    silent_kinds,
    to_do,
    where,
)
from evidence.writers.wording import ACTORS, OWNERS

PATH: Final = "index.html"
_WEIGHTS: Final[Mapping[str, tuple[str, str]]] = {
    "regular": ("400", "normal"),
    "italic": ("400", "italic"),
    "semibold": ("600", "normal"),
    "bold": ("700", "normal"),
}
_RESPONSIBILITIES: Final = {"provider": "the vendor’s part", "customer": "the customer’s part", "shared": "shared"}
# Classes of column widths: the page's policy forbids styles in elements.
_WIDTHS: Final = "".join(f".w{n}{{width:{n}%}}" for n in range(1, 100))
# The headings of the document beside the kinds, before and after them.
_AFTER: Final = (
    ("who-owns-what", "Who owns what"),
    ("to-do", "What the customer has to do"),
    ("answers", "Questions and answers"),
    ("no-position", "What the text has no position on"),
    ("controls", "Control mapping"),
    ("annex-words", "Annex: every statement in its own words"),
    ("annex-related", "Annex: related, and no evidence"),
    ("annex-left", "Annex: text that was not compiled"),
    ("digests", "Annex: digests and files"),
    ("for-the-buyer", "For the buyer: what you hold, and how to check it"),
)


def write(pack: Pack) -> dict[str, bytes]:
    """Return the page: one file that needs neither network nor script."""
    return {PATH: page(pack).encode()}


def page(pack: Pack) -> str:
    """Return the HTML of the page, with its style, its script and the part of the typeface that it uses."""
    values = _values(pack)
    text = templates.render("pack.html.j2", **values, printed=False, style="", style_hash="", script="", script_hash="")
    faces = [
        (f"data:font/ttf;base64,{base64.b64encode(subset(pack.brand, face, text)).decode()}", _WEIGHTS[face][0])
        for face in ("regular", "semibold")
    ]
    style = _WIDTHS + templates.render("page.css", accent=pack.brand.accent, page_faces=faces)
    script = templates.render("page.js")
    return templates.render(
        "pack.html.j2",
        **values,
        printed=False,
        style=templates.verbatim(style),
        style_hash=_hash(style),
        script=templates.verbatim(script),
        script_hash=_hash(script),
    )


def printed(pack: Pack) -> tuple[str, str]:
    """Return the HTML and the style sheet of the printed document."""
    values = _values(pack)
    faces = [(face, *_WEIGHTS[face]) for face in FACES]
    paper = {"a4": "A4", "letter": "letter"}[pack.brand.paper]
    style = templates.render("print.css", accent=pack.brand.accent, faces=faces, paper=paper)
    return templates.render("pack.html.j2", **values, printed=True), _WIDTHS + style


def _hash(text: str) -> str:
    """Return a text's source expression for a Content-Security-Policy (CSP level 3)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _values(pack: Pack) -> dict[str, Any]:
    content = pack.content
    named = identity(content)
    owners = matrix(content)
    parts: dict[str, Any] = {
        "sections": list(sections(content)),
        "matrix": owners,
        "to_do": to_do(content),
        "answered": answered(content.answers, position=True),
        "frameworks": list(frameworks(content)),
    }
    return {
        **parts,
        "pack": pack,
        "content": content,
        "product": content.product.name or "Unnamed product",
        "version": content.product.version or "unversioned",
        "logo": pack.brand.logo_url,
        "accent": pack.brand.accent,
        "identity": list(zip(named[:6], named[6:], strict=True)),
        "undeclared": [name for name, value in named if not value],
        "not_stated": NOT_STATED,
        "required": _required(content),
        "non_claims": [{"s": s, "where": where(content.spans[s.id])} for s in content.non_claims],
        "contents": list(_contents(parts, content)),
        "ladder": ladder(content, pack.brand),
        "flows": flows(content, pack.brand),
        "matrix_columns": _matrix_columns(owners) if owners else (),
        "unanswered": answered(content.answers, position=False),
        "stances": STANCES,
        "silent_kinds": silent_kinds(content),
        "responsibilities": _RESPONSIBILITIES,
        "lines": {s.id: where(content.spans[s.id], short=len(content.documents) == 1) for s in content.statements},
        "one_document": len(content.documents) == 1,
        "places": {s.id: where(content.spans[s.id]) for s in content.statements},
        "uncompiled": [(where(u.span), u.text, u.reason) for u in content.uncompiled],
        "line_word": "line" if len(content.documents) == 1 else "in",
        "parties": _parties(content),
        "files": FILES,
        "commands": COMMANDS,
    }


def _contents(parts: Mapping[str, Any], content: Content) -> Iterator[tuple[str, str]]:
    yield from ((f"kind-{s.kind}", s.title) for s in parts["sections"])
    present = {
        "who-owns-what": parts["matrix"],
        "to-do": parts["to_do"],
        "answers": parts["answered"],
        "annex-related": any(f.related for f in parts["frameworks"]),
    }
    yield from ((anchor, title) for anchor, title in _AFTER if present.get(anchor, True))


def _required(content: Content) -> list[tuple[str, str]]:
    """Return what non-claims would require, each with the subjects that would require it."""
    found: dict[str, list[str]] = {}
    for s in content.non_claims:
        if s.requires:
            found.setdefault(s.requires, []).append(s.subject)
    return [(what, "; ".join(subjects)) for what, subjects in found.items()]


def _parties(content: Content) -> list[tuple[str, str]]:
    names: dict[str, str] = {**OWNERS, **ACTORS}
    found = dict.fromkeys(p for s in content.statements if (p := party(s)))
    shared = {m.responsibility for m in content.mappings}
    return [(p, names[p]) for p in names if p in found or p in shared]


def _matrix_columns(owners: Matrix) -> Sequence[int]:
    """Return the widths of the responsibility matrix's columns in percent."""
    marks = 11 if len(owners.owners) > 2 else 14
    place = 8
    rest = 100 - place - marks * len(owners.owners)
    words = [rest - rest // 2, rest // 2] if owners.named_process else [rest]
    return [words[0], *[marks] * len(owners.owners), *words[1:], place]
