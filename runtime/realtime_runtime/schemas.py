"""The schemas that travel in generated modules, as JSON text, put together when first needed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DRAFT = "https://json-schema.org/draft/2020-12/schema"

# How generated schemas name a definition: schemas:/chat/common.yaml#/$defs/Usage
_REFERENCE = re.compile(r'"(schemas:/[^"#]*)#/\$defs/([^"/]*)')


class Definitions:
    """The `$defs` of one definition file: `{name: JSON text}`.

    `uri` is how references name the file; `imports` gives the other files' definitions that
    these refer to, late, because files may refer to each other in a cycle.
    """

    __slots__ = ("_imports", "texts", "uri")

    def __init__(
        self,
        uri: str,
        texts: Mapping[str, str],
        imports: Callable[[], tuple[Definitions, ...]] = tuple,
    ) -> None:
        self.uri: str = uri
        self.texts: Mapping[str, str] = texts
        self._imports = imports

    def reachable(self) -> dict[str, Definitions]:
        """This file and all that it refers to, by URI."""
        found: dict[str, Definitions] = {}
        waiting: list[Definitions] = [self]
        while waiting:
            file = waiting.pop()
            if file.uri not in found:
                found[file.uri] = file
                waiting.extend(file._imports())
        return found


def bundle(text: str, definitions: Definitions | None) -> dict[str, Any]:
    """The schema with every definition that it needs, as one document.

    Definitions of files are embedded as the draft's compound documents: one `$defs` entry for a
    file, with the file's `$id` (JSON Schema core, 2020-12, 9.3).
    """
    schema = json.loads(text)
    if isinstance(schema, bool):
        schema = {} if schema else {"not": {}}
    files = definitions.reachable() if definitions is not None else {}
    needed: dict[str, dict[str, Any]] = {}
    waiting = _REFERENCE.findall(text)
    while waiting:
        uri, escaped = waiting.pop()
        texts = files[uri].texts if uri in files else {}
        found = needed.setdefault(uri, {})
        # What no reference names, a $dynamicRef may still lead to.
        dynamic = () if found else (n for n, t in texts.items() if '"$dynamicAnchor"' in t)
        for name in (_unescaped(escaped), *dynamic):
            if name in texts and name not in found:
                found[name] = json.loads(texts[name])
                waiting.extend(_REFERENCE.findall(texts[name]))
    embedded = {
        uri: {"$id": uri, "$defs": dict(sorted(needed[uri].items()))}
        for uri in sorted(needed)
        if needed[uri]
    }
    if embedded:
        schema["$defs"] = {**schema.get("$defs", {}), **embedded}
    return {"$schema": DRAFT, **schema}


def _unescaped(token: str) -> str:
    """A definition's name from its step in a reference: percent, then pointer escapes."""
    return unquote(token).replace("~1", "/").replace("~0", "~")
