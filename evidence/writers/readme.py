"""``READ-ME-FIRST.txt``: what each file is and how to check it, with what a stock machine has."""

from typing import Final

from evidence.pack import Pack
from evidence.writers import templates

PATH: Final = "READ-ME-FIRST.txt"
FILES: Final = (
    ("pack.pdf", "this document, for people and archives (PDF/A-3, accessible); pack.json is attached to it"),
    ("index.html", "the same as a page: search, filters, links; one file, no network"),
    ("pack.json", "the same for programs"),
    ("answers.csv", "questions and answers, one a row, with the statements that they cite"),
    (
        "customer-responsibilities.xlsx",
        "what stays with the customer, by control, and a to-do list",
    ),
    ("oscal/", "OSCAL component definition and catalog for GRC tools; ssp-fragment is the customer’s to complete"),
    ("manifest.json", "the SHA-256 of every file"),
    ("signatures/", "there only if somebody sealed or signed: the seal of the build and the approvals of persons"),
)
COMMANDS: Final = (
    ("Windows", "Get-FileHash pack.pdf -Algorithm SHA256"),
    ("macOS", "shasum -a 256 pack.pdf"),
    ("Linux", "sha256sum pack.pdf"),
)


def write(pack: Pack) -> dict[str, bytes]:
    """Return the text; lines end as Windows' oldest editor needs them."""
    text = templates.render("READ-ME-FIRST.txt.j2", pack=pack, content=pack.content, files=FILES, commands=COMMANDS)
    return {PATH: text.replace("\n", "\r\n").encode()}
