"""Tokens: what a browser may read, signed. Alone imports PyJWT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NotRequired
from uuid import uuid4

# FastAPI takes no other TypedDict as a route's type before Python 3.12.
from typing_extensions import TypedDict

from .asgi import UNAUTHENTICATED, Refused, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..channels import Channel
    from ..topics import TopicRef
    from .limits import Limits

_ALGORITHM = "HS256"
_SHORTEST = 32  # bytes of a secret: as many as the hash has (RFC 7518, 3.2)
_LEEWAY = 5  # seconds by which the clocks of machines may differ


class Token(TypedDict):
    """What Inngest's TypeScript client takes, as it is: return it from a route as JSON.

    `key` is a JWT; open subscriptions outlive it. `expiresAt` is RFC 3339, in UTC. Without
    `apiBaseUrl`, add it in the page: `{...token, apiBaseUrl: location.origin}`.
    """

    channel: str
    topics: list[str]
    key: str
    apiBaseUrl: NotRequired[str]
    expiresAt: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows: to read these topics of this channel, until it expires.

    `since` and `last` are where a subscription begins that brings no cursor of its own.
    """

    channel: str
    topics: tuple[str, ...]
    last: int | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """Somebody asks the gateway for a token; `authorize` decides.

    `scope` is the request's, as ASGI has it: Starlette's `Request(scope)` reads its cookies.
    """

    channel: Channel
    topics: Sequence[TopicRef[Any, Any]]
    headers: Mapping[str, str]
    scope: Scope


class Tokens:
    """Signs grants, and reads what was signed with any of the secrets: the first is the newest.

    Raises ValueError for no secret, and for one of fewer than 32 bytes.
    """

    def __init__(self, secrets: Sequence[str | bytes], audience: str, limits: Limits) -> None:
        keys = [secret.encode() if isinstance(secret, str) else secret for secret in secrets]
        if not keys:
            raise ValueError("a gateway needs a secret")
        if any(len(key) < _SHORTEST for key in keys):
            way = 'python -c "import secrets; print(secrets.token_hex(32))"'
            raise ValueError(f"a secret has at least {_SHORTEST} bytes: {way}")
        self._keys = keys
        self._audience = audience
        self._limits = limits

    def sign(self, grant: Grant, lifetime: timedelta) -> tuple[str, datetime]:
        """The token, and when it expires. Raises ValueError for one that `read` would refuse, since
        its names or its cursor are too long."""
        import jwt  # 20 ms, and only gateways need it

        now = datetime.now(UTC).replace(microsecond=0)
        claims = {
            "aud": self._audience,
            "iat": now,
            "exp": now + lifetime,
            "jti": uuid4().hex,
            "channel": grant.channel,
            "topics": list(grant.topics),
            "last": grant.last,
            "since": grant.since,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode(claims, self._keys[0], algorithm=_ALGORITHM)
        if len(token) > self._limits.token:
            raise ValueError(f"a token has at most {self._limits.token} characters")
        return token, now + lifetime

    def read(self, token: str) -> Grant:
        """What a token allows. Raises Refused for one that this gateway did not sign, and for one
        that has expired."""
        claims = self._claims(token) if 0 < len(token) <= self._limits.token else None
        grant = None if claims is None else _grant(claims)
        if grant is None:
            raise Refused(*UNAUTHENTICATED)
        return grant

    def _claims(self, token: str) -> dict[str, object] | None:
        import jwt

        for key in self._keys:
            try:
                claims: dict[str, object] = jwt.decode(
                    token,
                    key,
                    algorithms=[_ALGORITHM],
                    audience=self._audience,
                    leeway=_LEEWAY,
                    options={"require": ["exp", "iat", "aud"]},
                )
            except jwt.InvalidSignatureError:
                continue
            # Of a header that nests, of a surrogate, and of an infinite expiry in older releases.
            except (jwt.PyJWTError, RecursionError, ValueError, OverflowError):
                return None
            return claims
        return None


def _grant(claims: Mapping[str, object]) -> Grant | None:
    """The grant of claims that were signed; None for those of another program with the secret."""
    channel, topics = claims.get("channel"), claims.get("topics")
    last, since = claims.get("last"), claims.get("since")
    if not isinstance(channel, str) or not isinstance(topics, list) or not topics:
        return None
    if not all(isinstance(topic, str) for topic in topics):
        return None
    if not (last is None or (isinstance(last, int) and last >= 0)):
        return None
    if not (since is None or isinstance(since, str)):
        return None
    return Grant(channel, tuple(topics), last, since)
