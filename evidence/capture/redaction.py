"""What was captured without what must not be passed on; or nothing of it, where that cannot be told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidence import leaks
from evidence._resources import form
from evidence.canonical import pretty_json
from evidence.capture.fetch import Answer
from evidence.model import Statement

_CONTROL = frozenset(map(chr, range(32))) - {"\n", "\r", "\t"}
_ROUNDS = 4


class RefusedError(Exception):
    """A captured file cannot be passed on; the message says why, and has nothing of it."""


@dataclass(frozen=True)
class Redacted:
    """A captured text without what must not be passed on, and what was taken out, by kind."""

    data: bytes
    suffix: str
    taken: Mapping[str, int]


def redact(answer: Answer, rules: Sequence[Statement], own: str | None, *, refuse: bool) -> Redacted:
    """Take out secrets and what the model's rules keep out; ``own`` is the token that was sent. Raises RefusedError.

    With ``refuse`` a file that has anything of that is refused whole.
    """
    try:
        text = answer.body.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        raise RefusedError("it is no UTF-8 text, so nobody can tell what is in it") from fault
    if _CONTROL & set(text):
        raise RefusedError("it has control characters, so nobody can tell what is in it")
    taken: dict[str, int] = {}
    if own and own in text:
        text = text.replace(own, _mark("the token that was sent", taken))
    text, suffix = _without_keys(text, taken)
    for _ in range(_ROUNDS):
        found = leaks.find({f"capture.{suffix}": text.encode()}, rules, captures=True)
        if not found:
            break
        for leak in found:
            if leak.value and leak.value in text:
                text = text.replace(leak.value, _mark(leak.kind, taken))
    else:
        raise RefusedError("something in it looks like a secret and cannot be taken out")
    if taken and refuse:
        raise RefusedError(f"it holds {', '.join(sorted(taken))}")
    return Redacted(text.encode(), suffix, dict(sorted(taken.items())))


def _mark(kind: str, taken: dict[str, int]) -> str:
    taken[kind] = taken.get(kind, 0) + 1
    return f"<redacted: {kind}>"


def _without_keys(text: str, taken: dict[str, int]) -> tuple[str, str]:
    """Return JSON without the texts of keys that name a secret, written anew; any other text as it is."""
    try:
        value = json.loads(text)
        return pretty_json(_value(value, taken)).decode(), "json"
    except (ValueError, RecursionError):
        return text, "txt"


def _value(value: Any, taken: dict[str, int]) -> Any:
    if isinstance(value, dict):
        return {key: _under(key, inner, taken) for key, inner in value.items()}
    if isinstance(value, list):
        return [_value(inner, taken) for inner in value]
    return value


def _under(key: str, value: Any, taken: dict[str, int]) -> Any:
    if isinstance(value, str) and value and form("capture", "secret-key").search(key):
        return _mark("text under a secret's key", taken)
    return _value(value, taken)
