"""Validation by a JSON Schema: decoded JSON in, problems with their pointers out."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import checks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from .errors import Problem
    from .explanation import Explanation, Work


class Validator:
    """A compiled JSON Schema, draft 2020-12, with `format` asserted. Never fetches anything.

    Raises ValueError when the schema itself is wrong.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self.is_valid: Callable[[object], bool] = checks.compiled(schema)
        """Whether the schema accepts this decoded JSON value."""

    @cached_property
    def _explanation(self) -> Explanation:
        from .explanation import Explanation  # on the first refusal

        return Explanation(self._schema)

    def problems(self, value: object) -> tuple[Problem, ...]:
        """What is wrong with `value`; nothing where the schema accepts it."""
        return () if self.is_valid(value) else self.explain(value)

    def explain(
        self,
        value: object,
        work: Work | None = None,
        *,
        beside: Sequence[Problem] = (),
        apart: Collection[str] = (),
    ) -> tuple[Problem, ...]:
        """What is wrong with a value that the schema refuses, each problem once, in the order of
        the value: at most 100 problems, and NOT_EXPLAINED behind them where there may be more.

        `beside` are problems that are known already: of the parts at the pointers `apart` nothing
        else is told. It takes a bounded work, whatever the schema and the value.
        """
        return self._explanation.problems(value, work, beside, apart)
