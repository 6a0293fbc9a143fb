"""A pack that our own command has built, and what it must hold."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import yaml

ANNEX: Final = "Annex: every statement in its own words"
LEFT: Final = "Annex: text that was not compiled"
STANDS: Final = {"data-statement", "data-answer"}
ISSUED: Final = "2026-11-01T00:00:00Z"


def plain(text: str) -> str:
    """Return a text with its white space made one space."""
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """Return a text without white space, hyphens and case.

    Lines are broken, words shown in capitals, and readers of PDF take a hyphen at the end of a line for a broken word.
    """
    return re.sub(r"[\s\x00-\x1f\u00ad\u2010-]+", "", text).casefold()


class Outline(HTMLParser):
    """The headings of a page's main part, the first words of each statement in it and each answer, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_main = False
        self._open: list[str] = []
        """What is being read: a heading or a statement, and within it what is passed over."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to read a heading, a list item or the first cell of a row."""
        named = dict(attrs)
        self._in_main = self._in_main or tag == "main"
        if (self._open == ["tr"] and tag == "th") or (self._open and tag == "small"):
            self._open.append(tag)
        elif self._in_main and not self._open and (tag in {"h2", "h3"} or STANDS & set(named)):
            self._open.append(tag)
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        """Stop reading; a statement has been read with its first cell."""
        if self._open and self._open[-1] == tag:
            self._open.pop()
        if self._open == ["tr"] and tag == "th":
            self._open.clear()
        self._in_main = self._in_main and tag != "main"

    def handle_data(self, data: str) -> None:
        """Read words."""
        if self._open and self._open[-1] not in {"small", "tr"}:
            self.found[-1] += data


@dataclass(frozen=True)
class Built:
    """The outputs of one model."""

    name: str
    folder: Path

    @property
    def page(self) -> Path:
        """The page."""
        return self.folder / "index.html"

    @property
    def paper(self) -> Path:
        """The printed document."""
        return self.folder / "pack.pdf"

    @cached_property
    def pack(self) -> dict[str, Any]:
        """The content of pack.json, which is what everything else must agree with."""
        content: dict[str, Any] = json.loads((self.folder / "pack.json").read_text("utf-8"))
        return content

    @property
    def statements(self) -> list[dict[str, Any]]:
        """The statements, in order."""
        found: list[dict[str, Any]] = self.pack["statements"]
        return found

    @property
    def digest(self) -> str:
        """The promise digest."""
        return str(self.pack["promise-digest"])

    @property
    def named(self) -> tuple[str, str]:
        """Product and version, as a document names them."""
        product = self.pack["product"]
        return product.get("name", "Unnamed product"), product.get("version", "unversioned")

    def in_order(self) -> Iterator[tuple[str, str]]:
        """Return what stands in the document one after the other, each with what it is.

        The order of the body is the page's, which a reader without script sees; what the words are, and their order in
        the annex, is pack.json's.
        """
        yield "the product", self.named[0]
        for s in self.statements:
            if s["kind"] == "non-claim":
                yield f"{s['id']} on page one", s["text"]
        reading = Outline()
        reading.feed(self.page.read_text("utf-8"))
        body, _, annexes = "\0".join(reading.found).partition(ANNEX)
        for words in filter(None, body.split("\0")):
            yield "the body's", words
        yield "the annex", ANNEX
        for s in self.statements:
            yield f"the words of {s['id']}", s["text"]
            yield (
                f"the id and the place of {s['id']}",
                f"{s['id']}, {s['source']['document']}:{s['source']['lines'][0]}",
            )
        for words in filter(None, annexes.split("\0")):
            yield "after the annex", words
            if words == LEFT:
                for line in self.pack["uncompiled"]:
                    yield "a line that became no statement", line["text"]

    def texts(self) -> dict[str, list[str]]:
        """Return what a reader must be able to read, by what it is."""
        return {
            "words of statements": [s["text"] for s in self.statements],
            "ids of statements": [s["id"] for s in self.statements],
            "lines that became no statement": [u["text"] for u in self.pack["uncompiled"]],
            "answers": [a["answer"] for a in self.pack["answers"]],
            "reasons of mappings": sorted({m["reason"] for m in self.pack["mappings"]}),
            "digests": [self.digest, self.pack["derived-digest"], *(d["sha256"] for d in self.pack["documents"])],
            "supplier": list(self.pack["supplier"].values()),
            "product": list(self.pack["product"].values()),
        }


def build(name: str, source: Path, folder: Path) -> Built:
    """Build a project folder, or a single text, with our own command."""
    if not source.is_dir():
        project = folder / "project"
        project.mkdir(parents=True)
        shutil.copy(source, project)
        settings = {"model": [source.name], "product": {"name": source.stem, "version": "1.0"}}
        (project / "evidence.yaml").write_text(yaml.safe_dump(settings), "utf-8")
        source = project
    command = (os.environ["EVIDENCE"], "build", source, "--out", folder / "out", "--issued-at", ISSUED)
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        raise SystemExit(f"interop: {name} was not built (exit code {done.returncode}):\n{done.stderr}")
    return Built(name, folder / "out")
