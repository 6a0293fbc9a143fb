"""Nothing secret goes out: planted secrets of many kinds in every format, and strings that only look like some."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from evidence import leaks
from evidence.cli import app
from evidence.pack import Pack
from evidence.writers import write
from tests.conftest import ROOT
from tests.planted import SECRETS, innocents

NAMES = sorted(SECRETS)


def test_forty_kinds() -> None:
    assert len(SECRETS) >= 40


def in_text(text: str) -> tuple[str, bytes]:
    return "captures/readyz.txt", f"before\n{text}\nafter\n".encode()


def in_json(text: str) -> tuple[str, bytes]:
    return "pack.json", json.dumps({"a": "x", "statements": [{"text": f'say "hello" to\n{text}'}]}, indent=2).encode()


def in_html(text: str) -> tuple[str, bytes]:
    return "index.html", f"<!doctype html>\n<p>é <b>the</b>\n{escape(text)}</p>\n".encode()


def in_csv(text: str) -> tuple[str, bytes]:
    return "answers.csv", f'a,b\r\n1,"{text.replace(chr(34), chr(34) * 2)}"\r\n'.encode("utf-8-sig")


def in_workbook(text: str) -> tuple[str, bytes]:
    book, data = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Question", "Answer"])
    book.active.append(["How?", text])
    book.save(data)
    return "answers.xlsx", data.getvalue()


def in_archive(text: str) -> tuple[str, bytes]:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deep/values.yaml", text)
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bundle.zip", inner.getvalue())
    return "escalation.zip", outer.getvalue()


def in_data_address(text: str) -> tuple[str, bytes]:
    import base64

    return "page.html", f'<a href="data:text/plain;base64,{base64.b64encode(text.encode()).decode()}">x</a>'.encode()


def in_utf16(text: str) -> tuple[str, bytes]:
    return "notes.txt", text.encode("utf-16")


FORMATS: list[Callable[[str], tuple[str, bytes]]] = [
    in_text, in_json, in_html, in_csv, in_workbook, in_archive, in_data_address, in_utf16,
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_planted_in_every_format(name: str, example: Pack) -> None:
    for put in FORMATS:
        planted, value = SECRETS[name]()
        path, data = put(planted)
        found = leaks.find({path: data}, example.content.statements)
        assert found, put.__name__
        assert value not in repr(found)
        assert all(leak.path.startswith(path) for leak in found)


@pytest.fixture(scope="module")
def written(example: Pack) -> dict[str, bytes]:
    return write(example, ["pack", "oscal", "matrix", "html"])


def test_what_the_example_becomes_is_clean(written: dict[str, bytes], example: Pack) -> None:
    assert leaks.find(written, example.content.statements) == []


def planted_in(path: str, data: bytes, text: str) -> bytes:
    """Return an output of ours with a text put where the words of a statement stand."""
    if path.endswith(".xlsx"):
        book, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
        book.worksheets[-1].cell(row=5, column=3).value = text
        book.save(out)
        return out.getvalue()
    whole = data.decode()
    if path.endswith(".json"):
        text = json.dumps(text, ensure_ascii=False)[1:-1]
    if path.endswith(".html"):
        text = escape(text)
    middle = re.search(r"acknowledg\w*|\bNIST\b", whole)
    assert middle, path
    return (whole[: middle.start()] + text + " " + whole[middle.start() :]).encode()


def test_every_output_with_every_kind(written: dict[str, bytes], example: Pack) -> None:
    for path, data in written.items():
        drawn = {name: SECRETS[name]() for name in NAMES}
        text = " \n".join(planted for planted, _ in drawn.values())
        whole = " ".join(
            leak.value for leak in leaks.find({path: planted_in(path, data, text)}, example.content.statements)
        )
        missing = [name for name, (planted, value) in drawn.items() if not seen(planted, value, whole)]
        assert missing == [], path


def seen(planted: str, value: str, found: str) -> bool:
    return value[:16] in found or any(line in found for line in planted.split("\n") if len(line) > 30)


def test_in_the_text_of_a_pdf_broken_over_lines_attached_and_in_its_information() -> None:
    from weasyprint import HTML, Attachment

    drawn = {name: SECRETS[name]() for name in NAMES}
    lines = "".join(f"<pre>{escape(planted)}</pre>" for planted, _ in drawn.values())
    token, _ = SECRETS["github"]()
    attached, _ = SECRETS["vault"]()
    author, _ = SECRETS["gitlab"]()
    page = f"""<html lang=en><meta name=author content="{author}"><style>pre {{white-space: pre-wrap; font-size: 7pt}}
        p {{width: 3cm; overflow-wrap: anywhere}}</style><p>a {token} b</p>{lines}"""
    pdf = HTML(string=page).write_pdf(attachments=[Attachment(string=attached, name="pack.json")])
    found = leaks.find({"pack.pdf": pdf})
    whole = " ".join(leak.value for leak in found)
    assert token in whole
    assert attached in whole
    assert author in whole
    ruled = {"kubeconfig", "private-log", "tenant-identifier", "customer-record"}
    assert [n for n, (planted, value) in drawn.items() if n not in ruled and not seen(planted, value, whole)] == []


def test_at_most_two_of_two_hundred_innocent_strings(example: Pack) -> None:
    strings = innocents()
    assert len(strings) == 200
    blocked = [s for s in strings if leaks.find({"a.txt": f"x\n{s}\ny".encode()}, example.content.statements)]
    assert len(blocked) <= 2, blocked


@pytest.mark.parametrize("path", ["README.md", "examples/agent-bom/SUPPORT_MODEL.md", "docs/project.md"])
def test_prose_about_secrets_is_none(path: str, example: Pack) -> None:
    assert leaks.find({path: (ROOT / path).read_bytes()}, example.content.statements) == []


def test_what_no_rule_of_the_model_keeps_out_is_no_leak() -> None:
    planted, _ = SECRETS["tenant-identifier"]()
    assert leaks.find({"a.txt": planted.encode()}) == []


def test_the_rule_that_keeps_it_out_is_named(example: Pack) -> None:
    planted, value = SECRETS["tenant-identifier"]()
    (found,) = leaks.problems({"a.txt": planted.encode()}, example.content.statements, (), "2026-11-01")
    assert "which handling-rule/never-put-secrets-customer-data-details keeps out" in found.message
    assert value not in f"{found}"


def test_what_cannot_be_looked_into_is_refused() -> None:
    assert leaks.find({"a.pdf": b"%PDF-1.7\nnonsense"})[0].kind.startswith("unreadable part")
    assert leaks.find({"a.zip": b"PK\x03\x04nonsense"})[0].kind.startswith("unreadable part")
    nested = b"end"
    for _ in range(7):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("inner.zip", nested)
        nested = out.getvalue()
    assert leaks.find({"a.zip": nested})[0].kind.startswith("unreadable part")


def project(folder: Path, text: str, settings: str = "") -> Path:
    folder.mkdir()
    (folder / "m.md").write_text(
        f"| Severity | Target response |\n|---|---|\n| Critical | acknowledge within 48 hours |\n\n{text}\n"
    )
    (folder / "evidence.yaml").write_text(f"model: [m.md]\nproduct: {{name: Thing, version: '1'}}\n{settings}")
    return folder


def test_a_build_with_a_secret_writes_nothing_and_does_not_say_it(tmp_path: Path) -> None:
    planted, value = SECRETS["gitlab"]()
    source = project(tmp_path / "p", f"Reporters must not send {planted} to us.")
    args = [
        "build",
        str(source),
        "--out",
        str(tmp_path / "out"),
        "--only",
        "pack",
        "--issued-at",
        "2026-11-01T00:00:00Z",
    ]
    done = CliRunner().invoke(app, args, catch_exceptions=False)
    assert done.exit_code == 1
    assert "error[leak-in-output]: GitLab token found" in done.stderr
    assert "it comes from m.md:5" in done.stderr
    assert value not in done.output
    assert [p.name for p in tmp_path.iterdir()] == ["p"]

    allowed = f"secrets: {{allow: [{{text: '{planted}', reason: revoked, until: 2026-12-31}}]}}\n"
    (source / "evidence.yaml").write_text((source / "evidence.yaml").read_text() + allowed)
    assert CliRunner().invoke(app, args, catch_exceptions=False).exit_code == 0
    later = [*args[:-1], "2027-01-01T00:00:00Z"]
    over = CliRunner().invoke(app, later, catch_exceptions=False)
    assert over.exit_code == 1
    assert "warning[allowance-expired]" in over.stderr
    assert "it was allowed until 2026-12-31" in over.stderr
    assert value not in over.output


def test_an_allowance_needs_a_reason_and_a_day(tmp_path: Path) -> None:
    source = project(tmp_path / "p", "", "secrets: {allow: [{text: something}]}\n")
    done = CliRunner().invoke(app, ["check", str(source)], catch_exceptions=False)
    assert done.exit_code == 1
    assert "'reason' is missing" in done.stderr
    assert "'until' is missing" in done.stderr


def test_an_approval_with_a_secret_is_not_written(tmp_path: Path) -> None:
    from tests.signing import approve, with_policy

    planted, value = SECRETS["gitlab"]()
    source = project(tmp_path / "p", "")
    with_policy(source, tmp_path / "keys")
    done = approve(source, tmp_path / "keys", "first", "--condition", f"after {planted} is revoked", code=1)
    assert "error[leak-in-output]" in done.stderr
    assert value not in done.stderr
    assert not list((source / "sign-off").glob("*.approval.json*"))


def test_a_questionnaire_is_not_answered_with_a_secret(tmp_path: Path) -> None:
    planted, value = SECRETS["gitlab"]()
    own = tmp_path / "answers.yaml"
    source = project(tmp_path / "p", "", "answers: answers.yaml\n")
    entry = (
        f"{{question: what is it, answer: 'It is {planted}.', stance: supported, owner: head, review-by: 2099-12-31}}"
    )
    (source / own.name).write_text(f"answers: [{entry}]\n")
    (tmp_path / "asked.json").write_text('[{"id": "1", "question": "What is it?"}]')
    args = ["answer", str(tmp_path / "asked.json"), "--source", str(source), "--out", str(tmp_path / "out.json")]
    done = CliRunner().invoke(app, args, catch_exceptions=False)
    assert "error[leak-in-output]" in done.stderr, done.output
    assert value not in done.stderr
    assert not (tmp_path / "out.json").exists()
