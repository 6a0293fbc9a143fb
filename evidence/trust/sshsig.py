"""SSH signatures, by the ``ssh-keygen`` that procurement has already: key files, ssh-agent and hardware keys.

A signature is read strictly: only the one way in which ``ssh-keygen`` writes it is taken, so that no byte of its file
can change unseen.
"""

import base64
import binascii
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from evidence.errors import EvidenceError, MissingLibraryError

SIGN_OFF: Final = "evidence-sign-off"
SEAL: Final = "evidence-seal"
_BEGIN: Final = b"-----BEGIN SSH SIGNATURE-----\n"
_END: Final = b"-----END SSH SIGNATURE-----\n"
_WIDTH: Final = 70
_MISSING: Final = (
    "ssh-keygen is missing. It is part of OpenSSH 8.1 or newer:\n"
    "  apt:  apt-get install openssh-client\n"
    "  dnf:  dnf install openssh-clients\n"
    "macOS and Windows 10 have it"
)


class SigningError(EvidenceError):
    """A signature could not be made."""


@dataclass(frozen=True)
class Signature:
    """What an SSH signature says of itself; nothing of it is proven before it is verified."""

    key: str
    """The public key's bytes, base64, as in ``allowed_signers``."""

    namespace: str

    @property
    def fingerprint(self) -> str:
        """The key's fingerprint as ``ssh-keygen -l`` prints it."""
        return fingerprint(self.key)


@dataclass(frozen=True)
class Question:
    """Is this the signature of that principal's key over these bytes?"""

    statement: bytes
    signature: bytes
    principal: str
    namespace: str
    allowed: str
    """One line of ``allowed_signers``: the only key that may have signed."""

    at: datetime | None = None


def fingerprint(key: str) -> str:
    """Return the fingerprint of a public key given in base64."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(base64.b64decode(key)).digest()).decode().rstrip("=")


def parse(data: bytes) -> Signature | str:
    """Return what a signature says of itself, or why it is none."""
    if not data.startswith(_BEGIN) or not data.endswith(_END):
        return "it is no SSH signature"
    try:
        blob = base64.b64decode(data[len(_BEGIN) : -len(_END)].replace(b"\n", b""), validate=True)
    except binascii.Error:
        return "its base64 is broken"
    if _armoured(blob) != data:
        return "it is not written as ssh-keygen writes it"
    magic, rest = blob[:6], blob[10:]
    fields: list[bytes] = []
    while rest:
        size = int.from_bytes(rest[:4])
        if len(rest) < 4 + size:
            return "it is cut off"
        fields.append(rest[4 : 4 + size])
        rest = rest[4 + size :]
    if magic != b"SSHSIG" or blob[6:10] != b"\x00\x00\x00\x01" or len(fields) != 5 or fields[2]:
        return "it is no SSH signature of version 1"
    return Signature(base64.b64encode(fields[0]).decode(), fields[1].decode(errors="replace"))


def _armoured(blob: bytes) -> bytes:
    text = base64.b64encode(blob)
    lines = [text[n : n + _WIDTH] + b"\n" for n in range(0, len(text), _WIDTH)]
    return _BEGIN + b"".join(lines) + _END


def sign(statement: bytes, key: Path, namespace: str) -> bytes:
    """Return the signature of bytes; ``key`` is a private key, or the public one of a key in the agent.

    Raises SigningError with what ``ssh-keygen`` says.
    """
    command = ["ssh-keygen", "-Y", "sign", "-f", str(key), "-n", namespace]
    # Without a terminal there is nobody to ask for a passphrase, and nothing may wait for one.
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, no shell
            command, input=statement, capture_output=True, check=False, start_new_session=not sys.stdin.isatty()
        )
    except FileNotFoundError as fault:
        raise MissingLibraryError(_MISSING) from fault
    if done.returncode:
        said = done.stderr.decode(errors="replace").replace("Signing data on standard input", "").strip()
        raise SigningError(f"ssh-keygen cannot sign with {key}: {said.splitlines()[-1] if said else 'no reason given'}")
    return done.stdout


def verify(questions: Sequence[Question]) -> list[str | None]:
    """Return for every question None where the answer is yes, else what ``ssh-keygen`` says against it."""
    if not questions:
        return []
    with tempfile.TemporaryDirectory() as name:
        running = [_started(Path(name) / str(n), q) for n, q in enumerate(questions)]
        return [_answer(process) for process in running]


def _started(folder: Path, question: Question) -> subprocess.Popen[bytes]:
    folder.mkdir()
    (folder / "allowed").write_text(question.allowed + "\n", encoding="ascii")
    (folder / "signature").write_bytes(question.signature)
    (folder / "statement").write_bytes(question.statement)
    command = ["ssh-keygen", "-Y", "verify", "-f", str(folder / "allowed"), "-s", str(folder / "signature")]
    command += ["-I", question.principal, "-n", question.namespace]
    if question.at:
        command.append(f"-Overify-time={question.at:%Y%m%d%H%M%S}")
    with (folder / "statement").open("rb") as statement:
        try:
            return subprocess.Popen(  # noqa: S603 - a fixed program, no shell
                command,
                stdin=statement,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**os.environ, "TZ": "UTC", "LC_ALL": "C"},
            )
        except FileNotFoundError as fault:
            raise MissingLibraryError(_MISSING) from fault


def _answer(process: subprocess.Popen[bytes]) -> str | None:
    said, _ = process.communicate()
    if process.returncode == 0:
        return None
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[0] if lines else "ssh-keygen gives no reason"


def key_type(key: str) -> str:
    """Return the type that a public key in base64 names itself: ``ssh-ed25519``."""
    blob = base64.b64decode(key)
    return blob[4 : 4 + int.from_bytes(blob[:4])].decode("ascii", "replace")
