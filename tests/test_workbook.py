"""A buyer's workbook: what is found in it, what is written into it, and that nothing else changes."""

import io
import re
import struct
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from evidence.answers import Answer, Question, Stance
from evidence.diagnostics import Code
from evidence.model import Owner
from evidence.workbook import Form, Wanted, answers_digest, listing, plan, read_form, write_form
from evidence.workbook.inplace import write_workbook
from evidence.workbook.package import open_package
from tests.workbooks import HEADER, rewritten, rich, saved, simple

QUESTIONS = ("Are you SOC 2 certified?", "Do you publish advisories?", "Who owns backups?", "Do you sell ships?")
STANCES: tuple[tuple[Stance, str, Owner | None], ...] = (
    ("not-claimed", "No, not claimed: “SOC 2”.", None),
    ("supported", "Documented: “advisories are published”.", None),
    ("customer-owned", "This is the customer's responsibility: “backups”.", "customer"),
    ("no-position", "No documented position.", None),
)


def reply(question: Question) -> Answer:
    stance, text, owner = STANCES[QUESTIONS.index(question.text) if question.text in QUESTIONS else 3]
    citations = () if stance == "no-position" else ("claim/x",)
    return Answer(question, stance, text, citations, (), "nothing matched", owner=owner)


def form_of(data: bytes, name: str = "asked.xlsx", wanted: Wanted | None = None) -> Form:
    form, problems = read_form(name, data, wanted)
    assert form, problems
    return form


def answered(data: bytes, name: str = "asked.xlsx", overwrite: bool = False, wanted: Wanted | None = None) -> bytes:
    form = form_of(data, name, wanted)
    return write_form(form, plan(form, [reply(q) for q in form.questions], frozenset(), overwrite))


def cells(data: bytes, sheet: int = 0) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(data))
    return [tuple(row) for row in book.worksheets[sheet].iter_rows(values_only=True)]


def codes(data: bytes, name: str = "asked.xlsx") -> list[Code]:
    form, problems = read_form(name, data)
    return [p.code for p in problems] if form is None else []


@pytest.mark.filterwarnings("ignore:Data Validation extension")
@pytest.mark.parametrize("macros", [False, True])
def test_everything_but_the_answered_sheets_stays_byte_for_byte(macros: bool) -> None:
    data = rich(QUESTIONS, macros)
    out = answered(data, "asked.xlsm" if macros else "asked.xlsx")
    old, new = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(out))
    touched = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    assert new.testzip() is None
    assert [(i.filename, i.compress_type) for i in old.infolist()] == [
        (i.filename, i.compress_type) for i in new.infolist()
    ]
    assert {n for n in old.namelist() if old.read(n) != new.read(n)} == touched
    for info in new.infolist():
        if info.filename not in touched:
            before = old.getinfo(info.filename)
            size = 30 + len(info.filename) + info.compress_size
            ours = out[info.header_offset : info.header_offset + size]
            assert ours == data[before.header_offset : before.header_offset + size]
    assert ("xl/vbaProject.bin" in new.namelist()) is macros
    sheet = new.read("xl/worksheets/sheet1.xml")
    for kept in (b"x14:dataValidation ", b"conditionalFormatting", b"<drawing", b"legacyDrawing", b"mergeCell "):
        assert kept in sheet
    rows = cells(out)
    assert rows[4][2:4] == ("No", "No, not claimed: “SOC 2”. [Source: claim/x]")
    assert rows[5][2] == "Yes"
    assert rows[6][2:4] == (None, "This is the customer's responsibility: “backups”. [Source: claim/x]")
    assert rows[7][2:4] == (None, "No documented position.")
    assert cells(out, 1)[1][2] == "No"
    assert load_workbook(io.BytesIO(out)).worksheets[0]["C5"].font.i


