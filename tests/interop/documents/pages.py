"""The judges of the page: each opens it in a browser, acts as a reader does, and says what is wrong.

What must be there is taken from pack.json, not from the page. A judge acts and reads; it never waits for something
to turn up (see browser.py), so the same page gets the same verdict on a slow machine.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from asking import CACHE
from browser import Browser, CouldNotJudgeError, Page, opened
from built import Built, plain

AXE: Final = CACHE / "axe/node_modules/axe-core/axe.min.js"
NOWHERE: Final = "zqxjvk"  # a word that no text has
CITE: Final = "the next button that cites"
PHONE: Final = 360
SMALLEST: Final = 320  # what WCAG 2.2 asks for, 1.4.10
DARK: Final = 0.2  # luminances: a dark page is darker, its text is lighter, than this
LIGHT: Final = 0.6


@dataclass(frozen=True)
class Desk:
    """A page to judge, and what is done to it before a judge may look: a script that spoils it, or nothing."""

    browser: Browser
    built: Built
    file: Path
    spoil: str = ""

    @contextmanager
    def look(self, fragment: str = "", *, width: int = 1200, dark: bool = False, script: bool = True) -> Iterator[Page]:
        """Open the page, spoilt if it is to be."""
        with opened(self.browser, self.file, fragment, width=width, dark=dark, script=script) as page:
            if self.spoil and script:
                if (
                    page.evaluate(f"(() => {{ const {{ all, change, style }} = judge; return {self.spoil}; }})()")
                    is not True
                ):
                    raise CouldNotJudgeError("the defect could not be made: the page has nothing of the kind")
                page.settled()
            yield page


PageJudge = Callable[[Desk], Iterator[str]]


def some(found: list[Any]) -> str:
    """Return the first few of what was found."""
    shown = ", ".join(str(one) for one in found[:3])
    return shown + (f" and {len(found) - 3} more" if len(found) > 3 else "")


def axe(desk: Desk) -> Iterator[str]:
    """Ask axe-core: in light and dark, wide and narrow, with and without script, and with a search done."""
    views: list[tuple[str, dict[str, Any]]] = [
        ("light", {}),
        ("dark", {"dark": True, "width": PHONE}),
        ("no script", {"script": False}),
    ]
    for name, view in views:
        with desk.look(**view) as page:
            if name == "dark":
                yield from _of_axe("dark, searched", page, typed=_word(desk.built))
            else:
                yield from _of_axe(name, page)


def _of_axe(name: str, page: Page, typed: str = "") -> Iterator[str]:
    if typed:
        _search(page, typed)
    page.evaluate(AXE.read_text("utf-8") + "; true")
    found = page.evaluate(
        "axe.run(document, {rules: {'target-size': {enabled: true}}, resultTypes: ['violations']}).then((r) => "
        "({passes: r.passes.length, violations: r.violations.map((v) => ({id: v.id, help: v.help, "
        "at: v.nodes.slice(0, 2).map((n) => n.target.join(' ') + ' ' + n.html.slice(0, 80)), n: v.nodes.length}))}))"
    )
    if found["passes"] < 10:
        raise CouldNotJudgeError(f"axe-core applied only {found['passes']} rules")
    for v in found["violations"]:
        yield f"{name}: {v['id']}: {v['help']} ({v['n']} times): {some(v['at'])}"


def _word(built: Built) -> str:
    """Return a word to search for: the longest of the statement in the middle."""
    statement = built.statements[len(built.statements) // 2]
    found: list[str] = re.findall(r"[a-z]{4,}", statement["text"].lower()) or statement["text"].split()
    return max(found, key=len)


def _search(page: Page, text: str) -> None:
    page.evaluate("document.getElementById('search').focus()")
    page.type(text)


def _shown(page: Page) -> list[dict[str, Any]]:
    return [s for s in page.evaluate("judge.statements()") if s["shown"]]


def _counted(page: Page) -> Iterator[str]:
    """The live count must tell how many entries are shown."""
    told, shown = page.evaluate("judge.count()"), page.evaluate("judge.entries()")
    number = re.search(r"\d+", told or "")
    if not number or int(number[0]) != shown:
        yield f"the count says “{told}” where {shown} entries are shown"


def search(desk: Desk) -> Iterator[str]:
    """A search shows what holds the words, and only that; taking it back shows all."""
    with desk.look() as page:
        every = page.evaluate("judge.statements()")
        lost = {s["id"] for s in desk.built.statements} - {s["id"] for s in every if s["shown"]}
        if lost:
            yield f"before the search these are not shown: {some(sorted(lost))}"
        yield from _counted(page)
        word = _word(desk.built)
        _search(page, word)
        found = _shown(page)
        wrong = [s["id"] for s in found if word not in f"{s['id']} {s['text']}".lower()]
        if wrong:
            yield f"the search for “{word}” shows what does not hold it: {some(wrong)}"
        holding = {s["id"] for s in desk.built.statements if word in s["text"].lower()}
        hidden = holding - {s["id"] for s in found}
        if hidden:
            yield f"the search for “{word}” hides what holds it: {some(sorted(hidden))}"
        yield from _counted(page)
        for _ in word:
            page.press("Backspace")
        if len(_shown(page)) != len([s for s in every if s["shown"]]):
            yield "a search that is taken back does not show all again"
        _search(page, NOWHERE)
        if _shown(page):
            yield f"the search for “{NOWHERE}” shows something"
        yield from _counted(page)


def filters(desk: Desk) -> Iterator[str]:
    """A filter shows what it names, and only that."""
    with desk.look() as page:
        for name in ("party", "framework", "strength"):
            values = [v for v in page.evaluate("(id) => judge.options(id)", name) if v]
            if not values:
                yield f"#{name} offers no choice"
            for value in values:
                page.evaluate("(id, value) => judge.choose(id, value)", name, value)
                page.settled()
                yield from _filtered(page, name, value)
            page.evaluate("(id, value) => judge.choose(id, value)", name, "")
            page.settled()
        if not all(s["shown"] for s in page.evaluate("judge.statements().concat(judge.rows())")):
            yield "filters that are taken back do not show all again"


def _filtered(page: Page, name: str, value: str) -> Iterator[str]:
    things = page.evaluate("judge.rows()")
    if name == "party":
        things += page.evaluate("judge.statements()")
    right = [t for t in things if value in (t[name] or "").split()]
    if any(not t["shown"] for t in right):
        yield f"{name} “{value}” hides what has it"
    if any(t["shown"] for t in things if t not in right):
        yield f"{name} “{value}” shows what does not have it"
    yield from _counted(page)


def links(desk: Desk) -> Iterator[str]:
    """Every link inside ends somewhere, and the address of a statement leads to it and marks it."""
    with desk.look() as page:
        found = page.evaluate("judge.broken()")
        if found["dangling"]:
            yield f"links that end nowhere: {some(found['dangling'])}"
        if found["repeated"]:
            yield f"ids that stand twice: {some(found['repeated'])}"
        if found["odd"]:
            yield f"links to odd places: {some(found['odd'])}"
        if not found["inside"]:
            yield "there is no link inside the page"
        known = set(page.evaluate("judge.all('[id]').map((one) => one.id)"))
        lost = [s["id"] for s in desk.built.statements if s["id"] not in known]
        if lost:
            yield f"statements without an address: {some(lost)}"
    every = desk.built.statements
    for statement in (every[0], every[len(every) // 2], every[-1]):
        with desk.look(statement["id"]) as page:
            there = page.evaluate("judge.target()")
            if not there or there["id"] != statement["id"]:
                yield f"#{statement['id']} leads nowhere"
            elif not (there["shown"] and there["inView"]):
                yield f"#{statement['id']} is not in view"
            elif not there["marked"]:
                yield f"#{statement['id']} is not marked"
    with desk.look() as page:
        _search(page, NOWHERE)
        page.evaluate("(id) => judge.go(id)", every[-1]["id"])
        there = page.evaluate("judge.target()")
        if not there or not there["shown"] or not there["inView"]:
            yield f"a link to #{every[-1]['id']}, which a search hides, does not show it"


def citations(desk: Desk) -> Iterator[str]:
    """Every statement's button copies its citation and says so; what was not copied is not called copied."""
    with desk.look() as page:
        got = {c["cite"] or "": c for c in page.evaluate("judge.citations()")}
        by_owner = {c["owner"]: c for c in got.values()}
        lost = [s["id"] for s in desk.built.statements if s["id"] not in by_owner]
        if lost:
            yield f"statements without a citation: {some(lost)}"
        wrong = [
            s["id"] for s in desk.built.statements if s["id"] in by_owner and _miscited(desk, s, by_owner[s["id"]])
        ]
        if wrong:
            yield f"a wrong citation is copied: {some(wrong)}: {by_owner[wrong[0]]['copied']}"
        if any(not c["said"] for c in got.values()):
            yield "a copied citation is not said aloud"
        fine = {text for c in got.values() for text in c["said"]}
        page.evaluate("judge.refuses = true; judge.said = []; judge.all('button.cite')[0].click()")
        page.settled()
        said = page.evaluate("judge.said")
        if not said or fine.intersection(said):
            yield f"a citation that could not be copied is called copied: {said}"


