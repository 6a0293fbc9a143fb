"""SARIF 2.1.0: findings as code scanners and code hosts read them.

A fingerprint is made of what was found and in which file, never of a line number, so that it stays the same when text
is inserted above.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from evidence import __version__
from evidence.canonical import sha256
from evidence.diagnostics import Diagnostic, Span
from evidence.explain import explanation

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def log(found: Sequence[tuple[Diagnostic, Sequence[str]]]) -> dict[str, Any]:
    """Return a SARIF log; with each diagnostic come the names of its own file and of the related ones."""
    codes = sorted({d.code.value for d, _ in found})
    seen: Counter[tuple[str, ...]] = Counter()
    results = []
    for diagnostic, names in found:
        key = _key(diagnostic, names)
        seen[key] += 1
        results.append(_result(diagnostic, names, codes, sha256("\0".join((*key, str(seen[key]))).encode())))
    levels = {d.code.value: d.severity.value for d, _ in found}
    driver = {
        "name": "evidence",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(code, levels[code]) for code in codes],
    }
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _key(d: Diagnostic, names: Sequence[str]) -> tuple[str, ...]:
    return (d.code.value, names[0] if d.span else "", d.message)


def _rule(code: str, level: str) -> dict[str, Any]:
    text = (explanation(code) or code).partition("\n")[2].strip()
    first = text.partition(". ")[0].replace("\n", " ").strip().rstrip(".") + "."
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in code.split("-")),
        "shortDescription": {"text": first},
        "fullDescription": {"text": text.partition("\nSeverity:")[0].replace("\n", " ").strip()},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": level},
    }


def _result(d: Diagnostic, names: Sequence[str], codes: list[str], fingerprint: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": d.code.value,
        "ruleIndex": codes.index(d.code.value),
        "level": d.severity.value,
        "message": {"text": f"{d.message}{' — ' + d.hint if d.hint else ''}"},
        "partialFingerprints": {"evidence/v1": fingerprint},
    }
    if d.span:
        result["locations"] = [{"physicalLocation": _place(d.span, names[0])}]
    if d.related:
        result["relatedLocations"] = [
            {"id": n, "physicalLocation": _place(span, name), "message": {"text": f"{name}:{span.line}"}}
            for n, (span, name) in enumerate(zip(d.related, names[len(names) - len(d.related) :], strict=True), 1)
        ]
    return result


def _place(span: Span, name: str) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": quote(name)},
        "region": {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line},
    }
