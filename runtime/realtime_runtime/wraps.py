"""Wraps: a transport, and what stands around it for a while."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from .mistakes import check_transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .transports import Transport


class Wraps:
    """`transport` is the outermost of what stands around the one that was given."""

    def __init__(self, transport: Transport) -> None:
        check_transport(transport)
        self.transport: Transport = transport
        self._wraps: list[_Wrap] = []  # from the inside out
        self._lock = Lock()  # of what any thread may enter and leave

    @contextmanager
    def wrapped(self, wrap: Callable[[Transport], Transport]) -> Iterator[None]:
        """Put one more around it, until this is left. They may be left in any order."""
        with self._lock:
            own = _Wrap(wrap, self.transport)
            self._wraps.append(own)
            self.transport = own.transport
        try:
            yield
        finally:
            with self._lock:
                place = self._wraps.index(own)
                inside = own.inside
                for other in self._wraps[place + 1 :]:
                    other.put_around(inside)
                    inside = other.transport
                del self._wraps[place]
                self.transport = inside


class _Wrap:
    """What stands around the transport `inside`. Each is itself: two may be alike."""

    def __init__(self, wrap: Callable[[Transport], Transport], inside: Transport) -> None:
        self._wrap = wrap
        self.put_around(inside)

    def put_around(self, inside: Transport) -> None:
        self.inside: Transport = inside
        self.transport: Transport = self._wrap(inside)
        check_transport(self.transport)
