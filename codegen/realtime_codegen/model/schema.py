"""Schema: a JSON Schema, or any value inside one, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..diagnostics import Position
    from .site import Site


class Schema:
    """A value and its place. Each place has one, so two are the same when they are identical.

    `around` is the value that it stands in, None for a `root`: a topic's schema, or what `$defs`
    of a file names. In which keyword of which schema it stands, `Project.places` knows: a step
    alone may be a keyword or a name.
    """

    __slots__ = ("_inside", "around", "root", "site", "value")

    def __init__(self, value: Any, site: Site, around: Schema | None = None) -> None:
        self.value = value
        self.site = site
        self.around = around
        self.root: Schema = self if around is None else around.root
        self._inside: dict[str | int, Schema] = {}

    def at(self, *steps: str | int) -> Schema:
        """The value inside, at these keys and indices. Raises LookupError."""
        found = self
        for step in steps:
            found = found._inside.get(step) or found._enter(step)
        return found

    def _enter(self, step: str | int) -> Schema:
        if not isinstance(self.value, dict if isinstance(step, str) else list):
            raise LookupError(step)
        value: Any = self.value
        inside = self._inside[step] = Schema(value[step], self.site.at(step), self)
        return inside

    @property
    def path(self) -> str:
        """The path of its file."""
        return self.site.path

    @property
    def step(self) -> str | int:
        """The last step on the way here."""
        return self.site.pointer[-1]

    @property
    def steps(self) -> tuple[str | int, ...]:
        """The way here from its root."""
        return self.site.pointer[len(self.root.site.pointer) :]

    def get(self, keyword: str, default: Any = None) -> Any:
        """The value of a keyword, where this is a mapping that has it."""
        return self.value.get(keyword, default) if isinstance(self.value, dict) else default

    def position(self, *, key: bool = False) -> Position:
        return self.site.position(key=key)

    def __repr__(self) -> str:
        return f"<schema {self.path}#/{'/'.join(map(str, self.site.pointer))}>"
