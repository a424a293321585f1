"""Limits: how much one process does for browsers."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Limits:
    """What a gateway refuses, so that nobody can take more than others.

    `connections` are open at once, in this process. `topics` are named by one token, and followed
    over one websocket. A token has at most `token` characters. Over a websocket a browser sends
    few, short frames: at most `frames` of `frame` bytes each. `page` is how many bytes of payloads
    a stream is read at once.

    Raises ValueError for less than 1.
    """

    connections: int = 10_000
    topics: int = 50
    token: int = 8192
    frame: int = 16_384
    frames: int = 1000
    page: int = 2**20

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < 1:
                raise ValueError(f"{field.name} must be at least 1")
