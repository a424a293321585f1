"""Subscriptions as the transport makes them, and how they are read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from realtime_runtime import Gap, Message
from realtime_runtime.inngest.subscriptions import InngestSubscription

from .channels import chat

if TYPE_CHECKING:
    from realtime_runtime.inngest import Inngest

Item = Message[Any] | Gap


def subscription(client: Inngest, **options: Any) -> InngestSubscription:
    """A subscription as the transport makes it, which gives its gaps among its messages."""
    return InngestSubscription(client.realtime.api, [chat.messages], **options)


async def read(source: InngestSubscription, count: int) -> list[Item]:
    async with asyncio.timeout(10):
        return [await anext(source) for _ in range(count)]


async def collect(source: InngestSubscription, items: list[Item]) -> None:
    while True:
        items.append(await anext(source))
