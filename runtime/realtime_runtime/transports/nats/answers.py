"""Answers: what the server says, as it is waited for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from ...errors import ConnectionFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOTHING: Mapping[str, str] = {}


class Silence(ConnectionFailed):
    """The server has said nothing for so long that its connection was given up. It may still do
    what it was asked for."""


class Arrived(NamedTuple):
    """What came: a message, or a reply."""

    subject: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def status(self) -> str:
        """The server's status, such as "503", where it is no message; else empty."""
        is_message = "Nats-Sequence" in self.headers
        return "" if is_message else self.headers.get("Status", "")


class Answer:
    """What is waited for."""

    def __init__(self, is_whole: Callable[[Arrived], bool], patience: float) -> None:
        self._loop = asyncio.get_running_loop()
        self.whole: asyncio.Future[list[Arrived]] = self._loop.create_future()
        self._end, self._patience = self._loop.time() + patience, patience
        self._is_whole = is_whole
        self._arrived: list[Arrived] = []

    def add(self, arrived: Arrived) -> None:
        self._arrived.append(arrived)
        if self._is_whole(arrived) and not self.whole.done():
            self.whole.set_result(self._arrived)

    def fail_if_late(self) -> None:
        if self._loop.time() > self._end:
            self.fail(ConnectionFailed(f"NATS did not answer within {self._patience} seconds"))

    def fail(self, error: ConnectionFailed) -> None:
        if not self.whole.done():
            self.whole.set_exception(type(error)(str(error)))
            self.whole.exception()  # nobody may be waiting yet


def always(arrived: Arrived) -> bool:
    return True


def has_status(arrived: Arrived) -> bool:
    return arrived.status != ""
