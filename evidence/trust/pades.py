"""The PDF's own signature (PAdES B-B): one invisible revision, appended, so that the built PDF stays a prefix.

The only home of pyHanko. It says that the bytes are the build's, in words: *build integrity, not approval*.
"""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from evidence.trust.sshsig import SigningError

REASON: Final = "build integrity, not approval"
FIELD: Final = "Seal"
_CURVES: Final = ("secp256r1", "secp384r1")
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class PdfKey:
    """A key for PDF signatures, and the certificate that goes with it."""

    key: PrivateKey
    certificate: x509.Certificate


def load(key: bytes, certificate: bytes, passphrase: bytes | None, at: datetime) -> PdfKey:
    """Return the key of two PEM files. Raises SigningError where they are wrong, encrypted, or do not fit."""
    try:
        private = serialization.load_pem_private_key(key, passphrase)
        public = x509.load_pem_x509_certificate(certificate)
    except TypeError as fault:
        raise SigningError(f"the PDF key cannot be opened: {str(fault).lower()}") from fault
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise SigningError("the PDF key or certificate is not PEM, or the passphrase is wrong") from fault
    if not isinstance(private, PrivateKey) or not _usable(private):
        raise SigningError("a PDF key has to be P-256, P-384, or RSA of 2048 bits or more: viewers refuse others")
    if private.public_key() != public.public_key():
        raise SigningError("the PDF certificate belongs to another key")
    if not public.not_valid_before_utc <= at <= public.not_valid_after_utc:
        raise SigningError(f"the PDF certificate is valid until {public.not_valid_after_utc:%Y-%m-%d} only")
    return PdfKey(private, public)


def _usable(key: PrivateKey) -> bool:
    return key.key_size >= 2048 if isinstance(key, rsa.RSAPrivateKey) else key.curve.name in _CURVES


def self_signed(at: datetime) -> PdfKey:
    """Return a key that lives as long as one seal: the signature shows that nothing was changed, not by whom."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "evidence-compiler seal, self-signed")])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(minutes=5))
        .not_valid_after(at + timedelta(days=3650))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return PdfKey(key, made)


def sign(pdf: bytes, key: PdfKey) -> bytes:
    """Return the PDF with one appended revision that holds its signature."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    der = key.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate = asn1_x509.Certificate.load(key.certificate.public_bytes(serialization.Encoding.DER))
    signer = signers.SimpleSigner(certificate, asn1_keys.PrivateKeyInfo.load(der), _no_others())
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=REASON,
        subfilter=fields.SigSeedSubFilter.PADES,
        embed_validation_info=False,
    )
    out = io.BytesIO()
    signers.PdfSigner(meta, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()


def _no_others() -> Any:
    """Return a store without certificates: the signature carries its own and no chain."""
    from pyhanko_certvalidator import registry

    store: Any = registry.SimpleCertificateStore
    return store()
