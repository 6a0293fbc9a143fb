"""The document's XMP metadata: WeasyPrint claims one standard, this document keeps two, PDF/A-3a and PDF/UA-1."""

from typing import Any, Final

# ISO 14289-1, 5 asks for `pdfuaid:part`; ISO 19005-3, 6.6.2.3 that PDF/A describes every schema that
# is not its own. Both must stand inside the one rdf:RDF.
_PDF_UA: Final = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289 that the document conforms to</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
_END: Final = b"</rdf:RDF>"


def claiming_pdf_ua(metadata: Any) -> Any:
    """Return WeasyPrint's metadata of a document, which then also say that it is PDF/UA-1."""
    from weasyprint.pdf.metadata import DocumentMetadata

    class Metadata(DocumentMetadata):  # type: ignore[misc]  # WeasyPrint has no types
        """Adds the second claim to the RDF that is written."""

        def generate_rdf_metadata(self, variant: Any, version: Any, conformance: Any) -> bytes:
            written: bytes = super().generate_rdf_metadata(variant, version, conformance)
            head, end, tail = written.rpartition(_END)
            return head + _PDF_UA + end + tail

    return Metadata(**vars(metadata))
