"""`--watch`: generate whenever a definition file is saved. The only importer of watchfiles."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import WrongConfig
from ..disk import DiskProblem, ProjectFiles, may_define, stamp
from .printing import FINE

if TYPE_CHECKING:
    from collections.abc import Callable

# In milliseconds. Editors write in several steps: a run begins when nothing has come for this long.
_QUIET = 30
# The watcher starts with the first wait, and the first run comes after it, so that nothing which is
# saved while that run lasts is missed.
_WAIT = 100


def watch(schemas: Path, generate: Callable[[ProjectFiles], int]) -> int:
    """Generate until interrupted. Errors are printed, and the last output stays.

    The files around the definitions that a run has read are few, and looked at each time.
    """
    import watchfiles

    root = schemas.resolve()
    changes = watchfiles.watch(
        root,
        watch_filter=lambda _, path: may_define(Path(path).relative_to(root)),
        step=_QUIET,
        rust_timeout=_WAIT,
        yield_on_timeout=True,
    )
    around: ProjectFiles | None = None
    try:
        for changed in changes:
            if changed or around is None or _has_changed(around):
                around = ProjectFiles(schemas)
                _run(generate, around)
    except KeyboardInterrupt:  # how watching ends
        print(file=sys.stderr)
    return FINE


def _has_changed(around: ProjectFiles) -> bool:
    return any(stamp(file) != seen for file, seen in around.seen.items())


def _run(generate: Callable[[ProjectFiles], int], around: ProjectFiles) -> None:
    try:
        generate(around)
    except (DiskProblem, WrongConfig) as problem:  # may be fixed while we watch
        print(f"realtime-codegen: {problem}", file=sys.stderr)
    sys.stdout.flush()