def _miscited(desk: Desk, statement: Mapping[str, Any], citation: Mapping[str, Any]) -> bool:
    if len(citation["copied"]) != 1 or "\n" in citation["copied"][0]:
        return True
    source = statement["source"]
    parts = (*desk.built.named, statement["id"], f"{source['document']}:{source['lines'][0]}", desk.built.digest)
    return not all(part in citation["copied"][0] for part in parts)


def keyboard(desk: Desk) -> Iterator[str]:
    """Everything is reached by Tab, in order and visibly, and works by key alone."""
    with desk.look() as page:
        yield from _tabbed(page)
    with desk.look() as page:
        stops = _stops(page, "search")
        if not stops or stops[-1]["id"] != "search":
            yield "the search is not reached by Tab"
            return
        page.type(NOWHERE)
        if _shown(page):
            yield "typing into the search does nothing"
        for _ in NOWHERE:
            page.press("Backspace")
        for name in ("party", "framework", "strength"):
            stops = _stops(page, name)
            if not stops or stops[-1]["id"] != name:
                yield f"#{name} is not reached by Tab"
                continue
            page.press("ArrowDown")
            chosen = page.evaluate("document.activeElement.value")
            if not chosen:
                yield f"#{name} does not take a key"
            else:
                yield from _filtered(page, name, chosen)
            page.press("Home")
        stops = _stops(page, CITE)
        if not stops or not stops[-1]["cite"]:
            yield "no citation is reached by Tab"
            return
        for key in ("Enter", " "):
            page.evaluate("judge.copied = []")
            page.press(key)
            if len(page.evaluate("judge.copied")) != 1:
                yield f"the key {key.strip() or 'Space'} does not copy a citation"


