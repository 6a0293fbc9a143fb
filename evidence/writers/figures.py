"""The pictures: response times by severity, and the way of a report. Geometry only; templates draw it.

All lengths are CSS pixels. What a colour says, a line style or a word says too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, get_args

from evidence.brand import Brand
from evidence.model import Action, Binding, Statement
from evidence.pack import Content, sentence
from evidence.writers.fonts import width
from evidence.writers.oscal_parameters import levels
from evidence.writers.view import NOT_STATED
from evidence.writers.wording import ACTORS, BINDINGS, amount

WIDTH: Final = 640
_ACTIONS: Final = get_args(Action)
_SIZE, _LEAD, _PAD = 12.0, 15.0, 8.0
_MOST: Final = 8
"""Steps in one picture: more would not fit on a page."""

_MOST_ROWS: Final = 12
"""Severities in one picture; a longer list is a table only."""

_SPOKEN: Final = 4000
"""Characters of a text alternative; all of it stands in the table or list below (PDF/A allows 32,767 bytes)."""


@dataclass(frozen=True)
class Box:
    """A rectangle with lines of text; ``style`` is a binding, ``none``, or ``head``."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[float, str], ...]
    """Baseline and text of each line."""

    style: str
    number: int = 0


@dataclass(frozen=True)
class Ladder:
    """Response times: the actions across, a row for every severity, the most severe first."""

    actions: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...], str], ...]
    """Id, severity, a time for each action, the binding."""

    boxes: tuple[Box, ...]
    legend: tuple[tuple[float, str, str], ...]
    """Left edge, binding and words of every binding that occurs."""

    height: float
    summary: str


@dataclass(frozen=True)
class Flow:
    """Steps in lanes by who does them; ``arrows`` are paths from one step to the next."""

    lanes: tuple[tuple[float, str], ...]
    boxes: tuple[Box, ...]
    arrows: tuple[str, ...]
    height: float
    summary: str


def ladder(content: Content, brand: Brand) -> Ladder | None:
    """Return response times, the most severe first; None where no target has a time, or more have than a page holds."""
    targets = [s for s in content.by_kind("response-target") if s.commitments]
    if len(targets) > _MOST_ROWS or not any(c.quantity for s in targets for c in s.commitments):
        return None
    actions = tuple(a for a in _ACTIONS if any(c.action == a for s in targets for c in s.commitments))
    order = levels(s.fields.get("severity", "") for s in targets)
    ranked = sorted(targets, key=lambda s: order.index(s.fields.get("severity", "")))
    rows = tuple((s.id, _label(s), tuple(_cell(s, a)[0] for a in actions), BINDINGS[s.binding]) for s in ranked)
    boxes, height = _grid(actions, ranked, brand)
    used = [b for b in BINDINGS if any(_cell(s, a)[1] == b for s in ranked for a in actions)]
    words = [*((b, BINDINGS[b]) for b in used), ("none", NOT_STATED)]
    legend, x = [], 0.0
    for style, text in words:
        legend.append((x, style, text))
        x += 26 + width(brand, text, _SIZE) + 18
    summary = f"Response times by severity. {_spoken(actions, rows)[:_SPOKEN]}."
    return Ladder(actions, rows, boxes, tuple(legend), height + 34, summary)


def _spoken(actions: Sequence[str], rows: Sequence[tuple[str, str, tuple[str, ...], str]]) -> str:
    """Return the ladder for who cannot see it."""
    times = [(name, zip(actions, cells, strict=True), binding) for _, name, cells, binding in rows]
    return "; ".join(f"{name}: {', '.join(f'{a} {t}' for a, t in pairs)}, {binding}" for name, pairs, binding in times)


def _label(s: Statement) -> str:
    named = [s.fields[k] for k in ("severity", "edition") if k in s.fields]
    return ", ".join(named) or sentence(s)


def _cell(s: Statement, action: str) -> tuple[str, str]:
    """Return what a target says of an action, and how far it binds (``none`` where it says nothing)."""
    found = [c for c in s.commitments if c.action == action]
    if not found:
        return NOT_STATED, "none"
    order: Sequence[Binding] = ("unstated", "best-effort", "goal", "contract")
    return "; ".join(amount(c) for c in found), min((c.binding for c in found), key=order.index)


