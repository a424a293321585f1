"""Server: how connections to Redis are opened, and what comes back over them. Alone imports redis.

Of redis-py this uses what makes and reads connections: URLs, TLS, Sentinel, the map of a cluster,
the protocol. Not its commands, pipelines and subscriptions: those connect and send again in
silence, which would hide what was lost and send messages twice.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from redis import exceptions as redis_errors
from redis.asyncio import ConnectionPool, Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import SentinelConnectionPool
from redis.backoff import NoBackoff

from ...errors import ConnectionFailed
from .packing import packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Address: TypeAlias = str | Redis | RedisCluster
"""A URL, or a client whose settings are taken."""
Command: TypeAlias = tuple[bytes, ...]
Reply: TypeAlias = object
"""bytes, an int, None or a list of these."""

_PATIENCE = 10.0  # seconds, for opening a connection
_FAILURES = (redis_errors.RedisError, redis_errors.RedisClusterException, OSError)
_NOT_NOW = (
    redis_errors.AskError,
    redis_errors.BusyLoadingError,
    redis_errors.ClusterDownError,
    redis_errors.MovedError,
    redis_errors.ReadOnlyError,
    redis_errors.TryAgainError,
)


_NOTHING = object()
_REFUSALS = redis_errors.ResponseError, redis_errors.BusyLoadingError


class Refused(Exception):
    """The server has answered with an error: the command had no effect."""


class NotNow(Refused):
    """What this server refuses for the time being: it loads its data, it has become a replica, or
    the cluster is being changed."""


class NotLoaded(Refused):
    """The server does not know the script."""


class Connection:
    """An open connection. When it breaks, reading raises ConnectionFailed, for good."""

    def __init__(self, raw: _Raw, where: str) -> None:
        self._raw = raw
        self.explained: _Explained = _Explained(where)
        """A context: what goes wrong with the connection inside is ConnectionFailed."""
        # What hiredis has read of a chunk, it gives without a wait; a bare object is no reply.
        gets = getattr(getattr(raw._parser, "_reader", None), "gets", None)
        self._parsed: Callable[[], object] = partial(gets, False) if gets else object  # noqa: FBT003

    def put(self, commands: bytes) -> None:
        """Send packed commands without waiting, not even until they are sent."""
        if self._raw._writer is not None:  # else the reader is told that it broke
            self._raw._writer.write(commands)

    async def write(self, *command: bytes) -> None:
        """Send a command without waiting for its reply. Raises ConnectionFailed."""
        with self.explained:
            if not self._raw.is_connected:  # else it would connect again, in silence
                raise ConnectionError("the connection is closed")
            await self._raw.send_packed_command(packed(command))

    async def replies(self) -> list[Reply | Refused]:
        """Wait for a reply; it, and those that have arrived with it. A cancellation loses none."""
        with self.explained:
            try:
                found = await self._raw.read_response(
                    disable_decoding=True, disconnect_on_error=False
                )
            except _REFUSALS as error:
                found = error
            replies: list[Reply | Refused] = []
            while type(found) is not object:
                replies.append(_refused(found) if isinstance(found, Exception) else found)
                found = self._parsed()
            return replies

    async def close(self) -> None:
        """Close it."""
        await self._raw.disconnect(nowait=True)


class Server:
    """One Redis, by its URL or by a client whose settings are taken.

    Raises ValueError for a URL that is none.
    """

    is_cluster = False

    def __init__(self, server: str | Redis) -> None:
        # A client is kept: what Sentinel connects with refers to it weakly.
        self._client = server
        pool = (
            ConnectionPool.from_url(server) if isinstance(server, str) else server.connection_pool
        )
        self._class = cast("Callable[..., _Raw]", pool.connection_class)
        self._settings: dict[str, Any] = dict(pool.connection_kwargs)
        self.database: int = int(self._settings.get("db") or 0)
        self._where = ""
        self._one_loop = None
        if isinstance(pool, SentinelConnectionPool):
            self._where = f"the master {pool.service_name!r}"
            self._one_loop = _OneLoop()

    async def place(self, key: bytes) -> str:
        """Which of the servers has the key."""
        return ""

    async def refresh(self) -> None:
        """Find out again which server has what."""

    async def open(self, place: str) -> Connection:
        """A new connection. Raises ConnectionFailed."""
        if self._one_loop is not None:
            self._one_loop.check()
        return await _open(self._class, self._settings, self._where)


class Cluster:
    """The servers of a cluster, by its client."""

    is_cluster = True
    database = 0

    def __init__(self, client: RedisCluster) -> None:
        self._client = client
        self._one_loop = _OneLoop()

    async def place(self, key: bytes) -> str:
        """The name of the server that has the key. Raises ConnectionFailed."""
        with _Explained("the cluster"):
            self._one_loop.check()
            await self._client.initialize()
            node = self._client.get_node_from_key(cast("str", key))
            return str(node.name) if node is not None else ""

    async def refresh(self) -> None:
        """Ask the cluster which server has what. Raises ConnectionFailed."""
        with _Explained("the cluster"):
            self._one_loop.check()
            await self._client.nodes_manager.initialize()

    async def open(self, place: str) -> Connection:
        """A new connection to the server of this name. Raises ConnectionFailed."""
        node = self._client.get_node(node_name=place)
        if node is None:
            raise ConnectionFailed(f"the cluster has no server {place} any more")
        return await _open(
            cast("Callable[..., _Raw]", node.connection_class), node.connection_kwargs
        )


Servers: TypeAlias = Server | Cluster


def server_of(server: Address) -> Servers:
    """What a URL or a client says. Raises ValueError."""
    if isinstance(server, RedisCluster):
        return Cluster(server)
    return Server(server)


class _Raw(Protocol):
    """What is used of redis-py's connections, typed."""

    is_connected: bool
    _parser: object
    _writer: asyncio.StreamWriter | None
    socket_timeout: float | None

    def repr_pieces(self) -> Iterable[tuple[str, object]]: ...
    async def connect(self) -> None: ...
    async def disconnect(self, nowait: bool = ...) -> None: ...  # noqa: FBT001
    async def send_packed_command(self, command: bytes) -> None: ...
    async def read_response(
        self, *, disable_decoding: bool, disconnect_on_error: bool = ...
    ) -> Reply: ...


