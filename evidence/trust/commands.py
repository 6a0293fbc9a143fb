"""The commands with which a stranger repeats the main checks, with programs that are not ours.

They are printed as they can be run, in the pack's folder, in the order given.
"""

import shlex
from collections.abc import Iterator

from evidence.trust import cms, sshsig
from evidence.trust.checks.files import SEAL, SIGNATURE
from evidence.trust.checks.pdf import PDF
from evidence.trust.findings import Bundle
from evidence.trust.keys import Key
from evidence.trust.state import carried_approvals
from evidence.trust.statement import ApprovalStatement, SealStatement, read


def commands(bundle: Bundle, place: str, *, zipped: bool) -> list[str]:
    """Return the commands for a POSIX shell; nothing where there is no seal to begin from."""
    seal = read(SealStatement, bundle.files.get(SEAL, b""))
    if isinstance(seal, str):
        return []
    enter = [f"cd {shlex.quote(place)}"]
    if zipped:
        enter = [
            "PACK=$(mktemp -d)",
            f'unzip -q {shlex.quote(place)} -d "$PACK"',
            'cd "$PACK"',
        ]
    return [*enter, *_signatures(bundle), _digests(seal), *_pdf(bundle)]


def _signatures(bundle: Bundle) -> Iterator[str]:
    """The seal's and the approvals' signatures, with the keys that were brought along."""
    trust = bundle.trust
    if trust is None:
        return
    signed = [(SEAL, SIGNATURE, sshsig.SEAL, "")]
    for approval in carried_approvals(bundle.files):
        statement = read(ApprovalStatement, approval.statement)
        if not isinstance(statement, str):
            when = statement.predicate.signed_at.translate({ord(c): None for c in "-:TZ"})
            signed.append((approval.name, f"{approval.name}.sig", sshsig.SIGN_OFF, when))
    for path, signature, namespace, when in signed:
        key = _key(bundle, signature, namespace)
        if key:
            at = f" -Overify-time={when}Z" if when and (key.valid_after or key.valid_before) else ""
            yield (
                f"ssh-keygen -Y verify -f {shlex.quote(trust.keys_file)} -I {shlex.quote(key.name)} -n {namespace}"
                f"{at} -s {shlex.quote(signature)} < {shlex.quote(path)}"
            )


def _key(bundle: Bundle, path: str, namespace: str) -> Key | None:
    signature = sshsig.parse(bundle.files.get(path, b""))
    if isinstance(signature, str) or bundle.trust is None:
        return None
    mine = (k for k in bundle.trust.keys if k.key == signature.key and namespace in k.namespaces)
    return next(mine, None)


def _digests(seal: SealStatement) -> str:
    lines = [f"{digest}  {path}" for path, digest in seal.digests().items()]
    return "\n".join(["sha256sum --check --strict <<'END'", *lines, "END"])


def _pdf(bundle: Bundle) -> Iterator[str]:
    """The PDF's signature: with pdfsig, and with openssl over the bytes that it covers."""
    data = bundle.files.get(PDF, b"")
    found = cms.check(data)
    if isinstance(found, str):
        return
    yield f"pdfsig -nocert {PDF}"
    yield "WORK=$(mktemp -d)"
    yield f'{{ head -c {found.begin} {PDF}; tail -c +{found.end + 1} {PDF}; }} > "$WORK/signed"'
    hexadecimal = f"tail -c +{found.begin + 2} {PDF} | head -c {2 * found.size}"
    yield f'{hexadecimal} | perl -ne \'print pack("H*", $_)\' > "$WORK/signature"'
    yield (
        'openssl cms -verify -binary -noverify -inform DER -in "$WORK/signature" -content "$WORK/signed" -out /dev/null'
    )


def windows(bundle: Bundle) -> list[str]:
    """Return the commands for PowerShell that compare every file with the seal; each prints True."""
    seal = read(SealStatement, bundle.files.get(SEAL, b""))
    if isinstance(seal, str):
        return []
    return [
        f"(Get-FileHash -Algorithm SHA256 -LiteralPath '{path.replace('/', chr(92))}').Hash -eq '{digest.upper()}'"
        for path, digest in seal.digests().items()
    ]
