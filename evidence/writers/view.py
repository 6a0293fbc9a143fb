"""What the document shows, section by section: plain values that the templates only lay out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal

from evidence.answers import Answer, Stance
from evidence.diagnostics import Span
from evidence.model import Kind, Statement
from evidence.pack import Content, sentence
from evidence.writers.matrix import duties
from evidence.writers.wording import ACTORS, BINDINGS, OWNERS

NOT_STATED: Final = "not stated"
_HIDDEN: Final = frozenset({"owner-term"})

# The kinds in reading order: their heading, what a reader is told about them, and how they are laid out.
_SECTIONS: Final[tuple[tuple[Kind, str, str, Literal["table", "steps", "list"]], ...]] = (
    ("response-target", "Response targets", "What happens within which time, by severity.", "table"),
    ("channel", "Channels", "Where to ask and where to report, and what each is for.", "table"),
    ("version-line", "Supported versions", "Which releases get what support.", "table"),
    ("patch-cadence", "Patch cadence", "When each type of patch is released.", "table"),
    ("disclosure-step", "Disclosure", "How a vulnerability goes from report to publication.", "steps"),
    ("escalation-step", "Escalation", "What to do about an issue in production.", "steps"),
    ("handling-rule", "Rules", "What a party must, should or must not do.", "list"),
    ("release-note-field", "Release notes", "What release notes tell about changes with a security impact.", "list"),
    ("claim", "Claims", "What the vendor asserts beside the above.", "list"),
    ("qualifier", "Scope and limits", "Sentences that scope, limit or condition what stands above.", "list"),
)


@dataclass(frozen=True)
class Row:
    """A statement in its section: a cell for each column, or its words alone."""

    id: str
    cells: tuple[str, ...]
    note: str
    where: str
    party: str


@dataclass(frozen=True)
class Section:
    """The statements of one kind; ``columns`` are titles with their width in percent of the text's width."""

    kind: Kind
    title: str
    lead: str
    layout: Literal["table", "steps", "list"]
    columns: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Matrix:
    """Who owns what: a column for every owner that occurs."""

    owners: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str, str, str], ...]
    """Id, scenario or area, owner, the owner cell's own words, place."""

    named_process: bool


@dataclass(frozen=True)
class Topic:
    """The answers of one section of a questionnaire."""

    title: str
    answers: tuple[Answer, ...]


STANCES: Final[dict[Stance, str]] = {
    "supported": "supported by the text",
    "partial": "partly supported by the text",
    "not-claimed": "not claimed",
    "customer-owned": "the customer’s responsibility",
    "not-applicable": "not applicable",
    "no-position": "no documented position",
    "conflict": "the text contradicts itself",
}


def where(span: Span, *, short: bool = False) -> str:
    """Return a place as a reader finds it: ``document:line``, or the line alone."""
    lines = f"{span.line}" + (f"–{span.end_line}" if span.end_line != span.line else "")
    return lines if short else f"{span.document}:{lines}"


def identity(content: Content) -> list[tuple[str, str | None]]:
    """Return who and what the pack is about, with None where it is not stated."""
    s, p = content.supplier, content.product
    return [
        ("Supplier", s.name),
        ("Country", s.country),
        ("Contact", s.contact),
        ("Role under the EU Cyber Resilience Act", s.cra_role),
        ("Website", p.url),
        ("Package URL", p.purl),
        ("Product", p.name),
        ("Version", p.version),
        ("Edition", p.edition),
        ("Deployment", p.deployment),
        ("Licence", p.licence),
        ("CPE", p.cpe),
    ]


def party(statement: Statement) -> str:
    """Return whose a statement is: its owner, else its actor, else nothing."""
    return statement.owner or statement.actor or ""


