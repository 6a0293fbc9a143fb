"""Is the evidence about these artefacts? The in-toto statement about them, and others' statements held against them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evidence.canonical import pretty_json, sha256
from evidence.diagnostics import Code, Diagnostic, error, warning
from evidence.pack import Artefact, Pack
from evidence.project import Project
from evidence.supplied import Subject, UnreadableError, read

STATEMENT: Final = "release.intoto.json"
_SHA256: Final = ("sha256", "SHA-256", "SHA256")


def mismatches(project: Project, artefacts: Sequence[Artefact]) -> Iterator[Diagnostic]:
    """Refuse provenance about something else than these artefacts, and an SBOM that says another digest."""
    digests = {a.sha256 for a in artefacts}
    covered: set[str] = set()
    provenance = False
    for n, entry in enumerate(project.config.evidence):
        data = project.supplied.get(entry.id)
        if data is None or entry.kind not in ("provenance", "sbom"):
            continue
        try:
            subjects = read(entry.kind, data).subjects
        except UnreadableError:
            continue  # the checks have said so
        where = project.setting("evidence", n, "path")
        provenance |= entry.kind == "provenance"
        if not subjects and entry.kind == "provenance":
            yield error(Code.SUBJECT_MISMATCH, f"{entry.place} is about nothing", where, "name its subjects")
        for subject in subjects:
            digest = _digest(subject)
            if entry.kind == "provenance":
                covered.add(digest or "")
            if digest not in digests and (digest or entry.kind == "provenance"):
                message = (
                    f"{entry.place} is about {subject.name or 'something'}{_short(digest)}, which is no artefact here"
                )
                hint = "name it with --artefact, or take the file that was made with these artefacts"
                yield error(Code.SUBJECT_MISMATCH, message, where, hint)
    bare = [a.name for a in artefacts if a.sha256 not in covered]
    if provenance and bare:
        yield warning(Code.UNCOVERED_ARTEFACT, f"no provenance is about {', '.join(bare[:5])}", None, "add it")


def _digest(subject: Subject) -> str | None:
    return next((subject.digests[name].lower() for name in _SHA256 if name in subject.digests), None)


def _short(digest: str | None) -> str:
    return f" (sha256:{digest[:12]}…)" if digest else " without a SHA-256"


def statement(pack: Pack, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the in-toto statement that ties what is promised to the artefacts; nothing where there are none."""
    release = pack.release
    if release is None or not release.artefacts:
        return {}
    predicate = {
        "tag": release.tag,
        "commit": release.commit,
        "tree": release.tree,
        "issued-at": pack.issued,
        "promise-digest": pack.content.promise_digest,
        "derived-digest": pack.content.derived_digest,
        "files": [{"name": path, "digest": {"sha256": sha256(files[path])}} for path in sorted(files)],
        "sign-off": pack.sign_off.state,
    }
    return {
        STATEMENT: pretty_json(
            {
                "_type": "https://in-toto.io/Statement/v1",
                "subject": [{"name": a.name, "digest": {"sha256": a.sha256}} for a in release.artefacts],
                "predicateType": "urn:evidence-compiler:release:1",
                "predicate": predicate,
            }
        )
    }
