"""The document that people open: what stands where, what is inside the PDF, and what stops it."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from evidence.compiler import Compilation
from evidence.model import NonClaim
from evidence.pack import Artefact, Evidence, Pack, Release, sentence
from evidence.signoff import Approval, SignOff
from evidence.writers import html, pdf, write
from evidence.writers.figures import flows, ladder
from evidence.writers.frameworks import frameworks
from tests.conftest import ROOT, compile_path

SHAPES = sorted((ROOT / "tests" / "shapes").glob("*.md"))


def plain(text: str) -> str:
    """Return text without white space: a PDF breaks lines where a text has none."""
    return "".join(text.split())


class Places(HTMLParser):
    """Collects the text of every section by its id, and the section of every element with an id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: dict[str, str] = {}
        self.inside: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("id")
        if tag in ("section", "header", "nav"):
            self.open.append(name or tag)
        if name:
            self.inside[name] = self.open[-1] if self.open else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("section", "header", "nav"):
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.text[self.open[-1]] = self.text.get(self.open[-1], "") + data


@pytest.fixture(scope="module")
def printed(example: Pack) -> bytes:
    return pdf.write(example)["pack.pdf"]


@pytest.fixture(scope="module")
def places(example: Pack) -> Places:
    return Places(html.page(example))


def section_of(statement_kind: str) -> str:
    return {"non-claim": "not-claimed", "responsibility": "who-owns-what"}.get(statement_kind, f"kind-{statement_kind}")


def test_every_statement_stands_in_its_section_and_in_the_annex(example: Pack, places: Places) -> None:
    for s in example.content.statements:
        assert places.inside[s.id] == section_of(s.kind), s.id
        assert places.inside[f"words/{s.id}"] == "annex-words"
        assert plain(s.text) in plain(places.text["annex-words"])
        for value in s.fields.values():
            if s.fields.get("owner-term") != value:
                assert plain(value) in plain(places.text[section_of(s.kind)]), (s.id, value)


def headings(reader: PdfReader) -> list[str]:
    found: list[str] = []

    def walk(items: list[object]) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item)
            else:
                found.append(str(getattr(item, "title", "")))

    walk(list(reader.outline))
    return found


def test_the_pdfs_text_runs_in_reading_order(example: Pack, printed: bytes) -> None:
    text = plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages))
    start = text.index(plain("Annex: every statement in its own words"), text.index(plain("Control mapping")) + 20)
    start = text.index(plain("Annex: every statement in its own words"), start)
    for s in example.content.statements:
        words = re.escape(plain(s.text))
        found = re.compile(words).search(text, start)
        # a running head may stand inside a statement only where a page ends, and no statement is broken over pages
        assert found, s.id
        start = found.end()


def test_the_pdf_has_contents_bookmarks_language_and_identity(example: Pack, printed: bytes, places: Places) -> None:
    reader = PdfReader(io.BytesIO(printed))
    marks = headings(reader)
    for title in ("What is not claimed", "Response targets", "Who owns what", "Control mapping"):
        assert title in marks
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata
    assert reader.metadata.title == "Support and response pack: agent-bom unversioned"
    first = plain(reader.pages[0].extract_text())
    for s in example.content.non_claims:
        assert plain(s.text) in first, s.id
    for words in ("NOT SIGNED OFF", "not stated", "What this is not.", "individual maintainers"):
        assert plain(words) in first
    listed = re.findall(
        r"(\d+)(Responsetargets|Controlmapping|Whoownswhat|Forthebuyer)", first[first.index("Contents") :]
    )
    assert len(listed) == 4
    for number, title in listed:
        assert title in plain(reader.pages[int(number) - 1].extract_text())


def test_only_our_typeface_is_in_the_pdf(printed: bytes) -> None:
    names = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(printed)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names
    assert {name.partition("+")[2].partition("-")[0] for name in names} == {"Pack"}


def test_pack_json_is_inside_the_pdf(example: Pack, printed: bytes) -> None:
    attached = PdfReader(io.BytesIO(printed)).attachments
    assert list(attached) == ["pack.json"]
    assert attached["pack.json"][0] == write(example, ["pack"])["pack.json"]


