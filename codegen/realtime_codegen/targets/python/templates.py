"""The rendered templates. The only module that imports jinja2."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .source import quoted

if TYPE_CHECKING:
    from jinja2 import Template


def filled(template: str, **parts: object) -> str:
    """The text of a template. All that it names must be among the parts."""
    return _template(template).render(parts)


def _comment(text: str) -> str:
    """A text as it can stand in a comment, which ends with its line."""
    return "".join(char if char.isprintable() else "?" for char in text)


@cache
def _template(name: str) -> Template:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Python, not HTML: `quoted` and its like have escaped everything
    )
    environment.filters |= {"comment": _comment, "quoted": quoted}
    return environment.get_template(name)
