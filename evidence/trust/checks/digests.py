"""One pair of digests runs through all outputs: computed anew from pack.json, then looked for in the others."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import rfc8785
from pydantic import ValidationError

from evidence.trust.checks.files import Sealing
from evidence.trust.content import Digests, of_wire
from evidence.trust.findings import Bundle, Finding, failed, ok
from evidence.trust.statement import plain_json
from evidence.wire import WirePack

PACK: Final = "pack.json"
DEFINITION: Final = "oscal/component-definition.json"
README: Final = "READ-ME-FIRST.txt"
_TOKEN: Final = re.compile(r"sha256:[0-9a-f]{64}")
_LARGEST: Final = 64 * 1024 * 1024


def check(bundle: Bundle, sealing: Sealing) -> tuple[Mapping[str, Any] | None, Digests | None, list[Finding]]:
    """Return pack.json's value and digests, and whether every output carries the same."""
    if PACK not in bundle.files:
        return None, None, [failed("digests", f"{PACK} is missing: nothing can be computed from it")]
    if PACK in sealing.spoilt:
        return None, None, []
    data = plain_json(bundle.files[PACK])
    if isinstance(data, str):
        return None, None, [failed("digests", f"{PACK}: {data}")]
    wrong = _shape(data)
    if wrong:
        return None, None, [failed("digests", f"{PACK} is no pack that this version reads: {wrong}")]
    found = of_wire(data)
    said = data["promise-digest"], data["derived-digest"]
    findings = [
        failed("digests", f"{PACK} says another {name} digest than its own content has")
        for name, was, now in (("promise", said[0], found.promise), ("derived", said[1], found.derived))
        if was != now
    ]
    if not findings:
        findings = [ok("digests", f"both computed anew from {PACK}; promise digest {found.promise}")]
    return data, found, [*findings, *_outputs(bundle.files, sealing, found)]


def _shape(data: Mapping[str, Any]) -> str | None:
    """Return which field keeps a value from being a pack; what a newer version added is passed over."""
    try:
        WirePack.model_validate(data, extra="ignore")
        rfc8785.dumps(data)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except (rfc8785.CanonicalizationError, RecursionError) as fault:
        return f"it has no canonical form: {fault}"
    return None


def _outputs(files: Mapping[str, bytes], sealing: Sealing, digests: Digests) -> Iterator[Finding]:
    carrying: list[str] = []
    for path in sorted(files.keys() - sealing.spoilt):
        look = _reader(path)
        if look is None:
            continue
        try:
            found = look(files[path])
        except (ValueError, KeyError, TypeError, zipfile.BadZipFile, RuntimeError, EOFError) as fault:
            yield failed("outputs", f"{path} cannot be read: {fault}")
            continue
        if not found and ((path.startswith("oscal/") and path != DEFINITION) or _is_empty(path, files[path])):
            continue  # our catalog is the same in every pack, and a table without rows says nothing
        carrying.append(path)
        for name, digest in (("promise", digests.promise), ("derived", digests.derived)):
            if digest not in found:
                yield failed("outputs", f"{path} does not carry the {name} digest of {PACK}")
        for other in sorted(found - {digests.promise, digests.derived}):
            yield failed("outputs", f"{path} carries a digest that {PACK} does not have: {other}")
    if carrying:
        yield ok("outputs", f"looked for both digests in {', '.join(carrying)}")


def _reader(path: str) -> Callable[[bytes], set[str]] | None:
    """Return how to find the digests in a file; None for files that carry none."""
    if path.endswith(".xlsx"):
        return _in_workbook
    if path.endswith(".csv"):
        return _in_rows
    oscal = path.startswith("oscal/") and path.endswith((".json", ".yaml"))
    return _in_text if oscal or path.endswith(".html") or path == README else None


def _in_text(data: bytes) -> set[str]:
    return set(_TOKEN.findall(data.decode("utf-8-sig")))


def _in_rows(data: bytes) -> set[str]:
    """Return the digests that stand in a CSV, every row of which carries both."""
    _, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    found = [set(_TOKEN.findall(" ".join(row))) for row in rows]
    if len({frozenset(f) for f in found}) > 1:
        raise ValueError("its rows do not all carry the same digests")
    return found[0] if found else set()


def _is_empty(path: str, data: bytes) -> bool:
    return path.endswith(".csv") and len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))) <= 1


def _in_workbook(data: bytes) -> set[str]:
    found: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if sum(entry.file_size for entry in book.infolist()) > _LARGEST:
            raise ValueError("it unpacks to more than 64 MB")
        for name in book.namelist():
            if name.endswith(".xml"):
                found |= set(_TOKEN.findall(book.read(name).decode("utf-8", "replace")))
    return found
