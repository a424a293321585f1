"""What explaining a refused payload may cost, and what it did."""

from __future__ import annotations

import json
from typing import Any

from ..support.commands import python

FEW_CALLS = 20_000
MEGABYTES = 10


PEAK = """
import json, resource, sys
from realtime_runtime.validation import Validator

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

Validator({"anyOf": [{"type": "object"}, {"items": {"pattern": "a"}}]}).problems([1, "b"])
cases = [(Validator(schema), values) for schema, values in json.load(sys.stdin)]
for validator, values in cases:
    for value in values:
        validator.is_valid(value)
before = peak()
counts = [len(validator.problems(value)) for validator, values in cases for value in values]
print(json.dumps([peak() - before, min(counts)]))
"""


def peak(cases: list[tuple[dict[str, Any], list[Any]]]) -> tuple[int, int]:
    """The megabytes that explaining takes beyond deciding, and the fewest problems."""
    megabytes, fewest = json.loads(python(PEAK, stdin=json.dumps(cases)).out)
    return megabytes, fewest
