"""Names of files that not every system can have."""

from __future__ import annotations

import unicodedata

_DEVICES = frozenset(
    "CON PRN AUX NUL".split() + [f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10)]
)


def is_device(name: str) -> bool:
    """Whether Windows reserves this name, with any extension, for a device."""
    stem = unicodedata.normalize("NFKC", name.partition(".")[0])
    return stem.rstrip().upper() in _DEVICES