def _grid(actions: Sequence[str], ranked: Sequence[Statement], brand: Brand) -> tuple[tuple[Box, ...], float]:
    gap, first = 6.0, 110.0
    wide = (WIDTH - first - gap * len(actions)) / len(actions)
    boxes = [
        replace(_box(first + gap + n * (wide + gap), 0, wide, 22, [a.capitalize()]), style="head")
        for n, a in enumerate(actions)
    ]
    y = 26.0
    for s in ranked:
        texts = [_wrapped(_label(s), first - _PAD, brand, 4)]
        texts += [_wrapped(_cell(s, a)[0], wide - 2 * _PAD, brand, 4) for a in actions]
        high = max(map(len, texts)) * _LEAD + 2 * _PAD
        boxes.append(replace(_box(0, y, first, high, texts[0]), style="head"))
        for n, a in enumerate(actions):
            box = _box(first + gap + n * (wide + gap), y, wide, high, texts[n + 1])
            boxes.append(replace(box, style=_cell(s, a)[1]))
        y += high + gap
    return tuple(boxes), y


def flows(content: Content, brand: Brand) -> list[Flow]:
    """Return the disclosure process in pictures of at most eight steps each; none where it has fewer than two."""
    steps = content.by_kind("disclosure-step")
    if len(steps) < 2:
        return []
    actors = list(dict.fromkeys(s.actor or "" for s in steps))
    return [_flow(steps[n : n + _MOST], n, actors, brand) for n in range(0, len(steps), _MOST)]


def _flow(steps: Sequence[Statement], done: int, actors: Sequence[str], brand: Brand) -> Flow:
    names = [ACTORS[s.actor].capitalize() if s.actor else "Actor not stated" for s in steps]
    titles = {s.actor or "": name for s, name in zip(steps, names, strict=True)}
    lane = WIDTH / len(actors)
    wide = min(lane - 16, 400.0)
    boxes, y = [], 30.0
    for n, s in enumerate(steps, 1):
        lines = _wrapped(sentence(s), wide - 2 * _PAD - 18, brand, 6)
        x = actors.index(s.actor or "") * lane + 2
        box = _box(x, y, wide, len(lines) * _LEAD + 2 * _PAD, lines)
        boxes.append(replace(box, style="step", number=done + n))
        y += box.height + 20
    arrows = tuple(_arrow(a, b) for a, b in pairwise(boxes))
    said = " ".join(
        f"{done + n}. {name}: {sentence(s)}" for n, (s, name) in enumerate(zip(steps, names, strict=True), 1)
    )
    lanes = tuple((n * lane + 2, titles[a]) for n, a in enumerate(actors) if a in titles)
    return Flow(lanes, tuple(boxes), arrows, y, f"The way of a report, step by step. {said}"[:_SPOKEN])


def _arrow(a: Box, b: Box) -> str:
    start, end = a.x + a.width / 2, b.x + b.width / 2
    bottom, middle = a.y + a.height, a.y + a.height + 8
    across = f" V{middle:g} H{end:g}" if abs(start - end) > 1 else ""
    return f"M{start:g} {bottom:g}{across} V{b.y - 5:g}"


def _box(x: float, y: float, wide: float, high: float, lines: Sequence[str]) -> Box:
    first = y + (high - len(lines) * _LEAD) / 2 + _SIZE
    placed = tuple((round(first + n * _LEAD, 1), line) for n, line in enumerate(lines))
    return Box(round(x, 1), round(y, 1), round(wide, 1), round(high, 1), placed, "unstated")


def _wrapped(text: str, wide: float, brand: Brand, most: int) -> list[str]:
    """Return a text as lines of at most a width; what does not fit in so many lines ends in an ellipsis."""
    lines = [""]
    for word in (piece for w in text.split() for piece in _pieces(w, wide, brand)):
        longer = f"{lines[-1]} {word}".strip()
        if width(brand, longer, _SIZE, "semibold") <= wide or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rsplit(" ", 1)[0] + " …"]
    return lines


def _pieces(word: str, wide: float, brand: Brand) -> list[str]:
    """Return a word, cut where it alone is wider than a line."""
    pieces = [""]
    for c in word:
        if pieces[-1] and width(brand, pieces[-1] + c, _SIZE, "semibold") > wide:
            pieces.append("")
        pieces[-1] += c
    return pieces
