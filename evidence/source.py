"""Text with positions: decoded sources, and YAML whose every value knows its line.

YAML is read from events into plain values, so that nothing in a document can run, recurse or grow: no tags, no
aliases, bounded depth. Plain scalars stay text (``1.10`` is a version, ``no`` is a word); the models that
validate the values decide on types.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from evidence.canonical import sha256
from evidence.diagnostics import Code, Diagnostic, Span, error

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_DEPTH: Final = 32

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
_ESCAPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

Route = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Line:
    """One line of text and the number it has in the file."""

    text: str
    number: int


@dataclass(frozen=True)
class SourceText:
    """A decoded document: its name as shown to people, the digest of its bytes, its lines."""

    name: str
    sha256: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The whole text with ``\\n`` line ends."""
        return "\n".join(line.text for line in self.lines)

    def span(self, start: int, end: int | None = None, column: int = 1) -> Span:
        """Return the place of the lines with 0-based indexes ``start`` to ``end`` (inclusive)."""
        last = len(self.lines) - 1
        first = self.lines[min(start, last)].number
        return Span(self.name, first, self.lines[min(start if end is None else end, last)].number, column)


def decode(name: str, data: bytes, most: int = MAX_BYTES) -> tuple[SourceText | None, list[Diagnostic]]:
    """Decode the bytes of a document; the text is None where a diagnostic says why it cannot be read."""
    problem = _refusal(name, data, most)
    if problem:
        return None, [problem]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = data[: fault.start].decode("utf-8-sig", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return None, [
            error(
                Code.SOURCE_ENCODING,
                f"byte 0x{data[fault.start]:02x} is not UTF-8",
                Span(name, line, line, column),
                "save the file as UTF-8",
            )
        ]
    if not text.strip():
        return None, [error(Code.SOURCE_EMPTY, "the file holds no text", Span(name, 1, 1))]
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")
    lines = tuple(Line(t, n) for n, t in enumerate(plain.split("\n"), 1))
    return SourceText(name, sha256(data), lines), []


def _refusal(name: str, data: bytes, most: int) -> Diagnostic | None:
    here = Span(name, 1, 1)
    if len(data) > most:
        return error(
            Code.SOURCE_TOO_LARGE,
            f"{len(data)} bytes; at most {most} are read",
            here,
            "name the support document itself, not a whole manual",
        )
    if data.startswith(_UTF16_MARKS):
        return error(Code.SOURCE_ENCODING, "the file is UTF-16", here, "save the file as UTF-8")
    control = _CONTROL.search(data)
    if control:
        line = data.count(b"\n", 0, control.start()) + 1
        return error(
            Code.SOURCE_BINARY,
            f"control character 0x{control.group()[0]:02x}: not a text file",
            Span(name, line, line),
            "name a Markdown, text or YAML file",
        )
    return None


@dataclass(frozen=True)
class YamlDocument:
    """A YAML value (mappings, lists, text, None) and the place of every node by its route."""

    value: Any
    spans: dict[Route, Span]

    def locate(self, route: Route) -> Span:
        """Return the place of a route, or of its nearest known parent."""
        return self.spans[self.known(route)]

    def known(self, route: Sequence[str | int]) -> Route:
        """Return the part of a route that the document has; what a validator put in between is passed over."""
        found: Route = ()
        for part in route:
            if (*found, part) in self.spans:
                found = (*found, part)
        return found


def parse_yaml(source: SourceText) -> tuple[YamlDocument | None, list[Diagnostic]]:
    """Read one YAML document; None where a diagnostic says why it cannot be read."""
    builder = _Builder(source.name, {(): Span(source.name, 1, 1)})
    try:
        for event in _events(source.text):
            builder.take(event)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        span = Span(source.name, line, line, column)
        return None, [error(Code.YAML_SYNTAX, fault.problem or "this is not YAML", span)]
    except yaml.reader.ReaderError as fault:
        line = source.text.count("\n", 0, fault.position) + 1
        return None, [error(Code.YAML_SYNTAX, fault.reason, Span(source.name, line, line))]
    except _Refused as refused:
        return None, [refused.diagnostic]
    if builder.problems:
        return None, builder.problems
    return YamlDocument(builder.root, builder.spans), []


def _events(text: str) -> Iterator[yaml.Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return iter(yaml.parse(text, Loader=loader))


class _Refused(Exception):  # noqa: N818 - a signal inside this module, never seen outside
    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@dataclass
class _Open:
    """A mapping or list under construction."""

    value: dict[str, Any] | list[Any]
    route: Route
    key: str | None = None


@dataclass
class _Builder:
    document: str
    spans: dict[Route, Span]
    problems: list[Diagnostic] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0
    root: Any = None

    def take(self, event: yaml.Event) -> None:
        span = self._span(event)
        match event:
            case yaml.AliasEvent():
                raise _Refused(error(Code.YAML_ALIAS, "aliases are not read", span, "write the value out"))
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise _Refused(
                        error(
                            Code.YAML_SYNTAX, "a second YAML document starts here", span, "keep one document in a file"
                        )
                    )
                self.spans[()] = span
            case yaml.ScalarEvent():
                self._scalar(event, span)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._open({} if isinstance(event, yaml.MappingStartEvent) else [], span)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()

    def _span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return Span(self.document, 1, 1)
        last = end.line + 1 if end.column or end.line == start.line else end.line
        return Span(self.document, start.line + 1, last, start.column + 1)

    def _scalar(self, event: yaml.ScalarEvent, span: Span) -> None:
        if _ESCAPED.search(event.value):
            raise _Refused(error(Code.YAML_SYNTAX, "a control character stands in this value", span, "text needs none"))
        plain = event.implicit[0] if event.implicit else False
        value = None if plain and event.value in ("", "~", "null") else event.value
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.value, dict) and top.key is None:
            top.key = event.value
            if event.value in top.value:
                self.problems.append(
                    error(
                        Code.DUPLICATE_YAML_KEY,
                        f"key {event.value!r} stands twice in this mapping",
                        span,
                        related=(self.spans[(*top.route, event.value)],),
                    )
                )
            return
        self._place(value, span)

    def _open(self, value: dict[str, Any] | list[Any], span: Span) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _Refused(error(Code.YAML_SYNTAX, f"nested more than {MAX_DEPTH} deep", span))
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.value, dict) and top.key is None:
            raise _Refused(error(Code.YAML_SYNTAX, "a mapping's key must be text", span))
        self.stack.append(_Open(value, self._place(value, span)))

    def _place(self, value: Any, span: Span) -> Route:
        if not self.stack:
            self.root = value
            self.spans[()] = span
            return ()
        top = self.stack[-1]
        if isinstance(top.value, dict):
            key: str | int = top.key or ""
            top.value[str(key)] = value
            top.key = None
        else:
            key = len(top.value)
            top.value.append(value)
        route = (*top.route, key)
        self.spans[route] = span
        return route


