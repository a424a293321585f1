"""Generating: cold, with nothing changed, with one file changed; beside floors and the library."""

from __future__ import annotations

import os
import shutil
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from . import corpus
from .measure import PYTHON, Row, exponent, medians, peak_memory, seconds

_CODEGEN = [PYTHON, "-m", "realtime_codegen", "schemas"]
_BY_HAND = [PYTHON, "-m", "benchmarks.by_hand"]
_ROOT = Path(__file__).parent.parent
_HASH_ALL = """
import hashlib, pathlib
for folder in ("schemas", "generated"):
    for path in pathlib.Path(folder).rglob("*.*"):
        if path.is_file():
            hashlib.sha256(path.read_bytes()).hexdigest()
"""
_FLOOR = """
import gc, pathlib, yaml
from yaml.events import *
gc.disable()
for path in pathlib.Path("schemas").iterdir():
    open_, spans = [[]], {}
    for event in yaml.parse(path.read_text(), Loader=yaml.CLoader):
        if isinstance(event, NodeEvent):
            above = open_[-1]
            value = event.value if isinstance(event, ScalarEvent) else []
            above.append(value)
            place = event.start_mark.index, event.end_mark.index
            spans.setdefault(id(above), []).append(place)
            if value is not above and type(value) is list:
                open_.append(value)
        elif isinstance(event, CollectionEndEvent):
            open_.pop()
"""
_DOCUMENTS = """
import gc, pathlib
from realtime_codegen.documents import parse
gc.disable()
for path in pathlib.Path("schemas").iterdir():
    parse(path.name, path.name, path.read_bytes())
"""
# By the number of channels: nothing changed, beside Python's start; nothing changed and one file
# changed, beside hashing all files.
_LIMITS = {100: (6.0, None, None), 1000: (None, 3.0, 3.3)}


def rows(folder: Path, sizes: list[int], runs: int) -> list[Row]:
    """All figures; `sizes` are numbers of channels."""
    found = []
    cold = {}
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    for size in sizes:
        project = folder / str(size)
        corpus.write(project / "schemas", size)
        of_size = _of_size(project, size, max(3, runs if size < 1000 else 3))
        cold[size] = of_size[0].figure
        found += of_size
    for small, large in pairwise(sizes):
        growth = exponent(cold[small], cold[large], large / small)
        found.append(Row(f"growth of cold runs, {small} to {large}", growth, "linear", 1.0, ""))
    return found


def _of_size(project: Path, size: int, runs: int) -> list[Row]:
    by_hand = [*_BY_HAND, str(project / "schemas"), str(project / "by_hand")]
    cold, hand = medians([partial(_cold, project), lambda: seconds(by_hand, _ROOT)], runs)
    memory = peak_memory([*_CODEGEN, "--output", "elsewhere"], project)
    memory_by_hand = peak_memory(by_hand, _ROOT)
    start = [PYTHON, "-c", "pass"]
    unchanged, check, changed, python, floor = medians(
        [
            lambda: seconds(_CODEGEN, project),
            lambda: seconds([*_CODEGEN, "--check"], project),
            partial(_one_changed, project),
            lambda: seconds(start, project),
            lambda: seconds([PYTHON, "-c", _HASH_ALL], project),
        ],
        runs,
    )
    reading, events = medians(
        [
            lambda: seconds([PYTHON, "-c", _DOCUMENTS], project),
            lambda: seconds([PYTHON, "-c", _FLOOR], project),
        ],
        runs,
    )
    name = "1 channel" if size == 1 else f"{size} channels"
    hashing = "hashing all files"
    limits = _LIMITS.get(size, (None, None, None))
    return [
        Row(f"cold run, {name}", cold, "the library by hand", hand, target=0.75),
        Row(f"its memory, {name}", memory, "the library by hand", memory_by_hand, "MB"),
        Row(f"nothing changed, {name}", unchanged, "Python's start", python, target=limits[0]),
        Row(f"nothing changed, {name}", unchanged, hashing, floor, target=limits[1]),
        Row(f"--check, nothing changed, {name}", check, hashing, floor, target=limits[1]),
        Row(f"one file changed, {name}", changed, hashing, floor, target=limits[2]),
        Row(f"reading YAML, {name}", reading, "the least builder of spans", events, target=1.5),
    ]


def _cold(project: Path) -> float:
    for kept in (project / "generated", project.parent / "cache"):
        shutil.rmtree(kept, ignore_errors=True)
    return seconds(_CODEGEN, project)


def _one_changed(project: Path) -> float:
    file = project / "schemas" / "job_0000.yaml"
    file.write_text(file.read_text() + f"# {perf_counter()}\n")
    return seconds(_CODEGEN, project)
