"""Publishing: requests as recorded, and an error wherever the server would lose or bend a message
behind its 200."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from realtime_runtime import InvalidPayload, PublishFailed

from generated import alerts_channel, pipeline_channel, uploads_channel
from generated.pipeline import PipelineStatus

from .channels import chat, recorded, topic
from .stub import Answer, Stub, bearer

if TYPE_CHECKING:
    from collections.abc import Callable

    from realtime_runtime.inngest import Inngest

KEY = "signkey-test-00112233445566778899aabbccddeeff"
OTHER_KEY = "signkey-test-ffeeddccbbaa99887766554433221100"


@pytest.mark.parametrize("case", recorded("publish-bodies"), ids=lambda case: case["case"])
async def test_requests_are_as_recorded(case: dict[str, Any], stub: Stub, client: Inngest) -> None:
    """Each recorded payload is published with the recorded method, path, parameters, headers and
    body."""
    expected = case["request"]
    await client.realtime.publish(chat.messages, json.loads(expected["body"]))
    (request,) = stub.requests
    assert (request.method, request.path) == (expected["method"], expected["path"])
    params = request.params
    assert set(params) == {*expected["query"], "metadata"}
    assert expected["query"].items() <= params.items()
    assert request.headers.items() >= expected["headers"].items()
    assert "authorization" not in request.headers
    assert request.body.decode() == expected["body"]


async def test_metadata_has_an_id_a_sequence_number_and_the_schema(
    stub: Stub, client: Inngest
) -> None:
    """Metadata is JSON, or the server would drop the message; ids differ, numbers grow, and the
    fingerprint is the topic's."""
    channel = pipeline_channel(run_id="abc")
    for _ in range(2):
        await client.realtime.publish(channel.status, {"message": "ok"})
    first, second = (request.metadata for request in stub.requests)
    assert first.keys() == {"id", "seq", "schema"}
    assert first["id"] != second["id"]
    assert first["seq"] < second["seq"]
    assert first["schema"] == second["schema"] == channel.status.payload.fingerprint


@pytest.mark.parametrize("name", ["a b", "a&topic=x", "ü/é🎉", "a+b%20c", "x#y?z=1"])
async def test_names_arrive_whatever_is_in_them(name: str, stub: Stub, client: Inngest) -> None:
    """Channel and topic reach the server letter by letter, and add no parameter."""
    await client.realtime.publish(topic(name, name), 1)
    (request,) = stub.requests
    assert [key for key, _ in request.query] == ["channel", "topic", "metadata"]
    assert (request.params["channel"], request.params["topic"]) == (name, name)


@pytest.mark.parametrize("text", ["hello", "42", "", "null", '"', "é🎉\u2028"])
async def test_a_string_stays_a_string(text: str, stub: Stub, client: Inngest) -> None:
    """A string payload is sent JSON-encoded, because the server would read `42` as a number."""
    await client.realtime.publish(chat.text, text)
    (request,) = stub.requests
    assert request.json == text
    assert request.body.startswith(b'"')


async def test_none_is_null(stub: Stub, client: Inngest) -> None:
    """None is sent as `null`; an empty body would arrive as an empty string."""
    await client.realtime.publish(chat.nothing, None)
    assert stub.requests[0].body == b"null"


@pytest.mark.parametrize("data", [float("nan"), float("inf"), [1, float("-inf")]])
async def test_numbers_without_json_are_refused(data: Any, stub: Stub, client: Inngest) -> None:
    """NaN and infinities, which would arrive as strings, are refused before sending."""
    with pytest.raises(InvalidPayload, match="a finite number"):
        await client.realtime.publish(chat.messages, data)
    assert stub.requests == []


@pytest.mark.parametrize("data", ["\ud800", {"a": ["x\udfff"]}, b"\xff"])
async def test_text_that_is_no_utf8_is_refused(data: Any, stub: Stub, client: Inngest) -> None:
    """Text that UTF-8 cannot hold, which would break strict subscribers, is refused."""
    with pytest.raises(InvalidPayload):
        await client.realtime.publish(chat.messages, data)
    assert stub.requests == []