def validated(schema: type[M], document: YamlDocument) -> tuple[M | None, list[Diagnostic]]:
    """Return the typed value of a YAML document, or every place where it does not fit the schema."""
    try:
        return schema.model_validate(document.value), []
    except ValidationError as fault:
        return None, [_shape_problem(document, problem, schema) for problem in fault.errors(include_url=False)]


def _shape_problem(document: YamlDocument, problem: ErrorDetails, schema: type[BaseModel]) -> Diagnostic:
    route = document.known(problem["loc"])
    where, last = document.spans[route], str(problem["loc"][-1]) if problem["loc"] else ""
    if problem["type"] == "extra_forbidden":
        near = get_close_matches(last, _keys(schema.model_json_schema()), 3, 0.6)
        return error(
            Code.UNKNOWN_KEY,
            f"unknown key {last!r}",
            where,
            f"did you mean {' or '.join(near)}?" if near else "`evidence schema` prints what is known",
        )
    if problem["type"] == "missing":
        return error(Code.INVALID_VALUE, f"the key {last!r} is missing", where)
    message = problem["msg"].removeprefix("Value error, ").replace("Input should", "should")
    return error(Code.INVALID_VALUE, f"{'.'.join(map(str, route)) or 'the document'}: {message}", where)


def _keys(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
        return own.union(*map(_keys, schema.values()))
    return set().union(*map(_keys, schema)) if isinstance(schema, list) else set()