@pytest.mark.filterwarnings("ignore:Data Validation extension")
def test_outside_the_answered_cells_a_sheet_keeps_its_bytes() -> None:
    data = rich(QUESTIONS)
    old = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    new = zipfile.ZipFile(io.BytesIO(answered(data))).read("xl/worksheets/sheet1.xml")
    cell = re.compile(rb'<c r="[CD][5-8]"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
    assert cell.sub(b"", old) == cell.sub(b"", new)


def test_the_report_counts_what_was_touched() -> None:
    form = form_of(simple([(n, q, None, None) for n, q in enumerate(QUESTIONS, 1)], options='"Yes,No"'))
    entries = plan(form, [reply(q) for q in form.questions], frozenset(), False)
    text = listing(form, entries)
    assert "4 questions: 2 answered, 1 answered in the comment, the option left blank, 1 no documented position" in text
    assert "6 cells touched for 4 questions: 2 of answers, 4 of comments and owners" in text
    touched = {p for e in entries for p in e.writes}
    new = form_of(write_form(form, entries))
    changed = {
        slot.place
        for before, after in zip(form.items, new.items, strict=True)
        for was, slot in zip((before.answer, before.comment), (after.answer, after.comment), strict=True)
        if was and slot and was.text != slot.text
    }
    assert changed == touched


def test_values_that_look_like_formulas_are_text() -> None:
    form = form_of(simple([(1, "Are you sure of it?", None, None)]))
    place = form.items[0].answer
    assert place
    for text in ("=1+1", "+49", "-x", "@SUM(A1)", "a\nb & <c>", "nul\x00l"):
        out = write_workbook(form, {place.place: text})
        cell = load_workbook(io.BytesIO(out)).worksheets[0]["C2"]
        assert (cell.data_type, cell.value) == ("s", text.replace("\x00", ""))


def test_csv_values_that_look_like_formulas_are_marked_as_text() -> None:
    form = form_of(b"Question,Answer\r\nAre you sure of it?,\r\n", "asked.csv")
    answers = [Answer(q, "supported", "=cmd()", (), (), "x") for q in form.questions]
    out = write_form(form, plan(form, answers, frozenset(), False))
    assert out == b"Question,Answer\r\nAre you sure of it?,'=cmd()\r\n"


def test_existing_answers_are_kept_unless_overwritten() -> None:
    data = simple([(1, QUESTIONS[0], "Yes", "we are"), (2, QUESTIONS[0], None, None)])
    assert cells(answered(data))[1][2:] == ("Yes", "we are")
    assert cells(answered(data, overwrite=True))[1][2] == "No, not claimed: “SOC 2”."


def test_overwriting_clears_an_option_that_says_more_than_the_records() -> None:
    data = simple([(1, QUESTIONS[2], "Yes", None)], options='"Yes,No"')
    assert cells(answered(data, overwrite=True))[1][2:] == (
        None,
        "This is the customer's responsibility: “backups”. [Source: claim/x]",
    )


def test_a_formula_in_an_answers_cell_is_left_alone() -> None:
    data = simple([(1, QUESTIONS[0], "=A1", None), (2, QUESTIONS[0], None, None)])
    rows = cells(answered(data, overwrite=True))
    assert (rows[1][2], rows[2][2]) == ("=A1", "No, not claimed: “SOC 2”.")


def test_an_option_whose_limits_have_no_room_is_not_chosen() -> None:
    data = simple([(1, "What is it then?", None)], header=("ID", "Question", "Answer"), options='"Yes,No"')
    form = form_of(data)
    limited = [Answer(q, "supported", "A goal, not an SLA.", ("claim/x",), (), "x") for q in form.questions]
    plain = [Answer(q, "supported", "Advisories are published.", ("claim/x",), (), "x") for q in form.questions]
    (blank,), (chosen,) = (plan(form, a, frozenset(), False) for a in (limited, plain))
    assert (blank.outcome, blank.writes) == ("open", {})
    assert "limits" in blank.why
    assert chosen.writes == {(0, 2, 3): "Yes"}


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ('"Yes,No, Partial "', ("Yes", "No", "Partial")),
        ("Lists!$A$1:$A$2", ("ja", "nein")),
        ("'Lists'!A1:A2", ("ja", "nein")),
        ("$F$1:$F$2", ("here", "there")),
        ("Named", ("ja", "nein")),
        ("INDIRECT(A1)", ()),
        ("Missing!A1:A2", ()),
        ("#REF!", ()),
    ],
)
def test_lists_to_choose_from(formula: str, found: tuple[str, ...]) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*HEADER, None, "here"])
    sheet.append([1, QUESTIONS[0], None, None, None, "there"])
    lists = book.create_sheet("Lists")
    lists.append(["ja"])
    lists.append(["nein"])
    book.defined_names["Named"] = DefinedName("Named", attr_text="Lists!$A$1:$A$2")
    rule = DataValidation(type="list", formula1=formula)
    rule.add("C2")
    sheet.add_data_validation(rule)
    slot = form_of(saved(book)).items[0].answer
    assert slot
    assert slot.options == found


