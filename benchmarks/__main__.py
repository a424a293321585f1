"""`make bench`: every figure beside its floor or peer; a table, docs/benchmarks.json and a chart.

`python -m benchmarks [SIZE ...]`: the numbers of channels; 1, 10, 100 and 1,000 take half an hour.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from . import checkers, engines, explaining, generation, runtime
from .measure import as_json, table

_DOCS = Path(__file__).parent.parent / "docs"
_RUNS = 5


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = generation.rows(folder, sizes, _RUNS)
        rows += runtime.rows(folder, _RUNS)
        rows += explaining.rows(folder)
        rows += engines.rows()
        rows += checkers.rows(folder, min(100, sizes[-1]), _RUNS)
    print(table(rows))
    (_DOCS / "benchmarks.json").write_text(as_json(rows))
    from .chart import draw

    draw(rows, _DOCS / "benchmarks.svg")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1, 10, 100, 1000])
