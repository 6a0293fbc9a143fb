"""Verification of a pack: every check, and nothing taken on trust that stands in the pack itself."""

from evidence.trust.checks import approvals, digests, files, pdf, seal
from evidence.trust.findings import Bundle, Report


def verify(bundle: Bundle) -> Report:
    """Return what all checks find. What is in a file is looked at only where its bytes are the sealed ones."""
    sealing, findings = files.check(bundle)
    findings += seal.check(bundle, sealing)
    findings += pdf.check(bundle, sealing)
    data, found, more = digests.check(bundle, sealing)
    findings += more
    if data is None or found is None:
        return Report(tuple(findings))
    sign_off, more = approvals.check(bundle, data, found)
    return Report((*findings, *more), sign_off)
