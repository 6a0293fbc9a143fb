"""The files inside a PDF, found without reading the rest of it.

pypdf reads every object of an object stream to get one of them, which on a tagged document takes longer than all other
checks together; here only the objects on the way to the attachments are read.
"""

import io
from collections.abc import Iterator
from typing import Any, Final

_MOST_NODES: Final = 1000


def attached(data: bytes) -> list[tuple[str, bytes]]:
    """Return names and contents of the files that a PDF lists. Raises ValueError where it cannot be read."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        found = _Objects(PdfReader(io.BytesIO(data)))
        return list(found.files())
    except (PyPdfError, KeyError, TypeError, AttributeError, IndexError, RecursionError, AssertionError) as fault:
        raise ValueError(f"it is no sound PDF: {fault}") from fault


class _Objects:
    """The objects of a PDF, each read when it is asked for."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._streams: dict[int, tuple[dict[int, int], bytes]] = {}

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the entries of the tree of embedded files."""
        root = self._of(self._reader.trailer.raw_get("/Root"))
        names = self._at(root, "/Names")
        nodes = [self._at(names, "/EmbeddedFiles")] if names is not None else []
        for _ in range(_MOST_NODES):
            if not nodes:
                return
            node = nodes.pop()
            if node is None:
                continue
            nodes += [self._of(kid) for kid in self._at(node, "/Kids") or ()]
            entries = list(self._at(node, "/Names") or ())
            for name, spec in zip(entries[::2], entries[1::2], strict=True):
                files = self._at(self._of(spec), "/EF")
                yield str(self._of(name)), self._of(files.raw_get("/F")).get_data()
        raise ValueError("it lists too many files")

    def _at(self, node: Any, key: str) -> Any:
        """Return a value of a dictionary; None where it has none."""
        return self._of(node.raw_get(key)) if key in node else None

    def _of(self, value: Any) -> Any:
        """Return what a reference leads to, or the value itself."""
        from pypdf.generic import IndirectObject, read_object

        if not isinstance(value, IndirectObject):
            return value
        if value.idnum not in self._reader.xref_objStm:
            return self._reader.get_object(value)
        stream, _ = self._reader.xref_objStm[value.idnum]
        if stream not in self._streams:
            self._streams[stream] = self._index(self._reader.get_object(stream))
        offsets, data = self._streams[stream]
        return read_object(io.BytesIO(data[offsets[value.idnum] :]), self._reader)

    @staticmethod
    def _index(stream: Any) -> tuple[dict[int, int], bytes]:
        """Return where the objects of an object stream begin, by number, and its bytes."""
        data: bytes = stream.get_data()
        first = int(stream["/First"])
        numbers = [int(n) for n in data[:first].split()[: 2 * int(stream["/N"])]]
        return {n: first + at for n, at in zip(numbers[::2], numbers[1::2], strict=True)}, data
