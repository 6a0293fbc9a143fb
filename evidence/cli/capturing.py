"""``capture``: posture of the operator's own deployment, for an escalation."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidence.cli.app import SourceArgument
from evidence.cli.running import compile_source, finish, print_found, refuse_secrets, usage

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from evidence.capture.bundle import Captured
    from evidence.capture.fetch import Limits
    from evidence.model import Statement

_MOST_SECONDS = 300.0


def capture(
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="Your own deployment; https, or this machine itself.")
    ],
    source: SourceArgument = Path(),
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Folder of the bundle.")] = Path("escalation"),
    fact: Annotated[
        list[str] | None,
        typer.Option("--fact", metavar="NAME=VALUE", help="What is known, as in 'release tag=v1.2.0'. Repeatable."),
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option("--token-file", metavar="FILE", help="Bearer token for the deployment; not written.")
    ] = None,
    authorities: Annotated[
        Path | None, typer.Option("--ca", metavar="FILE", help="Certificate authorities to trust, PEM.")
    ] = None,
    seconds: Annotated[
        float, typer.Option("--timeout", min=0.1, max=_MOST_SECONDS, help="Seconds for each endpoint.")
    ] = 10.0,
    most: Annotated[
        int, typer.Option("--max-bytes", min=1, max=64 * 1024 * 1024, help="Bytes of an answer at most.")
    ] = 1024 * 1024,
    refuse: Annotated[
        bool, typer.Option("--refuse", help="Leave out an answer with a secret, instead of redacting it.")
    ] = False,
) -> None:
    """Capture the posture that the escalation steps name, redacted, with the steps as a checklist."""
    from evidence import output
    from evidence.capture import bundle, fetch

    project, result = compile_source(source, None)
    finish(result.diagnostics, project.root, quiet_notes=True)
    if result.pack is None:
        raise typer.Exit(1)
    content = result.pack.content
    facts = dict(_fact(text) for text in fact or [])
    limits = fetch.Limits(seconds, most, authorities, _token(token_file) if token_file else None)
    asked = _asked(content.statements, project.root)
    output.check_ours(out.absolute())
    try:
        origin = fetch.base(base_url)
    except fetch.FetchError as fault:
        usage(f"--base-url: {fault}")
    captured = [_captured(origin, endpoint, limits, content.statements, refuse) for endpoint in asked]
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    files = bundle.files(content.product.name or "Unnamed product", now, content.statements, captured, facts)
    refuse_secrets([files], project, content.statements, now, out)
    files[output.MANIFEST] = output.manifest(files, result.pack.compiler)
    output.replace_folder(out, files)
    _report(captured, out)


def _asked(statements: "Sequence[Statement]", root: str) -> "Sequence[str]":
    """Return the endpoints that the escalation steps name; leave with 1 where they name none."""
    from evidence.capture import bundle
    from evidence.diagnostics import Code, error

    asked = bundle.endpoints(statements)
    if not asked:
        hint = "name them in the steps of the escalation, as in “Capture posture from `/readyz`”"
        finish([error(Code.NOTHING_TO_CAPTURE, "no escalation step names an endpoint", None, hint)], root)
    return asked


def _captured(
    origin: "SplitResult", endpoint: str, limits: "Limits", statements: "Sequence[Statement]", refuse: bool
) -> "Captured":
    from evidence.capture.bundle import Captured
    from evidence.capture.fetch import FetchError, fetch
    from evidence.capture.redaction import RefusedError, redact

    try:
        answer = fetch(origin, endpoint, limits)
    except FetchError as fault:
        return Captured(endpoint, None, None, str(fault))
    try:
        return Captured(endpoint, answer.status, redact(answer, statements, limits.token, refuse=refuse))
    except RefusedError as fault:
        return Captured(endpoint, answer.status, None, str(fault))


def _report(captured: "Sequence[Captured]", out: Path) -> None:
    """Print what is in the bundle and what is not; leave with 1 where something is not."""
    from evidence.cli.app import DiagnosticFormat
    from evidence.diagnostics import Code, error

    for each in captured:
        if each.redacted:
            typer.echo(f"{out}: {each.line}")
    hint = "the bundle is written without it, and says why"
    found = [error(Code.NOT_CAPTURED, f"{c.endpoint}: {c.failure}", None, hint) for c in captured if not c.redacted]
    print_found(found, "", DiagnosticFormat.TEXT)
    if found:
        raise typer.Exit(1)


def _fact(text: str) -> tuple[str, str]:
    name, sign, value = (part.strip() for part in text.partition("="))
    if not (name and sign and value) or any(c in text for c in "\r\n"):
        usage(f"--fact {text!r}: write NAME=VALUE in one line, as in 'release tag=v1.2.0'")
    return name, value


def _token(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        usage(f"--token-file {path}: cannot be read")
    if not text.isascii() or not text.isprintable() or " " in text or not text:
        usage(f"--token-file {path}: holds no token")
    return text
