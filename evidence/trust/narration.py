"""A verification in words: one line a check, then the verdict, which names what was not checked."""

from collections.abc import Iterator, Sequence
from typing import Final

from evidence.canonical import pretty_json
from evidence.trust.commands import windows
from evidence.trust.findings import Bundle, Report, Result

_MARKS: Final[dict[Result, str]] = {
    "ok": "ok     ",
    "failed": "FAILED ",
    "not-checked": "not checked ",
    "note": "note   ",
}
_NEVER: Final = (
    "whether the vendor does what the text says: nothing here was assessed or certified",
    "that the keys you trust are the vendor's: that depends on how you got them",
    "times of signing: they are the signers' own word",
)


def as_text(report: Report, bundle: Bundle, repeat: Sequence[str]) -> str:
    """Return the findings, the verdict and the commands that repeat the checks."""
    return "".join(line + "\n" for line in _lines(report, bundle, repeat))


def _lines(report: Report, bundle: Bundle, repeat: Sequence[str]) -> Iterator[str]:
    for finding in report.findings:
        yield f"{_MARKS[finding.result]}{finding.check}: {_plain(finding.message)}"
    yield ""
    yield verdict(report, bundle)
    if report.sign_off:
        yield from (f"  {_plain(line)}" for line in report.sign_off.lines)
    if report.verdict != "failed":
        yield "Not checked by anything here:"
        yield from (f"  - {what}" for what in _NEVER)
    if repeat:
        yield "Repeat the main checks without this program:"
        yield from (f"  {line}" for command in repeat for line in command.split("\n"))
    if windows(bundle):
        yield f"On Windows, each of these prints True (all {len(windows(bundle))} with --format json):"
        yield from (f"  {line}" for line in windows(bundle)[:3])


def _plain(text: str) -> str:
    """Return text with which no pack can draw on a terminal, or begin a line of its own."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def verdict(report: Report, bundle: Bundle) -> str:
    """Return the outcome in one sentence."""
    if report.verdict == "failed":
        wrong = [f for f in report.findings if f.result == "failed"]
        return f"FAILED: {len(wrong)} check{'' if len(wrong) == 1 else 's'} failed. Do not rely on this."
    if report.verdict == "incomplete":
        open_checks = sorted({f.check for f in report.findings if f.result == "not-checked"})
        return (
            f"INCOMPLETE: what was checked holds, but not checked: {', '.join(open_checks)}. "
            "A key that comes along proves nothing; get the vendor's keys another way: --trust FILE."
        )
    trusted = bundle.trust.name if bundle.trust else "nothing from outside"
    return f"VERIFIED as of {bundle.at:%Y-%m-%dT%H:%M:%SZ}, trusting {trusted}."


def as_json(report: Report, bundle: Bundle, repeat: Sequence[str]) -> str:
    """Return the same for programs."""
    sign_off = report.sign_off
    value = {
        "verdict": report.verdict,
        "at": f"{bundle.at:%Y-%m-%dT%H:%M:%SZ}",
        "trust": bundle.trust.name if bundle.trust else None,
        "checks": [{"check": f.check, "result": f.result, "message": f.message} for f in report.findings],
        "sign-off": {"state": sign_off.state, "until": sign_off.until} if sign_off else None,
        "not-checked": [*(f"{f.check}: {f.message}" for f in report.findings if f.result == "not-checked"), *_NEVER],
        "commands": list(repeat),
        "windows": windows(bundle),
    }
    return pretty_json(value).decode()
