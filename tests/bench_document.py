"""One PDF in a process of its own: seconds of its parts, its pages, and the most memory that it took.

Called by ``tests/bench.py`` as ``bench_document.py PROJECT QUESTIONS``; prints one JSON object.
"""

import io
import json
import resource
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

START = time.perf_counter()

from evidence.answers import Answer, Question  # noqa: E402 - what importing costs is part of what is measured
from evidence.compiler import compile_pack  # noqa: E402
from evidence.project import load  # noqa: E402
from evidence.writers import html, pdf  # noqa: E402

ASK = (
    "Does the supplier acknowledge reported vulnerabilities within a stated time, and for which severities is that so?"
)
SAID = "The text says: “acknowledge within 48 hours; triage within 5 business days” (response goal, not an SLA)."


def main() -> None:
    """Measure and print."""
    project, _ = load(Path(sys.argv[1]))
    if project is None:
        raise SystemExit("the project cannot be read")
    pack = compile_pack(project, issued_at=datetime(2026, 11, 1, tzinfo=UTC)).pack
    if pack is None:
        raise SystemExit("the project does not compile")
    ids = [s.id for s in pack.content.statements]
    asked = [Question(f"Q-{n:03}", ASK, f"Part {n // 10}") for n in range(int(sys.argv[2]))]
    answers = tuple(Answer(q, "supported", SAID, (ids[n % len(ids)],), (), "") for n, q in enumerate(asked))
    pack = replace(pack, content=replace(pack.content, answers=answers))
    compiled = time.perf_counter()
    html.printed(pack)
    marked = time.perf_counter()
    data = pdf.write(pack)[pdf.PATH]
    done = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    from pypdf import PdfReader

    parts = {"start and compile": compiled - START, "HTML": marked - compiled, "layout and writing": done - marked}
    pages = len(PdfReader(io.BytesIO(data)).pages)
    print(json.dumps({"total": done - START - parts["HTML"], "parts": parts, "pages": pages, "memory": memory}))


if __name__ == "__main__":
    main()
