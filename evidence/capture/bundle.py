"""The escalation bundle: the model's steps as a checklist filled with what is known, and the captured posture."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence._resources import form
from evidence.canonical import pretty_json, sha256, slug, words
from evidence.capture.redaction import Redacted
from evidence.model import EscalationStep, HandlingRule, Statement
from evidence.pack import sentence

_SIGNS = re.compile(r"([\\`*_<>\[\]#|~])")


@dataclass(frozen=True)
class Captured:
    """One endpoint: what came of it, or why nothing did."""

    endpoint: str
    status: int | None
    redacted: Redacted | None
    failure: str = ""

    @property
    def path(self) -> str:
        """The file in the bundle."""
        return f"captures/{slug(self.endpoint) or 'root'}.{self.redacted.suffix if self.redacted else 'txt'}"

    @property
    def line(self) -> str:
        """What came of it, in one line."""
        if self.redacted is None:
            return f"{self.endpoint}: not captured: {self.failure}"
        taken = "".join(f"; redacted: {kind} ({n})" for kind, n in self.redacted.taken.items())
        return f"{self.endpoint}: status {self.status}, {len(self.redacted.data)} bytes, {self.path}{taken}"


def endpoints(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Return the endpoints that the escalation steps of a model name, in order."""
    found = [e for s in statements if isinstance(s, EscalationStep) for e in named(s)]
    return tuple(dict.fromkeys(found))


def named(step: Statement) -> list[str]:
    """Return the endpoints that one step names."""
    paths = [m.group() for m in form("capture", "endpoint").finditer(step.text)]
    return [p for p in paths if not form("capture", "local").search(p)]


def files(
    product: str, at: str, statements: Sequence[Statement], captured: Sequence[Captured], facts: Mapping[str, str]
) -> dict[str, bytes]:
    """Return the files of a bundle."""
    made = {c.path: c.redacted.data for c in captured if c.redacted}
    record = [
        {
            "endpoint": c.endpoint,
            **({"status": c.status} if c.status is not None else {}),
            **(
                {"file": c.path, "sha256": sha256(c.redacted.data), "redacted": dict(c.redacted.taken)}
                if c.redacted
                else {"failure": c.failure}
            ),
        }
        for c in captured
    ]
    made["capture.json"] = pretty_json(
        {"schema": "urn:evidence-compiler:capture:1", "captured-at": at, "facts": dict(facts), "endpoints": record}
    )
    lines = _checklist(product, at, statements, captured, facts)
    return {"escalation.md": "".join(f"{line}\n" for line in lines).encode(), **made}


def _checklist(
    product: str, at: str, statements: Sequence[Statement], captured: Sequence[Captured], facts: Mapping[str, str]
) -> Iterator[str]:
    yield f"# Escalation: {_plain(product)}"
    yield ""
    yield f"Captured {at}. A ticked step was done by the program; the others are for people."
    yield ""
    left = dict(facts)
    for step in (s for s in statements if isinstance(s, EscalationStep)):
        mine = [c for c in captured if c.endpoint in named(step)]
        done = bool(mine) and all(c.redacted for c in mine)
        yield f"- [{'x' if done else ' '}] {_plain(sentence(step))}"
        yield from (f"  - {_plain(c.line)}" for c in mine)
        for name in [n for n in left if _concerns(n, step)]:
            yield f"  - {_plain(name)}: {_plain(left.pop(name))}"
    yield ""
    if left:
        yield "Also known:"
        yield ""
        yield from (f"- {_plain(name)}: {_plain(value)}" for name, value in left.items())
        yield ""
    rules = [s for s in statements if isinstance(s, HandlingRule)]
    if rules:
        yield "Before this is passed on:"
        yield ""
        yield from (f"- {_plain(sentence(rule))}" for rule in rules)


def _concerns(name: str, step: Statement) -> bool:
    return set(words(name)) <= set(words(step.text))


def _plain(text: str) -> str:
    """Return text that shows as itself in Markdown."""
    return _SIGNS.sub(r"\\\1", text)
