"""A web app whose workers share messages through Redis.

    uvicorn examples.workers.app:app --workers 2

`POST /runs/{run_id}` lets a worker write a text, token by token. `GET /runs/{run_id}` streams the
run's messages as server-sent events, from whichever worker is asked, from the first token on. A
page that is refreshed in the middle goes on behind the last event that it has seen.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import BackgroundTasks, FastAPI, Header
from fastapi.responses import StreamingResponse
from realtime_runtime import History, Realtime
from realtime_runtime.transports.redis import RedisTransport

from generated import pipeline_channel

TEXT = "Nobody reads a page twice unless it is refreshed"
LAST = 1000  # messages of a topic that are kept: more than a run has

realtime = Realtime(
    RedisTransport(
        os.environ.get("REDIS_URL", "redis://localhost"),
        history=History(last=LAST, lifetime=timedelta(hours=1)),
    )
)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with realtime:
        yield


app = FastAPI(lifespan=lifespan)


async def write(run_id: str) -> None:
    channel = pipeline_channel(run_id=run_id)
    await realtime.publish(channel.status, {"message": "Writing..."})
    for index, word in enumerate(TEXT.split()):
        await realtime.publish(channel.tokens, {"token": word, "index": index})
        await asyncio.sleep(0.05)
    finished_at = datetime.now(UTC)
    await realtime.publish(channel.result, {"text": TEXT, "score": 1, "finished_at": finished_at})


@app.post("/runs/{run_id}", status_code=202)
async def post_run(run_id: str, background: BackgroundTasks) -> int:
    """The worker's process ID."""
    background.add_task(write, run_id)
    return os.getpid()


async def events(run_id: str, cursor: str | None) -> AsyncIterator[str]:
    channel = pipeline_channel(run_id=run_id)
    topics = channel.status, channel.tokens, channel.result
    async with realtime.subscribe(*topics, since=cursor, last=LAST) as messages:
        yield f"event: worker\ndata: {os.getpid()}\n\n"
        async for message in messages:
            data = message.body.decode()
            yield f"id: {messages.cursor}\nevent: {message.topic}\ndata: {data}\n\n"
            if message.topic == "result":
                return


@app.get("/runs/{run_id}")
async def get_run(
    run_id: str, last_event_id: Annotated[str | None, Header()] = None
) -> StreamingResponse:
    return StreamingResponse(events(run_id, last_event_id), media_type="text/event-stream")
