"""The policy of the sign-off: which roles approve, how many people of each, who they are, and for how long."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, Literal

from pydantic import Field

from evidence.canonical import digest
from evidence.config import Line
from evidence.diagnostics import Code, Diagnostic, error
from evidence.model import Frozen
from evidence.source import YamlDocument, decode, parse_yaml, validated
from evidence.trust.keys import Key, read_keys

POLICY_SCHEMA: Final = "urn:evidence-compiler:policy:1"
_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._@+-]*$"


class Role(Frozen):
    """A role in the sign-off, and how many different people have to approve in it."""

    title: Line
    people: int = Field(1, ge=1, le=20)


class Person(Frozen):
    """Somebody who may approve; ``id`` is their name in ``allowed_signers`` and never changes."""

    id: str = Field(pattern=_NAME)
    name: Line
    organisation: Line
    roles: tuple[str, ...] = Field(min_length=1)


class PolicyFile(Frozen):
    """The content of ``policy.yaml``."""

    policy_schema: Literal["urn:evidence-compiler:policy:1"] = Field(POLICY_SCHEMA, alias="schema")
    display: Literal["name", "role"] = Field(
        "name", description="What packs show of approvers; with `role`, their signed approvals are not in the pack."
    )
    max_age: str = Field(
        "365 days", pattern=r"^[1-9]\d{0,3} days$", description="How long an approval is valid at most."
    )
    roles: Mapping[str, Role] = Field(min_length=1)
    people: tuple[Person, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Policy:
    """A policy and the keys that go with it."""

    name: str
    display: Literal["name", "role"]
    max_age: timedelta
    roles: Mapping[str, Role]
    people: Mapping[str, Person]
    keys: tuple[Key, ...]
    digest: str

    def keys_of(self, name: str, namespace: str) -> tuple[Key, ...]:
        """Return the keys with which somebody may sign for a purpose."""
        return tuple(k for k in self.keys if k.name == name and namespace in k.namespaces)

    def shown(self, person: str) -> str | None:
        """Return the name that packs show of somebody; None where they show roles only."""
        return self.people[person].name if self.display == "name" else None


def read_policy(policy: tuple[str, bytes], keys: tuple[str, bytes]) -> tuple[Policy | None, list[Diagnostic]]:
    """Read a policy and its keys, each a name and bytes; None with what is wrong, by file and line."""
    text, problems = decode(*policy)
    lines, more = decode(*keys)
    found, wrong = read_keys(lines) if lines else ((), [])
    problems += more + wrong
    document, more = parse_yaml(text) if text else (None, [])
    problems += more
    file, more = validated(PolicyFile, document) if document else (None, [])
    problems += more
    if file is None or document is None:
        return None, problems
    problems += _contradictions(file, document)
    if problems:
        return None, problems
    return assembled(policy[0], file, found), []


def assembled(name: str, file: PolicyFile, keys: Sequence[Key]) -> Policy:
    """Return the policy of a file's content and keys; its digest does not depend on comments and order of keys."""
    content: dict[str, Any] = file.model_dump(mode="json", by_alias=True)
    whole = digest({"policy": content, "keys": sorted(k.identity for k in keys)})
    days = int(file.max_age.split()[0])
    people = {p.id: p for p in file.people}
    return Policy(name, file.display, timedelta(days=days), file.roles, people, tuple(keys), whole)


def _contradictions(file: PolicyFile, document: YamlDocument) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for n, person in enumerate(file.people):
        if person.id in seen:
            yield error(Code.DUPLICATE_ID, f"the id {person.id} is given twice", document.locate(("people", n, "id")))
        seen.add(person.id)
        for m, name in enumerate(person.roles):
            if name not in file.roles:
                where = document.locate(("people", n, "roles", m))
                yield error(Code.INVALID_VALUE, f"no role is called {name!r}", where, f"roles: {', '.join(file.roles)}")
    for name, role in file.roles.items():
        able = [p for p in file.people if name in p.roles]
        if len(able) < role.people:
            message = f"{name} needs {role.people} people, and {len(able)} may approve in it"
            yield error(Code.INVALID_VALUE, message, document.locate(("roles", name)))


def with_keys(policy: Policy, keys: Sequence[Key]) -> Policy:
    """Return a policy with keys from elsewhere in place of its own."""
    return replace(policy, keys=tuple(keys))
