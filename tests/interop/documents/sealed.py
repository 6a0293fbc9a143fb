"""The judges of a sealed document: what the signature says to programs that are not ours, and what it must not break.

Keys and certificate are made for one run. A defect is made in the sealed file, after the signature.
"""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asking import JudgeError, each, run, words
from built import Built
from papers import Paper, PaperJudge, vera
from pypdf import PdfWriter

CERTIFICATE: Final = "cert.pem"
SUBJECT: Final = "/CN=A vendor"


@dataclass(frozen=True)
class SealedDefect:
    """What is done to a sealed document, and a part of what each judge that must see it says."""

    name: str
    seen_by: Mapping[str, str]
    spoil: Callable[[bytes, bytes], bytes]
    """From the sealed document and the one as it was built."""


def seal(built: Built, folder: Path) -> Paper:
    """Seal a copy of a pack with keys made here, and leave the certificate beside it."""

    def done(*command: str | Path) -> None:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        if ran.returncode:
            raise JudgeError(f"{command[0]} {command[1]}: {ran.stdout}{ran.stderr}")

    out = folder / "out"
    shutil.copytree(built.folder, out)
    key, certificate, ssh = folder / "key.pem", folder / CERTIFICATE, folder / "ssh"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30")
    done("openssl", "req", "-x509", *curve, "-subj", SUBJECT, "-keyout", key, "-out", certificate)
    done("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", ssh)
    done(os.environ["EVIDENCE"], "seal", out, "--key", ssh, "--pdf-key", key, "--pdf-cert", certificate)
    return Paper(f"{built.name}, sealed", out / "pack.pdf", built)


def pdfsig(paper: Paper, folder: Path) -> str:
    """Poppler must find one valid signature, over the whole document."""
    done = run("pdfsig", "-nocert", paper.file, cwd=folder)
    found = re.findall(r"Signature Validation: (.*)", done.stdout)
    if found != ["Signature is Valid."] or "Total document signed" not in done.stdout:
        return words(done)
    return ""


def openssl(paper: Paper, folder: Path) -> str:
    """OpenSSL must verify the signature over the bytes that it names, with the certificate that we made."""
    data = paper.file.read_bytes()
    found = re.findall(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", data)
    if len(found) != 1:
        return f"{len(found)} signatures"
    start, length, more, rest = map(int, found[0])
    if start or more + rest != len(data):
        return f"signed are {length + rest} of {len(data)} bytes"
    (folder / "signed").write_bytes(data[:length] + data[more : more + rest])
    (folder / "signature").write_bytes(bytes.fromhex(data[length:more].strip(b"<>").decode()))
    certificate = paper.file.parent.parent / CERTIFICATE
    command = ("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "signature", "-content", "signed")
    done = run(*command, "-CAfile", certificate, "-purpose", "any", "-out", os.devnull, cwd=folder)
    return words(done) if done.returncode else ""


def prefix(paper: Paper, _folder: Path) -> str:
    """The document as it was built must be the beginning of the sealed one."""
    same = paper.file.read_bytes().startswith(paper.built.paper.read_bytes())
    return "" if same else "the built document is not the beginning of the sealed one"


def spoilt(paper: Paper, defect: SealedDefect, folder: Path) -> Paper:
    """Write a spoilt copy of a sealed document, in a folder beside its own."""
    folder.mkdir()
    path = folder / "pack.pdf"
    path.write_bytes(defect.spoil(paper.file.read_bytes(), paper.built.paper.read_bytes()))
    return Paper(defect.name, path, paper.built)


def _in_the_middle(data: bytes, _: bytes) -> bytes:
    at = data.index(b"\nstream", len(data) // 3) + 40
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _in_the_signature(data: bytes, _: bytes) -> bytes:
    at = data.rindex(b"/Contents <") + 400 if b"/Contents <" in data else data.rindex(b"/Contents<") + 400
    return data[:at] + (b"0" if data[at : at + 1] != b"0" else b"1") + data[at + 1 :]


def _written_on(data: bytes, _: bytes) -> bytes:
    writer = PdfWriter(io.BytesIO(data), incremental=True)
    writer.add_metadata({"/Subject": "more"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


JUDGES: Final[Mapping[str, PaperJudge]] = {
    "veraPDF PDF/A-3a": vera("3a"),
    "veraPDF PDF/UA-1": vera("ua1"),
    "pdfsig": each(pdfsig),
    "openssl": each(openssl),
    "prefix": each(prefix),
}
DEFECTS: Final[Sequence[SealedDefect]] = (
    SealedDefect(
        "a byte of the sealed document changed",
        {"pdfsig": "digest mismatch", "openssl": "verification failure", "prefix": "is not the beginning"},
        _in_the_middle,
    ),
    SealedDefect("a byte of the signature changed", {"openssl": "error"}, _in_the_signature),
    SealedDefect(
        "more written after the seal",
        {"pdfsig": "not total document signed", "openssl": "signed are"},
        _written_on,
    ),
    SealedDefect(
        "no seal", {"pdfsig": "does not contain any signatures", "openssl": "0 signatures"}, lambda _, built: built
    ),
)
