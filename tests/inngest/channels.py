"""Channels of the tests' own: the recorded one, and payloads that Inngest's server would bend."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from realtime_runtime import Channel, Topic, TopicRef
from realtime_runtime.payloads import PayloadType

WIRE = Path(__file__).parent / "wire"


class WireChannel(Channel, name="wire:{name}", params={"name": {"type": "string"}}):
    """What was published when the exchanges were recorded."""

    messages: Topic[Any] = Topic("messages", lambda: Any, "{}")
    text: Topic[str] = Topic("text", lambda: str, '{"type": "string"}')
    nothing: Topic[None] = Topic("nothing", lambda: None, '{"type": "null"}')
    number: Topic[float] = Topic("number", lambda: float, '{"type": "number"}')


chat = WireChannel(name="chat-1")


def recorded(name: str) -> list[dict[str, Any]]:
    """The exchanges of a file in `wire`."""
    cases: list[dict[str, Any]] = json.loads((WIRE / f"{name}.json").read_text("utf-8"))["cases"]
    return cases


def topic(channel: str, name: str) -> TopicRef[Any, Any]:
    """A topic with any names, as only hand-written code can make it."""
    return TopicRef(channel, name, PayloadType(lambda: object, "{}", None, validate=True))
