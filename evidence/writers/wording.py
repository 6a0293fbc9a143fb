"""How a promise is put into words in every output, so that none says more than another."""

import re
from collections.abc import Mapping
from typing import Final

from evidence.model import Binding, Commitment, Statement, Unit
from evidence.pack import sentence

_TAG: Final = re.compile(r"<(?=[A-Za-z/!?])")
_UNITS: Final[dict[Unit, tuple[str, str]]] = {
    "minutes": ("minute", "minutes"),
    "hours": ("hour", "hours"),
    "business-days": ("business day", "business days"),
    "calendar-days": ("day", "days"),
    "weeks": ("week", "weeks"),
    "months": ("month", "months"),
    "release": ("release", "releases"),
}
BINDINGS: Final[dict[Binding, str]] = {
    "goal": "response goal, not an SLA",
    "best-effort": "best effort",
    "contract": "stated as contractual",
    "unstated": "binding not stated",
}
OWNERS: Final[Mapping[str, str]] = {
    "provider": "the vendor",
    "customer": "the customer",
    "shared": "both",
    "third-party": "a third party",
}
ACTORS: Final[Mapping[str, str]] = {
    "provider": "the vendor",
    "customer": "the customer",
    "reporter": "the reporter",
    "maintainer": "a maintainer",
    "operator": "the operator",
}


def markup(text: str) -> str:
    """Return text for OSCAL's markup, in which nothing of a source is taken for a tag."""
    return _TAG.sub("&lt;", text)


def amount(commitment: Commitment) -> str:
    """Return the time of a commitment ("5 business days from receipt"), or that none is stated."""
    if commitment.quantity is None or commitment.unit is None:
        return f"no time stated ({commitment.condition})" if commitment.condition else "no time stated"
    one, many = _UNITS[commitment.unit]
    time = f"{commitment.quantity} {one if commitment.quantity == 1 else many}"
    since = f" from {commitment.clock}" if commitment.clock != "unstated" else ""
    return f"{time}{since}{', ' + commitment.condition if commitment.condition else ''}"


def bound(commitment: Commitment) -> str:
    """Return a commitment's time with its binding: "48 hours (response goal, not an SLA)"."""
    return f"{amount(commitment)} ({BINDINGS[commitment.binding]})"


def worded(statement: Statement) -> str:
    """Return a statement as a sentence that keeps its binding."""
    text = sentence(statement)
    if statement.binding != "unstated":
        return f"{text} ({BINDINGS[statement.binding]})"
    return f"{text} ({BINDINGS['unstated']})" if statement.commitments else text
