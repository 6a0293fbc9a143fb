"""Exceptions that mean *could not run*; a problem in the input is a Diagnostic instead."""


class EvidenceError(Exception):
    """The command could not do its work. The message is one sentence for a person; exit code 3."""


class OutputError(EvidenceError):
    """The output folder cannot be written, or is not ours to replace."""


class IncompleteOutputError(EvidenceError):
    """A writer lost a statement; nothing was written."""


class WorkerError(EvidenceError):
    """A second process ended before its work was done."""


class MissingLibraryError(EvidenceError):
    """A system library that a writer needs is not installed."""
