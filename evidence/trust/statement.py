"""The statements that are signed: in-toto statements whose predicates are our own (docs/sign-off.md).

What is signed is the bytes of the file, so nothing depends on how JSON is written; but a key that stands twice, an
unknown key or another type of predicate makes it no statement of ours.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import ConfigDict, Field, StringConstraints, ValidationError

from evidence.canonical import pretty_json
from evidence.config import Line
from evidence.model import Frozen
from evidence.signoff import Decision

TYPE: Final = "https://in-toto.io/Statement/v1"
SIGN_OFF: Final = "urn:evidence-compiler:sign-off:1"
ANSWERS: Final = "urn:evidence-compiler:answers-sign-off:1"
SEAL: Final = "urn:evidence-compiler:seal:1"

Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
Time = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]


class Sha256(Frozen):
    """A digest in in-toto's form."""

    sha256: Hex


class Subject(Frozen):
    """What a statement is about: a name and a digest."""

    name: str
    digest: Sha256


class Signer(Frozen):
    """The person who signs."""

    id: str
    name: Line
    organisation: Line


class Items(Frozen):
    """Digests item by item, so that it can be told what changed since."""

    promises: Mapping[str, Digest]
    derived: Mapping[str, Digest]


class Decided(Frozen):
    """What every approval says, whatever it approves."""

    decision: Decision
    conditions: tuple[Line, ...] = ()
    meaning: Line
    signer: Signer
    role: str
    policy_digest: Digest
    signed_at: Time
    valid_until: Time
    supersedes: Hex | None = None
    tool: str


class Approved(Decided):
    """The predicate of an approval of promises."""

    items: Items


class Listed(Frozen):
    """A file of a sealed pack: its length in bytes; its digest is among the subjects."""

    path: str
    size: int = Field(ge=0)


class Prefix(Frozen):
    """The part of the signed PDF that is the PDF as it was built."""

    path: str
    size: int = Field(ge=0)
    sha256: Hex


class Expected(Frozen):
    """A signature that a sealed pack has to have."""

    path: str
    kind: Literal["ssh", "pades"]
    namespace: str | None = None
    certificate: Hex | None = None


class Sealed(Frozen):
    """The predicate of a seal."""

    meaning: Line
    files: tuple[Listed, ...]
    unsigned: Prefix | None = None
    signatures: tuple[Expected, ...]
    tool: str


class _InToto(Frozen):
    model_config = ConfigDict(
        alias_generator=lambda name: {"kind": "_type", "predicate_type": "predicateType"}.get(name, name)
    )

    kind: Literal["https://in-toto.io/Statement/v1"]
    subject: tuple[Subject, ...] = Field(min_length=1)

    def digests(self) -> dict[str, str]:
        """Return the digests of the subjects by name."""
        return {s.name: s.digest.sha256 for s in self.subject}


class ApprovalStatement(_InToto):
    """A person's decision on promises and what was derived from them."""

    predicate_type: Literal["urn:evidence-compiler:sign-off:1"]
    predicate: Approved


class AnswersStatement(_InToto):
    """A person's decision on a buyer's workbook that was filled in."""

    predicate_type: Literal["urn:evidence-compiler:answers-sign-off:1"]
    predicate: Decided


class SealStatement(_InToto):
    """The bytes of a build."""

    predicate_type: Literal["urn:evidence-compiler:seal:1"]
    predicate: Sealed


S = TypeVar("S", ApprovalStatement, AnswersStatement, SealStatement)


def written(kind: str, subjects: Mapping[str, str], predicate: Frozen) -> bytes:
    """Return the bytes of a statement; ``subjects`` are SHA-256 in hex by name."""
    return pretty_json(
        {
            "_type": TYPE,
            "subject": [{"name": name, "digest": {"sha256": value}} for name, value in subjects.items()],
            "predicateType": kind,
            "predicate": predicate.model_dump(mode="json", by_alias=True, exclude_none=True),
        }
    )


def read(form: type[S], data: bytes) -> S | str:
    """Return the statement that bytes hold, or what keeps them from being one, by the name of the field."""
    value = plain_json(data)
    if isinstance(value, str):
        return value
    try:
        statement = form.model_validate(value)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        return f"{where}: {first['msg'][0].lower()}{first['msg'][1:]}"
    names = [s.name for s in statement.subject]
    return statement if len(set(names)) == len(names) else "subject: a name stands twice"


def plain_json(data: bytes) -> Any:
    """Return the object that JSON holds, or as text why it is none: broken, or a key stands twice."""
    try:
        value = json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError) as fault:
        return f"it is not JSON: {fault}"
    return value if isinstance(value, dict) else "it is no JSON object"


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
