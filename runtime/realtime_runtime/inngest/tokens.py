"""Token: the permission to subscribe to some topics, for a browser or for ourselves."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

# FastAPI takes no other TypedDict as a route's type before Python 3.12.
from typing_extensions import TypedDict

from ..channels import Channel
from ..errors import ConnectionFailed
from ..mistakes import not_a_channel, not_a_topic
from ..topics import TopicRef
from .http import NoResponse

if TYPE_CHECKING:
    from .api import InngestApi, Requests
    from .http import Response

_LIFETIME = timedelta(seconds=60)
_JWT = re.compile(r"[!-~]+")


class TokenFailed(ConnectionFailed):
    """The server gave no token. Its message has the status and what the server said."""


class Token(TypedDict):
    """What the TypeScript client takes, as it is: return it from a route as JSON.

    `key` is a JWT; open subscriptions outlive it. `expiresAt` is RFC 3339, in UTC.
    """

    channel: str
    topics: list[str]
    key: str
    apiBaseUrl: str
    expiresAt: str


def token_request(topics: Sequence[TopicRef[Any, Any]], channel: Channel | None = None) -> bytes:
    """The body of a request for a token. Raises ValueError for topics that cannot be asked for."""
    _check(topics, channel)
    # A topic that is listed twice makes the server deliver double or not at all.
    wanted = list(dict.fromkeys((topic.channel, topic.topic) for topic in topics))
    if not wanted:
        raise ValueError("a token needs at least one topic; without any it opens nothing")
    for name, topic in wanted:
        if channel is not None and name != channel.name:
            raise ValueError(f"the topic {topic!r} is of channel {name!r}, not {channel.name!r}")
    # Of other kinds the server makes tokens that match nothing.
    asked = [{"channel": name, "name": topic, "kind": "run"} for name, topic in wanted]
    return json.dumps(asked).encode()


def _check(topics: object, channel: object) -> None:
    """Raise TypeError for what is no channel, and no list of topics."""
    if channel is not None and not isinstance(channel, Channel):
        raise not_a_channel("token", channel)
    if not isinstance(topics, Sequence) or isinstance(topics, str):
        raise TypeError("token takes a list of topics: topics=[channel.status]")
    for one in topics:
        if not isinstance(one, TopicRef):
            raise not_a_topic("token", one)


def jwt(
    api: InngestApi, topics: Sequence[TopicRef[Any, Any]], channel: Channel | None = None
) -> Requests[str]:
    """The JWT that the server gives for these topics.

    Raises ValueError for topics that cannot be asked for; TokenFailed, also for a server that
    cannot be reached.
    """
    request = token_request(topics, channel)
    try:
        return _jwt_of((yield from api.post(api.url("/v1/realtime/token"), request)))
    except NoResponse as error:
        raise TokenFailed(f"the server gave no token: {error}") from error


def token(
    api: InngestApi, topics: Sequence[TopicRef[Any, Any]], channel: Channel
) -> Requests[Token]:
    """The token for these topics of the channel. Raises what `jwt` does."""
    key = yield from jwt(api, topics, channel)
    return Token(
        channel=topics[0].channel,
        topics=list(dict.fromkeys(topic.topic for topic in topics)),
        key=key,
        apiBaseUrl=api.origin,
        expiresAt=_expiry(key).isoformat().replace("+00:00", "Z"),
    )


def _jwt_of(response: Response) -> str:
    """The JWT in the server's answer. Raises TokenFailed."""
    try:
        answer = from_json(response.body) if response.status == 201 else None
    except ValueError:
        answer = None
    jwt = answer.get("jwt") if isinstance(answer, dict) else None
    # It goes into an address: a token of other characters is none.
    if not isinstance(jwt, str) or not _JWT.fullmatch(jwt):
        told = response.body.strip()[:200]
        raise TokenFailed(f"the server gave no token; it answered {response.status}: {told}")
    return jwt


def _expiry(jwt: str) -> datetime:
    """The `exp` of the claims; they are read, not verified: the server made them just now.

    Without claims that can be read, or without an `exp` in them, the server's usual lifetime.
    Raises TokenFailed for an `exp` that is no time since 1970.
    """
    exp = _claims(jwt).get("exp")
    if exp is None:
        return datetime.now(UTC).replace(microsecond=0) + _LIFETIME
    try:
        if isinstance(exp, float) and exp >= 0:
            return datetime.fromtimestamp(int(exp), UTC)
    except (ValueError, OverflowError, OSError):
        pass  # as of a number that is none
    raise TokenFailed(f"the server gave a token that expires at no time: exp is {exp!r:.100}")


def _claims(jwt: str) -> dict[str, Any]:
    """The claims of a JWT, all numbers as floats; none where it is opaque."""
    try:
        coded = jwt.split(".")[1]
        text = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
        claims = json.loads(text, parse_int=float)  # of any number of digits
    except (ValueError, LookupError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
