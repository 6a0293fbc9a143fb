"""What the comparison of two packs finds: one record a change, sorted by what a buyer has to see first."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from evidence.signoff import State

Category = Literal[
    "non-claim-removed",
    "non-claim-weakened",
    "withdrawn",
    "loosened",
    "unit-changed",
    "owner-changed",
    "tightened",
    "added",
    "reworded",
    "policy-changed",
    "sign-off-state",
    "mapping-changed",
    "answer-changed",
]
CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)

Subject = Literal["promise", "non-claim", "policy", "sign-off", "mapping", "answer"]
"""What a change is a change of."""

GATES: Final[dict[str, tuple[Category, ...]]] = {
    "loosened": ("loosened", "unit-changed"),
    "unit": ("unit-changed",),
    "withdrawn": ("withdrawn",),
    "owner": ("owner-changed",),
    "non-claim": ("non-claim-removed", "non-claim-weakened"),
    "tightened": ("tightened",),
    "added": ("added",),
    "reworded": ("reworded",),
    "policy": ("policy-changed",),
    "sign-off": ("sign-off-state",),
    "mapping": ("mapping-changed",),
    "answer": ("answer-changed",),
}
"""What ``--fail-on`` may name. Two times that cannot be compared may be a loosening, so ``loosened`` has both."""

_COVERED: Final[dict[State, tuple[Subject, ...]]] = {
    "signed-off": ("promise", "non-claim", "policy", "mapping", "answer"),
    "derived-changed": ("promise", "non-claim", "policy"),
}


@dataclass(frozen=True)
class Change:
    """One change; ``details`` say what became of what, ``old`` and ``new`` are the texts where both are to be read."""

    category: Category
    of: Subject
    id: str
    details: tuple[str, ...] = ()
    old: str | None = None
    new: str | None = None

    @property
    def label(self) -> str:
        """The category as people see it: ``NON-CLAIM REMOVED``."""
        words = {"non-claim-removed": "NON-CLAIM REMOVED", "non-claim-weakened": "NON-CLAIM WEAKENED"}
        return words.get(self.category) or self.category.upper().replace("-", " ").replace("SIGN OFF", "SIGN-OFF")


@dataclass(frozen=True)
class Side:
    """One of the two packs, as far as a reader needs to tell which."""

    product: str
    version: str
    issued: str
    promise_digest: str
    derived_digest: str
    sign_off: State
    release: str | None = None


@dataclass(frozen=True)
class Comparison:
    """Two packs and every change between them; ``same`` counts the statements that did not change."""

    old: Side
    new: Side
    changes: tuple[Change, ...]
    same: int

    def failing(self, gates: tuple[str, ...]) -> tuple[Change, ...]:
        """Return the changes that the named gates stop, less those that the new pack's sign-off covers."""
        covered = _COVERED.get(self.new.sign_off, ())
        return tuple(c for c in self.changes if c.of not in covered and any(_stops(gate, c) for gate in gates))


def _stops(gate: str, change: Change) -> bool:
    if change.category == "sign-off-state":
        return gate == "sign-off"
    # Whether another wording of a denial denies less is for a person to say, so the gate has every change of one.
    if gate == "non-claim" and change.of == "non-claim":
        return change.category != "added"
    return change.category in GATES[gate]
