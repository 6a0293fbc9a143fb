"""Two packs compared promise by promise: what a buyer of the old one has to know about the new one."""

from evidence import diff
from evidence.changes import derived, statements
from evidence.changes.records import CATEGORIES, GATES, Change, Comparison, Side
from evidence.packfile import statements_of
from evidence.wire import WirePack

__all__ = ["CATEGORIES", "GATES", "Change", "Comparison", "Side", "compare", "same_product"]


def same_product(old: WirePack, new: WirePack) -> bool:
    """Tell whether two packs are of one product; one that has no name may be any."""
    return None in (old.product.name, new.product.name) or old.product.name == new.product.name


def compare(old: WirePack, new: WirePack) -> Comparison:
    """Return every change between two packs, the gravest categories first."""
    pairs = diff.compare(statements_of(old), statements_of(new))
    renamed = {p.old.id: p.new.id for p in pairs if p.old and p.new and p.old.id != p.new.id}
    gone = {s.id for p in pairs if p.fate in ("added", "withdrawn") for s in (p.old, p.new) if s}
    promises = statements.compare(pairs)
    changed = {c.id for c in promises}
    found = [
        *promises,
        *derived.policy(old.sign_off, new.sign_off),
        *derived.sign_off(old.sign_off.state, new.sign_off.state),
        *derived.mappings(old, new, renamed, gone),
        *derived.answers(old, new, renamed, changed),
    ]
    found.sort(key=lambda c: CATEGORIES.index(c.category))
    return Comparison(_side(old), _side(new), tuple(found), sum(p.fate == "same" for p in pairs))


def _side(pack: WirePack) -> Side:
    return Side(
        pack.product.name or "Unnamed product",
        pack.product.version or "unversioned",
        pack.issued_at,
        pack.promise_digest,
        pack.derived_digest,
        pack.sign_off.state,
        pack.release.tag if pack.release else None,
    )
