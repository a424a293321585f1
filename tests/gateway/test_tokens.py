"""Tokens: forged, expired, of others, and what `authorize` decides."""

import asyncio
import base64
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from realtime_runtime import History, MemoryTransport, Realtime, UnknownChannel
from realtime_runtime.gateway import Gateway, Limits, TokenRequest

from generated import CHANNELS, alerts_channel, pipeline_channel

from .serving import SECRET, Served, serving

NOW = datetime.now(UTC)


def claims(**others: Any) -> dict[str, Any]:
    good = {
        "aud": "realtime",
        "iat": NOW,
        "exp": NOW + timedelta(minutes=5),
        "channel": "pipeline:abc",
        "topics": ["status"],
    }
    return {key: value for key, value in {**good, **others}.items() if value is not None}


def signed(key: str = SECRET, algorithm: str = "HS256", **others: Any) -> str:
    return jwt.encode(claims(**others), key, algorithm=algorithm)


def encoded(part: object) -> str:
    text = part if isinstance(part, str) else json.dumps(part)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def by_hand(body: object = None, key: str = SECRET, **head: Any) -> str:
    """A token that no library makes, with a good signature of its key."""
    good = {**claims(), "iat": 1, "exp": 9_999_999_999}
    parts = [encoded({"alg": "HS256", "typ": "JWT", **head}), encoded(body or good)]
    signature = hmac.digest(key.encode(), ".".join(parts).encode(), "sha256")
    return ".".join([*parts, base64.urlsafe_b64encode(signature).decode().rstrip("=")])


def unsigned(algorithm: object = "none") -> str:
    return by_hand(alg=algorithm).rpartition(".")[0] + "."


def changed(**others: Any) -> str:
    """A good token, of which the claims were changed."""
    head, body, signature = signed().split(".")
    wide = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return f"{head}.{encoded({**wide, **others})}.{signature}"


async def status_of(served: Served, token: str) -> int:
    async with served.events(token) as response:
        status: int = response.status
        return status


BAD: dict[str, Callable[[], str]] = {
    "another secret": lambda: signed("another secret that is long enough"),
    "another hash": lambda: signed(algorithm="HS512"),
    "alg none": unsigned,
    "alg None": lambda: unsigned("None"),
    "alg is null": lambda: unsigned(None),
    "alg is a list": lambda: unsigned(["HS256"]),
    "no signature": lambda: unsigned("HS256"),
    "an empty key": lambda: by_hand(key=""),
    "alg is a key's": lambda: by_hand(alg="RS256"),
    "its own key": lambda: by_hand(key="of an attacker", jwk={"kty": "oct", "k": "b2Y"}),
    "the address of a key": lambda: by_hand(key="x", jku="http://127.0.0.1/keys", kid="1"),
    "a file as its key": lambda: by_hand(key="", kid="../../../../dev/null"),
    "kid is a number": lambda: by_hand(kid=1),
    "what it must know": lambda: by_hand(crit=["exp"], exp=1),
    "a detached body": lambda: by_hand(crit=["b64"], b64=False),
    "five parts": lambda: f"{by_hand()}.e30.e30",
    "topics added": lambda: changed(topics=["status", "tokens"]),
    "channel changed": lambda: changed(channel="pipeline:other"),
    "lasts longer": lambda: changed(exp=9_999_999_999),
    "claims twice": lambda: by_hand(_with_claims('"exp":9999999999,"exp":1')),
    "expires at infinity": lambda: by_hand(_with_claims('"exp":1e999')),
    "expires at no number": lambda: by_hand(_with_claims('"exp":NaN')),
    "expires at a list": lambda: by_hand(_with_claims('"exp":[9999999999]')),
    "expires at a long number": lambda: by_hand(_with_claims(f'"exp":{"9" * 5000}')),
    "claims that nest": lambda: by_hand(_with_claims(f'"x":{"[" * 4000}')),
    "channel is a list": lambda: signed(channel=["pipeline:abc"]),
    "channel is another's": lambda: signed(channel="alerts"),
    "a surrogate": lambda: signed(channel="pipeline:\ud800"),
    "expired": lambda: signed(exp=NOW - timedelta(minutes=1)),
    "never expires": lambda: signed(exp=None),
    "not yet": lambda: signed(iat=NOW + timedelta(minutes=5)),
    "not before": lambda: signed(nbf=NOW + timedelta(minutes=5)),
    "another audience": lambda: signed(aud="billing"),
    "no audience": lambda: signed(aud=None),
    "no channel": lambda: signed(channel=None),
    "no such channel": lambda: signed(channel="nix"),
    "no such topic": lambda: signed(topics=["status", "nix"]),
    "no topics": lambda: signed(topics=[]),
    "topics are numbers": lambda: signed(topics=[1]),
    "last is negative": lambda: signed(last=-1),
    "since is a number": lambda: signed(since=1),
    "claims are a list": lambda: _of_list(),
    "a header that nests": lambda: f"{base64.urlsafe_b64encode(b'[' * 6000).decode()}.e30.e30",
    "too long": lambda: signed(since="x" * 9000),
}


