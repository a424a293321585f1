"""What a run keeps for the next one. Nothing depends on it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_CACHE = Path(".realtime_codegen_cache")


def read_cache(name: str) -> str:
    """What was kept under a name for the next run; "" where there is nothing that can be read."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return (_CACHE / name).read_text(encoding="utf-8")
    return ""


def write_cache(name: str, text: str) -> None:
    """Keep a text for the next run, if the disk lets us: nothing depends on it.

    Of two runs at once one wins; the folder may be deleted at any time.
    """
    import tempfile

    with contextlib.suppress(OSError):
        _CACHE.mkdir(exist_ok=True)
        (_CACHE / ".gitignore").write_text("*\n", encoding="utf-8")
        handle, temporary = tempfile.mkstemp(dir=_CACHE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(_CACHE / name)
