"""The rendered templates. The only module that imports jinja2."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .source import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template


def module_text(
    *,
    source: str,
    imports: list[str],
    hidden_above: list[str],
    definitions: str,
    body: list[str],
    hidden_below: list[str],
    modules: list[str],
    last: list[str],
) -> str:
    """A generated module. All arguments are Python source but `source`, a file's path."""
    return _template("module.py.jinja").render(
        source=_comment(source),
        imports=imports,
        hidden_above=hidden_above,
        definitions=definitions,
        body=body,
        hidden_below=hidden_below,
        modules=modules,
        last=last,
    )


def package_text(factories: Sequence[tuple[str, str]], *, deprecates: bool) -> str:
    """An `__init__.py` that gives these factories, each imported from its module when asked for."""
    return _template("package.py.jinja").render(factories=factories, deprecates=deprecates)


def _comment(text: str) -> str:
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
    environment.filters["quoted"] = quoted
    return environment.get_template(name)
