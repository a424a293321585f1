"""Requests to the Inngest API. Alone imports pyreqwest.

Its connections belong to no event loop and no thread: they are kept alive across `asyncio.run`
calls, and one pool serves all threads. A forked process makes a pool of its own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyreqwest.client import Client, SyncClient
    from pyreqwest.exceptions import PyreqwestError


@dataclass(frozen=True, slots=True)
class Response:
    """What the API answered. `body` is text."""

    status: int
    body: str


class NoResponse(Exception):
    """The API could not be reached, or did not answer in time. Its message holds no header."""


class Http:
    """POST requests with a time limit, in seconds, for each."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timedelta(seconds=timeout)
        self.process = os.getpid()

    @cached_property
    def _client(self) -> Client:
        from pyreqwest.client import ClientBuilder

        return ClientBuilder().timeout(self._timeout).build()

    @cached_property
    def _sync_client(self) -> SyncClient:
        from pyreqwest.client import SyncClientBuilder

        return SyncClientBuilder().timeout(self._timeout).build()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Response:
        """Raises NoResponse."""
        from pyreqwest.exceptions import PyreqwestError

        request = self._client.post(url).headers(headers).body_bytes(body).build()
        try:
            response = await request.send()
            text = "" if response.status == 200 else await response.text()
        except PyreqwestError as error:
            raise NoResponse(_reason(error)) from error
        return Response(response.status, text)

    def post_sync(self, url: str, body: bytes, headers: Mapping[str, str]) -> Response:
        """Raises NoResponse."""
        from pyreqwest.exceptions import PyreqwestError

        request = self._sync_client.post(url).headers(headers).body_bytes(body).build()
        try:
            response = request.send()
            text = "" if response.status == 200 else response.text()
        except PyreqwestError as error:
            raise NoResponse(_reason(error)) from error
        return Response(response.status, text)

    async def aclose(self) -> None:
        """Close all connections."""
        if "_client" in vars(self):
            await self._client.close()
        self.close()

    def close(self) -> None:
        """Close the connections of synchronous requests."""
        if "_sync_client" in vars(self):
            self._sync_client.close()


def _reason(error: PyreqwestError) -> str:
    """What the library says, and the deepest cause: "connection error (Connection refused)"."""
    message, details = (*error.args, None, None)[:2]
    causes = (details or {}).get("causes") or [{"message": type(error).__name__}]
    return f"{message} ({causes[-1]['message']})"