LAYOUTS: dict[str, tuple[list[list[Any]], tuple[str, str | None]]] = {
    "titles above": (
        [["Acme"], [], ["Ref", "Question", "Vendor Response", "Remarks"], ["A1", *QUESTIONS[:1]]],
        ("C4", "D4"),
    ),
    "buyer's columns": (
        [["ID", "Question", "Guidance", "Answer", "Analyst Score", "Reviewer comments", "Comments"], [1, QUESTIONS[0]]],
        ("D2", "G2"),
    ),
    "no header": ([[QUESTIONS[0]], [QUESTIONS[1]]], ("B1", None)),
    "no question header": (
        [["Documentation", "", "Answer", "Additional Information"], ["DOCU-01", QUESTIONS[0]]],
        ("C2", "D2"),
    ),
    "ids and requirements": (
        [["#", "Requirement", "Yes/No", "Explanation"], ["1.1", "Vendors must publish advisories"]],
        ("C2", "D2"),
    ),
    "text beside the option": ([["No.", "Query", "Reply (Y/N)", "Justification"], [1, QUESTIONS[0]]], ("C2", "D2")),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts(name: str) -> None:
    rows, (answer, comment) = LAYOUTS[name]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "S"
    for row in rows:
        sheet.append(row)
    item = form_of(saved(book)).items[0]
    assert item.answer
    assert item.answer.name == f"S!{answer}"
    assert (item.comment.name if item.comment else None) == (f"S!{comment}" if comment else None)


def test_sections_are_no_questions() -> None:
    data = simple([("A", "Incident response"), ("A-1", QUESTIONS[0]), (None, "Backups"), ("A-2", QUESTIONS[2])])
    items = form_of(data).items
    assert [(i.question.id, i.question.section) for i in items if i.question.id != "A"] == [
        ("A-1", ""),
        ("A-2", "Backups"),
    ]


def test_a_header_that_stands_there_again_begins_a_section() -> None:
    data = simple(
        [("A-1", QUESTIONS[0]), ("", "Company", "Answer", "Comments"), ("B-1", QUESTIONS[1])],
    )
    assert [(i.question.id, i.question.section) for i in form_of(data).items] == [("A-1", ""), ("B-1", "Company")]


def test_hidden_columns_take_no_answers() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ID", "Question", "Answer", "Answer", "Comments"])
    sheet.append([1, QUESTIONS[0]])
    sheet.column_dimensions["C"].hidden = True
    slot = form_of(saved(book)).items[0].answer
    assert slot
    assert slot.name == "Sheet!D2"


def test_options_override_what_was_found() -> None:
    data = simple([(1, QUESTIONS[0], None, None)])
    wanted = Wanted(answer="Comments", comment="C")
    item = form_of(data, wanted=wanted).items[0]
    assert item.answer
    assert item.comment
    assert (item.answer.name, item.comment.name) == ("Sheet!D2", "Sheet!C2")
    form, problems = read_form("asked.xlsx", data, Wanted(answer="Nowhere"))
    assert form is None
    assert [p.code for p in problems] == [Code.QUESTIONS_NOT_FOUND]
    form, problems = read_form("asked.xlsx", data, Wanted(sheet="Nowhere"))
    assert form is None


def test_one_merged_answer_belongs_to_one_question() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADER))
    sheet.append([1, QUESTIONS[0]])
    sheet.append([2, QUESTIONS[1]])
    sheet.merge_cells("C2:C3")
    form = form_of(saved(book))
    entries = plan(form, [reply(q) for q in form.questions], frozenset(), False)
    assert [e.outcome for e in entries] == ["answered", "open"]
    assert (0, 2, 3) in entries[0].writes


