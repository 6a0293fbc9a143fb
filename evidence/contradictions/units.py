"""Blocks to units: sentences, items, rows and headings; a question answered with yes counts as what it asks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from evidence.contradictions.labels import pairs
from evidence.contradictions.records import Block, Unit
from evidence.contradictions.words import claims_in, has_header, is_whole, lists_work, shape
from evidence.diagnostics import Span

_END = re.compile(
    r"\n|(?<=[.!?])[\"”’)*_]*\s+(?=[\"“(\[*_]*(?:[A-Z0-9✅❌🔒⚠]|agent|https?:"
    r"|[a-z][\w-]+ (?:is|has|comes|holds|offers|ships|provides|includes|carries)\b)|[\"“][a-z])|(?<=\?)\s+"
)
_SHORTENED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|inc|ltd|corp|no|approx|max|min|st|dr|mr|mrs|ms|resp|incl|excl|fig|sec|al|cf)|(?<![\w.])[A-Z])\.$",
    re.IGNORECASE,
)
_MORE = re.compile(r",? (?:by|for|within|since|in|from|until|on|at)\b[^.!?;]{2,80}", re.IGNORECASE)
_LABEL = re.compile(r"^\W*(?:q|a|question|answer)\d*\s*[:.)]\s*", re.IGNORECASE)
_YES = re.compile(
    r"^\W*(?:(?:a|answer)\s*[:.)]\W*)?(?:yes|yep|sure|of course|absolutely|certainly|indeed"
    r"|ours (?:is|are|can|covers?)|(?:just )?contact (?:us|sales)|it(?:['’]s| is) (?:included|available)"
    r"|(?:it|that|there) (?:is|are|does|has)(?= one\b|\W*$|[,.!])"
    r"|we (?:are|have|can|will)(?=\W*$|[,.!])"
    r"|we (?:do(?! not)|(?:offer|provide|sell|have) (?:it|that|this|one|so|them)))\b",
    re.IGNORECASE,
)
_ASKED = (
    (re.compile(r"^\W*(?:need|want|looking for|interested in)\b", re.IGNORECASE), "We offer"),
    (re.compile(r"^\W*is there\b", re.IGNORECASE), "There is"),
    (re.compile(r"^\W*are you\b", re.IGNORECASE), "We are"),
    (re.compile(r"^\W*(?:do|did) you\b", re.IGNORECASE), "We"),
    (re.compile(r"^\W*have you\b", re.IGNORECASE), "We have"),
    (re.compile(r"^\W*(is|are|has|have|was|were) (?:your|the) (\w+)\b", re.IGNORECASE), r"Our \2 \1"),
    (re.compile(r"^\W*(?:do|does)\b", re.IGNORECASE), ""),
    (re.compile(r"^\W*can (?:i|we) (phone|call|ring) (?:you|your \w+)\b", re.IGNORECASE), r"You can \1 us"),
    (
        re.compile(r"^\W*(?:can|could|may) (?:i|we|one) (?:buy|order|purchase|get|have|obtain)\b", re.IGNORECASE),
        "We sell",
    ),
    (re.compile(r"^\W*(?:is|are|does|can)\b", re.IGNORECASE), "We say:"),
)

_CLOSING: Final = ' *_"”'

_SHORT: Final = 12
"""An answer of so many words may say only what was asked for."""

_Piece = tuple[str, int, int]
"""The text of a sentence, and where it begins and ends in its block."""


def units(blocks: Iterable[Block], document: str) -> Iterator[Unit]:
    """Yield the units of a document that may be claims, in order."""
    before = ""
    for block in blocks:
        for text, start, end in _pieces(block):
            asked = before.rstrip(_CLOSING).endswith("?") and _answered(before, text)
            if asked:
                yield from _unit(block, document, (asked, start, end), confirms=True)
            yield from _unit(block, document, (text, start, end), before)
            before = text
        if block.kind == "row" and (asked := _row_confirmed(block)):
            yield from _unit(block, document, (asked, 0, len(block.text)), before, confirms=True)


def _pieces(block: Block) -> Iterator[_Piece]:
    """Yield the sentences of a block with their places."""
    text, start = block.text, 0
    for end in () if block.kind in ("row", "heading", "badge") else _END.finditer(text):
        if _SHORTENED.search(text, max(start, end.start() - 8), end.start()):
            continue
        yield from _piece(text, start, end.start())
        start = end.end()
    yield from _piece(text, start, len(text))


def _piece(text: str, start: int, end: int) -> Iterator[_Piece]:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        yield stripped, start + len(piece) - len(piece.lstrip()), end


def _unit(block: Block, document: str, piece: _Piece, before: str = "", *, confirms: bool = False) -> Iterator[Unit]:
    """Yield the unit of a piece, if it has the words for any claim."""
    text, start, end = piece
    classes = claims_in(f"{text} {block.columns}" if block.cells else text)
    if block.kind == "item" and block.lead and "versions" in claims_in(f"{text} {block.lead}"):
        classes = (*classes, *({"versions"} - {*classes}))  # "These get fixes:" is said of each item below
    if _shares_work(block):
        classes = (*classes, *({"owners"} - {*classes}))
    if classes:
        first = block.line_of(start)
        span = Span(document, first, max(first, block.line_of(max(start, end - 1))))
        beside = () if confirms else tuple(_beside(block, text, span))
        yield Unit(text, span, block, before, confirms, start, classes, beside)


def _shares_work(block: Block) -> bool:
    """Tell whether a block is of a list or a table of who does what."""
    if block.kind == "item":
        return lists_work(block.headings[-1] if block.headings else "", block.lead)
    return block.kind == "row" and has_header(tuple(header for header, _ in block.cells), "customer-headers")


def _beside(block: Block, text: str, span: Span) -> Iterator[Unit]:
    """Yield the pairs of a row, or a sentence with the version that is its heading, as items of a list."""
    said = [
        (label.endswith("?") and _answered(label, value)) or f"{label.rstrip('?')}: {value}"
        for label, value in pairs(block)
    ]
    heading = block.headings[-1] if block.headings else ""
    stated = is_whole("bare-version", heading) and shape("status-first").match(text)
    if stated and any(shape("of-versions").search(h) for h in block.headings[:-1]):
        said.append(f"{heading}: {text}")
    for told in said:
        if classes := claims_in(told):
            yield Unit(told, span, replace(block, kind="item", text=told, cells=()), classes=classes, confirms=False)


def _answered(question: str, answer: str) -> str:
    """Return what an answer says together with its question."""
    plain = _LABEL.sub("", question)
    said = _done(question, answer) or _confirmed(question, answer) or _in_that_case(plain, answer)
    asked = None if said or len(answer.split()) > _SHORT else shape("asks-for").match(plain)
    if not said and asked is None and shape("asks-in-short").fullmatch(plain):
        return f"{plain.strip(' *_?')}: {_LABEL.sub('', answer)}"
    if asked is None or shape("yes-and-no").search(answer):
        return said
    value = _LABEL.sub("", answer)
    if asked["held"] or asked["had"]:
        noun = asked["noun"] if asked["held"] in ("support", "maintain") else ""
        return f"We {asked['held'] or 'have ' + asked['had']} {noun}{value}"
    return f"{asked['what'].strip()}: {value}"


def _in_that_case(question: str, answer: str) -> str:
    """Return what it means where "What if you are late?" is answered by what then happens."""
    asked = shape("asks-what-if").match(question.strip(_CLOSING))
    if shape("asks-binding").search(question) and shape("not-so").match(answer):
        return f"{question.strip(' *_?')}: not binding."
    if asked is None or len(answer.split()) > _SHORT:
        return ""
    case = re.sub(r"^you\b", "we", asked["case"], flags=re.IGNORECASE)
    return f"If {case}, {answer[0].lower()}{answer[1:]}"


def _confirmed(question: str, answer: str) -> str:
    """Return what a question says where the text behind it begins with yes."""
    yes = None if shape("yes-and-no").search(answer) else _YES.match(answer)
    more = _MORE.match(answer, yes.end()) if yes else None
    return _stated(question, f" {more.group().lstrip(', ')}" if more else "") if yes else ""


def _done(question: str, answer: str) -> str:
    """Return what it means where "Who renews our certificates?" is answered by "We do"."""
    plain = _LABEL.sub("", question).strip(_CLOSING)
    named = shape("work-named").match(plain) if shape("left-to-us").match(answer) else None
    if named and not shape("work-of-ours").search(named["what"]):
        return f"We are responsible for your {shape('all-my').sub('', named['what'])}."
    asked = shape("who-does").match(plain)
    doer = shape("doer").match(answer) if asked else None
    if asked is None or doer is None or shape("work-of-ours").search(asked["what"]):
        return ""
    who = "We" if doer["who"].lower() == "us" else doer["who"][0].upper() + doer["who"][1:]
    return f"{who} {'is' if doer['one'] else 'are'} responsible for your {shape('all-my').sub('', asked['what'])}."


def _row_confirmed(block: Block) -> str:
    """Return what the question in a row says where the cell beside it begins with yes."""
    cells = [cell for _, cell in block.cells if cell]
    return _stated(cells[0]) if len(cells) > 1 and cells[0].endswith("?") and _YES.match(cells[1]) else ""


def _stated(question: str, more: str = "") -> str:
    text = _LABEL.sub("", question).strip(' *_"“”?')
    for asked, said in _ASKED:
        if asked.match(text):
            return asked.sub(said, text, count=1).lstrip() + more + "."
    return text + more + "."
