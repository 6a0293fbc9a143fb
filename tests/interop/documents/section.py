"""What docs/judges.md says of the judges of document and page."""

from typing import Final

import page_defects
import paper_defects
import sealed

ABOUT: Final = """\
`tests/interop/run` builds the example, the models of `tests/shapes` and one of 2,000 rows, shows every document and
page to these judges, and then spoils one thing at a time in the smallest. A judge must accept each good one and say
the right thing about each spoilt one; the printed document is spoilt by reading and writing it again, and the same
without a defect must be accepted.

| Judge | What it judges |
| --- | --- |
| veraPDF PDF/A-3a, PDF/UA-1 | every rule of the two standards that a program can check: 155 and 106 |
| qpdf | the syntax of the file and its streams |
| pdfinfo | title, tags, encryption, forms, scripts |
| pdffonts | no font but the document's own, each embedded as a subset |
| pdftotext | the text as drawn, in order: page one, each chapter, every statement's words, then its name and line |
| PDFium | the same by the tags, which is what a screen reader gets |
| pdfdetach | `pack.json` is attached, byte for byte, and nothing else |
| bookmarks | each leads to the page that has its words |
| pdfsig, openssl, prefix | a sealed document: its signature is valid and over all of it; it begins with the built one |
| axe-core | every rule, in light, dark and narrow, with a search done, and without script |
| no script | all of `pack.json` can be read; nothing is shown by script alone but the controls |
| search, filters, links, citations | in headless Chromium, held against `pack.json` |
| keyboard | everything is reached by Tab, in order, seen, and works by key alone |
| colours, reflow | dark where dark is asked for; nothing wider than 360 and 320 pixels |
| quiet | no request, no fault, no breach of the page's own policy |

The judges of the page wait for conditions, never for a length of time: a key is followed by the browser's word that
it was handled, the page's timers run in their order without waiting, the clipboard is a recorder. A browser that does
not answer has judged nothing: it is started anew, and after three times that is reported as *could not judge*, which
fails the run and is no verdict.
"""


def table() -> str:
    """Return a section about the judges, with a table that says which sees which defect; a run has shown that."""
    rows = [(d.name, ", ".join(d.seen_by)) for d in paper_defects.DEFECTS]
    rows += [(d.name, ", ".join(d.seen_by)) for d in sealed.DEFECTS]
    of_page = [(d.name, d.judge) for d in page_defects.DEFECTS]
    lines = [ABOUT, "| Defect of the printed document | Seen by |", "| --- | --- |"]
    lines += [f"| {name} | {seen_by} |" for name, seen_by in rows]
    lines += ["", "| Defect of the page | Seen by |", "| --- | --- |"]
    lines += [f"| {name} | {seen_by} |" for name, seen_by in of_page]
    return "\n".join(lines)
