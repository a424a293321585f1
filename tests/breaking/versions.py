"""Two versions of a topic's schema, compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from realtime_codegen.breaking import Finding, compare

from ..support.generating import understand

if TYPE_CHECKING:
    from realtime_codegen.model import Project


def findings(old: Any, new: Any, **definitions: Any) -> list[Finding]:
    """What is found about the topic `c.t`; `before` and `after` are the two versions' `$defs`."""
    before, after = (definitions.get(name, {}) for name in ("before", "after"))
    return compare(project(old, before, "old"), project(new, after, "new"))


def project(schema: Any, definitions: dict[str, Any], folder: str) -> Project:
    return of_topics({"t": {"schema": schema}}, definitions, folder)


def of_topics(topics: dict[str, Any], definitions: dict[str, Any], folder: str) -> Project:
    """A project of one channel `c`."""
    data = {"channels": {"c": {"name": "c", "topics": topics}}, "$defs": definitions}
    found, problems = understand({"a.json": json.dumps(data).encode()}, folder)
    assert not [problem for problem in problems if problem.is_error], problems
    return found


def broken(found: list[Finding]) -> set[str]:
    """Whom the findings break, warnings included."""
    return {party for finding in found for party in finding.breaks}


def names(found: list[Finding]) -> list[str]:
    return [finding.name for finding in found]