async def _open(make: Callable[..., _Raw], settings: dict[str, Any], where: str = "") -> Connection:
    kept = {name: value for name, value in settings.items() if not name.startswith("maint_")}
    raw = make(
        **kept
        | {
            "retry": Retry(NoBackoff(), 0),
            "retry_on_error": [],
            "health_check_interval": 0,
            "decode_responses": False,
            "protocol": 2,  # all replies that are used here are the same, and cheaper to read
        }
    )
    where = where or ":".join(str(value) for name, value in raw.repr_pieces() if name != "db")
    try:
        with _Explained(where):
            async with asyncio.timeout(_PATIENCE):
                await raw.connect()
    except BaseException:
        await raw.disconnect(nowait=True)
        raise
    raw.socket_timeout = None  # who reads knows how long to wait
    return Connection(raw, where)


class _Explained:
    """What goes wrong inside with a connection is ConnectionFailed."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, TimeoutError | redis_errors.TimeoutError):
            raise ConnectionFailed(f"Redis at {self._where} does not answer") from error
        if isinstance(error, _FAILURES):
            reason = f"Redis at {self._where} cannot be reached: {error}"
            raise ConnectionFailed(f"{reason}; does it run, and is that its address?") from error


def _refused(error: Exception) -> Refused:
    if isinstance(error, redis_errors.NoScriptError):
        return NotLoaded(str(error))
    if isinstance(error, _NOT_NOW):
        return NotNow(f"{type(error).__name__.removesuffix('Error')}: {error}")
    return Refused(str(error))


class _OneLoop:
    """What belongs to the event loop that first uses it."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def check(self) -> None:
        """Raises ConnectionFailed in another event loop."""
        self._loop = self._loop or asyncio.get_running_loop()
        if self._loop is not asyncio.get_running_loop():
            raise ConnectionFailed(
                "redis-py's clients of Sentinel and of clusters belong to one event loop: make a "
                "client and a transport for each"
            )
