"""``pack.pdf``: the printed pack, by WeasyPrint, from the same HTML as the page. PDF/A-3a and PDF/UA-1.

Nothing is fetched: the renderer gets the one typeface and the brand's logo and refuses every other address. A
character that the typeface lacks stops the build, because a substitute would depend on the machine.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from evidence.diagnostics import Code, Diagnostic, Span, error
from evidence.errors import MissingLibraryError
from evidence.pack import Pack
from evidence.writers import html, packjson
from evidence.writers.fonts import FACES, font_file, lacking
from evidence.writers.pdf_metadata import claiming_pdf_ua
from evidence.writers.view import identity

PATH: Final = "pack.pdf"
VARIANT: Final = "pdf/a-3a"
INSTALL: Final = (
    "WeasyPrint's system libraries are missing. Install them with\n"
    "  apt:  apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n"
    "  dnf:  dnf install pango harfbuzz\n"
    "  brew: brew install pango\n"
    "or leave the PDF out: evidence build --only pack,oscal,html"
)


def missing_glyphs(pack: Pack) -> list[Diagnostic]:
    """Return an error for every text of the document whose characters the typeface lacks, with its place."""
    content = pack.content
    texts: list[tuple[str, Span | None]] = [
        (s.text + "".join(s.fields.values()), content.spans[s.id]) for s in content.statements
    ]
    texts += [(u.text, u.span) for u in content.uncompiled]
    texts += [("".join(filter(None, (value for _, value in identity(content)))), None)]
    texts += [("".join((*pack.sign_off.lines, *_beside(pack))), None)]
    found = [(lacking(pack.brand, text), span) for text, span in texts]
    known = {c for characters, _ in found for c in characters}
    told = [lacking(pack.brand, a.question.text + a.text) for a in content.answers]
    found += [([c for c in lost if c not in known], None) for lost in told]  # what they quote is reported at its place
    return [_lacking(characters, span) for characters, span in found if characters]


def _beside(pack: Pack) -> Iterator[str]:
    """Yield what the document shows beside statements: reasons, names of files, evidence, the release."""
    content = pack.content
    yield from (m.reason for m in content.mappings)
    yield from (d.name for d in content.documents)
    for e in content.evidence:
        yield from filter(None, (e.title, e.shows, e.place, e.by))
    if pack.release:
        yield from (pack.release.tag, *pack.release.changed, *(a.name for a in pack.release.artefacts))


def _lacking(characters: list[str], span: Span | None) -> Diagnostic:
    shown = ", ".join(f"{c} (U+{ord(c):04X})" for c in characters[:8])
    more = f" and {len(characters) - 8} more" if len(characters) > 8 else ""
    return error(
        Code.MISSING_GLYPH,
        f"the document's typeface has no glyph for {shown}{more}",
        span,
        "write them in words, name fonts that have them (brand.fonts), or leave the PDF out: --only pack,oscal,html",
    )


def write(pack: Pack) -> dict[str, bytes]:
    """Return the PDF with ``pack.json`` inside. Raises MissingLibraryError without Pango or HarfBuzz."""
    weasyprint, fetcher = _renderer(pack)
    text, style = html.printed(pack)
    attached = weasyprint.Attachment(
        string=packjson.write(pack)[packjson.PATH],
        name=packjson.PATH,
        description="This document for programs",
        relationship="Source",
        created=pack.issued_at,
        modified=pack.issued_at,
    )
    with _no_collector():
        fonts = weasyprint.text.fonts.FontConfiguration()
        sheet = weasyprint.CSS(string=style, font_config=fonts, url_fetcher=fetcher, base_url="about:blank")
        source = weasyprint.HTML(string=text, base_url="about:blank", url_fetcher=fetcher)
        document = source.render(stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT)
        document.metadata = claiming_pdf_ua(document.metadata)
        document.metadata.attachments = [attached]
        data: bytes = document.write_pdf(pdf_variant=VARIANT)
    return {PATH: data}


@contextmanager
def _no_collector() -> Iterator[None]:
    """Pause the garbage collector: layout makes many objects and hardly a cycle, and looking costs a tenth."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def load() -> None:
    """Load the renderer. Raises MissingLibraryError without Pango or HarfBuzz."""
    try:
        import weasyprint.text.ffi
    except OSError as fault:
        raise MissingLibraryError(INSTALL) from fault
    if weasyprint.text.ffi.harfbuzz_subset is None:
        raise MissingLibraryError(INSTALL)


def _renderer(pack: Pack) -> tuple[Any, Any]:
    load()
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    inline = URLFetcher(allowed_protocols=("data",))

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Gives out the faces of the typeface and what stands in the document itself, and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            face = url.removeprefix("face:")
            if face in FACES:
                return URLFetcherResponse(url, font_file(pack.brand, face), {"Content-Type": "font/ttf"})
            if url.startswith("data:image/"):
                return inline.fetch(url, headers)
            raise FatalURLFetchingError(f"the document may not fetch {url}")

    return weasyprint, Fetcher()
