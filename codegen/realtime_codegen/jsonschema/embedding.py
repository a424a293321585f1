"""Embedding: schemas as JSON text, with references that mean the same wherever the text goes.

What is ours becomes the draft's: a sentence under `deprecated` is `true` there. A pattern is
written as the validator runs it, with the definition's own beside it, `x-pattern`, for people; so
are the keys of `patternProperties`, with `x-patternProperties`.
What embeds schemas for another validator makes a subclass with another `_adapt`.
"""

from __future__ import annotations

import json
from copy import copy
from typing import TYPE_CHECKING, Any

from .ecma262 import runnable
from .resources import FILES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Pointer
    from ..model import Parameter, Project, Schema


REMOVED = object()
_KEYS = "x-patternProperties"


class Embedding:
    """The text of each topic's schema and of each definition, and the files that they refer to."""

    def __init__(self, project: Project) -> None:
        self._files: dict[Schema, set[str]] = {}
        self._rewritten: dict[Schema, dict[Pointer, dict[str, Any]]] = {}
        for schema, reference in project.references.items():
            if reference.text != schema.value["$ref"] or reference.text.startswith(FILES):
                self._rewrite(schema, "$ref", reference.text)
                if reference.target is not None:
                    self._files.setdefault(schema.root, set()).add(reference.target.path)
        self._adapt(project)

    def _adapt(self, project: Project) -> None:
        """Rewrite keywords for the validator that reads them."""
        for schema in project.with_keyword("deprecated"):
            if isinstance(schema.value["deprecated"], str):
                self._rewrite(schema, "deprecated", value=True)
        for schema in project.with_keyword("pattern"):
            pattern = schema.value["pattern"]
            if isinstance(pattern, str) and (run := runnable(pattern)) != pattern:
                self._rewrite(schema, "pattern", run)
                self._rewrite(schema, "x-pattern", pattern)
        for schema in project.with_keyword("patternProperties"):
            own = schema.value["patternProperties"]
            runs = {run: key for key in own if (run := runnable(key)) != key}
            # A key that a reference leads through stays as it is: its `.` means nearly the same.
            if runs and runs.keys().isdisjoint(own) and not _leads_through(project, schema):
                self._rewrite(schema, _KEYS, runs)

    def _rewrite(self, schema: Schema, keyword: str, value: Any) -> None:
        """Give a schema another value of a keyword; REMOVED leaves the keyword out."""
        keywords = self._rewritten.setdefault(schema.root, {})
        keywords.setdefault(schema.steps, {})[keyword] = value

    def parameter(self, parameter: Parameter) -> dict[str, Any]:
        """The schema of a channel's parameter."""
        schema = dict(parameter.schema)
        pattern = schema.get("pattern", "")
        if (run := runnable(pattern)) != pattern:
            schema |= {"pattern": run, "x-pattern": pattern}
        return schema

    def text(self, root: Schema) -> str:
        """A topic's schema, or a definition."""
        return json.dumps(self.value(root), ensure_ascii=False, separators=(",", ":"))

    def value(self, root: Schema) -> Any:
        """What `text` is the JSON of."""
        return _rewritten(root.value, self._rewritten.get(root, {}))

    def files(self, root: Schema) -> set[str]:
        """The files whose definitions this schema refers to itself."""
        return self._files.get(root, set())


def _leads_through(project: Project, schema: Schema) -> bool:
    """Whether a reference names one of a schema's `patternProperties`, or what is in it."""
    place = (*schema.steps, "patternProperties")
    targets = (reference.target for reference in project.references.values())
    return any(
        target is not None and target.root is schema.root and target.steps[: len(place)] == place
        for target in targets
    )


def _rewritten(value: Any, keywords: Mapping[Pointer, Mapping[str, Any]]) -> Any:
    """The value with these keywords, by their schema's place; what leads there is copied."""
    whole = [value]
    copied: dict[Pointer, Any] = {}
    renamed: list[tuple[dict[str, Any], dict[str, str]]] = []
    for pointer, own in keywords.items():
        around: Any = whole
        for length, step in enumerate((0, *pointer)):
            place = pointer[:length]
            if place not in copied:
                copied[place] = around[step] = copy(around[step])
            around = copied[place]
        around |= own
        for keyword in [keyword for keyword, value in own.items() if value is REMOVED]:
            del around[keyword]
        if _KEYS in own:
            runs = {key: run for run, key in own[_KEYS].items()}
            renamed.append((around, runs))
    for around, runs in renamed:  # what leads to their schemas has led there
        schemas = around["patternProperties"].items()
        around["patternProperties"] = {runs.get(key, key): schema for key, schema in schemas}
    return whole[0]