def test_the_pdf_is_the_same_each_time(example: Pack, printed: bytes) -> None:
    assert pdf.write(example)["pack.pdf"] == printed


def test_both_digests_stand_in_page_and_pdf(example: Pack, printed: bytes, places: Places) -> None:
    text = plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages))
    for digest in (example.content.promise_digest, example.content.derived_digest):
        assert digest in text
        assert digest in places.text["digests"]


def test_the_controls_name_every_pair_once(example: Pack) -> None:
    pairs = [
        (f.name, control.id, e.strength, e.reason, s)
        for f in frameworks(example.content)
        for control in (*f.controls, *f.related)
        for e in control.entries
        for s, _ in e.statements
    ]
    assert len(pairs) == len(set(pairs)) == len(example.content.mappings)
    counted = sum(n for f in frameworks(example.content) for _, n in f.counts)
    assert counted == len(pairs)


def test_no_customer_duty_is_the_vendors(example: Pack, places: Places) -> None:
    for s in example.content.by_kind("responsibility"):
        if s.owner == "customer":
            assert plain(sentence(s)) in plain(places.text["to-do"]), s.id
    page = html.page(example)
    for s in example.content.by_kind("responsibility"):
        row = page[page.index(f'<tr id="{s.id}"') :].split("</tr>")[0]
        assert f'data-party="{s.owner}"' in row
        assert row.count(">owns<") == 1


def test_the_ladder_never_says_more_than_the_rows(example: Pack) -> None:
    drawn = ladder(example.content, example.brand)
    assert drawn
    assert [label for _, label, _, _ in drawn.rows] == ["Critical", "High", "Medium", "Low"]
    assert {binding for *_, binding in drawn.rows} == {"response goal, not an SLA"}
    low = drawn.rows[-1]
    assert not any(re.search(r"\d", time) for time in low[2])
    assert {b.style for b in drawn.boxes} <= {"head", "goal", "none"}


def test_pictures_are_left_out_where_they_would_not_fit(compiled: Callable[..., Compilation]) -> None:
    rows = "\n".join(f"| Class {n} | answer within {n} hours |" for n in range(1, 40))
    pack = compiled(f"| Severity | Target response |\n|---|---|\n{rows}\n").pack
    assert pack
    assert ladder(pack.content, pack.brand) is None
    assert flows(pack.content, pack.brand) == []
    assert html.page(pack).count("<tr id=") == 39


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("signed-off", "SIGNED OFF"),
        ("promises-changed", "PROMISES CHANGED"),
        ("derived-changed", "DERIVED CHANGED"),
        ("expired", "EXPIRED"),
        ("rejected", "REJECTED"),
    ],
)
def test_the_state_of_sign_off_is_on_page_one(example: Pack, state: str, said: str) -> None:
    approval = Approval("security", "Head of Security", "approved", "2026-10-01T08:00:00Z", "2027-10-01T08:00:00Z")
    signed = replace(example, sign_off=SignOff(state, (approval,), ("channel/github-issues",), "2027-10-01"))  # type: ignore[arg-type]
    files = write(signed, ["html", "readme"])
    page = Places(files["index.html"].decode()).text["header"]
    for text in (page, files["READ-ME-FIRST.txt"].decode()):
        assert said in text
        assert "Head of Security" in text
        assert "channel/github-issues" in text
        assert ("NOT SIGNED OFF" in text) is False


def test_read_me_first_names_each_file_that_is_written(example: Pack) -> None:
    files = write(example, ["pack", "oscal", "matrix", "html", "readme"])
    text = files["READ-ME-FIRST.txt"].decode()
    for path in files:
        named = f"{path.split('/')[0]}/" if "/" in path else path.replace(".csv", ".xlsx")
        assert named in text or path == "READ-ME-FIRST.txt"
    assert text.count("\r\n") == text.count("\n")
    assert max(map(len, text.splitlines())) <= 80
    for s in example.content.non_claims:
        assert " ".join(s.text.split()) in " ".join(text.split())


