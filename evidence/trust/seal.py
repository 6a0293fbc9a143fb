"""Sealing: an organisation's key over the bytes of a build. It says where they come from, not that anybody approved.

The manifest and everything it lists stay as the build wrote them; a seal adds. Without a PDF key the same folder gives
the same seal again.
"""

from collections.abc import Callable, Mapping
from typing import Final

from evidence.canonical import sha256
from evidence.errors import EvidenceError
from evidence.trust import cms, sshsig, statement
from evidence.trust.checks.files import MANIFEST, SEAL, SIGNATURE, read_manifest
from evidence.trust.checks.pdf import PDF
from evidence.trust.statement import Expected, Listed, Prefix, Sealed

MEANING: Final = "These are the bytes of one build. A seal says where they come from; it approves nothing."
Sign = Callable[[bytes], bytes]


class SealError(EvidenceError):
    """A folder cannot be sealed."""


def seal(files: Mapping[str, bytes], sign: Sign, sign_pdf: Sign | None, tool: str) -> dict[str, bytes]:
    """Return the files of a built folder with its seal. Raises SealError unless they are as they were built.

    A folder that is sealed already is sealed anew: its PDF goes back to how it was built first.
    """
    built = as_built(files)
    made = dict(built)
    signatures = [Expected(path=SIGNATURE, kind="ssh", namespace=sshsig.SEAL)]
    signatures += [
        Expected(path=path, kind="ssh", namespace=sshsig.SIGN_OFF) for path in sorted(built) if path.endswith(".sig")
    ]
    unsigned = None
    if sign_pdf and PDF not in built:
        raise SealError(f"there is no {PDF} to sign; build it, or leave the PDF key out")
    if sign_pdf:
        made[PDF] = sign_pdf(built[PDF])
        found = cms.check(made[PDF])
        if isinstance(found, str) or not made[PDF].startswith(built[PDF]):
            raise SealError(f"{PDF} could not be signed: {found if isinstance(found, str) else 'it was rewritten'}")
        unsigned = Prefix(path=PDF, size=len(built[PDF]), sha256=sha256(built[PDF]))
        signatures.append(Expected(path=PDF, kind="pades", certificate=sha256(found.certificate)))
    paths = sorted(made)
    predicate = Sealed(
        meaning=MEANING,
        files=tuple(Listed(path=path, size=len(made[path])) for path in paths),
        unsigned=unsigned,
        signatures=tuple(signatures),
        tool=tool,
    )
    made[SEAL] = statement.written(statement.SEAL, {path: sha256(made[path]) for path in paths}, predicate)
    made[SIGNATURE] = sign(made[SEAL])
    return made


def as_built(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files that a build wrote. Raises SealError where one is missing, changed or not the build's."""
    listed = read_manifest(files)
    if isinstance(listed, str):
        raise SealError(f"{MANIFEST}: {listed}; seal a folder that `evidence build` wrote")
    built = {MANIFEST: files[MANIFEST]}
    for path, (size, digest) in listed.items():
        data = files.get(path, b"")
        if path == PDF and cms.is_signed(data):
            data = data[:size]
        if path not in files or len(data) != size or sha256(data) != digest:
            raise SealError(f"{path} is not as it was built; build again")
        built[path] = data
    unknown = sorted(files.keys() - built.keys() - {SEAL, SIGNATURE})
    if unknown:
        raise SealError(f"{unknown[0]} is not of this build; take it away, or build again")
    return built
