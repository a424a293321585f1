"""What a durable message is recognised by: in every engine of messages, and after a new start."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from dbos import DBOS
from realtime_runtime import MemoryTransport, Realtime
from realtime_runtime.durable.dbos import Durable
from realtime_runtime.durable.publishing import identity

from generated import alerts_channel

from ..support.servers import PATIENCE
from ..transports.engines import ENGINES

if TYPE_CHECKING:
    from .conftest import Engine


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


async def test_a_workflow_that_is_started_anew(dbos: Engine) -> None:
    """A fork has an ID of its own, and so have its messages, from its first step on. A rewound
    workflow publishes under the IDs of before: its messages are known."""
    transport = MemoryTransport(record=True)
    durable = Durable(Realtime(transport))

    async def body() -> int:
        first = await durable.publish("n", alerts_channel.count, 1)
        return first + await durable.publish("n", alerts_channel.count, 2)

    assert await dbos.run(body) == 3
    fork = await DBOS.fork_workflow_async("run", 2)
    assert await fork.get_result() == 3
    known = ["run:n:1", "run:n:2", f"{fork.get_workflow_id()}:n:2"]
    assert [m.id for m in transport.messages] == known
    if not hasattr(DBOS, "rewind_workflow_async"):
        pytest.skip("this DBOS rewinds no workflow: 3.2 is the first that does")
    rewound = await DBOS.rewind_workflow_async("run")
    assert await rewound.get_result() == 3
    assert [m.id for m in transport.messages] == known
