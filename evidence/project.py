"""A project: ``evidence.yaml`` and the texts it names, read from disk once, so that all else can be pure.

``SOURCE`` may be a project folder, one Markdown or text file, or one YAML model. Nothing outside the project's
folder is read.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, TypeVar

from evidence._resources import shipped_yaml
from evidence.brand import MAX_FONT, MAX_LOGO, PLAIN, Brand, brand
from evidence.canonical import sha256
from evidence.config import Config, EvidenceFile, Product, SignOffFiles, Supplier
from evidence.diagnostics import Code, Diagnostic, Span, error
from evidence.source import MAX_BYTES, SourceText, YamlDocument, decode, parse_yaml, validated

CONFIG: Final = "evidence.yaml"
KEYS: Final = "allowed_signers"
APPROVAL: Final = ".approval.json"
SIGNATURE: Final = ".sig"
MAX_CATALOG: Final = 32 * 1024 * 1024
MAX_FILE: Final = 256 * 1024 * 1024
USUAL_MODELS: Final = ("SUPPORT_MODEL.md", "support-model.md", "support-model.yaml", "SUPPORT.md", "SECURITY.md")

_Identity = TypeVar("_Identity", Product, Supplier)


@dataclass(frozen=True)
class NamedBytes:
    """A file as it is: its name as shown to people, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class ApprovalFile:
    """One approval: the statement that was signed and its signature; None where that is missing."""

    name: str
    statement: bytes
    signature: bytes | None


@dataclass(frozen=True)
class SignOffSources:
    """The files of the sign-off: policy, the approvers' keys, and the approvals by name."""

    policy: NamedBytes
    keys: NamedBytes
    approvals: tuple[ApprovalFile, ...]


@dataclass(frozen=True)
class Project:
    """Everything that a compilation reads: configuration, decoded texts, and where each setting stands."""

    root: str
    config: Config
    documents: tuple[SourceText, ...]
    settings: YamlDocument | None = None
    mapping: SourceText | None = None
    catalogs: Mapping[str, bytes] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of every piece of evidence, by its id: of the file that is here, or as said of one elsewhere."""
    supplied: Mapping[str, bytes] = field(default_factory=dict)
    """The files that are read: SBOM, VEX, advisories, provenance."""
    brand: Brand = PLAIN
    answers: SourceText | None = None
    sign_off: SignOffSources | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of product and supplier, for finding owners and keeping ids free of them."""
        return tuple(n for n in (self.config.product.name, self.config.supplier.name) if n)

    def setting(self, *route: str | int) -> Span | None:
        """Return where a setting stands in ``evidence.yaml``; None without that file, or said elsewhere."""
        known = self.settings.known(route) if self.settings else ()
        return (
            None if self.settings is None or (route[0] == "evidence" and len(known) < 2) else self.settings.spans[known]
        )


@dataclass
class Loader:
    """Reads files of a project's folder and keeps what is wrong with them."""

    root: Path
    problems: list[Diagnostic] = field(default_factory=list)

    def read(self, name: str, said: Span | None, *, named: bool = False) -> SourceText | None:
        """Read one text; None with a problem where it cannot be. ``named``: by the user, wherever it leads."""
        data = self.bytes_of(name, said, MAX_BYTES, named=named)
        if data is None:
            return None
        text, problems = decode(PurePosixPath(name.replace("\\", "/")).as_posix(), data)
        self.problems += problems
        return text

    def bytes_of(self, name: str, said: Span | None, most: int, *, named: bool = False) -> bytes | None:
        """Return the bytes of a file inside the project, at most so many; None with a problem where that fails."""
        inside = PurePosixPath(name.replace("\\", "/"))
        path = self.root / inside
        try:
            name.encode()
            outside = inside.is_absolute() or not path.resolve().is_relative_to(self.root.resolve())
        except (OSError, ValueError, RuntimeError) as fault:
            self._fail(Code.SOURCE_MISSING, f"cannot read {name!r}: {fault}", said)
            return None
        if outside and not named:
            self._fail(
                Code.OUTSIDE_PROJECT,
                f"{name} is outside the project's folder",
                said,
                "keep every text of the model inside the project",
            )
            return None
        try:
            if path.exists() and not path.is_file():
                self._fail(Code.SOURCE_MISSING, f"cannot read {name}: not a file", said)
                return None
            size = path.stat().st_size
            if size > most:
                self._fail(
                    Code.SOURCE_TOO_LARGE,
                    f"{name} has {size} bytes; at most {most} are read",
                    said,
                    "name the support document itself, not a whole manual",
                )
                return None
            return path.read_bytes()
        except OSError as fault:
            self._fail(Code.SOURCE_MISSING, f"cannot read {name}: {_reason(fault)}", said)
            return None

    def named(self, name: str, said: Span | None) -> NamedBytes | None:
        """Return a file with its name; None with a problem where it cannot be read."""
        data = self.bytes_of(name, said, MAX_BYTES)
        return None if data is None else NamedBytes(name, data)

    def sign_off(self, files: SignOffFiles, settings: YamlDocument | None) -> SignOffSources | None:
        """Return the files of the sign-off; None with a problem where policy or keys cannot be read."""
        said = settings.locate(("sign-off", "policy")) if settings else None
        policy = self.named(files.policy, said)
        keys = self.named((PurePosixPath(files.policy).parent / KEYS).as_posix(), said) if policy else None
        if policy is None or keys is None:
            return None
        return SignOffSources(policy, keys, self.approvals(files.approvals))

    def approvals(self, folder: str) -> tuple[ApprovalFile, ...]:
        """Return the approvals in a folder, by name; none where there is no such folder."""
        place = self.root / folder
        names = sorted(p.name for p in place.glob(f"*{APPROVAL}")) if place.is_dir() else []
        return tuple(a for n in names if (a := self._approval((PurePosixPath(folder) / n).as_posix())))

    def _approval(self, name: str) -> ApprovalFile | None:
        statement = self.bytes_of(name, None, MAX_BYTES)
        if statement is None:
            return None
        signed = (self.root / f"{name}{SIGNATURE}").exists()
        return ApprovalFile(name, statement, self.bytes_of(f"{name}{SIGNATURE}", None, MAX_BYTES) if signed else None)

    def _fail(self, code: Code, message: str, span: Span | None, hint: str = "") -> None:
        self.problems.append(error(code, message, span, hint))