def sections(content: Content) -> Iterator[Section]:
    """Yield the kinds that the text has, in reading order; responsibilities and non-claims stand elsewhere."""
    for kind, title, lead, layout in _SECTIONS:
        found = content.by_kind(kind)
        if not found:
            continue
        names = tuple(dict.fromkeys(k for s in found for k in s.fields if k not in _HIDDEN))
        if layout == "table" and names:
            rows = tuple(
                _row(s, content, tuple(s.fields.get(n, "") or _own_words(s, names, n) for n in names)) for s in found
            )
            notes = ("Who, and how far it binds",) if any(r.note for r in rows) else ()
            yield Section(kind, title, lead, "table", _columns([*names, *notes, "Line"], rows, len(notes)), rows)
        else:
            rows = tuple(_row(s, content, (sentence(s),)) for s in found)
            yield Section(kind, title, lead, "list" if layout == "table" else layout, (), rows)


def _own_words(s: Statement, names: Sequence[str], name: str) -> str:
    """Return the words of a statement without fields in the first column; nothing in the others."""
    return sentence(s) if name == names[0] and not s.fields else NOT_STATED


def _row(s: Statement, content: Content, cells: tuple[str, ...]) -> Row:
    return Row(
        s.id, cells, "; ".join(_notes(s)), where(content.spans[s.id], short=len(content.documents) == 1), party(s)
    )


def _notes(s: Statement) -> Iterator[str]:
    if s.owner:
        yield f"owner: {OWNERS[s.owner]}"
    if s.actor:
        yield f"done by: {ACTORS[s.actor]}"
    if s.commitments or s.binding != "unstated":
        yield BINDINGS[s.binding]


def _columns(titles: Sequence[str], rows: Sequence[Row], noted: int) -> tuple[tuple[str, int], ...]:
    """Return the titles with widths that follow how much stands below them; the last one is the place's."""
    last = max([len(r.where) for r in rows] + [4])
    place = min(18, 3 + last)
    texts = [[r.cells[n] for r in rows] for n in range(len(titles) - 1 - noted)] + [[r.note for r in rows]] * noted
    weights = [max(3.0, min(9.0, sqrt(sum(map(len, t)) / len(t)))) for t in texts]
    shares = [round((100 - place) * w / sum(weights)) for w in weights]
    shares[-1] += 100 - place - sum(shares)
    return tuple(zip((t.replace("-", " ").capitalize() for t in titles), [*shares, place], strict=True))


def matrix(content: Content) -> Matrix | None:
    """Return who owns what, each owner's rows together; None where the text names no responsibility."""
    found = content.by_kind("responsibility")
    if not found:
        return None
    order = ("provider", "customer", "shared", "third-party", "")
    owners = [o for o in order if any((s.owner or "") == o for s in found)]
    rows = []
    for s in sorted(found, key=lambda s: order.index(s.owner or "")):
        label = s.fields.get("scenario") or next((v for k, v in s.fields.items() if k not in _HIDDEN), sentence(s))
        own = "; ".join(v for k, v in s.fields.items() if v != label and k not in _HIDDEN)
        rows.append((s.id, label, s.owner or "", own, where(content.spans[s.id], short=len(content.documents) == 1)))
    titles = tuple((o, OWNERS.get(o, NOT_STATED)) for o in owners)
    return Matrix(titles, tuple(rows), any(r[3] for r in rows))


def to_do(content: Content) -> list[Row]:
    """Return what the text leaves to the customer, one line each."""
    return [_row(s, content, (sentence(s),)) for s in duties(content)]


def answered(answers: Iterable[Answer], *, position: bool) -> list[Topic]:
    """Return the answers by section: those that the text has a position on, or those that it has none on."""
    found: dict[str, list[Answer]] = {}
    for a in answers:
        if (a.stance != "no-position") is position:
            found.setdefault(a.question.section, []).append(a)
    return [Topic(title, tuple(mine)) for title, mine in found.items()]


def silent_kinds(content: Content) -> list[str]:
    """Return the titles of the kinds of which the text has no statement."""
    titles = [(kind, title) for kind, title, _, _ in _SECTIONS]
    return [title for kind, title in [*titles, ("responsibility", "Who owns what")] if not content.by_kind(kind)]