def _with_claims(text: str) -> str:
    """Claims that no library writes."""
    return f'{{"aud":"realtime","iat":1,"channel":"pipeline:abc","topics":["status"],{text}}}'


def _of_list() -> str:
    return jwt.api_jws.encode(b"[1]", SECRET, algorithm="HS256")


async def test_a_good_token_opens() -> None:
    async with serving() as served:
        assert await status_of(served, signed()) == 200


@pytest.mark.parametrize("bad", BAD)
async def test_a_bad_token_opens_nothing(bad: str) -> None:
    async with serving() as served:
        assert await status_of(served, BAD[bad]()) == 401


@pytest.mark.parametrize("bad", BAD)
async def test_a_bad_token_opens_nothing_more_on_an_open_socket(bad: str) -> None:
    async with serving() as served, served.connect(signed(topics=["tokens"])) as socket:
        await socket.send_str(json.dumps({"kind": "sub", "data": BAD[bad]()}))
        await socket.send_str(json.dumps({"kind": "sub", "data": signed(topics=["result"])}))
        while ("pipeline:abc", "result") not in _followed(served):  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0.01)
        assert _followed(served) == {("pipeline:abc", "tokens"), ("pipeline:abc", "result")}


def _followed(served: Served) -> set[tuple[str, str]]:
    inboxes = served.realtime._transport._inboxes  # type: ignore[attr-defined]  # of memory
    return set(inboxes.by_topic)


async def test_a_token_opens_again_until_it_expires() -> None:
    async with serving() as served:
        token = signed()
        assert [await status_of(served, token) for _ in range(3)] == [200] * 3


async def test_a_token_in_a_header() -> None:
    async with serving() as served:
        headers = {"Authorization": f"Bearer {signed()}"}
        async with served.client.get(f"{served.base}/sse", headers=headers) as response:
            assert response.status == 200


async def test_secrets_are_rotated() -> None:
    new = "a new secret, which is long enough"
    realtime = Realtime(MemoryTransport(history=History()))
    old = Gateway(realtime, SECRET, channels=CHANNELS)
    both = Gateway(realtime, [new, SECRET], channels=CHANNELS)
    only = Gateway(realtime, [new], channels=CHANNELS)
    channel = pipeline_channel(run_id="abc")
    topics = [channel.status]
    of_old, of_both = (g.token(channel, topics=topics)["key"] for g in (old, both))
    assert both._access.admit(of_old)[0] == only._access.admit(of_both)[0]
    for gateway, key in ((only, of_old), (old, of_both)):
        with pytest.raises(Exception, match="Not authenticated"):
            gateway._access.admit(key)


