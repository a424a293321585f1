"""`realtime-codegen explain CODE`: what a problem means, with an example and its fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..codes import explanations, paragraph
from ..diagnostics import suggestion
from .parsing import Parser
from .printing import FINE

if TYPE_CHECKING:
    from collections.abc import Sequence

_DESCRIPTION = """\
Explain what a problem means: a paragraph, an example, and the fixed example.

CODE is the word after the place in a message, as in `schemas/a.yaml:3:5: unknown-type: ...`.
Without CODE, all codes are listed, each with one sentence."""


def run(arguments: Sequence[str]) -> int:
    parser = Parser("realtime-codegen explain", _DESCRIPTION)
    parser.add_argument("code", nargs="?", metavar="CODE")
    code = parser.parse_args(arguments).code
    known = explanations()
    if code is None:
        width = max(map(len, known))
        for name, text in known.items():
            print(f"{name:{width}}  {paragraph(text).partition('. ')[0].rstrip('.')}.")
    elif code in known:
        print(known[code], end="")
    else:
        parser.error(f'there is no code "{code}"{suggestion(code, known)}')
    return FINE
