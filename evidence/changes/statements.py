"""Two versions of the statements: what was tightened, loosened, added, withdrawn, given to another owner, reworded."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from evidence import diff
from evidence._resources import form, vocabulary
from evidence.canonical import squash, words
from evidence.changes import commitments
from evidence.changes.records import Category, Change, Subject
from evidence.model import NonClaim, Qualifier, Statement
from evidence.pack import sentence

_OWNING: Final = ("owner-term", "process")
"""Fields that say who the owner is; their words are no other change."""

_PROMISING: Final = (None, "provider", "maintainer")


def compare(pairs: Sequence[diff.Change]) -> list[Change]:
    """Return the changes of statements; what did not change is silent."""
    return [change for pair in pairs for change in _changes(pair)]


def _changes(pair: diff.Change) -> Iterator[Change]:
    old, new = pair.old, pair.new
    if old is None and new is not None:
        yield Change("added", _of(new), new.id, new=sentence(new))
    elif new is None and old is not None:
        category: Category = "non-claim-removed" if isinstance(old, NonClaim) else "withdrawn"
        yield Change(category, _of(old), old.id, old=sentence(old))
    elif old is not None and new is not None and pair.fate != "same":
        found = _non_claim(old, new) if isinstance(old, NonClaim) and isinstance(new, NonClaim) else _promise(old, new)
        yield from _grouped(old, new, list(found))


def _of(statement: Statement) -> Subject:
    return "non-claim" if isinstance(statement, NonClaim) else "promise"


def _grouped(old: Statement, new: Statement, found: list[tuple[Category, str]]) -> Iterator[Change]:
    """Make one change of all findings of a category; one without a finding has another wording."""
    renamed = f"was {old.id}" if old.id != new.id else ""
    for category, group in groupby(sorted(found, key=lambda f: f[0]), key=lambda f: f[0]):
        details = tuple(dict.fromkeys(text for _, text in group if text))
        both = category in ("reworded", "non-claim-weakened", "owner-changed")
        yield Change(
            category,
            _of(new),
            new.id,
            (*details, *([renamed] if renamed else [])),
            sentence(old) if both else None,
            sentence(new) if both else None,
        )


def _promise(old: Statement, new: Statement) -> Iterator[tuple[Category, str]]:
    found = commitments.compare(old.commitments, new.commitments)
    if not any("binding" in text for _, text in found):
        found += commitments.binding(old.binding, new.binding)
    yield from found
    yield from _owner(old, new)
    modality = list(_modality(old, new))
    yield from modality
    if isinstance(old, Qualifier) and isinstance(new, Qualifier) and old.about != new.about:
        yield "reworded", f"about {', '.join(old.about)} → {', '.join(new.about)}"
    moved = (old.owner, old.actor) != (new.owner, new.actor)
    if _rest(old, moved, bool(modality)) != _rest(new, moved, bool(modality)):
        yield "reworded", ""


def _owner(old: Statement, new: Statement) -> Iterator[tuple[Category, str]]:
    if old.owner != new.owner:
        yield "owner-changed", f"owner {old.owner or 'not stated'} → {new.owner or 'not stated'}"
    elif [old.fields.get(f) for f in _OWNING] != [new.fields.get(f) for f in _OWNING]:
        yield "reworded", ""
    if old.actor != new.actor:
        yield "owner-changed", f"done by {old.actor or 'nobody named'} → {new.actor or 'nobody named'}"


def _modality(old: Statement, new: Statement) -> Iterator[tuple[Category, str]]:
    """Compare the modal words; what others have to do is no promise that could be loosened."""
    if old.modality == new.modality:
        return
    text = f"“{old.modality or 'no modal word'}” → “{new.modality or 'no modal word'}”"
    before, after = _strength(old.modality), _strength(new.modality)
    own = new.owner in _PROMISING and new.actor in _PROMISING and new.kind != "handling-rule"
    if not own or before == after:
        yield "reworded", text
    else:
        yield ("loosened" if after > before else "tightened"), text


def _strength(modality: str | None) -> int:
    """Return the rank of a modal word, 0 the strongest; a plain statement says what is done."""
    levels = vocabulary("changes")["modal-strength"]
    return next((n for n, level in enumerate(levels) if modality in level), 0)


def _rest(statement: Statement, moved: bool, modality: bool) -> list[str]:
    """Return the words beyond commitments and, where these changed, owner and modal word."""
    text = squash(statement.text)
    for clause in sorted((squash(c.text) for c in statement.commitments), key=len, reverse=True):
        text = text.replace(clause, " ", 1)
    if moved:
        for field in _OWNING:
            text = text.replace(squash(statement.fields.get(field, "")) or "\0", " ", 1)
    found = words(text)
    if modality and statement.modality:
        gone = words(statement.modality)
        found = [w for w in found if w not in gone]
    return found


def _non_claim(old: NonClaim, new: NonClaim) -> Iterator[tuple[Category, str]]:
    weakened = list(_weakened(old, new))
    for text in weakened:
        yield "non-claim-weakened", text
    if not weakened:
        yield "reworded", "; ".join(_other(old, new))


def _weakened(old: NonClaim, new: NonClaim) -> Iterator[str]:
    """Say by what a denial denies less: an exception, a hedge, a narrower subject, a lost condition."""
    if new.unless and new.unless != old.unless:
        yield f"exception “{old.unless}” → “{new.unless}”" if old.unless else f"exception “{new.unless}” added"
    if old.requires and not new.requires:
        yield f"“would require {old.requires}” dropped"
    if old.review_by and not new.review_by:
        yield f"review by {old.review_by} dropped"
    hedges = _hedges(new) - _hedges(old)
    if hedges:
        yield f"“{'”, “'.join(sorted(hedges))}” added"
    before, after = _subject(old), _subject(new)
    if not hedges and before < after:
        yield f"subject “{old.subject}” → “{new.subject}”: narrower"


def _other(old: NonClaim, new: NonClaim) -> Iterator[str]:
    for what, was, now in (
        ("subject", old.subject, new.subject),
        ("category", old.category, new.category),
        ("exception", old.unless, new.unless),
        ("requires", old.requires, new.requires),
        ("review by", old.review_by, new.review_by),
    ):
        if was != now:
            yield f"{what} “{was or 'none'}” → “{now or 'none'}”"


def _hedges(claim: NonClaim) -> set[str]:
    return {m.group().lower() for m in form("changes", "hedges").finditer(claim.text)}


def _subject(claim: NonClaim) -> set[str]:
    return set(words(claim.subject)) - set(vocabulary("changes")["no-subject"])
