"""What follows from the statements and the shipped data: mappings and answers; and who may sign, and who did."""

from collections.abc import Iterator, Mapping, Set
from typing import Final

from evidence.changes.records import Change
from evidence.signoff import State
from evidence.wire import WireAnswer, WireMapping, WirePack, WireSignOff

_MOST: Final = 6


def mappings(old: WirePack, new: WirePack, renamed: Mapping[str, str], gone: Set[str]) -> Iterator[Change]:
    """Compare the mappings; those of added and withdrawn statements (``gone``) follow from that, and are silent."""
    frameworks = {m.framework for m in old.mappings}, {m.framework for m in new.mappings}
    for framework in sorted(frameworks[0] ^ frameworks[1]):
        count = sum(m.framework == framework for m in (*old.mappings, *new.mappings))
        word = "dropped" if framework in frameworks[0] else "added"
        yield Change("mapping-changed", "mapping", framework, (f"framework {word}, {count} mappings",))
    both = frameworks[0] & frameworks[1]
    before, after = _mapped(old, renamed, both), _mapped(new, {}, both)
    changed: dict[str, list[str]] = {}
    for key in dict.fromkeys([*before, *after]):
        statement, framework, control = key
        if before.get(key) != after.get(key) and statement not in gone:
            words = f"{framework} {control}: {before.get(key, 'not mapped')} → {after.get(key, 'not mapped')}"
            changed.setdefault(statement, []).append(words)
    for statement, details in changed.items():
        more = [f"and {len(details) - _MOST} more"] if len(details) > _MOST else []
        yield Change("mapping-changed", "mapping", statement, (*details[:_MOST], *more))


def _mapped(pack: WirePack, renamed: Mapping[str, str], within: Set[str]) -> dict[tuple[str, str, str], str]:
    return {
        (renamed.get(m.statement, m.statement), m.framework, _control(m)): f"{m.strength} by {m.responsibility}"
        for m in pack.mappings
        if m.framework in within
    }


def _control(m: WireMapping) -> str:
    return f"{m.control} {m.part}" if m.part else m.control


def answers(old: WirePack, new: WirePack, renamed: Mapping[str, str], changed: Set[str]) -> Iterator[Change]:
    """Compare the answers by the id of their question; ``changed`` are the statements that did."""
    before, after = {a.id: a for a in old.answers}, {a.id: a for a in new.answers}
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        details = tuple(_answer(was, now, renamed))
        if details:
            cited = {*(renamed.get(c, c) for c in (was.citations if was else ())), *(now.citations if now else ())}
            cause = sorted(cited & changed)
            follows = (f"follows from {', '.join(cause)}",) if cause else ()
            texts = (was.answer if was else None, now.answer if now else None)
            yield Change("answer-changed", "answer", name, (*details, *follows), *texts)


def _answer(old: WireAnswer | None, new: WireAnswer | None, renamed: Mapping[str, str]) -> Iterator[str]:
    if old is None or new is None:
        yield "question is no longer answered" if new is None else "question is answered now"
        return
    if old.stance != new.stance:
        yield f"stance {old.stance} → {new.stance}"
    if old.owner != new.owner:
        yield f"owner {old.owner or 'not stated'} → {new.owner or 'not stated'}"
    if old.asks != new.asks:
        yield f"asks whether it is {old.asks} → {new.asks}"
    if old.question != new.question:
        yield f"question “{old.question}” → “{new.question}”"
    if old.answer != new.answer:
        yield "the text of the answer"
    if {renamed.get(c, c) for c in old.citations} != set(new.citations):
        yield "the statements that it cites"


def policy(old: WireSignOff, new: WireSignOff) -> Iterator[Change]:
    """Compare who may sign off."""
    was, now = old.rules, new.rules
    if (was.digest if was else None) == (now.digest if now else None):
        return
    if was is None or now is None:
        yield Change(
            "policy-changed", "policy", "policy", (f"there is {'a policy now' if now else 'no policy any more'}",)
        )
        return
    details = [
        *(f"key {key[:16]} added" for key in now.keys if key not in was.keys),
        *(f"key {key[:16]} removed" for key in was.keys if key not in now.keys),
        *(f"role {role} added" for role in now.roles if role not in was.roles),
        *(f"role {role} removed" for role in was.roles if role not in now.roles),
    ]
    yield Change("policy-changed", "policy", "policy", tuple(details) or ("the policy or its keys",))


def sign_off(old: State, new: State) -> Iterator[Change]:
    """Compare the states of the sign-off."""
    if old != new:
        yield Change("sign-off-state", "sign-off", "sign-off", (f"{old} → {new}",))
