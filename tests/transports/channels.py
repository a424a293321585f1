"""The channel of the transports' tests, and how they read its messages."""

from __future__ import annotations

import asyncio
from typing import Any

from realtime_runtime import Channel, Message, Subscription, Topic


class ContractChannel(Channel, name="contract:{id}", params={"id": {"type": "string"}}):
    word: Topic[str, Any] = Topic("word", lambda: str, '{"type": "string"}')
    number: Topic[int, Any] = Topic("number", lambda: int, '{"type": "integer"}')
    data: Topic[Any, Any] = Topic("data", lambda: Any, "{}")


one, other = ContractChannel(id="one"), ContractChannel(id="other")


async def read(messages: Subscription[Message[Any]], count: int) -> list[Any]:
    async with asyncio.timeout(10):
        return [(await anext(messages)).data for _ in range(count)]
