"""Jinja2's one home: a template of the pack and its values, as text."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from evidence._resources import shipped

if TYPE_CHECKING:
    from jinja2 import Environment

_BREAKS: Final = re.compile(r"[\s\u2010\u2013\u2014-]+")  # where a line may break anyway


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(shipped("templates") / "pack"),
        autoescape=select_autoescape(("html.j2", "svg.j2")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["unbroken"] = unbroken
    return environment


def render(name: str, **values: Any) -> str:
    """Return a template of ``templates/pack`` with its values; HTML and SVG are escaped."""
    text: str = _environment().get_template(name).render(**values)
    return text


def verbatim(text: str) -> Any:
    """Return text that goes into HTML as it is: our own style and script."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - never a word of the input


def unbroken(text: str, most: int) -> bool:
    """Tell whether a text has a word of more characters than fit on its line.

    Only such texts are set with ``overflow-wrap: anywhere``, which costs WeasyPrint a third of its time.
    """
    return any(len(word) > most for word in _BREAKS.split(text))