def _stops(page: Page, until: str = "") -> list[dict[str, Any]]:
    """Press Tab until it leaves the page, comes back to where it was, or has got to an id or a citation."""
    found: list[dict[str, Any]] = []
    page.evaluate("judge.fresh()")
    for _ in range(page.evaluate("judge.all('*').length")):
        page.press("Tab")
        stop = page.evaluate("judge.here()")
        if not stop or stop["again"]:
            break
        found.append(stop)
        if until and (stop["id"] == until or (until == CITE and stop["cite"])):
            break
    return found


def _tabbed(page: Page) -> Iterator[str]:
    wanted = page.evaluate("judge.stops()")
    found = _stops(page)
    if len(found) < wanted:
        yield f"Tab reaches {len(found)} of {wanted} controls, and stays at {found[-1]['name'] if found else 'none'}"
    for wrong, words in (("shown", "cannot be seen"), ("inView", "is not in view"), ("ring", "has no visible focus")):
        names = [stop["name"] for stop in found if not stop[wrong]]
        if names:
            yield f"what has the focus {words}: {some(names)}"
    back = [stop["name"] for stop in found if not stop["forward"]]
    if back:
        yield f"Tab goes back to {some(back)}"


def colours(desk: Desk) -> Iterator[str]:
    """The page is dark where dark is asked for, light elsewhere, and its text is of the other kind."""
    for dark in (False, True):
        with desk.look(dark=dark) as page:
            name = "dark" if dark else "light"
            wrong = [
                one["name"]
                for one in page.evaluate("judge.colours()")
                if (
                    one["behind"] > DARK or one["text"] < DARK if dark else one["behind"] < LIGHT or one["text"] > LIGHT
                )
            ]
            if wrong:
                yield f"not {name} where {name} is asked for: {some(wrong)}"


