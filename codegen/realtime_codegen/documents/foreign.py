"""Reads files of other people, JSON or YAML, as they stand.

What definitions may not have, such as anchors and merge keys, has its meaning here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .json_positions import JsonDocument
from .reading import Reader, parse

if TYPE_CHECKING:
    from ..diagnostics import Diagnostic
    from .document import Document

_MOST_REPEATED = 200_000
"""Keys and items that the aliases of a file may stand for: more is an attack, or a mistake."""
_TOLERATED = frozenset(
    "ambiguous-number ambiguous-word anchor key-not-string merge-key tag".split()
)


def parse_foreign(path: str, shown: str, source: bytes) -> tuple[Document | None, list[Diagnostic]]:
    """Read one file. Without a document when the text cannot be read."""
    if path.endswith((".yaml", ".yml")):
        return parse(path, shown, source, ForeignReader)
    try:
        text = source.decode("utf-8-sig").replace("\r\n", "\n")
        if "\\ud" in text.lower():  # perhaps half a character
            raise ValueError(path)
        data = json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError):
        # Our own reader says what is wrong, and where.
        return parse(f"{path.removesuffix('.json')}.json", shown, source, ForeignReader)
    return JsonDocument(path, shown, text, data, {}), []


def _refused(constant: str) -> None:
    raise ValueError(constant)


class ForeignReader(Reader):
    """Aliases are what they stand for, `<<` is merged, and of a key that is there twice the last
    one counts."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._anchors: dict[str, Any] = {}
        self._names: list[str | None] = []  # of the containers around the current node
        self._sizes: dict[int, int] = {}
        self._repeated = 0

    def _problem(self, code: str, message: str, event: Any) -> None:
        if code not in _TOLERATED:
            super()._problem(code, message, event)

    def _scalar(self, event: Any) -> Any:
        value = super()._scalar(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        return value

    def _enter(self, value: Any, event: Any) -> None:
        super()._enter(value, event)
        self._names.append(event.anchor)

    def _leave(self, event: Any) -> None:
        value, name = self._open[-1], self._names.pop()
        super()._leave(event)
        if isinstance(value, dict) and isinstance(value.get("<<"), dict | list):
            self._merge(value)
        if name is not None:  # not before: it cannot contain itself
            self._anchors[name] = value

    def _again(self, name: str, value: Any, span: tuple[int, int, int, int]) -> None:
        container = self._open[-1]
        at = 4 * list(container).index(name)
        self._keep.append(container[name])
        self.document.spans[id(container)][at : at + 4] = span
        container[name] = value

    def _aliased(self, event: Any) -> Any:
        if event.anchor not in self._anchors:
            message = f"there is no &{event.anchor} before this, or it is in it"
            super()._problem("alias", message, event)
            return None
        value = self._anchors[event.anchor]
        self._repeated += self._size(value)
        if self._repeated > _MOST_REPEATED:
            message = f"aliases stand for more than {_MOST_REPEATED:,} keys and items"
            super()._problem("alias", message, event)
            return None
        return value

    def _size(self, value: Any) -> int:
        """How many keys and items a value has, with those that aliases in it stand for."""
        if not isinstance(value, dict | list):
            return 1
        if id(value) not in self._sizes:
            inside = value.values() if isinstance(value, dict) else value
            self._sizes[id(value)] = 1 + sum(map(self._size, inside))
        return self._sizes[id(value)]

    def _merge(self, value: dict[str, Any]) -> None:
        """Take what `<<` names, where the mapping does not say otherwise; the first one counts."""
        spans = self.document.spans[id(value)]
        at = 4 * list(value).index("<<")
        merged = value.pop("<<")
        del spans[at : at + 4]
        for other in merged if isinstance(merged, list) else [merged]:
            for index, key in enumerate(other if isinstance(other, dict) else ()):
                if key not in value:
                    value[key] = other[key]
                    spans += self.document.spans[id(other)][4 * index : 4 * index + 4]
