"""Does the evidence back statements that exist, is it still valid, is it what it says it is, and of this version?"""

from collections import Counter
from collections.abc import Iterator

from evidence.config import EvidenceFile
from evidence.diagnostics import Code, Diagnostic, error, warning
from evidence.model import Claim
from evidence.pack import Pack
from evidence.project import Project
from evidence.supplied import UnreadableError, plain_version, read


def check(project: Project, pack: Pack) -> Iterator[Diagnostic]:
    """Judge every piece of evidence, and every claim that has none."""
    asked = Counter(e.id for e in project.config.evidence)
    for n, entry in enumerate(project.config.evidence):
        if asked[entry.id] > 1:
            where = project.setting("evidence", n, "id")
            yield error(Code.DUPLICATE_ID, f"the id {entry.id} is given to {asked[entry.id]} files", where)
        for m, name in enumerate(entry.backs):
            if name not in pack.content.by_id:
                where = project.setting("evidence", n, "backs", m)
                yield error(
                    Code.UNKNOWN_STATEMENT, f"no statement has the id {name!r}", where, "`evidence show` lists the ids"
                )
        yield from _times(project, pack, n, entry)
        yield from _bytes(project, n, entry)
    yield from _claims(project, pack)


def _times(project: Project, pack: Pack, n: int, entry: EvidenceFile) -> Iterator[Diagnostic]:
    today = pack.issued_at.date().isoformat()
    if entry.valid_until and entry.valid_until < today:
        where = project.setting("evidence", n, "valid-until")
        message = f"{entry.place} was valid until {entry.valid_until}"
        yield error(Code.EVIDENCE_EXPIRED, message, where, "name a newer file")
    if entry.collected_at and entry.collected_at > today:
        where = project.setting("evidence", n, "collected-at")
        message = f"{entry.place} was collected on {entry.collected_at}, and the pack is of {today}"
        yield warning(Code.CLOCK_SKEW, message, where, "look at the clock, or at --issued-at")


def _bytes(project: Project, n: int, entry: EvidenceFile) -> Iterator[Diagnostic]:
    """Compare a file with what is said of it, and with the product's version."""
    found = project.evidence[entry.id]
    if entry.sha256 and entry.sha256 != found:
        where = project.setting("evidence", n, "sha256")
        message = f"{entry.place} has the SHA-256 {found}, not the one that is said here"
        yield error(Code.EVIDENCE_CHANGED, message, where, "find out who changed it, and why, before you change this")
    data = project.supplied.get(entry.id)
    if data is None:
        return
    where = project.setting("evidence", n, "path")
    try:
        supplied = read(entry.kind, data)
    except UnreadableError as fault:
        hint = f"write it anew, or name another kind than {entry.kind}"
        yield error(Code.EVIDENCE_UNREADABLE, f"{entry.place} is no {entry.kind}: {fault}", where, hint)
        return
    version = project.config.product.version
    if entry.kind != "provenance" and version and supplied.versions and plain_version(version) not in supplied.versions:
        shown = ", ".join(sorted(supplied.versions)[:5])
        message = f"{entry.place} is of version {shown}, and the product of {version}"
        yield error(Code.EVIDENCE_VERSION, message, where, "name the file of this version")


def _claims(project: Project, pack: Pack) -> Iterator[Diagnostic]:
    """Refuse claims that nothing backs, where there is an evidence.yaml that could name what does."""
    if project.settings is None:
        return
    backed = {name for entry in project.config.evidence for name in entry.backs}
    for statement in pack.content.statements:
        if isinstance(statement, Claim) and statement.id not in backed:
            yield error(
                Code.CLAIM_WITHOUT_EVIDENCE,
                f"nothing backs {statement.id}",
                pack.content.spans[statement.id],
                "name what shows it under `evidence`, with this id in `backs`; or do not claim it",
            )
