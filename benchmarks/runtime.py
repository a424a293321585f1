"""Run time: making a message, publishing in memory, importing; beside pydantic alone."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from realtime_runtime import Channel, MemoryTransport, Payload, Realtime, Topic

from .measure import PYTHON, Row, medians, seconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ONE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["message"],
    "properties": {"message": {"type": "string"}},
}
_ITEM = {
    "type": "object",
    "required": ["sku", "count"],
    "properties": {"sku": {"type": "string"}, "count": {"type": "integer", "minimum": 1}},
}
_SIX = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "state", "items"],
    "properties": {
        "id": {"type": "string"},
        "state": {"enum": ["open", "paid", "sent"]},
        "total": {"type": "number"},
        "note": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "items": {"type": "array", "items": _ITEM},
    },
}


class One(Payload):
    message: str


class Item(Payload):
    sku: str
    count: int


class Six(Payload):
    id: str
    state: str
    total: float
    note: str
    tags: list[str]
    items: list[Item]


class PlainOne(BaseModel):
    message: str


class PlainItem(BaseModel):
    sku: str
    count: int


class PlainSix(BaseModel):
    id: str
    state: str
    total: float
    note: str
    tags: list[str]
    items: list[PlainItem]


class BenchChannel(Channel, name="bench"):
    one: Topic[One, Any] = Topic("one", lambda: One, json.dumps(_ONE))
    six: Topic[Six, Any] = Topic("six", lambda: Six, json.dumps(_SIX))


ONE: dict[str, Any] = {"message": "Processing ..."}
SIX: dict[str, Any] = {
    "id": "o-1",
    "state": "paid",
    "total": 12.5,
    "note": "leave it at the door",
    "tags": ["new", "gift"],
    "items": [{"sku": f"s-{n}", "count": n} for n in range(1, 6)],
}
_BATCH = 5000


def _per_call(call: Callable[[], object]) -> float:
    """Microseconds, over a batch of calls."""
    begin = perf_counter()
    for _ in range(_BATCH):
        call()
    return (perf_counter() - begin) / _BATCH * 1e6


def _pydantic(model: type[BaseModel], data: dict[str, Any]) -> Callable[[], object]:
    """pydantic alone, at its fastest: its bound validator and serializer."""
    validate = model.__pydantic_validator__.validate_python
    to_json = model.__pydantic_serializer__.to_json
    return lambda: to_json(validate(data))


def _published(subscribers: int) -> float:
    """Microseconds for one message that so many subscribers of one process receive."""

    async def receive(topic: Any, realtime: Realtime, ready: asyncio.Event) -> None:
        async with realtime.subscribe(topic) as messages:
            ready.set()
            left = _BATCH
            async for _ in messages:
                left -= 1
                if left == 0:
                    return

    async def main() -> float:
        async with Realtime(MemoryTransport()) as realtime:
            topic = BenchChannel().one
            events = [asyncio.Event() for _ in range(subscribers)]
            tasks = [asyncio.create_task(receive(topic, realtime, event)) for event in events]
            await asyncio.gather(*(event.wait() for event in events))
            begin = perf_counter()
            for _ in range(_BATCH):
                await realtime.publish(topic, ONE)
            await asyncio.gather(*tasks)
            return (perf_counter() - begin) / _BATCH * 1e6

    return asyncio.run(main())


def rows(folder: Path, runs: int) -> list[Row]:
    """All figures; `folder` is one to work in."""
    channel = BenchChannel()
    topic = channel.one
    plain_one, plain_six = _pydantic(PlainOne, ONE), _pydantic(PlainSix, SIX)
    one_model, six_model = One(**ONE), Six(**SIX)
    measures: list[Callable[[], float]] = [
        partial(_per_call, plain_one),
        partial(_per_call, plain_six),
        partial(_per_call, lambda: topic(ONE)),
        partial(_per_call, lambda: topic(one_model)),
        partial(_per_call, lambda: channel.six(SIX)),
        partial(_per_call, lambda: channel.six(six_model)),
        partial(_published, 1),
        partial(_published, 10),
        lambda: seconds([PYTHON, "-c", "import pydantic; pydantic.BaseModel"], folder),
        lambda: seconds([PYTHON, "-c", "import realtime_runtime"], folder),
    ]
    one, six, one_dict, one_own, six_dict, six_own, received, by_ten, pydantic, runtime = medians(
        measures, runs
    )
    beside = "pydantic alone"
    return [
        Row("a message of one field, from a dict", one_dict, beside, one, "us", 1.0),
        Row("a message of one field, from its model", one_own, beside, one, "us", 1.0),
        Row("a nested message, from a dict", six_dict, beside, six, "us", 0.8),
        Row("a nested message, from its model", six_own, beside, six, "us", 0.8),
        Row("published in memory and received", received, beside, one, "us", 2.0),
        Row("each further subscriber", (by_ten - received) / 9, "one microsecond", 1.0, "us", 1.0),
        Row("import realtime_runtime", runtime, "import pydantic", pydantic, target=1.1),
    ]