@pytest.mark.parametrize("path", SHAPES, ids=lambda p: p.stem)
def test_other_documents_make_whole_pages(path: object) -> None:
    result = compile_path(path)  # type: ignore[arg-type]
    assert result.pack
    pack = result.pack
    page = Places(html.page(pack))
    for s in pack.content.statements:
        assert page.inside[s.id] == section_of(s.kind)
    assert "<tbody>\n    </tbody>" not in html.page(pack)
    if not pack.content.non_claims:
        assert "no claim of anything" in page.text["not-claimed"]
    json.loads(write(pack, ["pack"])["pack.json"])


def test_a_character_without_a_glyph_is_named_with_its_line(compiled: Callable[..., Compilation]) -> None:
    pack = compiled("# M\n\nWe do not claim:\n\n- SOC 2\n- شهادة الامتثال\n").pack
    assert pack
    found = pdf.missing_glyphs(pack)
    assert len(found) == 1
    assert found[0].span
    assert found[0].span.line == 6
    assert "ش (U+0634)" in found[0].message
    assert "شهادة" in html.page(pack)


def test_words_and_addresses_that_are_far_too_long_stay_whole(compiled: Callable[..., Compilation]) -> None:
    long, address = "x" * 4000, "https://vendor.example/" + "a" * 2000
    pack = compiled(
        f"# M\n\n| Channel | Use for |\n|---|---|\n| {long} | {address} |\n\nWe do not claim:\n\n- {long} audits\n"
    ).pack
    assert pack
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.write(pack)["pack.pdf"])).pages]
    letters = sum(plain(page).count("x") for page in pages)
    assert letters >= 2 * len(long) * 2  # the channel and the non-claim, each in its section and in the annex
    assert isinstance(pack.content.non_claims[0], NonClaim)


def test_evidence_and_release_stand_in_the_annex(example: Pack) -> None:
    record = Evidence("sbom", "Bill of materials", "sbom", "dist/sbom.cdx.json", "0" * 64, (), "2027-01-31", by="CI")
    release = Release("v1.2.3", "1" * 40, "clean", (Artefact("server.tar.gz", "2" * 64, 7),))
    pack = replace(example, content=replace(example.content, evidence=(record,)), release=release)
    shown = Places(html.page(pack)).text["digests"]
    for words in (
        "Bill of materials",
        "dist/sbom.cdx.json",
        "valid until 2027-01-31",
        "v1.2.3",
        "server.tar.gz",
        "2" * 64,
    ):
        assert words in shown
    silent = Places(html.page(pack)).text["no-position"]
    assert "Of these kinds of evidence the pack says neither" in silent
    odd = replace(pack, release=replace(release, tag="v1-\u4e2d"))
    assert "\u4e2d" in pdf.missing_glyphs(odd)[0].message


def test_page_pdf_csv_and_json_agree_on_every_answer(example: Pack, printed: bytes) -> None:
    files = write(example, ["pack", "answers", "html"])
    told = {a["id"]: (a["question"], a["answer"], a["stance"]) for a in json.loads(files["pack.json"])["answers"]}
    assert len(told) > 50
    rows = csv.DictReader(io.StringIO(files["answers.csv"].decode("utf-8-sig")))
    assert {r["id"]: (r["question"], r["answer"], r["stance"]) for r in rows} == told
    shown = re.findall(
        r'data-answer="([^"]*)".*?(?:</p>|<small>).*?<span class="text">(.*?)</span>',
        files["index.html"].decode(),
        re.DOTALL,
    )
    plain_text = re.compile(r"<[^>]+>")
    assert {name: unescape(plain_text.sub("", text)) for name, text in shown} == {n: t[1] for n, t in told.items()}
    text = plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages))
    for name, (question, answer, _) in told.items():
        assert plain(f"{name} {question} {answer}") in text, name


def test_what_is_not_there_is_no_empty_table(compiled: Callable[..., Compilation]) -> None:
    pack = compiled("# M\n\nWe do not claim:\n\n- SOC 2 reports\n").pack
    assert pack
    page = html.page(replace(pack, content=replace(pack.content, frameworks=(), mappings=())))
    assert "This pack maps to no framework." in page
    assert "The text has no statement of these kinds" in page
    assert not re.search(r"<tbody>\s*</tbody>|<[uo]l[^>]*>\s*</[uo]l>", page)
