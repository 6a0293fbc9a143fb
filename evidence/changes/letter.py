"""The letter to those who received the old pack: what changed since, what to look at first, how to check it."""

from collections.abc import Iterator, Sequence
from typing import Final

from evidence.changes.records import Category, Change, Comparison
from evidence.changes.text import counted, escaped, name
from evidence.signoff import SignOff

_PARTS: Final[tuple[tuple[str, str, tuple[Category, ...]], ...]] = (
    (
        "No longer disclaimed, or disclaimed less",
        "The old pack said of these that they are not claimed. That a denial is gone does not make it a promise.",
        ("non-claim-removed", "non-claim-weakened"),
    ),
    ("Promised less, or no longer", "", ("withdrawn", "loosened")),
    (
        "Measured in other units",
        "Neither time can be told to be the longer one. Read both.",
        ("unit-changed",),
    ),
    ("Another owner", "Check whether something has become yours.", ("owner-changed",)),
    ("Promised more", "", ("tightened",)),
    ("New", "", ("added",)),
    ("Worded differently", "No number, owner or condition was seen to change. Read both.", ("reworded",)),
    ("How it is approved", "", ("policy-changed", "sign-off-state")),
    ("Answers that changed", "", ("answer-changed",)),
    ("Controls that statements are mapped to", "", ("mapping-changed",)),
)


def letter(found: Comparison) -> str:
    """Return the letter as Markdown."""
    return "".join(line + "\n" for line in _letter(found))


def _letter(found: Comparison) -> Iterator[str]:
    old, new = found.old, found.new
    yield f"# {escaped(new.product)}: what changed since the pack that you received"
    yield ""
    yield f"You received: {escaped(name(old))}, promise digest `{old.promise_digest}`."
    yield ""
    yield f"This letter compares it with: {escaped(name(new))}, promise digest `{new.promise_digest}`."
    yield ""
    yield f"{counted(found.same, 'statement')} did not change; they are not listed here."
    yield ""
    if not found.changes:
        yield "Nothing that the old pack says has changed."
        yield ""
    for title, remark, categories in _PARTS:
        changes = [c for c in found.changes if c.category in categories]
        if changes:
            yield from _part(title, remark, changes)
    yield "## What this letter is"
    yield ""
    yield (
        "It was made by comparing the two packs statement by statement. It says what the texts promise, not what was "
        f"done. Sign-off of the new pack, as the pack itself states it: **{SignOff(new.sign_off).headline}**. "
        f"{SignOff(new.sign_off).explanation}"
    )
    yield ""
    yield "To check it, compare the digests above with `promise-digest` in the two `pack.json` files."


def _part(title: str, remark: str, changes: Sequence[Change]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    if remark:
        yield remark
        yield ""
    for change in changes:
        yield f"- `{change.id}`{': ' if change.details else ''}{escaped('; '.join(change.details))}"
        if change.old:
            yield f"  - {'before: ' if change.new else ''}{escaped(change.old)}"
        if change.new:
            yield f"  - {'now: ' if change.old else ''}{escaped(change.new)}"
    yield ""
