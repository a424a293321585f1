"""How everything here is measured: whole processes, side by side in one run, medians."""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Command = list[str]
PYTHON = sys.executable


@dataclass(frozen=True, slots=True)
class Row:
    """One figure beside its floor or peer, both in `unit`. `target` is the ratio's upper limit."""

    what: str
    figure: float
    beside: str
    other: float
    unit: str = "s"
    target: float | None = None

    @property
    def ratio(self) -> float:
        return self.figure / self.other


def seconds(command: Command, folder: Path) -> float:
    """The wall time of one process. Raises CalledProcessError when it fails."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def peak_memory(command: Command, folder: Path) -> float:
    """The most memory, in megabytes, that a process has held."""
    program = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, "
        "stdout=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [PYTHON, "-c", program, *command], cwd=folder, check=True, capture_output=True, text=True
    )
    return int(done.stdout) / 1024


def resident(process: int) -> float:
    """The bytes of memory that a process holds now."""
    command = ["ps", "-o", "rss=", "-p", str(process)]
    return int(subprocess.run(command, check=True, capture_output=True).stdout) * 1024


def in_new_process(work: Callable[..., float], *arguments: object) -> float:
    """What a function of a module gives, in a process that has done nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        return processes.submit(work, *arguments).result()


def medians(measures: Sequence[Callable[[], float]], runs: int) -> list[float]:
    """The medians of some measures that take turns, so that noise meets all of them."""
    found: list[list[float]] = [[] for _ in measures]
    for _ in range(runs):
        for kept, measure in zip(found, measures, strict=True):
            kept.append(measure())
    return [statistics.median(kept) for kept in found]


def exponent(small: float, large: float, times: float) -> float:
    """The growth from `small` to `large` over `times` as much work: 1 is linear."""
    return math.log(large / small) / math.log(times)


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table; a ratio over its target is marked."""
    lines = [
        "| what | figure | beside | its figure | ratio | target |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        over = row.target is not None and row.ratio > row.target
        target = "" if row.target is None else f"{row.target:g}"
        lines.append(
            f"| {row.what} | {row.figure:.3g} {row.unit} | {row.beside} | {row.other:.3g} "
            f"{row.unit} | {row.ratio:.2f}{' (!)' if over else ''} | {target} |"
        )
    return "\n".join(lines)


def as_json(rows: Sequence[Row]) -> str:
    """The rows as JSON, for charts."""
    return json.dumps([{**asdict(row), "ratio": row.ratio} for row in rows], indent=2) + "\n"
