"""Definitions -> the TypeScript that they give, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from realtime_codegen import pipeline
from realtime_codegen.sources import Sources
from realtime_codegen.targets.typescript import TypeScriptTarget

from .generating import files_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from realtime_codegen.diagnostics import Diagnostic
    from realtime_codegen.foreign.files import Files

SHARED = ("_realtime.ts", "index.ts", "react.ts")


def typescript(
    sources: Mapping[str, bytes | str], files: Files | None = None, **options: Any
) -> tuple[dict[str, str], list[Diagnostic]]:
    """The files that these definition files give, none where there are errors; and all problems.
    `files` are those around the definitions."""
    contents = {
        path: text.encode() if isinstance(text, str) else text for path, text in sources.items()
    }
    made = pipeline.generate(
        Sources(contents, "", files), {"typescript": TypeScriptTarget(options)}
    )
    if made.outputs is None:
        return {}, made.diagnostics
    return files_of(made.outputs["typescript"]), made.diagnostics
