"""Print what the app publishes about one upload and one text, and all alerts.

.venv/bin/python -m examples.inngest_app.follow one
"""

import asyncio
import logging
import sys

from realtime_runtime.inngest import Inngest

from generated import alerts_channel, pipeline_channel, uploads_channel


async def follow(name: str) -> None:
    """Print until it is interrupted."""
    client = Inngest(
        app_id="realtime-example", is_production=False, logger=logging.getLogger("follow")
    )
    text, upload = pipeline_channel(run_id=name), uploads_channel(upload_id=name)
    async with (
        client.realtime,
        client.realtime.subscribe(
            text.status, text.tokens, upload.status, upload.result, alerts_channel.alert
        ) as messages,
    ):
        print("following", name, flush=True)
        async for message in messages:
            print(message.channel, message.topic, message.data, flush=True)


if __name__ == "__main__":
    asyncio.run(follow(sys.argv[1]))