def test_the_digest_is_of_the_answers_alone() -> None:
    data = rich(QUESTIONS)
    form = form_of(data)
    out = form_of(answered(data))
    styled = form_of(rewritten(answered(data), lambda n, c: c + b" " if n == "xl/styles.xml" else c))
    assert answers_digest(form) != answers_digest(out)
    assert answers_digest(out) == answers_digest(styled)


# --- what must not be read ---

BOMB = b"<worksheet>" + b" " * (30 * 1024 * 1024) + b"</worksheet>"


def swapped(name: str, content: bytes) -> bytes:
    return rewritten(simple([(1, QUESTIONS[0])]), lambda n, c: content if n == name else c)


SHEET = "xl/worksheets/sheet1.xml"
REFUSED: dict[str, bytes] = {
    "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + "EncryptedPackage".encode("utf-16-le"),
    "old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
    "web page": b"<html><table></table></html>",
    "text": b"ID,Question\n",
    "nothing": b"",
    "cut": simple([(1, QUESTIONS[0])])[:-40],
    "half": simple([(1, QUESTIONS[0])])[:2000],
    "bomb": swapped(SHEET, BOMB),
    "entities": swapped(SHEET, b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>'),
    "outside": swapped(SHEET, b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet><sheetData/></worksheet>'),
    "malformed": swapped(SHEET, b"<worksheet><sheetData>"),
    "no sheet": rewritten(simple([(1, "x")]), lambda n, c: None if n == SHEET else c),
    "no book": rewritten(simple([(1, "x")]), lambda n, c: None if n == "xl/workbook.xml" else c),
    "another kind": rewritten(simple([(1, "x")]), lambda n, c: None if n == "_rels/.rels" else c),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    assert codes(REFUSED[name]) == [Code.WORKBOOK_UNREADABLE]


def test_damaged_content_is_refused() -> None:
    data = bytearray(simple([(1, QUESTIONS[0])]))
    info = zipfile.ZipFile(io.BytesIO(bytes(data))).getinfo(SHEET)
    start = info.header_offset + 30 + len(info.filename) + 20
    data[start : start + 8] = bytes(8)
    assert codes(bytes(data)) == [Code.WORKBOOK_UNREADABLE]


def test_overlapping_parts_are_refused() -> None:
    data = bytearray(simple([(1, QUESTIONS[0])]))
    end = data.rindex(b"PK\x05\x06")
    (start,) = struct.unpack_from("<L", data, end + 16)
    second = data.index(b"PK\x01\x02", start + 4)
    data[second + 42 : second + 46] = data[start + 42 : start + 46]
    assert codes(bytes(data)) == [Code.WORKBOOK_UNREADABLE]


@pytest.mark.parametrize("rows", [[], [[]], [["", ""]], [["Name", "Street"], ["a", "b"]]])
def test_sheets_that_ask_nothing(rows: list[list[str]]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    assert codes(saved(book)) == [Code.QUESTIONS_NOT_FOUND]


def test_external_links_are_not_followed() -> None:
    link = (
        b'<Relationship Id="rIdX" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" '
        b'Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )

    def linked(name: str, content: bytes) -> bytes:
        return content.replace(b"</Relationships>", link) if name == "xl/_rels/workbook.xml.rels" else content

    data = rewritten(simple([(1, QUESTIONS[0])]), linked)
    assert cells(answered(data))[1][2] == "No, not claimed: “SOC 2”."


# --- the other formats ---


def test_csv_keeps_every_other_byte() -> None:
    text = (
        '\ufeffNr;Frage/Question;Answer;Notes\r\n1;"Are you SOC 2 certified?";;x y\r\n\r\n2;"Who owns\nbackups?";;\r\n'
    )
    out = answered(text.encode(), "asked.csv")
    assert out.decode() == text.replace('?";;x', '?";;x').replace(
        'backups?";;', "backups?\";This is the customer's responsibility: “backups”.;[Source: claim/x]"
    )


def test_csv_with_short_rows() -> None:
    out = answered(b"ID,Question,Answer,Comments\n1,Are you SOC 2 certified?\n", "asked.csv")
    assert out.decode() == (
        'ID,Question,Answer,Comments\n1,Are you SOC 2 certified?,"No, not claimed: “SOC 2”.",[Source: claim/x]\n'
    )


def test_json_comes_back_with_stances() -> None:
    import json

    out = json.loads(answered(b'[{"id": 7, "question": "Are you SOC 2 certified?", "priority": "high"}]', "q.json"))
    assert out == [
        {
            "id": "7",
            "question": "Are you SOC 2 certified?",
            "stance": "not-claimed",
            "answer": "No, not claimed: “SOC 2”.",
            "citations": ["claim/x"],
            "topics": [],
            "because": "nothing matched",
            "priority": "high",
        }
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "[1]", '[{"id": "1"}]', '[{"question": 3}]', "[" * 5000])
def test_json_that_is_no_list_of_questions(text: str) -> None:
    assert codes(text.encode(), "q.json")


def test_markdown_lists() -> None:
    text = (
        "# Questions\n\nPlease answer.\n\n- **Q1** Are you SOC 2\n  certified?\n- a note\n"
        "- Who owns backups?\n\n  **Answer:** the vendor\n\n```\n- Are you code?\n```\n"
        "## Do you publish advisories?\n\nThanks.\n"
    )
    form = form_of(text.encode(), "q.md")
    assert [(i.question.id, i.question.text) for i in form.items] == [
        ("Q1", "Are you SOC 2 certified?"),
        ("line 8", "Who owns backups?"),
        ("line 15", "Do you publish advisories?"),
    ]
    out = answered(text.encode(), "q.md").decode()
    assert "  certified?\n\n  **Answer:** No, not claimed: “SOC 2”. [Source: claim/x]\n- a note\n" in out
    assert "  **Answer:** the vendor\n" in out
    assert "## Do you publish advisories?\n\n**Answer:** Documented: “advisories are published”." in out
    lines = out.split("\n")
    assert [x for x in text.split("\n") if x not in lines] == []
    again = answered(out.encode(), "q.md", overwrite=True).decode()
    assert "the vendor\n" not in again
    assert again.count("**Answer:**") == 3


# --- dialects ---

CAIQ = ("Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership", "CSP Implementation Description")
OWNERS = ("CSP-owned", "CSC-owned", "3rd-party outsourced", "Shared CSP and CSC", "Shared CSP and 3rd-party")


def caiq(version: str, lists: bool = True) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "CAIQ"
    sheet.append([f"Consensus Assessments Initiative Questionnaire {version}"])
    sheet.append(list(CAIQ))
    for n, question in enumerate(QUESTIONS, 1):
        sheet.append([f"A&A-0{n}.1", question])
    if lists:
        for formula, where in (('"Yes,No,NA"', "C3:C9"), (f'"{",".join(OWNERS)}"', "D3:D9")):
            rule = DataValidation(type="list", formula1=formula)
            rule.add(where)
            sheet.add_data_validation(rule)
    return saved(book)


@pytest.mark.parametrize(
    ("version", "dialect", "prefix"),
    [("v4.0.3", "caiq-4.0", "CAIQ-4.0:"), ("v4.1.0", "caiq-4.1", "CAIQ-4.1:"), ("", "caiq", "CAIQ-unknown-version:")],
)
def test_versions_of_caiq_are_told_apart(version: str, dialect: str, prefix: str) -> None:
    form = form_of(caiq(version))
    assert form.dialect == dialect
    assert form.questions[0].id == prefix + "A&A-01.1"


def test_a_document_is_no_yes_in_caiq_unless_a_person_says_so() -> None:
    form = form_of(caiq("v4.0.3"))
    answers = [reply(q) for q in form.questions]
    bare = plan(form, answers, frozenset(), False)
    said = plan(form, answers, frozenset({1}), False)
    row = {e.item.question.text: list(e.writes.values()) for e in bare}
    assert row[QUESTIONS[0]][0] == "No"
    assert row[QUESTIONS[1]] == ["Documented: “advisories are published”. [Source: claim/x]"]
    assert row[QUESTIONS[2]][0] == "CSC-owned"
    assert next(iter(said[1].writes.values())) == "Yes"


@pytest.mark.parametrize("name", ["hecvat-4", "mvsp", "osps", "vsa", "generic"])
def test_every_dialect_leaves_what_is_not_known_blank(name: str) -> None:
    form = form_of(simple([(1, QUESTIONS[3])], options='"Yes,No,N/A"'), wanted=Wanted(dialect=name))
    (entry,) = plan(form, [reply(q) for q in form.questions], frozenset(), False)
    assert list(entry.writes.values()) == ["No documented position."]


def test_recognised_by_ids() -> None:
    data = simple([("OSPS-DO-01.01", QUESTIONS[0]), ("OSPS-VM-02.01", QUESTIONS[1])])
    assert form_of(data).dialect == "osps"


# --- properties ---

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5), texts)
def test_any_text_goes_into_its_cell_and_nowhere_else(rows: list[tuple[str, str]], text: str) -> None:
    clean = [("".join(c for c in a if c.isprintable()), "".join(c for c in b if c.isprintable())) for a, b in rows]
    data = simple([(n, f"Is it {a}?", None, b) for n, (a, b) in enumerate(clean)])
    form = form_of(data)
    places = [i.answer.place for i in form.items if i.answer]
    out = write_workbook(form, dict.fromkeys(places, text))
    old, new = form_of(data), form_of(out)
    assert [i.question for i in new.items] == [i.question for i in old.items]
    for (_, row, column), (a, b) in zip(places, zip(old.items, new.items, strict=True), strict=True):
        shown = load_workbook(io.BytesIO(out)).worksheets[0].cell(row, column).value
        legal = "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 32 and c not in "\ufffe\uffff"))
        assert (shown or "").replace("\r\n", "\n").replace("\r", "\n") == legal.replace("\r\n", "\n").replace(
            "\r", "\n"
        )
        assert (a.comment.text if a.comment else "") == (b.comment.text if b.comment else "")


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for name in ("a.xlsx", "a.csv", "a.json", "a.md"):
        form, problems = read_form(name, data)
        assert form or problems


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 4000), st.integers(0, 255))
def test_any_damage_is_read_or_refused(place: int, value: int) -> None:
    data = bytearray(simple([(1, QUESTIONS[0])]))
    data[place % len(data)] = value
    form, problems = read_form("a.xlsx", bytes(data))
    assert form or problems


def test_ten_thousand_single_lists_are_found_fast_enough_to_test() -> None:
    rows = [(n, QUESTIONS[n % 4]) for n in range(500)]
    form = form_of(simple(rows, options='"Yes,No"'))
    assert len(form.items) == 500
    assert open_package(form.data).names
