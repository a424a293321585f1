"""Explaining refused payloads: random ones of recursive schemas, beside what is promised."""

from __future__ import annotations

import json
import statistics
import sys
from itertools import islice
from random import Random
from time import thread_time
from typing import TYPE_CHECKING, Any

from realtime_runtime.explanation import Work
from realtime_runtime.validation import Validator

from tests.runtime import refusals

from .measure import PYTHON, Row, peak_memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCHEMAS = 100


def refused(count: int) -> Iterator[tuple[Validator, Any]]:
    """So many payloads of each schema, with what refuses them; fewer where it refuses little."""
    for seed in range(_SCHEMAS):
        random = Random(seed)
        validator = Validator(refusals.schema(random))
        values = (refusals.payload(random) for _ in range(5 * count))
        for value in islice((value for value in values if not validator.is_valid(value)), count):
            yield validator, value


def figures(count: int) -> dict[str, Any]:
    """Milliseconds of this thread's processor, and how many were not explained whole."""
    deciding, explaining, steps = [], [], []
    whole = 0
    for validator, value in refused(count):
        begin = thread_time()
        validator.is_valid(value)
        middle = thread_time()
        work = Work()
        problems = validator.explain(value, work)
        explaining.append((thread_time() - middle) * 1e3)
        deciding.append((middle - begin) * 1e3)
        steps.append(work.done)
        whole += problems[-1].pointer != "" or problems[-1].expected != "no other problem"
    return {
        "payloads": len(explaining),
        "explained whole": whole,
        "median ms": statistics.median(explaining),
        "99 % ms": statistics.quantiles(explaining, n=100)[98],
        "slowest ms": max(explaining),
        "deciding, median ms": statistics.median(deciding),
        "deciding, slowest ms": max(deciding),
        "steps, most": max(steps),
    }


def rows(folder: Path) -> list[Row]:
    """The slowest explanation beside its bound, and the median beside deciding."""
    found = figures(5)
    code = "import sys; sys.path.insert(0, sys.argv[1]); from benchmarks import explaining; "
    root = str(__file__).rsplit("/", 2)[0]
    without, with_ = (
        peak_memory([PYTHON, "-c", f"{code}{call}", root], folder)
        for call in ("[j.is_valid(v) for j, v in explaining.refused(5)]", "explaining.figures(5)")
    )
    return [
        Row("explaining a refused payload, slowest", found["slowest ms"], "bound", 50, "ms", 1.0),
        Row("its memory", with_ - without, "bound", 10, "MB", 1.0),
        Row(
            "explaining a refused payload, median",
            found["median ms"] * 1e3,
            "deciding it",
            found["deciding, median ms"] * 1e3,
            "us",
        ),
    ]


if __name__ == "__main__":
    print(json.dumps(figures(int(sys.argv[1]) if len(sys.argv) > 1 else 100), indent=2))
