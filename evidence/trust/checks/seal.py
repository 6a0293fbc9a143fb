"""Whose key sealed the pack? Only a key from outside the pack says so."""

from collections.abc import Iterator

from evidence.trust import sshsig
from evidence.trust.checks.files import SEAL, SIGNATURE, Sealing
from evidence.trust.findings import Bundle, Finding, Trust, failed, ok, unchecked
from evidence.trust.keys import Key

CHECK = "seal signature"


def check(bundle: Bundle, sealing: Sealing) -> Iterator[Finding]:
    """Check the seal's signature with the keys that were brought along."""
    if SEAL not in bundle.files:
        return
    if SIGNATURE not in bundle.files:
        yield failed(CHECK, f"{SIGNATURE} is missing: the seal is unsigned")
        return
    signature = sshsig.parse(bundle.files[SIGNATURE])
    if isinstance(signature, str):
        yield failed(CHECK, f"{SIGNATURE}: {signature}")
    elif signature.namespace != sshsig.SEAL:
        yield failed(CHECK, f"{SIGNATURE} was made for {signature.namespace!r}, not for {sshsig.SEAL!r}")
    else:
        yield _signed(bundle, signature, sealing)


def _signed(bundle: Bundle, signature: sshsig.Signature, sealing: Sealing) -> Finding:
    key = sealer(bundle.trust, signature) if bundle.trust else None
    if bundle.trust and key is None:
        return failed(
            CHECK, f"{SIGNATURE} is of {signature.fingerprint}, which is no sealing key in {bundle.trust.name}"
        )
    name = key.name if key else "unknown"
    allowed = (
        key.allowed(sshsig.SEAL) if key else f'{name} namespaces="{sshsig.SEAL}" {_kind(signature)} {signature.key}'
    )
    statement = bundle.files[SEAL]
    question = sshsig.Question(statement, bundle.files[SIGNATURE], name, sshsig.SEAL, allowed, bundle.at)
    (against,) = sshsig.verify([question])
    if against or sealing.statement is None:
        return failed(CHECK, f"{SIGNATURE}: {against or 'there is no seal that it could be of'}")
    if key:
        return ok(CHECK, f"sealed by {name}, key {signature.fingerprint}")
    return unchecked(
        CHECK, f"sealed with {signature.fingerprint}; whose key that is, the pack cannot say: give --trust FILE"
    )


def sealer(trust: Trust, signature: sshsig.Signature) -> Key | None:
    """Return the trusted sealing key that a signature names."""
    mine = (k for k in trust.keys if sshsig.SEAL in k.namespaces and k.key == signature.key)
    return next(mine, None)


def _kind(signature: sshsig.Signature) -> str:
    return sshsig.key_type(signature.key)
