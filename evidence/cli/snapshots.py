"""``snapshot``: the pack of a release, bound to its tag and artefacts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidence.cli.app import IssuedOption, SourceArgument, VersionOption
from evidence.cli.packs import output_names
from evidence.cli.printing import making
from evidence.cli.releases import gate_names
from evidence.cli.running import compile_loaded, finish, load_source, refuse_secrets, time_of, usage
from evidence.cli.signoff import carried_by, in_emergency, not_signed_off

if TYPE_CHECKING:
    from evidence.config import EvidenceFile
    from evidence.diagnostics import Diagnostic
    from evidence.pack import Pack
    from evidence.project import Project
    from evidence.snapshot.artefacts import Hashed
    from evidence.wire import WirePack

_GATES = "loosened,withdrawn,owner,non-claim,policy"


ReleaseOption = Annotated[str, typer.Option("--release", metavar="TAG", help="The tag that is released.")]
ArtefactOption = Annotated[
    list[str] | None,
    typer.Option(
        "--artefact",
        metavar="FILE|GLOB|IMAGE",
        help="What is released: a file, a quoted pattern, or an image as name@sha256:digest. Repeatable.",
    ),
]
EvidenceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--evidence", metavar="KIND=FILE", help="Evidence about this release: sbom, vex, provenance, … Repeatable."
    ),
]
SinceOption = Annotated[
    Path | None, typer.Option("--since", metavar="OLD", help="Pack of the last release, for the gate.")
]
FailOnOption = Annotated[
    str, typer.Option("--fail-on", metavar="NAME,…", help="Changes since OLD that need a sign-off; see `diff`.")
]
CommitOption = Annotated[
    str | None, typer.Option("--commit", metavar="SHA", help="The commit: outside git, or before there is a tag.")
]
DirtyOption = Annotated[bool, typer.Option("--allow-dirty", help="Go on in a tree that is not clean, and record that.")]
KeyOption = Annotated[Path | None, typer.Option("--key", help="Seal with this SSH key, of CI or the organisation.")]
ZipOption = Annotated[Path | None, typer.Option("--zip", metavar="FILE", help="Write the snapshot as one zip, too.")]
OnlyOption = Annotated[str | None, typer.Option("--only", metavar="NAME,…", help="Outputs to write; see `build`.")]
RequireOption = Annotated[
    bool | None,
    typer.Option(
        "--require-sign-off/--no-sign-off",
        help="Fail unless it is signed off. Default: where the project has a sign-off policy.",
        show_default=False,
    ),
]
PromisesOption = Annotated[
    bool, typer.Option("--promises-only", help="Let mappings and answers differ from what was signed off.")
]
EmergencyOption = Annotated[
    str | None,
    typer.Option("--emergency", metavar="REASON", help="Release without the sign-off; the reason is in the pack."),
]
ReplaceOption = Annotated[bool, typer.Option("--replace", help="Replace a folder that is sealed.")]
CompareOption = Annotated[
    Path | None, typer.Option("--compare", metavar="DIR", help="Write nothing: rebuild, and compare with this one.")
]
OutOption = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Folder to write; exchanged in one step.")]


@dataclass(frozen=True)
class _Gate:
    """The options that say what stops a release."""

    changes: Sequence[str]
    since: Path | None
    require_sign_off: bool | None
    promises_only: bool
    emergency: str | None


@dataclass(frozen=True)
class _Wanted:
    """The options that say what a snapshot is of."""

    tag: str
    commit: str | None
    allow_dirty: bool
    out: Path
    names: Sequence[str]
    stop: _Gate


def snapshot(
    release: ReleaseOption,
    source: SourceArgument = Path(),
    out: OutOption = Path("out"),
    artefact: ArtefactOption = None,
    evidence: EvidenceOption = None,
    since: SinceOption = None,
    fail_on: FailOnOption = _GATES,
    commit: CommitOption = None,
    allow_dirty: DirtyOption = False,
    key: KeyOption = None,
    zip_file: ZipOption = None,
    only: OnlyOption = None,
    issued_at: IssuedOption = None,
    product_version: VersionOption = None,
    require_sign_off: RequireOption = None,
    promises_only: PromisesOption = False,
    emergency: EmergencyOption = None,
    replace: ReplaceOption = False,
    compare: CompareOption = None,
) -> None:
    """Write the pack of a release, bound to tag, commit and artefacts; stop what nobody signed off."""
    from evidence import output
    from evidence.snapshot import artefacts

    names, gates = output_names(only), gate_names(fail_on)
    if zip_file and zip_file.resolve().is_relative_to(out.resolve()):
        usage("--zip: name a place outside the folder")
    stop = _Gate(tuple(gates), since, require_sign_off, promises_only, emergency)
    wanted = _Wanted(_tag(release), _commit(commit), allow_dirty, compare or out, names, stop)
    kept = _kept(compare) if compare else None
    moment = time_of(issued_at or (kept.issued_at if kept else None))
    project, found = load_source(source, version=product_version, evidence=_given(evidence or []))
    hashed, missing = artefacts.collect(artefact or [])
    with making(names) as make:
        pack, files = _made(wanted, project, [*found, *missing], hashed, moment, make)
    if kept and compare:
        _report_rebuilt(kept, compare, pack, files)
        return
    output.check_ours(out.absolute(), sealed=replace)
    made = _sealed(files, key) if key else files
    artefacts.unchanged(hashed)
    output.replace_folder(out, made, sealed=replace)
    if zip_file:
        from evidence import archive

        output.write_file(zip_file, archive.zipped(made))
    _announce(out, pack, len(hashed), sealed=key is not None)


def _announce(out: Path, pack: "Pack", artefacts: int, *, sealed: bool) -> None:
    """Print what was written and what it is bound to."""
    bound = f"{pack.release.tag} at {pack.release.commit[:12]}, tree {pack.release.tree}" if pack.release else ""
    typer.echo(f"{out}: {bound}, {artefacts} artefacts; {pack.sign_off.headline}{'; sealed' if sealed else ''}")


def _made(
    wanted: _Wanted,
    project: "Project",
    found: "Sequence[Diagnostic]",
    hashed: "Sequence[Hashed]",
    moment: datetime,
    make: "Callable[[Pack], Iterable[Mapping[str, bytes]]]",
) -> "tuple[Pack, dict[str, bytes]]":
    """Return the pack of a release and its files; leave with 1 where something is wrong or stops it."""
    from evidence import output, writers
    from evidence.snapshot import release, subjects
    from evidence.snapshot.git import repository

    things = [h.artefact for h in hashed]
    version, wrong = release.version_of(project, wanted.tag)
    product = project.config.product.model_copy(update={"version": version})
    project = with_(project, config=project.config.model_copy(update={"product": product}))
    project, result, standing = compile_loaded(project, [*found, *wrong], moment)
    asked = release.Asked(wanted.tag, wanted.commit, wanted.allow_dirty, wanted.out)
    bound, more = release.facts(project, asked, repository(Path(project.root)), things, moment)
    problems = [*result.diagnostics, *more, *subjects.mismatches(project, things)]
    pack = result.pack and bound and with_(result.pack, release=bound)
    if pack:
        pack = in_emergency(pack, wanted.stop.emergency) if wanted.stop.emergency is not None else pack
        problems += writers.refusals(pack, wanted.names)
        asked_for = wanted.stop.require_sign_off
        required = project.sign_off is not None if asked_for is None else asked_for
        problems += not_signed_off(project, pack, wanted.stop.promises_only) if required else []
        problems += _stopped(wanted, pack)
    finish(problems, project.root, quiet_notes=True)
    if not pack:
        raise typer.Exit(1)
    files = {path: data for portion in make(pack) for path, data in portion.items()}
    extra = subjects.statement(pack, files), carried_by(project, standing)
    files = refuse_secrets([files, *extra], project, pack.content.statements, pack.issued, wanted.out)
    files[output.MANIFEST] = output.manifest(files, pack.compiler)
    return pack, files


def _stopped(wanted: _Wanted, pack: "Pack") -> "list[Diagnostic]":
    """Return the changes since the last release that need a sign-off and have none; an emergency needs none."""
    if wanted.stop.since is None or pack.sign_off.emergency:
        return []
    from evidence import changes
    from evidence.packfile import read_pack
    from evidence.snapshot.gate import other_product, unapproved
    from evidence.wire import WirePack, to_wire

    old, problems = read_pack(wanted.stop.since)
    finish(problems, "")
    if old is None:
        raise typer.Exit(1)
    new = WirePack.model_validate(to_wire(pack))
    if not changes.same_product(old, new):
        return [other_product(old, new)]
    return unapproved(changes.compare(old, new), wanted.stop.changes, pack.content)


def _sealed(files: Mapping[str, bytes], key: Path) -> Mapping[str, bytes]:
    from evidence import __version__
    from evidence.trust import sshsig
    from evidence.trust.seal import seal

    return seal(files, lambda data: sshsig.sign(data, key, sshsig.SEAL), None, f"evidence-compiler {__version__}")


def _kept(folder: Path) -> "WirePack":
    from evidence.packfile import read_pack

    kept, problems = read_pack(folder)
    finish(problems, "")
    if kept is None:
        raise typer.Exit(1)
    return kept


def _report_rebuilt(kept: "WirePack", folder: Path, pack: "Pack", files: Mapping[str, bytes]) -> None:
    """Say what became of a rebuilt snapshot; leave with 1 where something is not explained."""
    from evidence import archive
    from evidence.snapshot.rebuilt import compare, listed

    found = compare(kept, listed(archive.read(folder).files), pack, files)
    for line in found.lines:
        typer.echo(line)
    if not found.same:
        typer.echo(f"{folder}: not what was built here", err=True)
        raise typer.Exit(1)
    typer.echo(f"{folder}: rebuilt with the same digests{'' if found.lines else ' and the same bytes'}")


def _tag(name: str) -> str:
    from evidence.snapshot.git import is_tag_name

    if not is_tag_name(name):
        usage(f"--release {name!r}: no tag can have this name")
    return name


def _commit(text: str | None) -> str | None:
    if text is not None and (len(text) not in (40, 64) or set(text) - set("0123456789abcdef")):
        usage(f"--commit {text}: name the whole commit, 40 or 64 hexadecimal digits")
    return text


def _given(texts: Sequence[str]) -> "list[EvidenceFile]":
    """Return the evidence that ``--evidence`` names, each with an id of its kind."""
    from evidence.config import EvidenceFile

    given = []
    for n, text in enumerate(texts, 1):
        kind, _, path = text.partition("=")
        try:
            given.append(
                EvidenceFile.model_validate({"id": f"release-{kind}-{n}", "kind": kind, "path": path, "title": path})
            )
        except ValueError:
            usage(f"--evidence {text}: write KIND=FILE, as in sbom=dist/app.cdx.json; kinds: docs/evidence.md")
    return given