def reflow(desk: Desk) -> Iterator[str]:
    """On a phone, nothing but a table in a frame of its own is wider than the page."""
    for width in (PHONE, SMALLEST):
        with desk.look(width=width) as page:
            found = page.evaluate("judge.overflow()")
            if found["width"] > found["room"] or found["wide"]:
                yield f"at {width} pixels the page is {found['width']} wide: {some(found['wide'])}"


def without_script(desk: Desk) -> Iterator[str]:
    """With script off nothing is missing: all of pack.json, all that the page shows with script, no dead control."""
    with desk.look(script=False) as page:
        bare = page.evaluate("judge.lines()")
        rows = page.evaluate("judge.rows()")
        words = {w["id"]: w["text"] for w in page.evaluate("judge.words()") if w["shown"]}
        dead = page.evaluate("judge.deadControls()")
    with desk.look() as page:
        full = page.evaluate("judge.lines()")
    if dead:
        yield f"controls that do nothing are shown: {some(dead)}"
    text = plain(" ".join(bare))
    for what, texts in desk.built.texts().items():
        lost = [one for one in texts if plain(one) not in text]
        if lost:
            yield f"missing without script, {what}: {some(lost)}"
    lost = [s["id"] for s in desk.built.statements if plain(s["text"]) != words.get(s["id"])]
    if lost:
        yield f"missing without script from the annex: {some(lost)}"
    mapped: dict[tuple[str, str, str], str] = defaultdict(str)
    for r in rows:
        for s in r["statements"] if r["shown"] else ():
            mapped[r["framework"], r["strength"], s] += r["text"]
    for m in desk.built.pack["mappings"]:
        if plain(m["reason"]) not in mapped[m["framework"], m["strength"], m["statement"]]:
            yield f"missing without script: a mapping of {m['statement']} to {m['framework']}, {m['control']}"
            break
    more = [line for line in full if line not in set(bare)]
    if more:
        yield f"shown only with script: {some(more)}"
    less = [line for line in bare if line not in set(full)]
    if less:
        yield f"shown only without script: {some(less)}"


def quiet(desk: Desk) -> Iterator[str]:
    """The page asks for nothing, and its script has no fault and breaks no rule of the page."""
    with desk.look() as page:
        _search(page, _word(desk.built)[:3])
        page.evaluate("judge.choose('party', judge.options('party').at(-1))")
        page.evaluate("judge.all('button.cite').forEach((one) => one.click())")
        page.settled()
        asked = [e["request"]["url"] for e in page.heard("Network.requestWillBeSent")]
        asked = [url for url in asked if url.split("#")[0] != desk.file.as_uri() and not url.startswith("data:")]
        if asked:
            yield f"the page asks for {some(asked)}"
        faults = [e["exceptionDetails"]["text"] for e in page.heard("Runtime.exceptionThrown")]
        faults += [e["entry"]["text"] for e in page.heard("Log.entryAdded") if e["entry"]["level"] == "error"]
        if faults:
            yield f"the page complains: {some(faults)}"


JUDGES: Final[Mapping[str, PageJudge]] = {
    "axe-core": axe,
    "no script": without_script,
    "search": search,
    "filters": filters,
    "links": links,
    "citations": citations,
    "keyboard": keyboard,
    "colours": colours,
    "reflow": reflow,
    "quiet": quiet,
}
