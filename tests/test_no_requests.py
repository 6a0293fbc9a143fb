"""Nothing that a text, a setting or a brand says makes a writer fetch an address or read a file.

A server on loopback counts whoever calls, planted files hold a word that must turn up nowhere, and the interpreter
tells of every connection and every opened file. The last tests show that this trap works: WeasyPrint as it comes
walks into it.
"""

import io
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from evidence.pack import Pack
from evidence.writers import WRITERS, write
from tests.conftest import compile_path

SECRET = "plantedxyzzyword"
HOSTILE = (
    '<img src="{url}">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="{url}">take it</a>',
    "<style>@import url({url}); * {{ background: url({url}) }}</style>",
    '<object data="{url}"></object><iframe src="{url}"></iframe><embed src="{url}">',
    '<svg><image href="{url}"/><use href="{url}#a"/></svg>',
    '<base href="{url}"><meta http-equiv="refresh" content="0; url={url}">',
    '<script src="{url}"></script><script>fetch("{url}")</script>',
    '" style="background: url({url})" x="',
    "' onload='fetch(`{url}`)' x='",
    "}} @import url({url}); @font-face {{ font-family: Pack; src: url({url}) }} * {{ background: url({url})",
    "</style></script></title><img src={url}>",
    "![picture]({url})",
    "[link]({url}) and <{url}>",
    '{{% include "{url}" %}} {{{{ 7 * 7 }}}}',
    "javascript:fetch('{url}')",
    "{url}",
)


@dataclass
class Trap:
    """The addresses that must not be called and the folder that must not be read, and who did."""

    address: str
    planted: Path
    callers: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """What the interpreter told of while it was asked to: connections, and openings of planted files."""

    listening: bool = False

    @property
    def urls(self) -> list[str]:
        """Addresses of the server, and of each planted file."""
        names = ("a.png", "a.css", "a.svg", "a.html")
        files = [(self.planted / name).as_uri() for name in names] + [str(self.planted / "a.svg")]
        return [*(f"{self.address}/{name}" for name in names), *files]

    def strings(self) -> list[str]:
        """Return every hostile text with an address of the server and with a planted file, each in its turn."""
        served, files = self.urls[:4], self.urls[4:]
        pairs = [(served[n % len(served)], files[n % len(files)]) for n in range(len(HOSTILE))]
        return [text.format(url=url) for text, pair in zip(HOSTILE, pairs, strict=True) for url in pair]

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take down what matters of the interpreter's events."""
        if self.listening and (
            event in ("socket.connect", "socket.getaddrinfo")
            or (event == "urllib.Request" and not str(arguments[0]).startswith("data:"))
            or (event == "open" and str(self.planted) in str(arguments[0]))
        ):
            self.told.append(f"{event} {arguments!r:.200}")


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trap]:
    planted = tmp_path_factory.mktemp("elsewhere")
    (planted / "a.css").write_text(f"body::before {{ content: '{SECRET}' }}", "utf-8")
    (planted / "a.html").write_text(f"<p>{SECRET}</p>", "utf-8")
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="20"><text y="15">{SECRET}</text></svg>'
    (planted / "a.svg").write_text(drawing, "utf-8")
    (planted / "a.png").write_text(SECRET, "utf-8")

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            found.callers.append("a connection")
            super().setup()

        def do_GET(self) -> None:
            found.callers.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Trap(f"http://127.0.0.1:{server.server_port}", planted)
    sys.addaudithook(found.hear)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass(frozen=True)
