"""The settings of a project: what ``evidence.yaml`` may hold."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from evidence.model import Day, Frozen, Kind

DEFAULT_FRAMEWORKS: Final = ("support-response", "nist-sp-800-53-r5", "nist-ssdf-1.1", "osps-baseline")

DEFAULT_QUESTIONNAIRES: Final = ("support-and-response",)

OscalVersion = Literal["1.1.2", "1.1.3", "1.2.1"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\r\n]+$")]
"""A name or a short text: one line, no white space at its ends."""


class Supplier(Frozen):
    """Who makes the promises; what is not given is shown as *not stated*."""

    name: Line | None = Field(None, description="Legal name, or 'individual maintainers'.")
    country: Line | None = None
    contact: Line | None = None
    cra_role: Literal["manufacturer", "steward", "none"] | None = Field(
        None, description="Role under the EU Cyber Resilience Act, if the supplier declares one."
    )


class Product(Frozen):
    """What the promises are about."""

    name: Line | None = None
    version: Line | None = None
    edition: Line | None = None
    purl: str | None = Field(None, pattern=r"^pkg:[a-z0-9.+-]+/\S+$")
    cpe: str | None = Field(None, pattern=r"^cpe:(?:2\.3:|/)\S+$")
    licence: Line | None = None
    deployment: Line | None = None
    url: str | None = Field(None, pattern=r"^https?://\S+$")


class TableRule(Frozen):
    """Names the kind of the tables under a heading, where their header words do not tell."""

    heading: str = Field(description="The heading right above the table.")
    kind: Kind
    key: str = Field(description="Header of the column that tells the rows apart.")
    columns: Mapping[str, str] = Field(default_factory=dict, description="Role of a column to its header.")


class Oscal(Frozen):
    """How OSCAL is written."""

    version: OscalVersion = "1.1.3"
    formats: tuple[Literal["json", "yaml"], ...] = ("json",)
    predecessor: str | None = Field(
        None, pattern=r"^https?://\S+$", description="Address of the component definition that this one replaces."
    )
    targets: tuple[str, ...] = Field((), description="Importers to write a file of their own form for.")


ClaimSubject = Literal[
    "certification", "offer", "hours", "availability", "time", "channel", "version", "owner", "binding"
]
"""What another document may claim, and be authoritative for."""


class CheckSettings(Frozen):
    """What ``evidence check`` compares with the model."""

    documents: tuple[Line, ...] = Field((), description="Patterns of the documents that must not contradict the model.")
    authoritative: Mapping[ClaimSubject, Line] = Field(
        default_factory=dict,
        description="For one subject, the document that is right where it differs from the model.",
    )
    review_within: str | None = Field(
        None, pattern=r"^[1-9]\d{0,3} days?$", description="The longest time until a non-claim or a mark is reviewed."
    )

    @property
    def review_days(self) -> int | None:
        """The longest time until a review, in days."""
        return int(self.review_within.split()[0]) if self.review_within else None


EvidenceKind = Literal[
    "sbom",
    "vex",
    "csaf",
    "provenance",
    "test-report",
    "pentest",
    "audit-report",
    "certificate",
    "policy",
    "procedure",
    "plan",
    "artifact",
    "questionnaire",
    "report",
    "agreement",
    "tool-output",
]


class EvidenceFile(Frozen):
    """Something that backs statements; its digest goes into the pack, the file itself does not."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    title: Line | None = None
    kind: EvidenceKind
    path: str | None = Field(None, description="File inside the project.")
    url: str | None = Field(
        None, pattern=r"^https?://\S+$", description="Where it is, if not here; nothing is fetched."
    )
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$", description="What the file must be; needed for a url.")
    shows: Line | None = Field(None, description="What it shows, in the vendor's words.")
    collected_at: Day | None = None
    by: Line | None = Field(None, description="Who or what made it.")
    backs: tuple[str, ...] = Field((), description="Ids of statements.")
    valid_until: Day | None = None

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if (self.path is None) == (self.url is None):
            raise ValueError("say either `path` or `url`")
        if self.url and not self.sha256:
            raise ValueError("a `url` needs the `sha256` of what is there, because nothing is fetched")
        return self

    @property
    def place(self) -> str:
        """Where it is: a path inside the project, or an address."""
        return self.path or self.url or ""


class Allowance(Frozen):
    """A string that looks like a secret and is none."""

    text: str = Field(min_length=6, description="The string itself, whole.")
    reason: Line
    until: Day


class Secrets(Frozen):
    """What the scan of outputs lets through."""

    allow: tuple[Allowance, ...] = ()


class SignOffFiles(Frozen):
    """Who may approve, and where their approvals are kept."""

    policy: str = Field(
        "sign-off/policy.yaml", description="Roles, people and rules; the keys stand beside it in `allowed_signers`."
    )
    approvals: str = Field("sign-off", description="Folder of the approvals, written by `evidence approve`.")


Paper = Literal["a4", "letter"]
Face = Literal["regular", "italic", "semibold", "bold"]


class BrandSettings(Frozen):
    """What a project changes of the document's look; paths are inside the project."""

    logo: Line | None = Field(None, description="PNG, JPEG or plain SVG of at most 512 kB.")
    colour: str | None = Field(
        None, pattern=r"^#[0-9a-fA-F]{6}$", description="Accent colour; needs a contrast of 4.5 on white."
    )
    paper: Paper = "a4"
    fonts: Mapping[Face, Line] = Field(
        default_factory=dict, description="Static TrueType or OpenType files by face; regular is needed."
    )


class Config(Frozen):
    """The content of ``evidence.yaml``."""

    model: tuple[str, ...] = Field(min_length=1, description="The texts of the support model, in order.")
    supplier: Supplier = Supplier()
    product: Product = Product()
    tables: tuple[TableRule, ...] = ()
    frameworks: tuple[str, ...] = DEFAULT_FRAMEWORKS
    mapping: str | None = Field(None, description="File with the project's own mappings.")
    questionnaires: tuple[str, ...] = Field(DEFAULT_QUESTIONNAIRES, description="Questionnaires to answer in the pack.")
    answers: str | None = Field(None, description="File with the project's own approved answers.")
    evidence: tuple[EvidenceFile, ...] = ()
    catalogs: Mapping[str, str] = Field(
        default_factory=dict,
        description="OSCAL catalogs (JSON) of your own copy, by framework: mapped ids are checked.",
    )
    sign_off: SignOffFiles | None = None
    oscal: Oscal = Oscal()
    secrets: Secrets = Field(Secrets(), description="Strings in outputs that look like secrets and are none.")
    check: CheckSettings = CheckSettings()
    brand: BrandSettings = BrandSettings()
