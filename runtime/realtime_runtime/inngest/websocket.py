"""Connection: one websocket, until it breaks. Alone imports websockets."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from ..errors import ConnectionFailed
from ..tasks import check_cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from websockets.asyncio.client import ClientConnection

_CLOSING = 1.0  # seconds; a server that is gone does not answer, and nothing is lost by its silence


class Pings(NamedTuple):
    """Seconds between two pings, and to wait for the answer to one.

    By the first a Gap may begin too early; the sum is how long a dead connection is not noticed.
    """

    interval: float = 5.0
    patience: float = 15.0


class Connection:
    """A websocket that asks its server for a sign of life.

    All that the server sent before it answered a ping has arrived. So `alive`, the time when the
    newest ping that was answered was sent, is the moment before which nothing can be missing,
    whatever the delay of the network and of this program.
    """

    def __init__(self, websocket: ClientConnection, alive: datetime, pings: Pings) -> None:
        self.alive: datetime = alive
        self._websocket = websocket
        self._pings = pings
        self._silence: str | None = None

    @classmethod
    async def open(cls, url: str, *, within: float, largest: int, pings: Pings) -> Connection:
        """Connect, `within` so many seconds; no frame has more than `largest` bytes.

        Raises ConnectionFailed, whatever it was that failed.
        """
        from websockets.asyncio.client import connect

        alive = datetime.now(UTC)
        try:
            websocket = await connect(
                url,
                max_size=largest,
                open_timeout=within,
                close_timeout=_CLOSING,
                ping_interval=None,
            )
        except Exception as error:
            # The library's own errors, those of sockets, TLS, proxies, addresses: a list of them
            # would not be complete.
            reason = str(error) or type(error).__name__
            raise ConnectionFailed(f"no connection for a subscription: {reason}") from error
        return cls(websocket, alive, pings)

    async def receive(self, take: Callable[[bytes], None]) -> str:
        """Give every frame to `take`, until the connection breaks. Returns why it did."""
        from websockets.exceptions import ConnectionClosed

        pinging = asyncio.create_task(self._ping())
        try:
            check_cancelled()  # else a server that says nothing would be followed for ever
            while True:
                # Bytes: text that is no UTF-8 is one payload's fault, not the connection's.
                take(await self._websocket.recv(decode=False))
        except ConnectionClosed as error:
            return self._silence or str(error)
        finally:
            pinging.cancel()
            await self._websocket.close()

    async def _ping(self) -> None:
        """Ask for signs of life; end the connection when there is none."""
        from websockets.exceptions import ConnectionClosed

        with suppress(ConnectionClosed):  # `receive` says so
            while True:
                await asyncio.sleep(self._pings.interval)
                asked = datetime.now(UTC)
                pong = asyncio.ensure_future(await self._websocket.ping())
                await asyncio.wait([pong], timeout=self._pings.patience)
                if not pong.done():  # else it came, even if this program was too busy to see it
                    self._silence = f"the server answered no ping for {self._pings.patience:g} s"
                    await self._websocket.close()
                await pong
                self.alive = asked