def _reason(fault: OSError) -> str:
    return (fault.strerror or str(fault)).lower()


def load(
    source: Path,
    product: Product | None = None,
    supplier: Supplier | None = None,
    evidence: Sequence[EvidenceFile] = (),
) -> tuple[Project | None, list[Diagnostic]]:
    """Read a project from a folder or a file; ``product`` and ``supplier`` come first where they say something.

    ``evidence`` is added to what the settings name; its paths are the user's own, wherever they lead.
    """
    folder = source if source.is_dir() else source.parent
    loader = Loader(folder)
    if source.is_dir() or source.name == CONFIG:
        config, settings = _folder(loader)
    else:
        config, settings = Config(model=(source.name,)), None
    if config is None:
        return None, loader.problems
    config = config.model_copy(
        update={
            "product": _merged(config.product, product),
            "supplier": _merged(config.supplier, supplier),
            "evidence": (*config.evidence, *evidence),
        }
    )
    texts = [
        loader.read(
            name, settings.locate(("model", n)) if settings else None, named=not source.is_dir() and not settings
        )
        for n, name in enumerate(config.model)
    ]
    mapping, answers = (_named(loader, config, settings, key) for key in ("mapping", "answers"))
    documents = tuple(t for t in texts if t)
    catalogs = {
        name: data
        for name, path in config.catalogs.items()
        if (data := loader.bytes_of(path, settings.locate(("catalogs", name)) if settings else None, MAX_CATALOG))
    }
    digests, supplied = _evidence(loader, config, settings, {e.id for e in evidence})
    look = _brand(loader, config, settings)
    sign_off = loader.sign_off(config.sign_off, settings) if config.sign_off else None
    root = folder.as_posix()
    project = Project(
        root, config, documents, settings, mapping, catalogs, digests, supplied, look or PLAIN, answers, sign_off
    )
    read = len(documents) == len(texts) and len(catalogs) == len(config.catalogs) and look is not None
    backed = len(digests) == len({e.id for e in config.evidence})
    whole = read and backed and (sign_off is None) == (config.sign_off is None)
    return (project if whole else None), loader.problems


def _named(loader: Loader, config: Config, settings: YamlDocument | None, key: str) -> SourceText | None:
    """Read the file that a setting names; None where it names none."""
    name: str | None = getattr(config, key)
    return loader.read(name, settings.locate((key,)) if settings else None) if name else None


def _evidence(
    loader: Loader, config: Config, settings: YamlDocument | None, named: Set[str]
) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return the digests of all evidence by id, and the bytes of what is read; ``named``: by the user, from here."""
    digests, supplied = dict[str, str](), dict[str, bytes]()
    for n, entry in enumerate(config.evidence):
        if entry.path is None:
            digests[entry.id] = entry.sha256 or ""
            continue
        said = settings.locate(("evidence", n, "path")) if settings else None
        reader = Loader(Path(), loader.problems) if entry.id in named else loader
        data = reader.bytes_of(entry.path, said, MAX_FILE, named=entry.id in named)
        if data is not None:
            digests[entry.id] = sha256(data)
            if shipped_yaml("evidence-kinds.yaml")[entry.kind].get("read"):
                supplied[entry.id] = data
    return digests, supplied


def _brand(loader: Loader, config: Config, settings: YamlDocument | None) -> Brand | None:
    """Read the files of the brand; None with problems where one cannot be read or drawn."""
    said = config.brand
    named = {"logo": (said.logo, MAX_LOGO), **{f"fonts/{face}": (path, MAX_FONT) for face, path in said.fonts.items()}}
    places = {
        name: settings.locate(("brand", *name.split("/"))) if settings else None for name in (*named, "colour", "fonts")
    }
    wanted = {name: file for name, file in named.items() if file[0]}
    files = {name: loader.bytes_of(str(path), places[name], most) for name, (path, most) in wanted.items()}
    read = {name: data for name, data in files.items() if data is not None}
    look, problems = brand(said, read, places)
    loader.problems += problems
    return None if problems or len(read) < len(files) else look


def _merged(base: _Identity, over: _Identity | None) -> _Identity:
    said = over.model_dump(exclude_none=True) if over else {}
    return base.model_copy(update=said)


def _folder(loader: Loader) -> tuple[Config | None, YamlDocument | None]:
    if (loader.root / CONFIG).exists():
        text = loader.read(CONFIG, None)
        if text is None:
            return None, None
        settings, problems = parse_yaml(text)
        loader.problems += problems
        if settings is None:
            return None, None
        config, problems = validated(Config, settings)
        loader.problems += problems
        return config, settings
    usual = next((name for name in USUAL_MODELS if (loader.root / name).is_file()), None)
    if usual is None:
        loader.problems.append(
            error(
                Code.MODEL_MISSING,
                f"no {CONFIG} and no support model ({', '.join(USUAL_MODELS)}) in {loader.root}",
                None,
                "`evidence init` writes a starter project; or name the file itself",
            )
        )
        return None, None
    return Config(model=(usual,)), None