@pytest.mark.parametrize("names", [("", "messages"), ("wire:chat-1", "")])
async def test_an_empty_name_is_refused(
    names: tuple[str, str], stub: Stub, client: Inngest
) -> None:
    """Without a channel or a topic, which the server answers with 200, nothing is sent."""
    with pytest.raises(PublishFailed, match="a message needs a channel and a topic"):
        await client.realtime.publish(topic(*names), 1)
    with pytest.raises(PublishFailed, match="a message needs a channel and a topic"):
        client.realtime.publish_sync(topic(*names), 1)
    assert stub.requests == []


async def test_models_and_dicts_are_sent_alike(stub: Stub, client: Inngest) -> None:
    """The model and its dict make the same request, from async and from synchronous code."""
    channel = pipeline_channel(run_id="abc")
    await client.realtime.publish(channel.status, {"message": "ok"})
    await client.realtime.publish(channel.status, PipelineStatus(message="ok"))
    client.realtime.publish_sync(channel.status, {"message": "ok"})
    client.realtime.publish_sync(channel.status, data=PipelineStatus(message="ok"))
    assert {request.body for request in stub.requests} == {b'{"message":"ok"}'}
    assert len(stub.requests) == 4


async def test_a_wrong_payload_never_leaves(stub: Stub, client: Inngest) -> None:
    """What its schema refuses is not sent, from async and from synchronous code."""
    wrong: Any = {"message": "", "severity": "urgent"}
    with pytest.raises(InvalidPayload) as caught:
        await client.realtime.publish(alerts_channel.alert, wrong)
    assert [problem.pointer for problem in caught.value.problems] == ["/message", "/severity"]
    with pytest.raises(InvalidPayload):
        client.realtime.publish_sync(alerts_channel.alert, wrong)
    assert stub.requests == []


@pytest.mark.parametrize(
    "answer",
    [Answer(500, "no space left\n"), Answer(404, "page not found"), Answer(302, "moved")],
    ids=lambda answer: str(answer.status),
)
async def test_any_other_answer_is_a_failure(answer: Answer, stub: Stub, client: Inngest) -> None:
    """PublishFailed has the status and the body; nothing is retried, no redirection followed."""
    answer.headers["location"] = "/v1/realtime/publish"
    for publish in ("async", "sync"):
        stub.answers.append(answer)
        with pytest.raises(PublishFailed) as caught:
            if publish == "async":
                await client.realtime.publish(chat.messages, 1)
            else:
                client.realtime.publish_sync(chat.messages, 1)
        assert caught.value.reason == f"the server answered {answer.status}: {answer.body.strip()}"
        assert (caught.value.channel, caught.value.topic) == (chat.name, "messages")
    assert len(stub.requests) == 2


async def test_a_cut_connection_is_a_failure(stub: Stub, client: Inngest) -> None:
    """PublishFailed says what happened to the connection; its cause is kept."""
    stub.answers.append(Answer(None))
    with pytest.raises(PublishFailed) as caught:
        await client.realtime.publish(chat.messages, 1)
    assert caught.value.__cause__ is not None
    assert len(stub.requests) == 1
    await client.realtime.publish(chat.messages, 2)


async def test_no_server_is_a_failure(new_client: Callable[..., Inngest]) -> None:
    """PublishFailed says that nobody listens."""
    client = new_client(origin="http://127.0.0.1:9")
    with pytest.raises(PublishFailed, match="Connection refused"):
        await client.realtime.publish(chat.messages, 1)
    with pytest.raises(PublishFailed, match="Connection refused"):
        client.realtime.publish_sync(chat.messages, 1)


async def test_waiting_has_a_limit(stub: Stub, client: Inngest) -> None:
    """A server that does not answer in `api.timeout` seconds is PublishFailed; a change of the
    limit holds from the next message on."""
    await client.realtime.publish(chat.messages, 1)
    client.realtime.api.timeout = 0.05
    stub.answers += [Answer(200, delay=5.0), Answer(200, delay=5.0)]
    with pytest.raises(PublishFailed, match="timeout"):
        await client.realtime.publish(chat.messages, 1)
    with pytest.raises(PublishFailed, match="timeout"):
        client.realtime.publish_sync(chat.messages, 1)


async def test_retries_are_asked_for(stub: Stub, client: Inngest) -> None:
    """With `transport.retries`, a failed message is sent again, under the same id."""
    client.realtime.transport.retries = 2
    stub.answers += [Answer(503), Answer(None)]
    await client.realtime.publish(chat.messages, 1)
    stub.answers += [Answer(429), Answer(500)]
    client.realtime.publish_sync(chat.messages, 2)
    ids = [request.metadata["id"] for request in stub.requests]
    assert len(ids) == 6
    assert len(set(ids)) == 2


