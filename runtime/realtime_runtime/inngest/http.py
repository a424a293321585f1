"""Requests to the Inngest API. Alone imports pyreqwest.

Its connections belong to no event loop and no thread: they are kept alive across `asyncio.run`
calls, and one pool serves all threads. A process that was forked after the library was loaded
cannot use it, and is told so.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyreqwest.client import Client, SyncClient


TClient_co = TypeVar("TClient_co", covariant=True)

MAX_ANSWER = 1_048_576
"""Bytes that are read of an answer: a token names all its topics. The connection of a longer one is
closed."""

_loading = threading.Lock()
_loaded_by: int | None = None  # the process


class Builder(Protocol[TClient_co]):
    """What both of the library's builders of clients are."""

    def default_headers(self, headers: Mapping[str, str]) -> Self: ...
    def timeout(self, timeout: timedelta) -> Self: ...
    def follow_redirects(self, enable: bool) -> Self: ...  # noqa: FBT001
    def gzip(self, enable: bool) -> Self: ...  # noqa: FBT001
    def brotli(self, enable: bool) -> Self: ...  # noqa: FBT001
    def zstd(self, enable: bool) -> Self: ...  # noqa: FBT001
    def deflate(self, enable: bool) -> Self: ...  # noqa: FBT001
    def build(self) -> TClient_co: ...


class Request(NamedTuple):
    """A POST. `authorization` is a header, if it is not empty."""

    url: str
    body: bytes
    authorization: str


class Response(NamedTuple):
    """What the API answered. `body` is text: the first MAX_ANSWER bytes, and none of a 200."""

    status: int
    body: str


class NoResponse(Exception):
    """The API could not be reached, or did not answer in time. Its message holds no header."""


class Http:
    """POST requests with the same headers and a time limit, in seconds, for each.

    Redirections are not followed: a publish that became a GET would be lost. Whatever the library
    raises, also for an address that is none, is NoResponse.
    """

    def __init__(self, headers: Mapping[str, str], timeout: float) -> None:
        _load()
        self._headers = headers
        self.timeout = timeout
        self.process: int = os.getpid()

    @cached_property
    def _client(self) -> Client:
        from pyreqwest.client import ClientBuilder

        return self._build(ClientBuilder())

    @cached_property
    def _sync_client(self) -> SyncClient:
        from pyreqwest.client import SyncClientBuilder

        return self._build(SyncClientBuilder())

    def _build(self, builder: Builder[TClient_co]) -> TClient_co:
        builder = builder.default_headers(self._headers).timeout(timedelta(seconds=self.timeout))
        builder = builder.follow_redirects(enable=False)
        # An answer is small. Compressed, it could be anything.
        for encoding in (builder.gzip, builder.brotli, builder.zstd, builder.deflate):
            builder = encoding(enable=False)
        return builder.build()

    async def post(self, request: Request) -> Response:
        """Raises NoResponse."""
        with _no_response():
            async with _built(self._client.post(request.url), request) as response:
                if response.status == 200:
                    return Response(200, "")
                return Response(response.status, _text(await response.body_reader.read(MAX_ANSWER)))

    def post_sync(self, request: Request) -> Response:
        """As `post`, without an event loop."""
        with _no_response(), _built(self._sync_client.post(request.url), request) as response:
            if response.status == 200:
                return Response(200, "")
            return Response(response.status, _text(response.body_reader.read(MAX_ANSWER)))

    async def aclose(self) -> None:
        """Close all connections."""
        if "_client" in vars(self) and self.process == os.getpid():
            await self._client.close()
        self.close()

    def close(self) -> None:
        """Close the connections of synchronous requests."""
        if "_sync_client" in vars(self) and self.process == os.getpid():
            self._sync_client.close()


def _load() -> None:
    """Load the library, once, on a thread that never ends. Raises NoResponse after a fork.

    Its allocator, mimalloc 3, takes the thread that loads it for the main one, and knows that one
    by its address. When it ends, the next thread that gets the address crashes the process.
    """
    global _loaded_by
    with _loading:
        if _loaded_by is None:
            loaded = threading.Event()
            thread = threading.Thread(target=_stay, args=(loaded,), name="realtime-http")
            thread.daemon = True
            try:
                thread.start()
            except RuntimeError as error:
                raise NoResponse(str(error)) from error
            loaded.wait()
            _loaded_by = os.getpid()
            atexit.register(_leave)
    if _loaded_by != os.getpid():
        raise NoResponse("this process was forked after the first publish; fork before it")


def _stay(loaded: threading.Event) -> None:
    with suppress(ImportError):  # told where the library is used
        import pyreqwest.client  # noqa: F401
    loaded.set()
    threading.Event().wait()


def _leave() -> None:
    """At exit, wait until none of the library's threads runs Python code.

    One may be in the event loop that it has just woken. Python before 3.14 ends such a thread, and
    with it the process, by an abort.
    """
    for _ in range(100):
        known = {thread.ident for thread in threading.enumerate()}
        if sys._current_frames().keys() <= known:
            return
        time.sleep(0.01)


@contextmanager
def _no_response() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise NoResponse(_reason(error)) from error


def _built(builder: Any, request: Request) -> Any:
    """The library's request: of its two kinds of builders, alike but for who waits."""
    builder = builder.body_bytes(request.body)
    if request.authorization:
        builder = builder.header("authorization", request.authorization)
    return builder.build_streamed()


def _text(body: Any) -> str:
    return bytes(body or b"").decode(errors="replace")


def _reason(error: Exception) -> str:
    """What the library says, and the deepest cause: "connection error (Connection refused)"."""
    message = str(error.args[0]) if error.args else type(error).__name__
    details: Any = error.args[1] if len(error.args) > 1 else None
    causes = details.get("causes") if isinstance(details, dict) else None
    return f"{message} ({causes[-1]['message']})" if causes else message
