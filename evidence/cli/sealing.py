"""``seal`` and ``verify``: the bytes of a build, and everything a buyer can check offline."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidence.cli.answered import is_questionnaire, verify_answers
from evidence.cli.running import finish, moment_of, usage

if TYPE_CHECKING:
    from evidence.project import ApprovalFile
    from evidence.trust.findings import Bundle, Report, Trust
    from evidence.trust.seal import Sign


class ReportFormat(StrEnum):
    """How a verification is printed."""

    TEXT = "text"
    JSON = "json"


def seal(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `build` wrote.", show_default=False)],
    key: Annotated[Path, typer.Option("--key", help="SSH key of the organisation or of CI; Ed25519 for equal bytes.")],
    pdf_key: Annotated[Path | None, typer.Option("--pdf-key", help="Sign the PDF, too: P-256 or RSA, PEM.")] = None,
    pdf_cert: Annotated[Path | None, typer.Option("--pdf-cert", help="The certificate of --pdf-key, PEM.")] = None,
    pdf_self_signed: Annotated[
        bool, typer.Option("--pdf-self-signed", help="Sign the PDF with a key made for this once: integrity only.")
    ] = False,
    zip_file: Annotated[
        Path | None, typer.Option("--zip", metavar="FILE", help="Write the sealed pack as one zip, too.")
    ] = None,
) -> None:
    """Seal the bytes of a build with an organisation's key. A seal is no approval."""
    from evidence import __version__, archive, output
    from evidence.errors import OutputError
    from evidence.trust import sshsig
    from evidence.trust.seal import seal as sealed

    if (pdf_key is None) != (pdf_cert is None) or (pdf_self_signed and pdf_key):
        usage("say --pdf-key with --pdf-cert, or --pdf-self-signed, or neither")
    if not folder.is_dir():
        usage(f"{folder} is no folder")
    if zip_file and zip_file.resolve().is_relative_to(folder.resolve()):
        usage("--zip: name a place outside the folder")
    reading = archive.read(folder)
    if reading.refused:
        raise OutputError(f"cannot seal {folder}: {reading.refused[0]}")

    def by_key(statement: bytes) -> bytes:
        return sshsig.sign(statement, key, sshsig.SEAL)

    made = sealed(
        reading.files, by_key, _pdf_signer(pdf_key, pdf_cert, pdf_self_signed), f"evidence-compiler {__version__}"
    )
    output.replace_folder(folder, made, sealed=True)
    typer.echo(f"{folder}: sealed, {len(made)} files")
    if zip_file:
        output.write_file(zip_file, archive.zipped(made))
        typer.echo(f"wrote {zip_file}")


def _pdf_signer(key: Path | None, certificate: Path | None, self_signed: bool) -> "Sign | None":
    """Return what signs a PDF; None where none is asked for."""
    if not (key and certificate) and not self_signed:
        return None
    from evidence.trust import pades, sshsig

    now = datetime.now(UTC)
    if not (key and certificate):
        made = pades.self_signed(now)
    else:
        try:
            pem = key.read_bytes(), certificate.read_bytes()
        except OSError as fault:
            raise sshsig.SigningError(f"cannot read {fault.filename}: {(fault.strerror or '').lower()}") from fault
        encrypted = b"ENCRYPTED" in pem[0]
        secret = typer.prompt("Passphrase of the PDF key", hide_input=True).encode() if encrypted else None
        made = pades.load(*pem, secret, now)
    return lambda pdf: pades.sign(pdf, made)


def verify(
    place: Annotated[
        Path, typer.Argument(metavar="DIR|ZIP|FILE", help="A sealed pack, folder or zip, or an answered questionnaire.")
    ],
    trust: Annotated[
        Path | None,
        typer.Option("--trust", help="From outside the pack: the vendor's policy.yaml or allowed_signers."),
    ] = None,
    approvals: Annotated[
        Path | None, typer.Option("--approvals", metavar="DIR", help="Approvals that came later, beside the pack.")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="Look at it as of this time. Default: now.")
    ] = None,
    received: Annotated[
        Path | None, typer.Option("--received", metavar="FILE", help="With a questionnaire: the file as it was sent.")
    ] = None,
    form: Annotated[ReportFormat, typer.Option("--format", help="How to print the findings.")] = ReportFormat.TEXT,
) -> None:
    """Verify a sealed pack or an answered questionnaire offline: bytes, signatures, digests, approvals."""
    from evidence.trust import narration

    moment = moment_of(at, "--at")
    outside = trusted(trust) if trust else None
    if is_questionnaire(place):
        report, bundle, repeat = verify_answers(place, approvals or place.parent, outside, received, moment)
    else:
        report, bundle, repeat = _pack(place, outside, _beside(approvals) if approvals else (), moment)
    if form is ReportFormat.JSON:
        typer.echo(narration.as_json(report, bundle, repeat), nl=False)
    else:
        typer.echo(narration.as_text(report, bundle, repeat), nl=False)
    if report.verdict != "verified":
        raise typer.Exit(1)


def _pack(
    place: Path, trust: "Trust | None", beside: "tuple[ApprovalFile, ...]", at: datetime
) -> "tuple[Report, Bundle, list[str]]":
    """Return what a verification of a sealed pack finds, and the commands that repeat it."""
    from evidence import archive
    from evidence.trust import commands
    from evidence.trust.findings import Bundle, Report, failed
    from evidence.trust.verify import verify as verified

    reading = archive.read(place)
    bundle = Bundle(reading.files, at, trust, beside)
    refused = tuple(failed("names", why) for why in reading.refused)
    report = Report(refused) if refused else verified(bundle)
    return report, bundle, commands.commands(bundle, str(place.absolute()), zipped=not place.is_dir())


def trusted(path: Path) -> "Trust":
    """Read what the verifier trusts; leave with 1 where it cannot be read."""
    from evidence.project import KEYS, Loader
    from evidence.source import MAX_BYTES, decode
    from evidence.trust.findings import Trust
    from evidence.trust.keys import read_keys
    from evidence.trust.policy import read_policy

    loader = Loader(path.parent)
    is_policy = path.suffix in (".yaml", ".yml")
    keys_file = path.with_name(KEYS) if is_policy else path
    keys = loader.bytes_of(keys_file.name, None, MAX_BYTES, named=True)
    rules = loader.bytes_of(path.name, None, MAX_BYTES, named=True) if is_policy else None
    lines, problems = decode(keys_file.name, keys) if keys is not None else (None, [])
    found, wrong = read_keys(lines) if lines else ((), [])
    policy = None
    if rules is not None and keys is not None:
        policy, problems = read_policy((path.name, rules), (keys_file.name, keys))
        wrong = []
    finish([*loader.problems, *problems, *wrong], path.parent.as_posix())
    return Trust(str(path), found, policy, str(keys_file.absolute()))


def _beside(folder: Path) -> "tuple[ApprovalFile, ...]":
    from evidence.project import Loader

    if not folder.is_dir():
        usage(f"--approvals {folder}: no folder")
    loader = Loader(folder)
    found = loader.approvals(".")
    finish(loader.problems, folder.as_posix())
    if not found:
        usage(f"--approvals {folder}: it holds no approvals")
    return found
