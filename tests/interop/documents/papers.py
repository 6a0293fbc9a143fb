"""The judges of the printed document: programs of others, and what they extract compared with pack.json.

A complaint is in the judge's own words where it has some; an empty one means that it accepts the document. A judge
that cannot do its work raises, it never accepts.
"""

import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from asking import CACHE, HERE, JudgeError, each, run, words
from built import ANNEX, Built, squeezed
from pypdf import PdfReader
from pypdf.errors import PyPdfError

# The least that veraPDF checks in a document of one page; fewer, and it has not read it.
LEAST_CHECKS: Final = 500
TYPEFACE: Final = ("Pack", "Source-Sans", "SourceSans")


@dataclass(frozen=True)
class Paper:
    """A PDF to judge, and the outputs that it belongs to."""

    name: str
    file: Path
    built: Built


PaperJudge = Callable[[Sequence[Paper]], list[str]]


def vera(profile: str) -> PaperJudge:
    """Ask veraPDF for one of its profiles: every rule that can be checked by a program."""

    def judge_all(papers: Sequence[Paper]) -> list[str]:
        with tempfile.TemporaryDirectory() as name:
            java = ("java", "-Xmx2g", "-XX:+UseSerialGC", f"-Djava.io.tmpdir={name}", "-cp", f"{CACHE}/verapdf/lib/*")
            driver = HERE / "drivers/WithVeraPdf.java"
            done = run(*java, driver, profile, *(paper.file for paper in papers), cwd=Path(name), seconds=900)
        found = re.split(r"^file ", done.stdout, flags=re.MULTILINE)[1:]
        if done.returncode or len(found) != len(papers):
            raise JudgeError(words(done))
        complaints = []
        for verdict in found:
            head, _, rules = verdict.partition("\n")
            checks, compliant = head.split()
            if (compliant == "true") != (not rules.strip()) or (compliant == "true" and int(checks) < LEAST_CHECKS):
                raise JudgeError(f"veraPDF made {checks} checks, said {compliant} and gave as reasons: {rules}")
            complaints.append(rules.strip())
        return complaints

    return judge_all


def qpdf(paper: Paper, folder: Path) -> str:
    """Check the syntax of the file and the encoding of its streams."""
    done = run("qpdf", "--check", paper.file, cwd=folder)
    return "" if done.returncode == 0 and "No syntax" in done.stdout else words(done)


def pdfinfo(paper: Paper, folder: Path) -> str:
    """Compare what the file says about itself with what it must."""
    done = run("pdfinfo", paper.file, cwd=folder)
    if done.returncode:
        return words(done)
    told = {name: value.strip() for name, _, value in (line.partition(":") for line in done.stdout.splitlines())}
    product, version = paper.built.named
    wrong = [
        f"{name} is {told.get(name)}, not {wanted}"
        for name, wanted in (
            ("Tagged", "yes"),
            ("Suspects", "no"),
            ("Form", "none"),
            ("JavaScript", "no"),
            ("Encrypted", "no"),
            ("Metadata Stream", "yes"),
            ("PDF version", "1.7"),
        )
        if told.get(name) != wanted
    ]
    if product not in told.get("Title", "") or version not in told.get("Title", ""):
        wrong.append(f"Title is {told.get('Title')}, which does not name {product} {version}")
    return "\n".join([*wrong, *done.stderr.splitlines()])


def pdffonts(paper: Paper, folder: Path) -> str:
    """No font but ours, each of them embedded, a subset, and readable as text."""
    done = run("pdffonts", paper.file, cwd=folder)
    fonts = re.findall(r"^(\S+) .* (yes|no) +(yes|no) +(yes|no) +\d+ +\d+$", done.stdout, re.MULTILINE)
    if done.returncode or not fonts or len(fonts) != len(done.stdout.splitlines()) - 2:
        return words(done)
    wrong = [
        f"{name}: embedded {embedded}, subset {subset}, unicode {unicode}"
        for name, embedded, subset, unicode in fonts
        if not name.partition("+")[2].startswith(TYPEFACE) or (embedded, subset, unicode) != ("yes",) * 3
    ]
    return "\n".join(wrong)


def pdftotext(paper: Paper, folder: Path) -> str:
    """What is read or copied off the pages stands in order: all of it as drawn, the annex also as poppler lays it out.

    Where a table has cells of several lines, poppler's own layout reads by column, so only the annex is held to it.
    """
    wrong = []
    for way in (("-raw",), ()):
        done = run("pdftotext", *way, "-enc", "UTF-8", paper.file, "-", cwd=folder)
        if done.returncode or done.stderr:
            return words(done)
        wrong.append(out_of_order(without_margins(done.stdout), paper.built, since="" if way else ANNEX))
    return "\n".join(filter(None, wrong))


