"""Diagnostics: something is wrong, doubtful or worth knowing in the user's input.

Every ``Code`` has an explanation in ``catalogs/diagnostics.md`` and a folder under ``tests/cases``.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a diagnostic matters; an error stops the build."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(StrEnum):
    """The kebab-case names of all diagnostics."""

    SOURCE_MISSING = "source-missing"
    SOURCE_EMPTY = "source-empty"
    SOURCE_BINARY = "source-binary"
    SOURCE_ENCODING = "source-encoding"
    SOURCE_TOO_LARGE = "source-too-large"
    OUTSIDE_PROJECT = "outside-project"
    MODEL_MISSING = "model-missing"
    NOTHING_RECOGNISED = "nothing-recognised"
    YAML_SYNTAX = "yaml-syntax"
    YAML_ALIAS = "yaml-alias"
    DUPLICATE_YAML_KEY = "duplicate-yaml-key"
    UNKNOWN_KEY = "unknown-key"
    INVALID_VALUE = "invalid-value"
    UNKNOWN_FRAMEWORK = "unknown-framework"
    UNKNOWN_CONTROL = "unknown-control"
    WITHDRAWN_CONTROL = "withdrawn-control"
    EVIDENCE_EXPIRED = "evidence-expired"
    EVIDENCE_CHANGED = "evidence-changed"
    EVIDENCE_UNREADABLE = "evidence-unreadable"
    EVIDENCE_VERSION = "evidence-version"
    CLAIM_WITHOUT_EVIDENCE = "claim-without-evidence"
    CLOCK_SKEW = "clock-skew"
    NOT_A_CATALOG = "not-a-catalog"
    CATALOG_VERSION = "catalog-version"
    UNKNOWN_TARGET = "unknown-target"
    UNDECLARED_ROLE = "undeclared-role"
    UNMAPPED_RESPONSIBILITY = "unmapped-responsibility"
    NO_REQUIREMENT = "no-requirement"
    MAPPING_TOO_STRONG = "mapping-too-strong"
    UNKNOWN_STATEMENT = "unknown-statement"
    UNUSED_TABLE_RULE = "unused-table-rule"
    DUPLICATE_ID = "duplicate-id"
    DUPLICATE_KEY = "duplicate-key"
    CONTRADICTING_ROWS = "contradicting-rows"
    COMMITMENT_MISMATCH = "commitment-mismatch"
    EXTRA_CELLS = "extra-cells"
    BROKEN_ROW = "broken-row"
    BROKEN_TABLE = "broken-table"
    UNRECOGNISED_TABLE = "unrecognised-table"
    UNCOMPILED_TEXT = "uncompiled-text"
    PLACEHOLDER_TEXT = "placeholder-text"
    REPAIRED_TEXT = "repaired-text"
    REPEATED_STATEMENT = "repeated-statement"
    UNCLEAR_OWNER = "unclear-owner"
    UNSAFE_LINK = "unsafe-link"
    UNNAMED_PRODUCT = "unnamed-product"
    UNVERSIONED_PRODUCT = "unversioned-product"
    REVIEW_OVERDUE = "review-overdue"
    UNKNOWN_QUESTIONNAIRE = "unknown-questionnaire"
    ANSWER_OVERDUE = "answer-overdue"
    ANSWER_OUTDATED = "answer-outdated"
    MISSING_GLYPH = "missing-glyph"
    NOT_A_REPOSITORY = "not-a-repository"
    UNKNOWN_TAG = "unknown-tag"
    TAG_NOT_AT_HEAD = "tag-not-at-head"
    TREE_DIRTY = "tree-dirty"
    RELEASE_VERSION = "release-version"
    ARTEFACT_MISSING = "artefact-missing"
    SUBJECT_MISMATCH = "subject-mismatch"
    UNCOVERED_ARTEFACT = "uncovered-artefact"
    UNAPPROVED_CHANGE = "unapproved-change"
    NOTHING_TO_CAPTURE = "nothing-to-capture"
    NOT_CAPTURED = "not-captured"
    NOT_A_PACK = "not-a-pack"
    OTHER_PRODUCT = "other-product"
    RELEASE_NOTE_INCOMPLETE = "release-note-incomplete"
    NO_RELEASE_NOTE_FIELDS = "no-release-note-fields"
    LEAK_IN_OUTPUT = "leak-in-output"
    ALLOWANCE_EXPIRED = "allowance-expired"
    LATE_REVIEW = "late-review"
    TARGET_WITHOUT_UNIT = "target-without-unit"
    UNCLEAR_BINDING = "unclear-binding"
    CHANNEL_CONFLICT = "channel-conflict"
    CONTRADICTS_ITSELF = "contradicts-itself"
    CONTRADICTS_NON_CLAIM = "contradicts-non-claim"
    CONTRADICTS_TIME = "contradicts-time"
    CONTRADICTS_CHANNEL = "contradicts-channel"
    CONTRADICTS_VERSION = "contradicts-version"
    CONTRADICTS_OWNER = "contradicts-owner"
    CONTRADICTS_BINDING = "contradicts-binding"
    MODEL_CONTRADICTED = "model-contradicted"
    STRONGER_WORDING = "stronger-wording"
    INCOMPARABLE_TIME = "incomparable-time"
    CONFLICT_IN_DOCUMENT = "conflict-in-document"
    SCOPE_DIFFERENCE = "scope-difference"
    NO_DOCUMENT = "no-document"
    UNREAD_DOCUMENT = "unread-document"
    EXPIRED_MARK = "expired-mark"
    INVALID_MARK = "invalid-mark"
    UNUSED_MARK = "unused-mark"
    APPROVAL_IGNORED = "approval-ignored"
    APPROVAL_EXPIRING = "approval-expiring"
    POLICY_CHANGED = "policy-changed"
    SIGN_OFF_REQUIRED = "sign-off-required"
    WORKBOOK_UNREADABLE = "workbook-unreadable"
    QUESTIONS_NOT_FOUND = "questions-not-found"
    AMBIGUOUS_COLUMNS = "ambiguous-columns"
    FORMULA_QUESTION = "formula-question"
    DUPLICATE_QUESTION_ID = "duplicate-question-id"
    NOTHING_ANSWERED = "nothing-answered"
    EXISTING_ANSWER = "existing-answer"
    ANSWER_FLIPPED = "answer-flipped"
    UNSUPPORTED_ADDITION = "unsupported-addition"
    UNUSABLE_LOGO = "unusable-logo"
    UNUSABLE_FONT = "unusable-font"
    LOW_CONTRAST = "low-contrast"


@dataclass(frozen=True, order=True)
class Span:
    """A place in a document: 1-based first and last line, 1-based column of the first character."""

    document: str
    line: int
    end_line: int
    column: int = 1


@dataclass(frozen=True)
class Diagnostic:
    """One finding: what is wrong, where, and what would help."""

    code: Code
    severity: Severity
    message: str
    span: Span | None = None
    hint: str = ""
    related: tuple[Span, ...] = ()


def error(
    code: Code, message: str, span: Span | None = None, hint: str = "", related: tuple[Span, ...] = ()
) -> Diagnostic:
    """Return an error: the input cannot be compiled as it is."""
    return Diagnostic(code, Severity.ERROR, message, span, hint, related)


def warning(
    code: Code, message: str, span: Span | None = None, hint: str = "", related: tuple[Span, ...] = ()
) -> Diagnostic:
    """Return a warning: the input compiles, and probably does not say what its author thinks."""
    return Diagnostic(code, Severity.WARNING, message, span, hint, related)


def note(
    code: Code, message: str, span: Span | None = None, hint: str = "", related: tuple[Span, ...] = ()
) -> Diagnostic:
    """Return a note: worth knowing, nothing to mend."""
    return Diagnostic(code, Severity.NOTE, message, span, hint, related)


def has_errors(found: tuple[Diagnostic, ...] | list[Diagnostic]) -> bool:
    """Tell whether any of the diagnostics is an error."""
    return any(d.severity is Severity.ERROR for d in found)
