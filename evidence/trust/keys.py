"""``allowed_signers``, OpenSSH's own file of who may sign with which key, for what, and when.

It is read more strictly than OpenSSH reads it: one name a line, namespaces always said, no certificate authorities and
no patterns. A key then stands for one person, and for one purpose.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from evidence.diagnostics import Code, Diagnostic, Span, error
from evidence.source import SourceText
from evidence.trust import sshsig

_LINE: Final = re.compile(
    r"(?P<name>\S+)\s+(?:(?P<options>(?:[^\s\"]|\"[^\"]*\")+)\s+)??"
    r"(?P<type>(?:ssh|ecdsa|sk)-[\w@.-]+)\s+(?P<key>[A-Za-z0-9+/]+={0,2})(?:\s+.*)?"
)
_OPTION: Final = re.compile(r"([^=,\"]+)(?:=(?:\"([^\"]*)\"|([^,\"]*)))?(?:,|$)")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]*")
_TYPES: Final = ("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp", "sk-ssh-ed25519@", "sk-ecdsa-sha2-nistp256@")
_NAMESPACES: Final = (sshsig.SIGN_OFF, sshsig.SEAL)
_TIME: Final = re.compile(r"\d{8}(?:\d{4}(?:\d{2})?)?Z?")


@dataclass(frozen=True)
class Key:
    """A public key: whose it is, what it may sign, and when."""

    name: str
    namespaces: tuple[str, ...]
    kind: str
    key: str
    valid_after: str | None
    valid_before: str | None
    line: int

    def allowed(self, namespace: str) -> str:
        """Return the line of ``allowed_signers`` that allows this key for one namespace."""
        times = (("valid-after", self.valid_after), ("valid-before", self.valid_before))
        options = [f'namespaces="{namespace}"', *(f'{name}="{value}"' for name, value in times if value)]
        return f"{self.name} {','.join(options)} {self.kind} {self.key}"

    @property
    def identity(self) -> list[str]:
        """What makes this key what it is, for the policy's digest."""
        return [self.name, *self.namespaces, self.kind, self.key, self.valid_after or "", self.valid_before or ""]


def read_keys(text: SourceText) -> tuple[tuple[Key, ...], list[Diagnostic]]:
    """Return the keys of a file, and every line that cannot be one of ours."""
    keys: list[Key] = []
    problems: list[Diagnostic] = []
    for line in text.lines:
        if not line.text.strip() or line.text.lstrip().startswith("#"):
            continue
        here = Span(text.name, line.number, line.number)
        found = _key(line.text.strip(), line.number)
        if isinstance(found, Key):
            keys.append(found)
            problems += _repeated(found, keys, text.name)
        else:
            problems.append(error(Code.INVALID_VALUE, found, here, 'write: name namespaces="evidence-seal" TYPE KEY'))
    if not keys and not problems:
        problems.append(error(Code.INVALID_VALUE, "no key stands in this file", Span(text.name, 1, 1)))
    return tuple(keys), problems


def _repeated(key: Key, keys: list[Key], document: str) -> Iterator[Diagnostic]:
    """Refuse a key that stands for two names: signatures of it could be counted as two people's."""
    for other in keys:
        if other.key == key.key and other.name != key.name:
            message = f"the key of {key.name} is the key of {other.name}: one key is one person's"
            yield error(
                Code.INVALID_VALUE,
                message,
                Span(document, key.line, key.line),
                related=(Span(document, other.line, other.line),),
            )


def _key(line: str, number: int) -> Key | str:
    """Return the key of a line, or what is wrong with it."""
    found = _LINE.fullmatch(line)
    if not found:
        return "this is no line of allowed_signers"
    if not _NAME.fullmatch(found["name"]):
        return f"{found['name']!r} names no one person: no patterns and no lists of names"
    if not found["type"].startswith(_TYPES) or not _is_of(found["type"], found["key"]):
        return f"this is no key of type {found['type']}"
    options = {m[1]: m[2] or m[3] or "" for m in _OPTION.finditer(found["options"] or "")}
    wrong = _wrong(options)
    if wrong:
        return wrong
    namespaces = tuple(options["namespaces"].split(","))
    after, before = options.get("valid-after"), options.get("valid-before")
    return Key(found["name"], namespaces, found["type"], found["key"], after, before, number)


def _wrong(options: Mapping[str, str]) -> str | None:
    """Return what is wrong with a key's options."""
    known = f"known: {', '.join(_NAMESPACES)}"
    if "namespaces" not in options:
        return f"the key says no namespaces; {known}"
    for name, value in options.items():
        if name == "namespaces":
            strange = [n for n in value.split(",") if n not in _NAMESPACES]
            if strange:
                return f"namespace {strange[0]!r} is not known; {known}"
        elif name not in ("valid-after", "valid-before"):
            return f"the option {name!r} is not read"
        elif not _moment(value):
            return f"{value!r} is not a time: YYYYMMDD or YYYYMMDDHHMMSS"
    return None


def _moment(text: str) -> datetime | None:
    if not _TIME.fullmatch(text):
        return None
    digits = text.rstrip("Z")
    try:
        return datetime.strptime(digits.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _is_of(kind: str, key: str) -> bool:
    try:
        blob = base64.b64decode(key, validate=True)
    except binascii.Error:
        return False
    return blob[:4] == len(kind).to_bytes(4) and blob[4 : 4 + len(kind)] == kind.encode() and len(blob) > 20 + len(kind)
