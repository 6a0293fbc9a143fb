"""What a supplied SBOM, VEX, advisory or provenance file says it is about: names, versions, digests.

CycloneDX and SPDX (2 and 3, JSON; SPDX tag-value), OpenVEX, CSAF, in-toto statements bare, in DSSE envelopes and
Sigstore bundles. Only what a file is about is read, nothing of what it claims.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

_TAG = re.compile(r"^(\w+):\s*(.*)$", re.MULTILINE)
_PURL = re.compile(r"^pkg:(?P<path>[^@?#]+)(?:@(?P<version>[^?#]+))?")


class UnreadableError(Exception):
    """A file is none of the forms that its kind has; the message says why."""


@dataclass(frozen=True)
class Subject:
    """One thing that a file is about; what is not stated is None or empty."""

    name: str
    version: str | None = None
    digests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Supplied:
    """A file's form, and what it is about."""

    form: str
    subjects: tuple[Subject, ...]

    @property
    def versions(self) -> frozenset[str]:
        """The versions that are stated, without a leading ``v``."""
        return frozenset(plain_version(s.version) for s in self.subjects if s.version)


def plain_version(text: str) -> str:
    """Return a version as it is compared: ``v1.2`` is ``1.2``."""
    return re.sub(r"^[vV](?=\d)", "", text.strip())


def read(kind: str, data: bytes) -> Supplied:
    """Read a file of a kind: ``sbom``, ``vex``, ``csaf`` or ``provenance``. Raises UnreadableError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UnreadableError("not UTF-8") from fault
    if kind == "sbom" and text.startswith("SPDXVersion:"):
        return _tag_value(text)
    if kind == "provenance":
        return Supplied("in-toto", tuple(s for value in _values(text) for s in _statement(value)))
    value = _json(text)
    for form, reader in _READERS[kind]:
        subjects = reader(value)
        if subjects is not None:
            return Supplied(form, tuple(subjects))
    raise UnreadableError(f"none of {', '.join(form for form, _ in _READERS[kind])}")


def _json(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise UnreadableError("broken JSON" if text.strip() else "an empty file") from fault
    if not isinstance(value, dict):
        raise UnreadableError("JSON, but no object")
    return value


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list, whatever stands there."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _cyclonedx(value: Mapping[str, Any]) -> list[Subject] | None:
    if value.get("bomFormat") != "CycloneDX":
        return None
    component = _dict(_dict(value.get("metadata")).get("component"))
    digests = {str(h.get("alg", "")): str(h.get("content", "")) for h in _dicts(component.get("hashes"))}
    return [Subject(str(component.get("name", "")), _text(component.get("version")), digests)] if component else []


def _spdx2(value: Mapping[str, Any]) -> list[Subject] | None:
    if not isinstance(value.get("spdxVersion"), str):
        return None
    described = {str(d) for d in value.get("documentDescribes") or ()}
    described |= {
        str(r.get("relatedSpdxElement"))
        for r in _dicts(value.get("relationships"))
        if r.get("relationshipType") == "DESCRIBES" and r.get("spdxElementId") == "SPDXRef-DOCUMENT"
    }
    packages = _dicts(value.get("packages"))
    chosen = [p for p in packages if p.get("SPDXID") in described] or packages[:1]
    return [Subject(str(p.get("name", "")), _text(p.get("versionInfo")), _checksums(p)) for p in chosen]


def _checksums(package: Mapping[str, Any]) -> dict[str, str]:
    return {str(c.get("algorithm", "")): str(c.get("checksumValue", "")) for c in _dicts(package.get("checksums"))}


def _spdx3(value: Mapping[str, Any]) -> list[Subject] | None:
    graph = _dicts(value.get("@graph"))
    if "spdx.org" not in str(value.get("@context")):
        return None
    roots = {str(r) for element in graph for r in element.get("rootElement") or ()}
    found = [e for e in graph if e.get("spdxId") in roots and str(e.get("type", "")).endswith("Package")]
    return [Subject(str(e.get("name", "")), _text(e.get("software_packageVersion"))) for e in found]


def _tag_value(text: str) -> Supplied:
    tags = dict(reversed(_TAG.findall(text)))
    return Supplied("SPDX", (Subject(tags.get("PackageName", ""), _text(tags.get("PackageVersion"))),))


def _cyclonedx_vex(value: Mapping[str, Any]) -> list[Subject] | None:
    subjects = _cyclonedx(value)
    return subjects if subjects is not None and "vulnerabilities" in value else None


def _openvex(value: Mapping[str, Any]) -> list[Subject] | None:
    if "openvex" not in str(value.get("@context")):
        return None
    products = [p for s in _dicts(value.get("statements")) for p in s.get("products") or ()]
    named = [p if isinstance(p, str) else str(_dict(p).get("@id", "")) for p in products]
    purls = [str(_dict(_dict(p).get("identifiers")).get("purl", "")) for p in products]
    return [_of_purl(purl or name) for name, purl in zip(named, purls, strict=True)]


def _of_purl(text: str) -> Subject:
    found = _PURL.match(text)
    version = found["version"] if found else None
    return Subject(text.partition("@")[0], unquote(version) if version else None)


def _csaf(value: Mapping[str, Any]) -> list[Subject] | None:
    if not str(_dict(value.get("document")).get("csaf_version", "")):
        return None
    tree = _dict(value.get("product_tree"))
    products = [_dict(b.get("product")) for b in _branches(tree)] + _dicts(tree.get("full_product_names"))
    purls = [str(_dict(p.get("product_identification_helper")).get("purl", "")) for p in products]
    versions = [
        Subject(str(b.get("name", "")), _text(b.get("name")))
        for b in _branches(tree)
        if b.get("category") == "product_version"
    ]
    return [*versions, *(_of_purl(p) for p in purls if "@" in p)]


def _branches(tree: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    for branch in _dicts(tree.get("branches")) if depth < 32 else ():
        yield branch
        yield from _branches(branch, depth + 1)


def _values(text: str) -> list[Mapping[str, Any]]:
    """Return the statements of a file: one, or one a line."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(line.startswith("{") and line.rstrip().endswith("}") for line in lines):
        return [_json(line) for line in lines]
    return [_json(text)]


def _statement(value: Mapping[str, Any]) -> Iterator[Subject]:
    envelope = _dict(value.get("dsseEnvelope")) or value
    if "payload" in envelope:
        try:
            value = _json(base64.b64decode(str(envelope["payload"]), validate=True).decode())
        except (binascii.Error, UnicodeDecodeError) as fault:
            raise UnreadableError("an envelope with a broken payload") from fault
    if not str(value.get("_type", "")).startswith("https://in-toto.io/Statement"):
        raise UnreadableError("no in-toto statement")
    for subject in _dicts(value.get("subject")):
        digests = {str(k): str(v) for k, v in _dict(subject.get("digest")).items()}
        yield Subject(str(subject.get("name", "")), None, digests)


_Reader = Callable[[Mapping[str, Any]], list[Subject] | None]
_READERS: Final[Mapping[str, tuple[tuple[str, _Reader], ...]]] = {
    "sbom": (("CycloneDX", _cyclonedx), ("SPDX 2", _spdx2), ("SPDX 3", _spdx3)),
    "vex": (("OpenVEX", _openvex), ("CycloneDX with vulnerabilities", _cyclonedx_vex), ("CSAF", _csaf)),
    "csaf": (("CSAF", _csaf),),
}