async def test_retries_end(stub: Stub, client: Inngest) -> None:
    """The last failure is raised; a refusal (4xx) is not tried again."""
    client.realtime.transport.retries = 1
    stub.answers += [Answer(500, "first"), Answer(500, "last")]
    with pytest.raises(PublishFailed, match="last"):
        await client.realtime.publish(chat.messages, 1)
    stub.answers += [Answer(400, "bad"), Answer(200)]
    with pytest.raises(PublishFailed, match="bad"):
        await client.realtime.publish(chat.messages, 1)
    assert len(stub.requests) == 3


async def test_a_path_in_the_base_url_counts_for_nothing(
    stub: Stub, new_client: Callable[..., Inngest]
) -> None:
    """As in the SDK, only the origin is taken, so that no address without /v1 can come about."""
    await new_client(origin=f"{stub.origin}/some/path").realtime.publish(chat.messages, 1)
    assert [request.path for request in stub.requests] == ["/v1/realtime/publish"]


async def test_the_environment_is_named(stub: Stub, new_client: Callable[..., Inngest]) -> None:
    """A branch environment is sent in the header that the SDK uses; without one, no header."""
    await new_client(env="feature/x").realtime.publish(chat.messages, 1)
    await new_client().realtime.publish(chat.messages, 1)
    assert [r.headers.get("x-inngest-env") for r in stub.requests] == ["feature/x", None]


async def test_the_key_is_sent_hashed(new_client: Callable[..., Inngest]) -> None:
    """A server with a signing key accepts the client's messages, and no others."""
    with Stub(signing_key=KEY) as locked:
        await new_client(origin=locked.origin, signing_key=KEY).realtime.publish(chat.text, "x")
        assert locked.requests[0].headers["authorization"] == bearer(KEY)
        refused = next(c for c in recorded("auth-signing-key") if c["case"].endswith("none"))
        status, body = refused["response"]["status"], refused["response"]["body"].strip()
        with pytest.raises(PublishFailed) as caught:
            await new_client(origin=locked.origin).realtime.publish(chat.text, "x")
        setting = "set INNGEST_SIGNING_KEY, or signing_key= of Inngest"
        assert caught.value.reason == f"the server answered {status}: {body} ({setting})"


async def test_the_fallback_key_is_tried(
    new_client: Callable[..., Inngest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While keys are rotated, a message that the first key cannot send goes with the fallback."""
    monkeypatch.setenv("INNGEST_SIGNING_KEY_FALLBACK", KEY)
    with Stub(signing_key=KEY) as locked:
        client = new_client(origin=locked.origin, signing_key=OTHER_KEY)
        await client.realtime.publish(chat.text, "x")
        client.realtime.publish_sync(chat.text, "x")
        sent = [request.headers["authorization"] for request in locked.requests]
        assert sent == [bearer(OTHER_KEY), bearer(KEY)] * 2


async def test_the_key_is_in_no_message(
    stub: Stub, new_client: Callable[..., Inngest], caplog: pytest.LogCaptureFixture
) -> None:
    """No error, log or repr has the signing key or its hash."""
    caplog.set_level(logging.DEBUG)
    client = new_client(signing_key=KEY)
    client.realtime.api.timeout = 0.2
    texts = [repr(vars(client.realtime)), repr(client.realtime.api), repr(client)]
    stub.answers += [Answer(401, "no"), Answer(None), Answer(200, delay=2.0), Answer(500)]
    for _ in range(len(stub.answers)):
        with pytest.raises(PublishFailed) as caught:
            await client.realtime.publish(chat.text, "x")
        error: BaseException | None = caught.value
        while error is not None:
            texts += [str(error), repr(error)]
            error = error.__cause__ or error.__context__
    text = "\n".join([*texts, caplog.text])
    secret = bearer(KEY).removeprefix("Bearer ")
    assert not [word for word in (KEY, KEY.rsplit("-", 1)[1], secret) if word in text]


def test_upload_names_cannot_reach_another_channel() -> None:
    """What a user types is refused as a parameter before it could name another channel."""
    with pytest.raises(ValueError, match="upload_id"):
        uploads_channel(upload_id=quote("a:b"))
