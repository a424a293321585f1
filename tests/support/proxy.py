"""A proxy on loopback whose connections can be broken: what a network does to a client."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Self


class Proxy:
    """Forwards to a port of loopback. Breaking it closes all connections, in the middle of what is
    being sent, and refuses others until it is mended. Muted, it loses what the server says, and
    closes nothing. Held, the connections that there are reach the server later, also when their
    clients have gone; others are forwarded. Lives in the running event loop."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._is_broken = False
        self._is_muted = False
        self._connections: set[asyncio.StreamWriter] = set()
        self._held: set[asyncio.StreamWriter] = set()
        self._released = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._forward, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._server.close()
        self.break_off()

    def break_off(self) -> None:
        """Close all connections, and accept none."""
        self._is_broken = True
        for writer in tuple(self._connections):
            writer.transport.abort()

    def mute(self) -> None:
        """Lose what the server says from now on."""
        self._is_muted = True

    def hold(self) -> None:
        """Keep what the clients of these connections say, until it is released."""
        self._held = set(self._connections)
        self._released.clear()

    def release(self) -> None:
        """Hand over what was kept."""
        self._held = set()
        self._released.set()

    def mend(self) -> None:
        """Accept connections again, and forward what the server says."""
        self._is_broken = self._is_muted = False

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_broken:
            writer.transport.abort()
            return
        try:
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, server_writer}
        self._connections |= both
        if self._is_broken:  # while it connected
            self.break_off()
        try:
            await asyncio.gather(
                self._pump(reader, server_writer, to_server=True),
                self._pump(server_reader, writer, to_server=False),
            )
        finally:
            self._connections -= both
            for each in both:
                each.transport.abort()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, to_server: bool
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if to_server and writer in self._held:
                    await self._released.wait()
                if to_server or not self._is_muted:
                    writer.write(data)
                    await writer.drain()
        writer.transport.abort()
