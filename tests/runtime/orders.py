"""A channel of the tests' own, written as a generated module would have it."""

from __future__ import annotations

import asyncio
import datetime  # noqa: TC003 - pydantic reads the annotations
import json
import typing
import uuid  # noqa: TC003

import pydantic
import pytest
import realtime_runtime as runtime
from realtime_runtime import Gap, Message

if typing.TYPE_CHECKING:
    from collections.abc import AsyncIterator

SCHEMA = {
    "type": "object",
    "required": ["id", "items"],
    "properties": {
        "id": {"type": "string"},
        "class": {"type": "string"},
        "step": {"type": "string"},
        "note": {"type": ["string", "null"]},
        "at": {"type": "string", "format": "date-time"},
        "key": {"type": "string", "format": "uuid"},
        "retry": {"type": "boolean", "default": False},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["sku"],
                "properties": {"sku": {"type": "string", "minLength": 1}},
            },
        },
    },
}


class Item(runtime.Payload):
    sku: str


class Order(runtime.Payload):
    id: str
    items: list[Item]
    class_: str | None = pydantic.Field(
        default=None,
        exclude_if=runtime.omit_none,
        validation_alias="class",
        serialization_alias="class",
    )
    step: str | None = pydantic.Field(default=None, exclude_if=runtime.omit_none)
    note: str | None = None
    at: datetime.datetime | None = pydantic.Field(default=None, exclude_if=runtime.omit_none)
    key: uuid.UUID | None = pydantic.Field(default=None, exclude_if=runtime.omit_none)
    retry: bool = False


class OrdersChannel(runtime.Channel, name="orders:{shop}", params={"shop": {"type": "string"}}):
    order: runtime.Topic[Order, typing.Any] = runtime.Topic(
        "order", lambda: Order, json.dumps(SCHEMA)
    )
    word: runtime.Topic[str, typing.Any] = runtime.Topic(
        "word", lambda: str, '{"type": "string", "minLength": 1}'
    )
    any_data: runtime.Topic[typing.Any, typing.Any] = runtime.Topic(
        "any-data", lambda: typing.Any, "{}"
    )
    unchecked: runtime.Topic[Item, typing.Any] = runtime.Topic(
        "unchecked", lambda: Item, '{"type": "object"}', validate=False
    )


orders = OrdersChannel(shop="north")


def faults(data: object) -> dict[str, str]:
    """What was found, by the place where it was."""
    with pytest.raises(runtime.InvalidPayload) as caught:
        orders.any_data(data)
    return {problem.pointer: problem.found for problem in caught.value.problems}


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def read(messages: AsyncIterator[Message[typing.Any] | Gap]) -> Message[typing.Any]:
    """What a transport yields next: a message."""
    message = await anext(messages)
    assert isinstance(message, Message)
    return message
