"""The XML of a part: read with the byte at which every element begins, and without document type or entities."""

from xml.parsers import expat

from evidence.workbook.package import RefusedError

Attributes = dict[str, str]


class Handler:
    """Takes the elements of a part by their local names."""

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        """Take the beginning of an element."""

    def end(self, name: str, text: str) -> None:
        """Take the end of an element and the text that stood right before it."""


def parse(data: bytes, handler: Handler) -> None:
    """Read a part without document type or entities. Raises RefusedError."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    held: list[str] = []

    def local(name: str) -> str:
        return name.rpartition(" ")[2]

    def start(name: str, attributes: Attributes) -> None:
        held.clear()
        handler.start(local(name), attributes, parser.CurrentByteIndex)

    def end(name: str) -> None:
        handler.end(local(name), "".join(held))
        held.clear()

    def doctype(*_: object) -> None:
        raise RefusedError("a part has a document type: entities are not read")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = held.append, doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as fault:
        raise RefusedError(f"a part is no well-formed XML: {fault}") from fault
