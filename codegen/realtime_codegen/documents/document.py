"""Document: what a file holds, and where."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from typing import TYPE_CHECKING, Any

from ..diagnostics import Position
from ..once import once

if TYPE_CHECKING:
    from ..diagnostics import Pointer

# For each container, by id: four offsets for every entry, in order: key start and end (those of
# the value in a sequence), value start and end.
Spans = dict[int, list[int]]


@dataclass(frozen=True, eq=False)
class Document:
    """One definition file as it was read.

    `path` is relative to the schemas folder, with `/`; `shown` is its path in messages.
    """

    path: str
    shown: str
    text: str
    data: Any
    spans: Spans

    def position(self, pointer: Pointer, *, key: bool = False) -> Position:
        """The position of the value at `pointer`, or of its key; the nearest existing place."""
        node, place, of_key = self.data, (0, 0), (0, 0)
        for step in pointer:
            offset = self._offset(node, step)
            if offset is None:
                break
            key_start, key_end, start, end = self.spans[id(node)][offset : offset + 4]
            place = start, end
            of_key = (key_start, key_end) if isinstance(step, str) else place
            node = node[step]
        return self.stretch(*(of_key if key else place))

    def part(self, pointer: Pointer, text: str) -> Position:
        """The position of a string's last occurrence in the value at `pointer`, else the value."""
        whole = self.position(pointer)
        start = self._line_starts[whole.line - 1] + whole.column - 1
        end = self._line_starts[whole.end_line - 1] + whole.end_column - 1
        found = self.text.rfind(text, start, end)
        return whole if found < 0 else self.stretch(found, found + len(text))

    def _offset(self, node: Any, step: str | int) -> int | None:
        if isinstance(node, dict):
            if id(node) not in self._offsets:
                self._offsets[id(node)] = {key: 4 * index for index, key in enumerate(node)}
            return self._offsets[id(node)].get(step)
        if isinstance(node, list) and isinstance(step, int) and step < len(node):
            return 4 * step
        return None

    @once
    def _offsets(self) -> dict[int, dict[str | int, int]]:
        """Where the entries of a mapping begin in its spans, of those that were asked for."""
        return {}

    def stretch(self, start: int, end: int) -> Position:
        """The position of some characters of the text."""
        line, column = self._line(start), start - self._line_starts[self._line(start)]
        end_line = self._line(max(start, end - 1))
        end_column = max(start + 1, end) - self._line_starts[end_line]
        return Position(self.shown, line + 1, column + 1, end_line + 1, end_column + 1)

    def at(self, pointer: Pointer) -> Any:
        """The value at `pointer`, where there must be one."""
        return reduce(getitem, pointer, self.data)

    def _line(self, offset: int) -> int:
        return bisect_right(self._line_starts, offset) - 1

    @once
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\n", self.text))]
