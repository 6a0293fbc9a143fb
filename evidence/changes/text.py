"""A comparison for people and programs: text for a terminal, JSON, and Markdown for a release page or pull request."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from evidence.changes.records import Change, Comparison, Side

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~@])")


def render(found: Comparison, form: str, failing: tuple[Change, ...] = ()) -> str:
    """Return the comparison as ``text`` or ``markdown``; ``failing`` are the changes that stop a release."""
    lines = _markdown(found, failing) if form == "markdown" else _text(found, failing)
    return "".join(line + "\n" for line in lines)


def as_json(found: Comparison, failing: tuple[Change, ...] = ()) -> dict[str, Any]:
    """Return the comparison as JSON data."""
    return {
        "old": _plain(found.old),
        "new": _plain(found.new),
        "unchanged-statements": found.same,
        "changes": [
            {**{k: v for k, v in asdict(c).items() if v not in (None, ())}, "fails": c in failing}
            for c in found.changes
        ],
    }


def _plain(side: Side) -> dict[str, Any]:
    return {key.replace("_", "-"): value for key, value in asdict(side).items() if value is not None}


def name(side: Side) -> str:
    """Return which pack a side is: product, version or release, day of issue."""
    return f"{side.product} {side.release or side.version} of {side.issued[:10]}"


def _text(found: Comparison, failing: tuple[Change, ...]) -> Iterator[str]:
    yield f"{name(found.old)} → {name(found.new)}"
    for change in found.changes:
        yield f"{change.label}: {change.id}{'  [fails]' if change in failing else ''}"
        for detail in change.details:
            yield f"    {detail}"
        if change.old:
            yield f"    - {change.old}"
        if change.new:
            yield f"    + {change.new}"
    yield f"{counted(len(found.changes), 'change')}, {counted(found.same, 'statement')} unchanged"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 change``, ``2 changes``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def escaped(text: str) -> str:
    """Return text that shows as itself in Markdown and mentions nobody."""
    return _MARKUP.sub(r"\\\1", text)


def _markdown(found: Comparison, failing: tuple[Change, ...]) -> Iterator[str]:
    yield "## What is promised, compared"
    yield ""
    yield f"{escaped(name(found.old))} → {escaped(name(found.new))}. Sign-off: {found.new.sign_off.replace('-', ' ')}."
    yield ""
    if not found.changes:
        yield f"Nothing changed in {counted(found.same, 'statement')}."
        return
    yield "| Change | What | Details |"
    yield "|---|---|---|"
    for change in found.changes:
        mark = " ⛔" if change in failing else ""
        yield f"| {change.label}{mark} | `{change.id}` | {'<br>'.join(_details(change))} |"
    yield ""
    if failing:
        yield f"⛔ {counted(len(failing), 'change')} without a sign-off that covers it."
        yield ""
    yield f"{counted(found.same, 'statement')} unchanged."


def _details(change: Change) -> Iterator[str]:
    for detail in change.details:
        yield escaped(detail)
    if change.old:
        yield f"was: {escaped(change.old)}"
    if change.new:
        yield f"{'now: ' if change.old else ''}{escaped(change.new)}"
