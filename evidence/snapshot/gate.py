"""The gate: changes since the last release that nobody has signed off, each where the new text stands."""

from collections.abc import Sequence

from evidence.changes.records import Change, Comparison
from evidence.diagnostics import Code, Diagnostic, error
from evidence.pack import Content
from evidence.wire import WirePack


def unapproved(found: Comparison, gates: Sequence[str], content: Content) -> list[Diagnostic]:
    """Return an error for each change that a gate stops and no sign-off covers."""
    hint = "take it back, or let the approvers sign it off with `evidence approve`"
    return [
        error(Code.UNAPPROVED_CHANGE, _said(change), content.spans.get(change.id), hint)
        for change in found.failing(tuple(gates))
    ]


def other_product(old: WirePack, new: WirePack) -> Diagnostic:
    """Return the error that the last release is of another product."""
    message = f"the pack to compare with is of {old.product.name}, this one of {new.product.name}"
    return error(Code.OTHER_PRODUCT, message, None, "name the last pack of this product")


def _said(change: Change) -> str:
    details = "; ".join(change.details)
    return f"{change.label} since the last release: {change.id}{f': {details}' if details else ''}"
