"""Server: how connections to Redis are opened, and what comes back over them. Alone imports redis.

Of redis-py this uses what makes and reads connections: URLs, TLS, Sentinel, the map of a cluster,
the protocol. Not its commands, pipelines and subscriptions: those connect and send again in
silence, which would hide what was lost and send messages twice.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from redis import exceptions as redis_errors
from redis.asyncio import ConnectionPool, Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import SentinelConnectionPool
from redis.backoff import NoBackoff

from ...errors import ConnectionFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Address: TypeAlias = str | Redis | RedisCluster
"""A URL, or a client whose settings are taken."""
Command: TypeAlias = tuple[bytes, ...]
Reply: TypeAlias = object
"""bytes, an int, None or a list of these."""

_PATIENCE = 10.0  # seconds, for opening a connection
_FAILURES = (redis_errors.RedisError, redis_errors.RedisClusterException, OSError)
_NOT_NOW = (
    redis_errors.AskError,
    redis_errors.ClusterDownError,
    redis_errors.MovedError,
    redis_errors.ReadOnlyError,
    redis_errors.TryAgainError,
)


class Refused(Exception):
    """The server has answered with an error: the command had no effect."""


class NotNow(Refused):
    """What this server refuses for the time being: it has become a replica, or the cluster is being
    changed."""


class NotLoaded(Refused):
    """The server does not know the script."""


class Connection:
    """An open connection. When it breaks, each method raises ConnectionFailed, for good."""

    def __init__(self, raw: _Raw, where: str) -> None:
        self._raw = raw
        self._where = where
        self._connected = _Connected(where)
        self._writing, self._reading = asyncio.Lock(), asyncio.Lock()

    async def run(
        self, commands: Sequence[Command], patience: float, replies: list[Reply | Refused]
    ) -> None:
        """Send all commands at once, and add the reply to each as it arrives.

        Waits at most `patience` seconds.
        """
        try:
            with self._connected:
                async with asyncio.timeout(patience):
                    async with self._writing:
                        self._check_open()
                        await self._raw.send_packed_command(_packed(commands))
                    async with self._reading:  # in the order of the writing: locks are fair
                        await self._read_replies(len(commands), replies)
        except BaseException:
            await self.close()  # else what it did not read would be read by others
            raise

    async def _read_replies(self, count: int, replies: list[Reply | Refused]) -> None:
        read = self._raw.read_response
        for _ in range(count):
            self._check_open()
            try:
                replies.append(await read(disable_decoding=True))
            except redis_errors.ResponseError as error:
                replies.append(_refused(error))

    async def write(self, *command: bytes) -> None:
        """Send a command without waiting for its reply."""
        with self._connected:
            self._check_open()
            await self._raw.send_packed_command(_packed([command]))

    async def read(self, take: Callable[[Reply | Refused], None]) -> None:
        """Hand over each reply, until it is cancelled: then nothing is lost, and it may go on."""
        read = self._raw.read_response
        with self._connected:
            while True:
                try:
                    reply = await read(disable_decoding=True, disconnect_on_error=False)
                except redis_errors.ResponseError as error:
                    reply = _refused(error)
                take(reply)

    async def close(self) -> None:
        """Close it."""
        await self._raw.disconnect(nowait=True)

    def _check_open(self) -> None:
        if not self._raw.is_connected:  # else it would connect again, in silence
            raise ConnectionFailed(f"the connection to {self._where} is closed")


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
        with _Connected("the cluster"):
            self._one_loop.check()
            await self._client.initialize()
            node = self._client.get_node_from_key(cast("str", key))
            return str(node.name) if node is not None else ""

    async def refresh(self) -> None:
        """Ask the cluster which server has what. Raises ConnectionFailed."""
        with _Connected("the cluster"):
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
        with _Connected(where):
            async with asyncio.timeout(_PATIENCE):
                await raw.connect()
    except BaseException:
        await raw.disconnect(nowait=True)
        raise
    raw.socket_timeout = None  # who reads knows how long to wait
    return Connection(raw, where)


def _packed(commands: Iterable[Command]) -> bytes:
    """Commands as they go over the wire; redis-py takes ten times as long for it."""
    parts = []
    for command in commands:
        parts.append(b"*%d\r\n" % len(command))
        parts += [b"$%d\r\n%b\r\n" % (len(argument), argument) for argument in command]
    return b"".join(parts)


class _Connected:
    """What goes wrong inside is ConnectionFailed."""

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


def _refused(error: redis_errors.ResponseError) -> Refused:
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
