"""Is every byte the sealed one? Missing, unlisted and changed files, by the seal and by the build's manifest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from evidence.canonical import MANIFEST_SCHEMA, sha256
from evidence.trust.findings import Bundle, Finding, failed, ok
from evidence.trust.statement import SealStatement, plain_json, read

MANIFEST: Final = "manifest.json"
SEAL: Final = "signatures/seal.json"
SIGNATURE: Final = "signatures/seal.json.sig"


@dataclass(frozen=True)
class Sealing:
    """The seal of a pack, and the files that are not as it says."""

    statement: SealStatement | None
    spoilt: frozenset[str]


def check(bundle: Bundle) -> tuple[Sealing, list[Finding]]:
    """Compare all files with the seal, then with the manifest."""
    if SEAL not in bundle.files:
        findings = [failed("seal", f"{SEAL} is missing: nothing says which bytes this pack has to have")]
        return Sealing(None, frozenset()), [*findings, *_manifest(bundle.files, None)]
    statement = read(SealStatement, bundle.files[SEAL])
    if isinstance(statement, str):
        return Sealing(None, frozenset()), [failed("seal", f"{SEAL}: {statement}")]
    wrong = dict(_against_seal(bundle.files, statement))
    findings = [failed("files", f"{path} {why}") for path, why in sorted(wrong.items())]
    if not wrong:
        findings = [
            ok("files", f"{len(statement.subject)} files, each as long as and with the digest that the seal says")
        ]
    return Sealing(statement, frozenset(wrong)), [*findings, *_manifest(bundle.files, statement)]


def _against_seal(files: Mapping[str, bytes], statement: SealStatement) -> Iterator[tuple[str, str]]:
    digests = statement.digests()
    sizes = {f.path: f.size for f in statement.predicate.files}
    for path in sorted(digests.keys() | sizes.keys() | files.keys() - {SEAL, SIGNATURE}):
        if path not in files:
            yield path, "is missing, and the seal lists it"
        elif path not in digests or path not in sizes:
            yield path, "is not listed in the seal"
        elif len(files[path]) != sizes[path]:
            yield path, f"has {len(files[path])} bytes, and the seal says {sizes[path]}"
        elif sha256(files[path]) != digests[path]:
            yield path, "was changed: its SHA-256 is not the sealed one"


def _manifest(files: Mapping[str, bytes], statement: SealStatement | None) -> Iterator[Finding]:
    listed = read_manifest(files)
    if isinstance(listed, str):
        yield failed("manifest", f"{MANIFEST}: {listed}")
        return
    prefix = statement.predicate.unsigned if statement else None
    wrong = [
        f"{path} is not as it was built"
        for path, (size, digest) in listed.items()
        if path not in files or not _as_built(files[path], size, digest, prefix is not None and prefix.path == path)
    ]
    wrong += [
        f"{path} is not listed in {MANIFEST}"
        for path in sorted(files.keys() - listed.keys() - {MANIFEST, SEAL, SIGNATURE})
    ]
    if prefix and listed.get(prefix.path) != (prefix.size, prefix.sha256):
        wrong.append(f"{prefix.path}: the seal and {MANIFEST} differ about the unsigned PDF")
    yield from (failed("manifest", why) for why in wrong)
    if not wrong:
        signed = f"; {prefix.path} begins with the {prefix.size} bytes that were built" if prefix else ""
        yield ok("manifest", f"{len(listed)} files as the build wrote them{signed}")


def _as_built(data: bytes, size: int, digest: str, signed: bool) -> bool:
    return (len(data) == size or (signed and len(data) > size)) and sha256(data[:size]) == digest


def read_manifest(files: Mapping[str, bytes]) -> dict[str, tuple[int, str]] | str:
    """Return size and SHA-256 of the built files by path, or why the manifest cannot be read."""
    if MANIFEST not in files:
        return "it is missing"
    data: Any = plain_json(files[MANIFEST])
    if isinstance(data, str):
        return data
    try:
        known = data["schema"] == MANIFEST_SCHEMA
        listed = {str(f["path"]): (int(f["size"]), str(f["sha256"])) for f in data["files"]}
        once = len(listed) == len(data["files"])
    except (KeyError, TypeError, ValueError):
        return "it is no manifest of ours"
    return listed if known and once else "it is no manifest of ours"
