"""The PDF: its own signature over the whole file, and the pack.json inside it."""

from collections.abc import Iterator
from typing import Final

from evidence.canonical import sha256
from evidence.trust import cms
from evidence.trust.attached import attached
from evidence.trust.checks.files import Sealing
from evidence.trust.findings import Bundle, Finding, failed, ok

PDF: Final = "pack.pdf"
INSIDE: Final = "pack.json"


def check(bundle: Bundle, sealing: Sealing) -> Iterator[Finding]:
    """Check the PDF, where there is one and its bytes are the sealed ones."""
    if PDF not in bundle.files or PDF in sealing.spoilt:
        return
    data = bundle.files[PDF]
    yield from _signature(data, sealing)
    yield _attachment(data, bundle.files.get(INSIDE))


def _signature(data: bytes, sealing: Sealing) -> Iterator[Finding]:
    expected = [s for s in sealing.statement.predicate.signatures if s.kind == "pades"] if sealing.statement else []
    if not expected and not cms.is_signed(data):
        return
    found = cms.check(data)
    if isinstance(found, str):
        yield failed("PDF signature", f"{PDF}: {found}")
    elif not any(s.path == PDF and s.certificate == sha256(found.certificate) for s in expected):
        yield failed("PDF signature", f"{PDF} is signed with a certificate that the seal does not name")
    else:
        yield ok("PDF signature", f"over all {len(data)} bytes, by the certificate that the seal names")


def _attachment(data: bytes, pack: bytes | None) -> Finding:
    try:
        inside = attached(data)
    except ValueError as fault:
        return failed("PDF content", f"{PDF}: {fault}")
    if [name for name, _ in inside] != [INSIDE]:
        names = ", ".join(sorted(name for name, _ in inside)) or "nothing"
        return failed("PDF content", f"{PDF} has to hold {INSIDE} and no other file; it holds {names}")
    if inside[0][1] != pack:
        return failed("PDF content", f"the {INSIDE} inside {PDF} is another one than the file {INSIDE}")
    return ok("PDF content", f"the {INSIDE} inside {PDF} is the file {INSIDE}, byte for byte")
