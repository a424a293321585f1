"""Requests to the Inngest API. Alone imports pyreqwest.

Its connections belong to no event loop and no thread: they are kept alive across `asyncio.run`
calls, and one pool serves all threads. A process that was forked after the library was used cannot
use it, and is told so.
"""

from __future__ import annotations

import os
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyreqwest.client import Client, SyncClient


TClient_co = TypeVar("TClient_co", covariant=True)


class Builder(Protocol[TClient_co]):
    """What both of the library's builders of clients are."""

    def timeout(self, timeout: timedelta) -> Self: ...
    def follow_redirects(self, enable: bool) -> Self: ...  # noqa: FBT001
    def build(self) -> TClient_co: ...


class Response(NamedTuple):
    """What the API answered. `body` is text."""

    status: int
    body: str


class NoResponse(Exception):
    """The API could not be reached, or did not answer in time. Its message holds no header."""


class Http:
    """POST requests with a time limit, in seconds, for each.

    Redirections are not followed: a publish that became a GET would be lost.
    """

    def __init__(self, timeout: float) -> None:
        from pyreqwest.exceptions import PyreqwestError

        self.timeout = timeout
        self.process = os.getpid()
        self._failure = PyreqwestError

    @cached_property
    def _client(self) -> Client:
        from pyreqwest.client import ClientBuilder

        return self._build(ClientBuilder())

    @cached_property
    def _sync_client(self) -> SyncClient:
        from pyreqwest.client import SyncClientBuilder

        return self._build(SyncClientBuilder())

    def _build(self, builder: Builder[TClient_co]) -> TClient_co:
        limit = timedelta(seconds=self.timeout)
        try:
            return builder.timeout(limit).follow_redirects(enable=False).build()
        except RuntimeError as error:
            raise NoResponse(str(error)) from error

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Response:
        """Raises NoResponse."""
        request = self._client.post(url).headers(headers).body_bytes(body).build()
        try:
            response = await request.send()
            status = response.status
            return Response(status, "" if status == 200 else await response.text())
        except self._failure as error:
            raise NoResponse(_reason(error)) from error

    def post_sync(self, url: str, body: bytes, headers: Mapping[str, str]) -> Response:
        """Raises NoResponse."""
        request = self._sync_client.post(url).headers(headers).body_bytes(body).build()
        try:
            response = request.send()
            status = response.status
            return Response(status, "" if status == 200 else response.text())
        except self._failure as error:
            raise NoResponse(_reason(error)) from error

    async def aclose(self) -> None:
        """Close all connections."""
        if "_client" in vars(self):
            await self._client.close()
        self.close()

    def close(self) -> None:
        """Close the connections of synchronous requests."""
        if "_sync_client" in vars(self):
            self._sync_client.close()


def _reason(error: Exception) -> str:
    """What the library says, and the deepest cause: "connection error (Connection refused)"."""
    message = str(error.args[0]) if error.args else type(error).__name__
    details: Any = error.args[1] if len(error.args) > 1 else None
    causes = (details or {}).get("causes")
    return f"{message} ({causes[-1]['message']})" if causes else message
