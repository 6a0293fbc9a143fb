"""The control mapping as people read it: one entry for all statements that say the same of a control."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from evidence.catalog import Catalog
from evidence.mapping import Mapping, Responsibility, Strength
from evidence.model import Statement
from evidence.pack import Content, sentence

_LABEL: Final = 90
STRENGTHS: Final[tuple[tuple[Strength, str], ...]] = (
    ("documented", "Documented"),
    ("partly-documented", "Partly documented"),
    ("not-evidence", "No evidence"),
)


@dataclass(frozen=True)
class Entry:
    """What statements document of a control part, or why they are no evidence of it."""

    strength: Strength
    responsibility: Responsibility
    reason: str
    statements: tuple[tuple[str, str], ...]
    """Id and label of each."""


@dataclass(frozen=True)
class Control:
    """A control part and what is said of it."""

    id: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Framework:
    """The mappings to one framework: what is documented, and what only looks related."""

    name: str
    title: str
    version: str
    oscal: bool
    controls: tuple[Control, ...]
    related: tuple[Control, ...]
    counts: tuple[tuple[str, int], ...]
    """Pairs of statement and control, by strength."""


def frameworks(content: Content) -> Iterator[Framework]:
    """Yield the frameworks that were mapped to, in the project's order, controls in the catalog's order."""
    labels = {s.id: label(s) for s in content.statements}
    for catalog in content.catalogs:
        mine = [m for m in content.mappings if m.framework == catalog.name]
        pairs = Counter(m.strength for m in mine)
        yield Framework(
            catalog.name,
            catalog.title,
            catalog.version,
            catalog.oscal,
            _controls(catalog, [m for m in mine if m.strength != "not-evidence"], labels),
            _controls(catalog, [m for m in mine if m.strength == "not-evidence"], labels),
            tuple((title, pairs[strength]) for strength, title in STRENGTHS),
        )


def label(statement: Statement) -> str:
    """Return a statement's name for lists: its key cell or its words, cut at a word where they are long."""
    named = next((v for k, v in statement.fields.items() if k != "owner-term"), "")
    text = named if named and statement.kind != "non-claim" else sentence(statement)
    if len(text) <= _LABEL:
        return text
    return text[:_LABEL].rpartition(" ")[0] + " …"


def _controls(catalog: Catalog, found: Iterable[Mapping], labels: dict[str, str]) -> tuple[Control, ...]:
    order = {c.id: n for n, c in enumerate(catalog.controls)}
    titles = {c.id: c.title for c in catalog.controls}
    groups: dict[tuple[str, str], dict[tuple[Strength, Responsibility, str], list[str]]] = {}
    for m in sorted(found, key=lambda m: (order[m.control], m.part or "", m.strength)):
        mine = groups.setdefault((m.control, m.part or ""), {})
        mine.setdefault((m.strength, m.responsibility, m.reason), []).append(m.statement)
    return tuple(
        Control(
            f"{control} {part}." if part else control,
            titles[control],
            tuple(Entry(*said, tuple((s, labels[s]) for s in statements)) for said, statements in mine.items()),
        )
        for (control, part), mine in groups.items()
    )
