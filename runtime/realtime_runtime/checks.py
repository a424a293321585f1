"""What jsonschema-rs decides: whether a schema, or one keyword of it, accepts a value."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BACKTRACKS = 5_000  # a third of a millisecond; the library's own limit takes 200
_COUNT = re.compile(r"\{(?:\d*,)?(\d+)\}")
_MOST_COUNTED = 50
_BACKTRACKING = re.compile(r"\\[1-9k]|\(\?<?[=!]")


def compiled(schema: Mapping[str, Any]) -> Callable[[object], bool]:
    """The compiled schema, draft 2020-12, with `format` asserted. Never fetches anything.

    Raises ValueError when the schema itself is wrong.
    """
    import jsonschema_rs  # 0.06 s: on first need

    # The library's own choice of engine, 0.60.3, finds `^a+b?a+$` in "a". This one does not, takes
    # linear time, and refuses patterns that look around or back.
    compiled = partial(
        jsonschema_rs.Draft202012Validator, dict(schema), validate_formats=True, offline=True
    )
    try:
        return compiled(pattern_options=jsonschema_rs.RegexOptions()).is_valid
    except ValueError:
        return compiled().is_valid


@lru_cache(maxsize=256)  # one may take milliseconds to compile
def matches(pattern: str) -> Callable[[object], bool | None]:
    """Whether a string matches; None where that would take too much backtracking."""
    import jsonschema_rs

    if not backtracks(pattern):
        return compiled({"pattern": pattern})
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS)
    validator = jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=options)
    gave_up = jsonschema_rs.ValidationErrorKind.BacktrackLimitExceeded

    def is_match(value: object) -> bool | None:
        if validator.is_valid(value):
            return True
        has_given_up = any(isinstance(e.kind, gave_up) for e in validator.iter_errors(value))
        return None if has_given_up else False

    return is_match


def backtracks(pattern: str) -> bool:
    """Whether a pattern may need more than linear work: where it looks around or back."""
    return _BACKTRACKING.search(pattern) is not None


def is_large(pattern: str) -> bool:
    """Whether a pattern may take long to compile: where it counts far, or counts what counts."""
    return "){" in pattern or any(int(n) > _MOST_COUNTED for n in _COUNT.findall(pattern))
