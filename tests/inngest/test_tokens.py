"""Tokens: the object that browsers take, asked for in the recorded form."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime.inngest import Inngest, TokenFailed

from generated import alerts_channel, pipeline_channel

from .channels import WireChannel, chat, recorded, topic
from .stub import Answer, Stub

if TYPE_CHECKING:
    from collections.abc import Callable

    from realtime_runtime import TopicRef

channel = pipeline_channel(run_id="abc")


@pytest.mark.parametrize("case", recorded("token"), ids=lambda case: case["case"])
async def test_tokens_are_asked_for_as_recorded(
    case: dict[str, Any], stub: Stub, client: Inngest
) -> None:
    """The request has the recorded path, header and body."""
    expected = case["request"]
    names = [asked["name"] for asked in json.loads(expected["body"])]
    await client.realtime.token(chat, topics=[topic(chat.name, name) for name in names])
    (request,) = stub.requests
    assert (request.method, request.path) == (expected["method"], expected["path"])
    assert request.query == ()
    assert request.headers.items() >= expected["headers"].items()
    assert request.json == json.loads(expected["body"])


async def test_a_token_is_what_the_typescript_client_takes(stub: Stub, client: Inngest) -> None:
    """It has the channel, the topics, the key, the address of the API, without which a browser
    would go to the cloud, and when it expires; it is plain JSON."""
    token = await client.realtime.token(channel, topics=[channel.status, channel.tokens])
    assert token.keys() == {"channel", "topics", "key", "apiBaseUrl", "expiresAt"}
    assert (token["channel"], token["topics"]) == ("pipeline:abc", ["status", "tokens"])
    assert token["apiBaseUrl"] == stub.origin
    assert json.loads(json.dumps(token)) == token
    assert client.realtime.token_sync(channel, topics=[channel.status])["topics"] == ["status"]


async def test_the_expiry_is_that_of_the_claims(stub: Stub, client: Inngest) -> None:
    """`expiresAt` is the token's own `exp`, in UTC."""
    claims = base64.urlsafe_b64encode(b'{"exp":1795354195}').decode().rstrip("=")
    stub.answers.append(Answer(201, json.dumps({"jwt": f"header.{claims}.signature"})))
    token = await client.realtime.token(channel, topics=[channel.status])
    assert token["expiresAt"] == "2026-11-22T13:29:55Z"


async def test_a_token_without_readable_claims_lives_a_minute(stub: Stub, client: Inngest) -> None:
    """Where the claims cannot be read, the expiry is the server's 60 seconds from now, to the
    second."""
    stub.answers.append(Answer(201, '{"jwt": "opaque"}'))
    token = await client.realtime.token(channel, topics=[channel.status])
    expiry = datetime.fromisoformat(token["expiresAt"])
    assert timedelta(0) < expiry - datetime.now(UTC) <= timedelta(seconds=60)
    assert expiry.microsecond == 0


def jwt(claims: str) -> str:
    """An answer whose token has these claims."""
    coded = base64.urlsafe_b64encode(claims.encode(errors="surrogatepass")).decode().rstrip("=")
    return json.dumps({"jwt": f"header.{coded}.signature"})


NO_EXPIRY = ["opaque", "[]", "7", "{}", '{"exp":null}', '{"exp":', "[" * 50_000, '{"exp":"\ud800']


@pytest.mark.parametrize("claims", NO_EXPIRY, ids=lambda claims: claims[:9])
async def test_claims_without_an_expiry_live_a_minute(
    claims: str, stub: Stub, client: Inngest
) -> None:
    """So do those that are no claims."""
    stub.answers.append(Answer(201, jwt(claims)))
    token = await client.realtime.token(channel, topics=[channel.status])
    expiry = datetime.fromisoformat(token["expiresAt"])
    assert timedelta(0) < expiry - datetime.now(UTC) <= timedelta(seconds=60)


NO_TIMES = [
    "1e20",
    "1e400",
    "-1",
    "NaN",
    "-Infinity",
    "9" * 5000,
    "253402300800",
    '"1"',
    "true",
    "{}",
]


@pytest.mark.parametrize("exp", NO_TIMES, ids=lambda exp: exp[:9])
async def test_an_expiry_that_is_no_time_is_an_error(exp: str, stub: Stub, client: Inngest) -> None:
    """TokenFailed names it, whatever the number."""
    stub.answers += [Answer(201, jwt(f'{{"exp":{exp}}}'))] * 2
    with pytest.raises(TokenFailed, match="expires at no time: exp is"):
        await client.realtime.token(channel, topics=[channel.status])
    with pytest.raises(TokenFailed, match="expires at no time: exp is"):
        client.realtime.token_sync(channel, topics=[channel.status])