class Written:
    """A pack from a hostile project, and its files."""

    pack: Pack
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def written(trap: Trap, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Compile and write a project that is hostile in every field, while everything is listened to."""
    folder = tmp_path_factory.mktemp("project")
    every = trap.strings()
    cells = [text.replace("|", "\\|") for text in every]
    rows = "\n".join(f"| Class {n} {cell} | answer {n} within {n + 1} hours {cell} |" for n, cell in enumerate(cells))
    (folder / "model.md").write_text(
        f"# Support {every[0]}\n\n{every[4]} We try to answer. {every[1]}\n\n"
        f"## {every[2]}\n\n| Severity | Target response {every[3]} |\n|---|---|\n{rows}\n\n"
        "| Channel | Use for |\n|---|---|\n"
        + "\n".join(f"| Desk {n} {c} | questions {c} |" for n, c in enumerate(cells[::2]))
        + "\n\n"
        "## Who owns what\n\n| Scenario | Primary owner |\n|---|---|\n"
        + "\n".join(f"| outage {n} {c} | customer {c} |" for n, c in enumerate(cells[::3]))
        + "\n\n## Not claimed\n\nWe do not claim:\n\n"
        + "\n".join(f"- audits {n} {text}" for n, text in enumerate(every))
        + "\n",
        "utf-8",
    )
    short = [text for text in every if len(text) < 480]
    (folder / "logo.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>{trap.urls[0]}</title>'
        f'<desc>{trap.urls[6]}</desc><rect width="9" height="9"/></svg>',
        "utf-8",
    )
    address = trap.urls[0]
    settings = {
        "model": ["model.md"],
        "supplier": {"name": short[0], "country": short[9], "contact": short[14]},
        "product": {
            "name": short[20],
            "version": short[31],
            "edition": short[5],
            "licence": short[16],
            "deployment": short[27],
            "url": f'{address}"><img/src="{address}">',
            "purl": f'pkg:generic/"><img/src="{address}">',
            "cpe": f'cpe:/a:"><img/src="{address}">',
        },
        "brand": {"logo": "logo.svg"},
        "evidence": [{"id": "sbom", "kind": "report", "path": "logo.svg", "title": short[10]}],
    }
    (folder / "evidence.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    trap.callers.clear()
    trap.told.clear()
    trap.listening = True
    try:
        result = compile_path(folder)
        assert result.pack, [d for d in result.diagnostics if d.severity == "error"]
        return Written(result.pack, write(result.pack, list(WRITERS)))
    finally:
        trap.listening = False


def test_no_one_calls_and_no_planted_file_is_opened(trap: Trap, written: Written) -> None:
    assert trap.callers == []
    assert trap.told == []
    text = str(written.files["pack.json"])
    assert all(url in text for url in trap.urls[:4]), "the hostile texts did not arrive"


def test_no_planted_word_is_in_any_output(written: Written) -> None:
    assert {"index.html", "pack.pdf", "pack.json"} < set(written.files)
    for path, data in written.files.items():
        assert SECRET.encode() not in data, path
    assert SECRET not in everything(written.files["pack.pdf"])


class Tags(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_has_the_hostile_words_as_words_and_nothing_that_loads(trap: Trap, written: Written) -> None:
    page = written.files["index.html"].decode()
    for s in written.pack.content.statements:
        assert "".join(s.text.split()) in "".join(unescape(page).split()), s.id
    found = Tags(page).found
    tags = [tag for tag, _ in found]
    assert (tags.count("script"), tags.count("style"), tags.count("img")) == (1, 1, 1)
    assert not {"link", "iframe", "object", "embed", "base", "image", "use"}.intersection(tags)
    for tag, attributes in found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
        assert (attributes.get("http-equiv") or "Content-Security-Policy") == "Content-Security-Policy"
        for name in ("src", "href", "data", "action", "xlink:href"):
            assert (attributes.get(name) or "#").startswith(("#", "data:image/")), (tag, attributes)
    style = page[page.index("<style>") : page.index("</style>")]
    assert trap.address not in style
    assert str(trap.planted) not in style
    assert "{{ 7 * 7 }}" in unescape(page)


def test_no_link_of_the_pdf_leads_to_them(trap: Trap, written: Written) -> None:
    reader = PdfReader(io.BytesIO(written.files["pack.pdf"]))
    assert list(reader.attachments) == ["pack.json"]
    for item in objects(reader):
        if isinstance(item, DictionaryObject):
            assert item.get("/S") not in ("/JavaScript", "/Launch", "/GoToR", "/SubmitForm", "/ImportData"), item
            assert trap.address not in str(item.get("/URI", "")), item
            assert not str(item.get("/URI", "")).startswith(("file:", "javascript:", "/")), item


def objects(reader: PdfReader) -> Iterator[object]:
    for number in reader.xref_objStm.keys() | reader.xref.get(0, {}).keys():
        if number:
            yield reader.get_object(number)


def everything(data: bytes) -> str:
    """Return the text, the attachments and all unpacked streams of a PDF."""
    reader = PdfReader(io.BytesIO(data))
    found = [page.extract_text() for page in reader.pages]
    found += [str(part) for parts in reader.attachments.values() for part in parts]
    found += [str(item.get_data()) for item in objects(reader) if isinstance(item, StreamObject)]
    return "\n".join(found)


def test_the_trap_counts_callers(trap: Trap) -> None:
    from weasyprint import HTML

    before = len(trap.callers)
    HTML(string=f'<img src="{trap.urls[0]}">').write_pdf()
    assert "/a.png" in trap.callers[before:]


def test_the_trap_sees_what_is_read(trap: Trap) -> None:
    from weasyprint import HTML

    trap.told.clear()
    trap.listening = True
    try:
        page = f'<link rel="attachment" href="{trap.urls[5]}"><img src="{trap.urls[6]}">'
        leaking = HTML(string=page).write_pdf()
    finally:
        trap.listening = False
    assert any(event.startswith("open ") for event in trap.told)
    assert SECRET in everything(leaking)
