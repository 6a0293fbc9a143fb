"""The search itself: every unit of a document through every class of claims."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from evidence.contradictions import channels, levels, offers, owners, plainly, status, times, versions
from evidence.contradictions.blocks import MAX_ROWS, cut
from evidence.contradictions.facts import Facts
from evidence.contradictions.html import cut_page
from evidence.contradictions.marks import marks_of
from evidence.contradictions.naming import names_in
from evidence.contradictions.records import Block, Document, Finding, Unit
from evidence.contradictions.setting import Setting
from evidence.contradictions.units import units
from evidence.contradictions.words import claims_in, has, shape, word

Check = Callable[[Unit, Setting], Iterator[Finding]]
_CHECKS: Final[dict[str, Check]] = {
    "status": status.check,
    "offers": offers.check,
    **dict.fromkeys(("hours", "availability", "contract"), levels.check),
    "times": times.check,
    **dict.fromkeys(("channels", "desks", "help"), channels.check),
    "versions": versions.check,
    "owners": owners.check,
}
_TITLE = re.compile(r"^\W*([\w.-]+(?: [A-Z][\w.-]+){0,2})")
_PAGE = re.compile(r"\.x?html?$", re.IGNORECASE)
_PLAIN = re.compile(r"\.(?:txt|text)$", re.IGNORECASE)


def read(name: str, text: str) -> Document:
    """Return the blocks and marks of a document; blocks without a word that could begin a claim are left out."""

    def wanted(raw: str) -> bool:
        return bool(claims_in(raw))

    found = cut_page(text, wanted) if _PAGE.search(name) else cut(text, wanted, markup=not _PLAIN.search(name))
    blocks = tuple(with_rows_below(found))
    return Document(name, blocks, tuple(units(blocks, name)), marks_of(text))


def with_rows_below(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks, the rows of tables with those that follow them in the same table."""
    below: tuple[str, ...] = ()
    found = []
    for block in reversed(blocks):
        found.append(replace(block, below=below) if below and block.kind == "row" else block)
        if block.kind == "row":
            below = (block.text, *below)[:MAX_ROWS] if block.above else ()
    yield from reversed(found)


def contradictions(facts: Facts, documents: Sequence[Document]) -> list[Finding]:
    """Return what the documents say against the model, in their order."""
    titles = project_names(documents)
    return [f for d in documents for f in of_document(facts, d, titles)]


def of_document(facts: Facts, document: Document, titles: frozenset[str]) -> Iterator[Finding]:
    """Yield what one document says against the model; ``titles`` are names of the project besides the model's."""
    setting = setting_of(facts, document, titles)
    if setting is None:
        return
    for unit in document.units:
        if setting.past and not _is_of_today(unit):
            continue
        found = list(_of_unit(unit, setting))
        for pair in () if found else unit.pairs:
            found += _of_unit(pair, setting)
        yield from found


def _is_of_today(unit: Unit) -> bool:
    """Tell whether a unit of a history speaks of today: its section does, or it promises for years to come."""
    told = any(has("current-sections", h) for h in unit.block.headings)
    return told or bool(shape("lasting-promise").search(unit.text))


def _of_unit(unit: Unit, setting: Setting) -> Iterator[Finding]:
    found = [f for check in dict.fromkeys(_CHECKS[name] for name in unit.classes) for f in check(unit, setting)]
    yield from found or plainly.check(unit, setting)


def setting_of(facts: Facts, document: Document, titles: frozenset[str]) -> Setting | None:
    """Return what a document as a whole makes of its sentences; None for one that speaks of law."""
    stem = re.sub(r"[-_.]+", " ", document.name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    if word("legal-documents").fullmatch(stem):
        return None
    title = next((b.headings[0] for b in document.blocks if b.headings), "")
    first = next((b.text for b in document.blocks if b.kind == "heading" and not b.headings), title)
    own = facts.ours | titles | ({"upstream"} if shape("for-packagers").search(f"{stem} {first}") else set())
    return Setting(
        document.name,
        facts,
        own,
        generic=_is_generic(document.name, stem, first, own),
        security=has("security", stem) or has("security", first),
        title=f"{stem} / {first}",
        past=_is_history(stem, document),
    )


def _is_history(stem: str, document: Document) -> bool:
    """Tell whether a document tells of past releases; one called "releases" may say how they are looked after."""
    told = word("release-documents").fullmatch(stem) and any(
        has("release-policies", h) for b in document.blocks for h in b.headings
    )
    return bool(word("history-documents").fullmatch(stem)) and not told


def _is_generic(name: str, stem: str, title: str, own: frozenset[str]) -> bool:
    """Tell whether a document teaches or collects: by its name, its title or a folder that it lies in."""
    ours = bool(names_in(own, title) or word("own-documents").fullmatch(stem))
    told = [m.group() for part in (stem, _without(title, own)) for m in word("generic-documents").finditer(part)]
    if any(not (ours and word("mild-documents").fullmatch(found)) for found in told):
        return True
    return any(word("generic-folders").fullmatch(folder) for folder in name.split("/")[:-1])


def _without(title: str, own: frozenset[str]) -> str:
    low = title.lower()
    for name in own:
        low = low.replace(name, " ")
    return low


def is_readme(name: str) -> bool:
    """Tell whether a document is called README, in whatever folder."""
    return bool(re.match(r"readme\b", name.rsplit("/", 1)[-1], re.IGNORECASE))


def project_names(documents: Sequence[Document]) -> frozenset[str]:
    """Return the names in the titles of the topmost READMEs: what they are about."""
    readmes = [d for d in documents if is_readme(d.name)]
    depth = min((d.name.count("/") for d in readmes), default=0)
    found = set()
    for d in readmes:
        title = next(
            (b.headings[0] if b.headings else b.text for b in d.blocks if b.headings or b.kind == "heading"), ""
        )
        named = _TITLE.match(title) if d.name.count("/") == depth else None
        if named and len(named[1]) > 2 and not word("plain-starts").fullmatch(named[1]):
            found.add(named[1].lower())
    return frozenset(found)
