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

    __slots__ = ("_inside", "_site", "around", "root", "step", "value")

    def __init__(
        self,
        value: Any,
        step: str | int,
        around: Schema | None = None,
        site: Site | None = None,
    ) -> None:
        """`step` is the last on the way here. What is around it, or a root's site, is known."""
        self.value = value
        self.step = step
        self.around = around
        self.root: Schema = self if around is None else around.root
        self._site = site
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
        inside = self._inside[step] = Schema(value[step], step, self)
        return inside

    @property
    def site(self) -> Site:
        """Its place, made when it is asked for: of most it never is."""
        if self._site is None:
            assert self.around is not None
            self._site = self.around.site.at(self.step)
        return self._site

    @property
    def path(self) -> str:
        """The path of its file."""
        return self.root.site.path

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
