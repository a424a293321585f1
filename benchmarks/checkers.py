"""mypy on generated modules, beside mypy on the same models alone; and importing one channel."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from . import corpus
from .measure import PYTHON, Row, medians, seconds

if TYPE_CHECKING:
    from pathlib import Path

_CODEGEN = [PYTHON, "-m", "realtime_codegen", "schemas"]
_MYPY = [PYTHON, "-m", "mypy", "--strict"]
# A channel's class and its factory, each up to the next two empty lines.
_CHANNELS = re.compile(
    r"\n\n\n(class \w+\(\n? *realtime_runtime\.Channel|def \w+_channel\(|\w+_channel = )"
    r".*?(?=\n\n\n|\Z)",
    re.DOTALL,
)


def rows(folder: Path, channels: int, runs: int) -> list[Row]:
    """All figures for a corpus of so many channels."""
    project = folder / f"checked_{channels}"
    corpus.write(project / "schemas", channels)
    seconds(_CODEGEN, project)
    _models_alone(project / "generated", project / "alone")
    cold, alone = medians(
        [lambda: _cold(project, "generated"), lambda: _cold(project, "alone")], runs
    )
    warm, start = medians(
        [
            lambda: seconds([*_MYPY, "generated"], project),
            lambda: seconds([PYTHON, "-c", "import mypy.main"], project),
        ],
        runs,
    )
    name = f"{channels} channels"
    return [
        Row(f"mypy --strict, cold, {name}", cold, "the same models alone", alone, target=1.15),
        Row(f"mypy --strict, again, {name}", warm, "mypy's start", start),
        *_imports(project, channels, runs),
    ]


def _cold(project: Path, package: str) -> float:
    shutil.rmtree(project / ".mypy_cache", ignore_errors=True)
    return seconds([*_MYPY, package], project)


def _models_alone(generated: Path, alone: Path) -> None:
    """The modules without their channels: models and inputs as anyone would write them."""
    shutil.rmtree(alone, ignore_errors=True)
    alone.mkdir(parents=True)
    (alone / "__init__.py").touch()
    for path in generated.glob("[!_]*.py"):
        (alone / path.name).write_text(_CHANNELS.sub("", path.read_text()))


def _imports(project: Path, channels: int, runs: int) -> list[Row]:
    """`from generated import one_channel`, beside its classes alone and beside the runtime."""
    imported, made, runtime = medians(
        [
            lambda: seconds([PYTHON, "-c", "from generated import job_0_channel"], project),
            lambda: seconds([PYTHON, "-c", "import alone.job_0000"], project),
            lambda: seconds([PYTHON, "-c", "import realtime_runtime"], project),
        ],
        runs,
    )
    what = f"importing one channel of {channels}"
    return [
        Row(what, imported, "its classes alone", made),
        Row(what, imported, "the runtime alone", runtime),
    ]
