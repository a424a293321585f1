"""What a durable message is recognised by, in every engine of messages."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from realtime_runtime import Realtime
from realtime_runtime.durable.publishing import identity

from generated import alerts_channel

from ..support.servers import PATIENCE
from ..transports.engines import ENGINES


@pytest.mark.parametrize("engine", ENGINES)
async def test_identities_of_any_kind_are_recognised(engine: str) -> None:
    """Whatever a workflow and a step are called, every engine stores a repetition once, and a
    subscriber sees it once."""
    odd = ("order:7 é😀%\r\n", "a:b 'c'\"\\", 2), ("x" * 5000, " ", 1), ("order", "7:a", 1)
    async with ENGINES[engine].transport(uuid4().hex) as transport:
        realtime = Realtime(transport)
        async with realtime.subscribe(alerts_channel.count) as messages:
            for n, parts in enumerate(odd):
                for _ in range(2):
                    message = alerts_channel.count(n).replace(id=identity(*parts), run_id=parts[0])
                    await transport.send(message)
            await realtime.publish(alerts_channel.count, 3)
            seen = [await asyncio.wait_for(anext(messages), PATIENCE) for _ in range(4)]
        stored = await realtime.history(alerts_channel.count)
    ids = [identity(*parts) for parts in odd]
    assert [(m.data, m.id) for m in stored[:3]] == list(enumerate(ids))
    assert [m.data for m in seen] == [m.data for m in stored] == [0, 1, 2, 3]
