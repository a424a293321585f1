"""Address: a channel's name as it is defined, parsed once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Address:
    """A name as it is written, its texts, and the placeholders between them: one fewer.

    `parameters` has the JSON Schema of each placeholder that is declared.
    """

    template: str
    texts: tuple[str, ...]
    placeholders: tuple[str, ...]
    parameters: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, template: str, parameters: Mapping[str, Mapping[str, Any]]) -> Address:
        """The address of a name such as "pipeline:{run_id}"."""
        pieces = _PLACEHOLDER.split(template)
        return cls(template, tuple(pieces[::2]), tuple(pieces[1::2]), parameters)

    @property
    def form(self) -> str:
        """The name with placeholders of no name: what those are called is not sent."""
        return "{}".join(self.texts)

    @property
    def has_unbalanced_brace(self) -> bool:
        return any(brace in text for text in self.texts for brace in "{}")

    @property
    def has_adjacent_placeholders(self) -> bool:
        return "" in self.texts[1:-1]

    @property
    def values(self) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
        """For each placeholder the separators that its value does not contain, and its schema.

        The runtime refuses these values (`names.py` there): the character beside the placeholder,
        or behind it a whole word.
        """
        for index, name in enumerate(self.placeholders):
            before, after = self.texts[index], self.texts[index + 1]
            mark_before = before[-1:] if not before[-1:].isalnum() else ""
            mark_after = after[:1] if not after[:1].isalnum() else after
            marks = dict.fromkeys(mark for mark in (mark_before, mark_after) if mark)
            yield tuple(marks), self.parameters.get(name, {})
