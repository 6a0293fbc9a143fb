"""Every statement in every output; taking one out of any of them is seen."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from evidence.errors import IncompleteOutputError
from evidence.pack import Pack
from evidence.writers import WRITERS, pdf, write
from evidence.writers.completeness import FINDERS, check

PATHS = ("pack.json", "oscal/component-definition.json", "index.html", "pack.pdf")


@pytest.fixture(scope="module")
def files(example: Pack) -> dict[str, bytes]:
    return write(example, list(WRITERS))


def pdf_text(data: bytes) -> str:
    import io

    from pypdf import PdfReader

    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def test_all_outputs_are_watched(files: dict[str, bytes]) -> None:
    assert set(PATHS) == set(FINDERS)
    assert set(PATHS) < set(files)


def test_every_non_claim_and_responsibility_stands_in_each(example: Pack, files: dict[str, bytes]) -> None:
    content = example.content
    wanted = [*content.by_kind("non-claim"), *content.by_kind("responsibility")]
    assert len(wanted) == 25
    page = " ".join(unescape(re.sub(r"<[^>]+>", " ", files["index.html"].decode())).split())
    printed = pdf_text(files["pack.pdf"])
    definition = files["oscal/component-definition.json"].decode()
    pack = {s["id"]: s["text"] for s in json.loads(files["pack.json"])["statements"]}
    for s in wanted:
        assert pack[s.id] == s.text
        assert json.dumps(s.id)[1:-1] in definition
        assert json.dumps(s.text, ensure_ascii=False)[1:-1] in definition
        assert s.id in page
        assert s.text in page
        assert "".join(s.id.split()) in printed
        assert "".join(s.text.split()) in printed, s.text


@pytest.mark.parametrize("path", PATHS)
def test_taking_one_out_is_seen(example: Pack, files: dict[str, bytes], path: str) -> None:
    lost = example.content.non_claims[3]
    broken = {
        path: printed_without(example, lost.id)
        if path == "pack.pdf"
        else without(files[path], path, lost.id, lost.text)
    }
    check(example, {path: files[path]})
    with pytest.raises(IncompleteOutputError, match=re.escape(lost.id)):
        check(example, broken)


def without(data: bytes, path: str, name: str, text: str) -> bytes:
    if path == "pack.json":
        pack = json.loads(data)
        return json.dumps({**pack, "statements": [s for s in pack["statements"] if s["id"] != name]}).encode()
    if path == "oscal/component-definition.json":
        definition = json.loads(data)
        for component in definition["component-definition"]["components"]:
            component["props"] = [p for p in component["props"] if p["value"] != name]
        return json.dumps(definition).encode()
    return data.decode().replace(f'<p class="words" data-id="{name}">{text}</p>', "").encode()


def printed_without(pack: Pack, name: str) -> bytes:
    content = pack.content
    fewer = replace(
        content,
        statements=tuple(s for s in content.statements if s.id != name),
        mappings=tuple(m for m in content.mappings if m.statement != name),
        answers=tuple(a for a in content.answers if name not in a.citations),
    )
    return pdf.write(replace(pack, content=fewer))["pack.pdf"]


def test_a_changed_word_is_seen(example: Pack, files: dict[str, bytes]) -> None:
    softened = files["index.html"].replace(b"does not claim SOC 2<", b"claims SOC 2<")
    assert softened != files["index.html"]
    with pytest.raises(IncompleteOutputError):
        check(example, {"index.html": softened})


@pytest.mark.parametrize("path", ["pack.json", "answers.csv"])
def test_a_changed_answer_is_seen(example: Pack, files: dict[str, bytes], path: str) -> None:
    softened = files[path].replace("No, not claimed: “This model does not claim SOC 2”".encode(), b"Yes")
    assert softened != files[path]
    with pytest.raises(IncompleteOutputError, match=r"the answer to SR-81"):
        check(example, {path: softened})
