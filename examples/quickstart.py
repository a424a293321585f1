"""Publish a run's progress in memory, and print what a subscriber received."""

import asyncio

from realtime_runtime import InvalidPayload, MemoryTransport, Realtime

from generated import alerts_channel, pipeline_channel
from generated.pipeline import PipelineStatus


async def main() -> None:
    realtime = Realtime(MemoryTransport())
    channel = pipeline_channel(run_id="abc")

    async with realtime.subscribe(channel.status, channel.tokens) as messages:
        await realtime.publish(channel.status, {"message": "Writing...", "step": "draft"})
        await realtime.publish(channel.tokens, {"token": "Hello"})
        await realtime.publish(channel.status, PipelineStatus(message="Done"))
        await realtime.aclose()
        async for message in messages:
            print(message.channel, message.topic, message.data)

    untyped: dict[str, object] = {"message": "disk full", "severity": "urgent"}
    try:
        alerts_channel.alert(untyped)  # type: ignore[arg-type]  # data from elsewhere, say
    except InvalidPayload as error:
        print(error)


asyncio.run(main())