def test_what_a_gateway_makes_no_token_of() -> None:
    gateway = Gateway(
        Realtime(MemoryTransport()), SECRET, channels=CHANNELS, url="http://a.example"
    )
    channel = pipeline_channel(run_id="abc")
    assert gateway.token(channel, topics=[channel.status])["apiBaseUrl"] == "http://a.example"
    with pytest.raises(ValueError, match="is of channel 'alerts'"):
        gateway.token(channel, topics=[alerts_channel.alert])
    with pytest.raises(ValueError, match="1 to 50 topics, not 0"):
        gateway.token(channel, topics=[])
    with pytest.raises(TypeError, match="status"):
        gateway.token(channel, topics=["status"])  # type: ignore[list-item]  # refused by mypy too
    with pytest.raises(TypeError, match="channel"):
        gateway.token("pipeline:abc", topics=[])  # type: ignore[arg-type]  # refused by mypy too
    with pytest.raises(UnknownChannel):
        Gateway(Realtime(MemoryTransport()), SECRET, channels=_none()).token(
            channel, topics=[channel.status]
        )


def _none() -> Any:
    return type(CHANNELS)("generated", [])


@pytest.mark.parametrize("secret", ["", "short", [], ["long enough, and then one more of it", "x"]])
def test_a_short_secret_is_refused(secret: Any) -> None:
    with pytest.raises(ValueError, match="secret"):
        Gateway(Realtime(MemoryTransport()), secret, channels=CHANNELS)


async def ask(served: Served, value: object, **headers: str) -> tuple[int, Any]:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    async with served.client.post(f"{served.base}/token", data=body, headers=headers) as response:
        return response.status, await response.json()


def topic(channel: str = "pipeline:abc", name: str = "status") -> dict[str, str]:
    return {"channel": channel, "name": name, "kind": "run"}


async def test_authorize_decides() -> None:
    asked: list[TokenRequest] = []

    async def authorize(request: TokenRequest) -> bool:
        asked.append(request)
        return request.headers.get("x-user") == "ann"

    async with serving(authorize=authorize) as served:
        assert (await ask(served, [topic()]))[0] == 403
        status, token = await ask(served, [topic(), topic(name="tokens")], **{"X-User": "ann"})
        assert (status, token["jwt"]) == (201, token["key"])
        assert asked[-1].channel == served.channel
        assert [ref.topic for ref in asked[-1].topics] == ["status", "tokens"]
        assert await status_of(served, token["key"]) == 200


@pytest.mark.parametrize("answer", [1, "yes", None, False])
async def test_only_true_allows(answer: Any) -> None:
    def authorize(request: TokenRequest) -> bool | Awaitable[bool]:
        found: bool = answer
        return found

    async with serving(authorize=authorize) as served:
        assert (await ask(served, [topic()]))[0] == 403


NO_REQUESTS: list[object] = [
    {},
    [],
    [1],
    "x",
    b"{",
    b"\xff",
    b"[" * 5000,
    [topic(), topic("alerts")],
    [{"channel": 1, "name": "x"}],
    [{"channel": [], "name": "x"}],
]


async def test_what_is_no_request_for_a_token() -> None:
    async with serving(authorize=lambda request: True, limits=Limits(topics=2)) as served:
        for value in NO_REQUESTS:
            assert (await ask(served, value))[0] == 400, value
        assert (await ask(served, b"x" * 20_000))[0] == 413
        assert (await ask(served, [topic("nix")]))[0] == 404
        assert (await ask(served, [topic(name="nix")]))[0] == 404
        names = ("status", "tokens", "result")
        assert (await ask(served, [topic(name=name) for name in names]))[0] == 400


async def test_no_token_is_made_that_would_be_refused() -> None:
    long = pipeline_channel(run_id="x" * 9000)
    async with serving(authorize=lambda request: True) as served:
        status, answer = await ask(served, [topic(long.name)])
        assert (status, answer["error"]) == (400, "a token has at most 8192 characters")
        with pytest.raises(ValueError, match="at most 8192 characters"):
            served.gateway.token(long, topics=[long.status])


async def test_without_authorize_the_gateway_makes_no_tokens() -> None:
    async with serving() as served:
        assert (await ask(served, [topic()]))[0] == 404