@pytest.mark.parametrize(("exp", "told"), [("0", "1970-01-01"), ("253402300799.5", "9999-12-31")])
async def test_the_first_and_the_last_expiry(
    exp: str, told: str, stub: Stub, client: Inngest
) -> None:
    """Every time that Python has since 1970 is one."""
    stub.answers.append(Answer(201, jwt(f'{{"exp":{exp}}}')))
    token = await client.realtime.token(channel, topics=[channel.status])
    assert token["expiresAt"].startswith(told)


async def test_a_topic_is_listed_once(stub: Stub, client: Inngest) -> None:
    """A repeated topic, for which the server delivers double or not at all, is asked for once."""
    topics: list[TopicRef[Any, Any]] = [
        channel.status,
        pipeline_channel(run_id="abc").status,
        channel.tokens,
    ]
    token = await client.realtime.token(channel, topics=topics)
    assert token["topics"] == ["status", "tokens"]
    assert [asked["name"] for asked in stub.requests[0].json] == ["status", "tokens"]


@pytest.mark.parametrize(
    ("wrong", "topics", "told"),
    [
        (channel, ["status"], "not the string 'status'"),
        (channel, [channel], "not the channel PipelineChannel"),
        (channel, channel.status, r"topics=\[channel\.status\]"),
        ("pipeline:abc", [channel.status], "takes a channel such as .*not the string"),
    ],
)
async def test_a_token_takes_a_channel_and_topics(
    wrong: Any, topics: Any, told: str, stub: Stub, client: Inngest
) -> None:
    """Something else in their place is a TypeError that says what to write."""
    with pytest.raises(TypeError, match=told):
        await client.realtime.token(wrong, topics=topics)
    assert stub.requests == []


async def test_a_token_needs_topics_of_its_channel(stub: Stub, client: Inngest) -> None:
    """No topic, for which the server makes a dead token, and another channel's are refused."""
    wrong: list[list[TopicRef[Any, Any]]] = [
        [],
        [alerts_channel.alert],
        [channel.status, alerts_channel.alert],
    ]
    for topics in wrong:
        with pytest.raises(ValueError, match="topic"):
            await client.realtime.token(channel, topics=topics)
        with pytest.raises(ValueError, match="topic"):
            client.realtime.token_sync(channel, topics=topics)
    with pytest.raises(ValueError, match="topic"):
        await client.realtime.token(WireChannel(name="chat-2"), topics=[chat.messages])
    assert stub.requests == []


REFUSALS = {
    "unauthorized": (Answer(401, "Authentication failed\n"), "401: Authentication failed"),
    "no json": (Answer(201, "<html>"), "201: <html>"),
    "no jwt": (Answer(201, "{}"), "201: {}"),
    "a jwt that is none": (Answer(201, '{"jwt":7}'), '201: {"jwt":7}'),
    "a jwt for no address": (Answer(201, '{"jwt":"a\\n.b"}'), "201: "),
    "a jwt that is empty": (Answer(201, '{"jwt":""}'), "201: "),
    "a jwt that UTF-8 cannot hold": (Answer(201, '{"jwt":"\\ud800"}'), "201: "),
    "a list": (Answer(201, '["jwt"]'), '201: ["jwt"]'),
    "nested": (Answer(201, '{"jwt":' * 50_000), '201: {"jwt":{"jwt":'),
    "down": (Answer(503, "later"), "503: later"),
    "cut": (Answer(None), ""),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_no_token_is_an_error(case: str, stub: Stub, client: Inngest) -> None:
    """TokenFailed says what the server answered, or what happened to the connection."""
    answer, text = REFUSALS[case]
    stub.answers += [answer, answer]
    with pytest.raises(TokenFailed) as caught:
        await client.realtime.token(channel, topics=[channel.status])
    assert text in str(caught.value)
    with pytest.raises(TokenFailed):
        client.realtime.token_sync(channel, topics=[channel.status])


async def test_no_server_is_an_error(new_client: Callable[..., Inngest]) -> None:
    """TokenFailed says that nobody listens."""
    client = new_client(origin="http://127.0.0.1:9")
    with pytest.raises(TokenFailed, match="Connection refused"):
        await client.realtime.token(channel, topics=[channel.status])
