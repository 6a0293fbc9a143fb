"""The signature in a PDF, checked without a PDF library: byte range, signed attributes, key.

Strict where viewers are lenient: one signature, over the whole file, by the certificate that it names.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

_RANGE: Final = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")


@dataclass(frozen=True)
class PdfSignature:
    """A signature that fits the file: its certificate, and where it stands."""

    certificate: bytes
    begin: int
    end: int
    """The bytes from ``begin`` to ``end`` are the signature in hexadecimal, with its angle brackets."""

    size: int
    """The length of the signature itself, without padding."""


def is_signed(data: bytes) -> bool:
    """Tell whether a PDF has a signature, good or not."""
    return bool(_RANGE.search(data))


def check(data: bytes) -> PdfSignature | str:
    """Return the signature of a PDF, or why it does not hold for the whole file."""
    ranges = _RANGE.findall(data)
    if len(ranges) != 1:
        return f"it has {len(ranges)} signatures, and not one"
    first, begin, end, rest = map(int, ranges[0])
    if first or end + rest != len(data) or not begin < end:
        return "its signature does not cover the whole file: something was added or cut off"
    try:
        contents = bytes.fromhex(data[begin + 1 : end - 1].decode("ascii"))
    except ValueError:
        return "its signature is no hexadecimal text"
    if data[begin : begin + 1] + data[end - 1 : end] != b"<>":
        return "its signature does not stand where its byte range says"
    signed = hashlib.sha256(data[:begin] + data[end:]).digest()
    return _cms(contents, signed, begin, end)


def _cms(contents: bytes, signed: bytes, begin: int, end: int) -> PdfSignature | str:
    from asn1crypto import cms, tsp  # tsp knows the attribute that names the certificate

    try:
        info = cms.ContentInfo.load(contents)
        size = len(info.dump())
        data = info["content"]
        (signer,) = data["signer_infos"]
        attributes = {a["type"].native: a["values"][0] for a in signer["signed_attrs"]}
        sha_256 = signer["digest_algorithm"]["algorithm"].native == "sha256"
        named = _certificate_named(attributes["signing_certificate_v2"], tsp.SigningCertificateV2)
        found = [c.chosen.dump() for c in data["certificates"]]
        digest, kind = attributes["message_digest"].native, attributes["content_type"].native
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return "its signature cannot be read"
    if contents[size:].strip(b"\0") or not sha_256 or kind != "data":
        return "its signature is of a form that we do not write"
    certificate = next((c for c in found if hashlib.sha256(c).digest() == named), None)
    if certificate is None:
        return "its signature names a certificate that is not in it"
    if digest != signed:
        return "it was changed after it was signed"
    if not _holds(certificate, signer):
        return "its signature is not of the key in its certificate"
    return PdfSignature(certificate, begin, end, size)


def _certificate_named(attribute: Any, form: Any) -> bytes:
    """Return the digest of the certificate that the signed attributes name."""
    if not isinstance(attribute, form):
        raise TypeError("no signing certificate is named")
    named: bytes = attribute["certs"][0]["cert_hash"].native
    return named


def _holds(certificate: bytes, signer: Any) -> bool:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        over, value = signer["signed_attrs"].untag().dump(), signer["signature"].native
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, over, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(value, over, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True
