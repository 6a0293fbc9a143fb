"""Pages that are spoilt in one thing each, and the judge that must see it.

A defect is either made in the file, or by a script once the page is loaded and before the judge may look. Its effect
is there at once and for good, so nothing depends on how fast the browser is.
"""

import re
from dataclasses import dataclass
from typing import Final

from asking import JudgeError


@dataclass(frozen=True)
class PageDefect:
    """What is spoilt and how, and a part of what the judge that must see it says."""

    name: str
    judge: str
    says: str
    script: str = ""
    pattern: str = ""
    replacement: str = ""

    def of(self, page: str) -> str:
        """Return a spoilt file."""
        if not self.pattern:
            return page
        changed = re.sub(self.pattern, self.replacement, page, count=1, flags=re.DOTALL)
        if changed == page:
            raise JudgeError(f"the page has nothing to spoil by: {self.name}")
        return changed


def _deaf(selector: str, *events: str) -> str:
    """Return a script that lets nobody get these events of a control."""
    stop = f"(e) => e.target.closest('{selector}') && e.stopImmediatePropagation()"
    return f"change({list(events)}, (name) => window.addEventListener(name, {stop}, true))"


def _added(properties: str) -> str:
    """Return a script that adds a paragraph to the page."""
    paragraph = f"Object.assign(document.createElement('p'), {properties})"
    return f"change(all('main'), (one) => one.append({paragraph}))"


DEFECTS: Final = (
    PageDefect(
        "a picture without a text", "axe-core", "image-alt", "change(all('main'), (one) => one.append(new Image()))"
    ),
    PageDefect(
        "pale text",
        "axe-core",
        "color-contrast",
        "style('main p { color: #999 !important; background: #fff !important }')",
    ),
    PageDefect(
        "a search without a label",
        "axe-core",
        "label: ",
        "change(all('form'), (one) => one.append(document.createElement('input')))",
    ),
    PageDefect(
        "no language",
        "axe-core",
        "html-has-lang",
        "change([document.documentElement], (one) => one.removeAttribute('lang'))",
    ),
    PageDefect(
        "a statement that only a script shows",
        "no script",
        "missing without script",
        pattern=r'<p class="words"',
        replacement='<p hidden class="words"',
    ),
    PageDefect(
        "words that only a script writes",
        "no script",
        "shown only with script",
        _added("{ textContent: 'More.' }"),
    ),
    PageDefect(
        "a control that does nothing without script",
        "no script",
        "controls that do nothing",
        pattern=r'(<form[^>]*id="filters"[^>]*?) hidden',
        replacement=r"\1",
    ),
    PageDefect("a mapping left out", "no script", "a mapping of", pattern=r"<tr[^>]*data-framework.*?</tr>"),
    PageDefect(
        "a search that does nothing", "search", "shows what does not hold it", _deaf("#search", "input", "change")
    ),
    PageDefect(
        "hidden things that are shown",
        "search",
        "shows what does not hold it",
        "style('[hidden] { display: revert !important }')",
    ),
    PageDefect(
        "a count that stays as it was",
        "search",
        "the count says",
        "change(all('#count'), (one) => Object.defineProperty(one, 'textContent', { get: () => '1', set: () => {} }))",
    ),
    PageDefect("a filter that does nothing", "filters", "party", _deaf("#party", "input", "change")),
    PageDefect(
        "a filter that hides too much",
        "filters",
        "hides what has it",
        "style('tr[data-strength=\"partly-documented\"] { display: none !important }')",
    ),
    PageDefect(
        "a filter without a choice",
        "filters",
        "offers no choice",
        "change(all('#framework option[value]:not([value=\"\"])'), (one) => one.remove())",
    ),
    PageDefect(
        "a link that ends nowhere", "links", "end nowhere", pattern=r'href="#[^"]+"', replacement='href="#gone"'
    ),
    PageDefect(
        "an id that stands twice",
        "links",
        "stand twice",
        _added("{ id: 'search' }"),
    ),
    PageDefect(
        "a link to a file",
        "links",
        "odd places",
        "change(all('a[href]').slice(0, 1), (one) => (one.href = 'file:///x'))",
    ),
    PageDefect(
        "a target that is not marked",
        "links",
        "is not marked",
        "style(':target { all: revert !important }')",
    ),
    PageDefect(
        "a link that leads to what is hidden",
        "links",
        "does not show it",
        "style(':target { display: none !important }')",
    ),
    PageDefect(
        "a citation of something else",
        "citations",
        "a wrong citation",
        "change(all('button.cite').slice(0, 1), (one) => (one.dataset.cite = 'something else'))",
    ),
    PageDefect(
        "a citation that is not said", "citations", "not said aloud", "change(all('#said'), (one) => one.remove())"
    ),
    PageDefect("a citation that is not copied", "keyboard", "does not copy a citation", _deaf("button.cite", "click")),
    PageDefect(
        "a citation that the keyboard cannot reach",
        "keyboard",
        "no citation is reached",
        "change(all('button.cite'), (one) => (one.tabIndex = -1))",
    ),
    PageDefect(
        "a focus that cannot be seen",
        "keyboard",
        "no visible focus",
        "style('* { outline: none !important; box-shadow: none !important; border-color: #888 !important; "
        "background: none !important; color: #111 !important; text-decoration: none !important }')",
    ),
    PageDefect(
        "an order of its own", "keyboard", "goes back", "change(all('a[href]').slice(-1), (one) => (one.tabIndex = 1))"
    ),
    PageDefect(
        "a control that keeps the focus",
        "keyboard",
        "Tab reaches",
        "change([window], (one) => one.addEventListener('keydown', "
        "(e) => e.target.closest('#search') && e.key === 'Tab' && e.preventDefault(), true))",
    ),
    PageDefect(
        "a page that stays light",
        "colours",
        "not dark",
        "style('body, body * { background: #fff !important; color: #111 !important }')",
    ),
    PageDefect(
        "a thing that is too wide",
        "reflow",
        "the page is",
        _added("{ style: 'width: 700px', textContent: 'wide' }"),
    ),
    PageDefect(
        "a picture from elsewhere",
        "quiet",
        "the page asks for",
        pattern=r"</main>",
        replacement='<img alt="" src="http://127.0.0.1:9/x.png"></main>',
    ),
    PageDefect(
        "a script with a fault",
        "quiet",
        "the page complains",
        "change([document], (one) => one.addEventListener('click', () => { throw new Error('seeded'); }))",
    ),
)
