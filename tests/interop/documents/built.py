"""A pack that our own command has built, and what it must hold."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

ISSUED: Final = "2026-11-01T00:00:00Z"


def plain(text: str) -> str:
    """Return a text with its white space made one space."""
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """Return a text without white space, soft hyphens and case: lines are broken and words shown in capitals."""
    return "".join(text.replace("\u00ad", "").split()).casefold()


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
        """Return what stands in the document one after the other, each with what it is."""
        yield "the product", self.named[0]
        for s in self.statements:
            if s["kind"] == "non-claim":
                yield f"{s['id']} on the first pages", s["text"]
        yield "the annex", "every statement in its own words"
        for s in self.statements:
            source = s["source"]
            yield f"the id of {s['id']}", s["id"]
            yield f"the place of {s['id']}", f"{source['document']}:{source['lines'][0]}"
            yield f"the words of {s['id']}", s["text"]

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