def tags(papers: Sequence[Paper]) -> list[str]:
    """What a screen reader gets, by the tags, stands in the order of pack.json."""
    driver = HERE / "drivers/with_pdfium.py"
    done = run(CACHE / "pdfium/bin/python", driver, *(paper.file for paper in papers), cwd=CACHE, seconds=600)
    if done.returncode:
        raise JudgeError(words(done))
    told = json.loads(done.stdout)
    return [one.get("fault") or out_of_order(one["text"], paper.built) for one, paper in zip(told, papers, strict=True)]


def without_margins(text: str) -> str:
    """Return the text of all pages without the lines that stand at the edge of most of them."""
    pages = [[line for line in page.splitlines() if line.strip()] for page in text.split("\f")]
    pages = [page for page in pages if page]

    def form(line: str) -> str:
        return re.sub(r"\d+", "0", " ".join(line.split()))

    often = Counter(form(line) for page in pages for line in {*page[:3], *page[-3:]})
    margins = {line for line, times in often.items() if times > 1 and times >= (len(pages) - 1) * 0.6}
    return "\n".join(line for page in pages for line in page if form(line) not in margins)


def out_of_order(text: str, built: Built, since: str = "") -> str:
    """Walk through the text: each thing must stand after the one before it, and a statement's words by its id."""
    text, every = squeezed(text), list(built.in_order())
    at = text.rfind(squeezed(since)) if since else 0
    for what, wanted in every[[one for _, one in every].index(since) if since else 0 :]:
        found = text.find(squeezed(wanted), at)
        if found < 0:
            elsewhere = "before its place" if squeezed(wanted) in text else "nowhere"
            return f"{what} stands {elsewhere}: {wanted[:120]}"
        at = found + len(squeezed(wanted))
    return ""


def pdfdetach(paper: Paper, folder: Path) -> str:
    """The file carries pack.json, once and byte for byte, and nothing else."""
    listed = run("pdfdetach", "-list", paper.file, cwd=folder)
    names = re.findall(r"^\d+: (.*)$", listed.stdout, re.MULTILINE)
    if listed.returncode or names != ["pack.json"]:
        return f"attached is {names}, not pack.json: {words(listed)}"
    saved = folder / "attached"
    done = run("pdfdetach", "-save", "1", "-o", saved, paper.file, cwd=folder)
    if done.returncode:
        return words(done)
    same = saved.read_bytes() == (paper.built.folder / "pack.json").read_bytes()
    return "" if same else "the attached pack.json is not the one beside the document"


def bookmarks(paper: Paper, _folder: Path) -> str:
    """Every bookmark leads to the page that has its words, and the pages follow one another (read by pypdf)."""
    try:
        reader = PdfReader(paper.file, strict=True)
        marks = list(_flat(reader, reader.outline))
        pages = [squeezed(page.extract_text()) for page in reader.pages]
    except (PyPdfError, ValueError, KeyError) as fault:
        return f"cannot be read: {fault}"
    if len(marks) < 3:
        return f"only {len(marks)} bookmarks"
    wrong = [
        f"“{title}” leads to page {n + 1}, which does not have it"
        for title, n in marks
        if squeezed(title) not in pages[n]
    ]
    if [n for _, n in marks] != sorted(n for _, n in marks):
        wrong.append("the bookmarks are not in the order of the pages")
    return "\n".join(wrong)


def _flat(reader: PdfReader, outline: Sequence[Any]) -> list[tuple[str, int]]:
    found = []
    for item in outline:
        if isinstance(item, list):
            found += _flat(reader, item)
        else:
            page = reader.get_destination_page_number(item)
            if page is None or page < 0:
                raise ValueError(f"the bookmark {item.title} leads nowhere")
            found.append((str(item.title), page))
    return found


JUDGES: Final[Mapping[str, PaperJudge]] = {
    "veraPDF PDF/A-3a": vera("3a"),
    "veraPDF PDF/UA-1": vera("ua1"),
    "qpdf": each(qpdf),
    "pdfinfo": each(pdfinfo),
    "pdffonts": each(pdffonts),
    "pdftotext": each(pdftotext),
    "PDFium": tags,
    "pdfdetach": each(pdfdetach),
    "bookmarks": each(bookmarks),
}
