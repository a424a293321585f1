"""The stream: one for all topics, made where it is not there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from time import time_ns
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ...errors import ConnectionFailed
from .messages import milliseconds
from .subjects import live

if TYPE_CHECKING:
    from ..history import History
    from .answers import Arrived
    from .connection import Connection

Storage = Literal["file", "memory"]

_API = "$JS.API"
_REMEMBERED = 24 * 60 * 60 * 10**9  # nanoseconds in which an ID that was given is stored once
_NOBODY = 503  # answers: JetStream's own codes begin at 10000
_NOT_FOUND = 10059
_WRONG_LAST_SEQUENCE = {10071, 10164}
_IN_PROCESS = 10158  # another attempt with the ID
_MAY_PASS = {_IN_PROCESS, *_WRONG_LAST_SEQUENCE}
_NO_MESSAGE = 10037
_NAME_IN_USE = 10058


class Info(NamedTuple):
    """What the stream's leader says of it."""

    first: int
    """The sequence that it began with."""
    last: int
    """The newest sequence, also where that is no more."""
    oldest: int
    """The first sequence that is there."""
    now: int
    """In milliseconds since 1970, by the server's clock."""
    per_topic: int
    """Messages of a topic that are kept."""
    is_bounded: bool
    """Whether messages go for other reasons than their topic's history."""
    replicas: int


class Refused(ConnectionFailed):
    """The server's answer to a request is an error, which may pass: it starts, a leader is elected,
    there is much to do."""

    def __init__(self, reason: str, code: int = 0, *, may_pass: bool = True) -> None:
        super().__init__(reason)
        self.code = code
        self.may_pass = may_pass

    @property
    def is_no_stream(self) -> bool:
        """Whether nobody has answered: there is no such stream, or no JetStream."""
        return self.code == _NOBODY

    @property
    def is_overtaken(self) -> bool:
        """Whether another message was stored since the topic's newest was asked for."""
        return self.code in _WRONG_LAST_SEQUENCE


@dataclass(frozen=True, slots=True)
class Stream:
    """What is asked of the stream."""

    name: str
    history: History
    storage: Storage
    replicas: int | None

    async def info(self, connection: Connection) -> Info:
        """Raises Refused where there is no stream, ConnectionFailed."""
        return _info(await self._ask(connection, "INFO"))

    async def has(self, connection: Connection, message: dict[str, Any]) -> bool:
        """Whether the leader has a message that answers the request."""
        try:
            await self._ask(connection, "MSG.GET", message)
        except Refused as error:
            if error.code == _NO_MESSAGE:
                return False
            raise
        return True

    async def ensure(self, connection: Connection) -> Info:
        """Make it, if it is not there, and change what differs.

        Of several processes with different histories the longest wins: nobody's messages are
        dropped because another one wants fewer. Raises ConnectionFailed where it cannot be used.
        """
        try:
            found = await self._ask(connection, "INFO")
        except Refused as error:
            if error.code != _NOT_FOUND:
                raise
            return await self._make(connection)
        wanted = self._changed(found["config"])
        if wanted != found["config"]:
            found = await self._ask(connection, "UPDATE", wanted)
        return _info(found)

    async def _make(self, connection: Connection) -> Info:
        new: dict[str, Any] = {
            "name": self.name,
            "subjects": [f"{self.name}.>"],
            "storage": self.storage,
            "num_replicas": self.replicas or 1,
            "retention": "limits",
            "discard": "old",
            "max_msgs_per_subject": 0,
            # Behind every stream that was there before: positions are never used again.
            "first_seq": time_ns() // 1_000_000 << 20,
        }
        try:
            return _info(await self._ask(connection, "CREATE", self._changed(new)))
        except Refused as error:
            if error.code != _NAME_IN_USE:
                raise
            return await self.info(connection)  # another process was first

    def _changed(self, config: dict[str, Any]) -> dict[str, Any]:
        """Its configuration as it is needed here. Raises ConnectionFailed."""
        needed = {"storage": self.storage, "retention": "limits", "discard": "old"}
        for name, value in needed.items():
            if config[name] != value:
                raise self._unfit(f"its {name} is {config[name]!r}, not {value!r}")
        subjects = f"{self.name}.>"
        if subjects not in config["subjects"]:
            raise self._unfit(f"it does not take the subjects {subjects}")
        again = {"src": subjects, "dest": live(subjects)}
        if config.get("republish", again) != again:
            raise self._unfit(f"it publishes messages again in another way than {again}")
        kept = config["max_msgs_per_subject"]
        # One more than is promised: it tells that nothing was dropped between it and the others.
        wanted = {
            "max_msgs_per_subject": kept if kept < 0 else max(kept, self.history.last + 1),
            "duplicate_window": max(config.get("duplicate_window") or 0, _REMEMBERED),
            "republish": again,
            "allow_direct": True,
            "allow_msg_ttl": True,
        }
        if self.replicas is not None:
            wanted["num_replicas"] = self.replicas
        return {**config, **wanted}

    def _unfit(self, why: str) -> Refused:
        return Refused(
            f"the stream {self.name} cannot be used: {why}; "
            'change it, or take another one with NatsTransport(stream="...")',
            may_pass=False,
        )

    async def _ask(self, connection: Connection, what: str, body: Any = None) -> dict[str, Any]:
        text = b"" if body is None else json.dumps(body).encode()
        arrived = await connection.ask(f"{_API}.STREAM.{what}.{self.name}", text)
        answer = parsed(arrived)
        if what != "INFO" and "config" in answer:
            granted = answer["config"]
            if lacking := [key for key in ("allow_msg_ttl", "republish") if not granted.get(key)]:
                raise self._unfit(f"no {', '.join(lacking)}: it needs nats-server 2.11 or newer")
        return answer


def parsed(arrived: Arrived) -> dict[str, Any]:
    """The answer of JetStream. Raises Refused."""
    if arrived.status == "503":
        raise Refused(
            "no JetStream answers: start it with `nats-server -js`, or look whether it has begun",
            _NOBODY,
        )
    try:
        answer = json.loads(arrived.body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Refused(f"the answer of NATS is no JSON object: {arrived.body[:100]!r}")
    if "error" in answer:
        error = answer["error"]
        code = error.get("err_code", 0)
        may_pass = error.get("code", 0) >= 500 or code in _MAY_PASS
        raise Refused(f"NATS: {error.get('description')}", code, may_pass=may_pass)
    return answer


def _info(answer: dict[str, Any]) -> Info:
    config, state = answer["config"], answer["state"]
    kept = config["max_msgs_per_subject"]
    return Info(
        first=config.get("first_seq") or 1,
        last=state["last_seq"],
        oldest=state["first_seq"],
        now=milliseconds(answer.get("ts")) or time_ns() // 1_000_000,
        per_topic=kept if kept > 0 else 2**63,
        is_bounded=any(config.get(key, 0) > 0 for key in ("max_msgs", "max_bytes", "max_age")),
        replicas=config["num_replicas"],
    )
