"""The commands with which a stranger repeats the main checks, with programs that are not ours.

They are printed as they can be run, in the pack's folder, in the order given.
"""

import shlex
from collections.abc import Iterator

from evidence.trust import cms, sshsig
from evidence.trust.checks.files import SEAL
from evidence.trust.checks.pdf import PDF
from evidence.trust.findings import Bundle, Trust
from evidence.trust.keys import Key
from evidence.trust.state import carried_approvals
from evidence.trust.statement import AnswersStatement, ApprovalStatement, SealStatement, read


def commands(bundle: Bundle, place: str, *, zipped: bool) -> list[str]:
    """Return the commands for a POSIX shell; nothing where there is no seal to begin from."""
    seal = _seal(bundle)
    if seal is None:
        return []
    enter = [f"cd {shlex.quote(place)}"]
    if zipped:
        enter = [
            "PACK=$(mktemp -d)",
            f'unzip -q {shlex.quote(place)} -d "$PACK"',
            'cd "$PACK"',
        ]
    return [*enter, *_signatures(bundle), _digests(seal), *_pdf(bundle)]


def _seal(bundle: Bundle) -> SealStatement | None:
    """Return the seal if it names no file but those of the pack, whose names no shell misunderstands."""
    seal = read(SealStatement, bundle.files.get(SEAL, b""))
    return None if isinstance(seal, str) or seal.digests().keys() - bundle.files.keys() else seal


def of_answers(bundle: Bundle, place: str, folder: str) -> list[str]:
    """Return the commands for a questionnaire at a place with its approvals in a folder."""
    trust, said = bundle.trust, [read(AnswersStatement, a.statement) for a in bundle.beside]
    if trust is None:
        return []
    signed = [
        (approval.name, approval.signature or b"", statement.predicate.signed_at)
        for approval, statement in zip(bundle.beside, said, strict=True)
        if not isinstance(statement, str)
    ]
    checks = [c for name, data, when in signed if (c := _checked(name, data, trust, sshsig.SIGN_OFF, when))]
    digests = {s.digests()["returned"] for s in said if not isinstance(s, str) and "returned" in s.digests()}
    sums = [f"printf '%s  %s\\n' {d} {shlex.quote(place)} | sha256sum --check --strict" for d in sorted(digests)]
    return [f"cd {shlex.quote(folder)}", *checks, *sums]


def _signatures(bundle: Bundle) -> Iterator[str]:
    """The seal's and the approvals' signatures, with the keys that were brought along."""
    if bundle.trust is None:
        return
    signed = [(SEAL, sshsig.SEAL, "")]
    for approval in carried_approvals(bundle.files):
        statement = read(ApprovalStatement, approval.statement)
        if not isinstance(statement, str):
            signed.append((approval.name, sshsig.SIGN_OFF, statement.predicate.signed_at))
    for path, namespace, when in signed:
        command = _checked(path, bundle.files.get(f"{path}.sig", b""), bundle.trust, namespace, when)
        if command:
            yield command


def _checked(path: str, signature: bytes, trust: Trust, namespace: str, when: str) -> str | None:
    """Return the command that checks a file's signature with the trusted key that it names; None without such a key."""
    key = _key(signature, trust, namespace)
    if key is None:
        return None
    moment = "".join(c for c in when if c.isdigit())
    at = f" -Overify-time={moment}Z" if moment and (key.valid_after or key.valid_before) else ""
    return (
        f"ssh-keygen -Y verify -f {shlex.quote(trust.keys_file)} -I {shlex.quote(key.name)} -n {namespace}"
        f"{at} -s {shlex.quote(f'{path}.sig')} < {shlex.quote(path)}"
    )


def _key(data: bytes, trust: Trust, namespace: str) -> Key | None:
    """Return the trusted key that a signature names."""
    signature = sshsig.parse(data)
    if isinstance(signature, str):
        return None
    mine = (k for k in trust.keys if k.key == signature.key and namespace in k.namespaces)
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
    seal = _seal(bundle)
    if seal is None:
        return []
    return [
        f"(Get-FileHash -Algorithm SHA256 -LiteralPath '{path.replace('/', chr(92))}').Hash -eq '{digest.upper()}'"
        for path, digest in seal.digests().items()
    ]
