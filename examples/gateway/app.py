"""A FastAPI app that pages follow through a gateway: no Inngest, and history besides.

    uvicorn examples.gateway.app:app

It has the routes of `../inngest_app`, so the page of `../web` follows either. README.md beside this
file says what one sees.
"""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from fastapi import BackgroundTasks, FastAPI
from pydantic import BaseModel
from realtime_runtime import History, MemoryTransport, Realtime
from realtime_runtime.gateway import Gateway, Token
from realtime_runtime.transports import Transport
from realtime_runtime.transports.redis import RedisTransport

from generated import CHANNELS, alerts_channel, pipeline_channel, uploads_channel

# A new page begins with as many messages of each topic as are kept, so it misses none of them.
LAST = 100
HISTORY = History(last=LAST)


def transport() -> Transport:
    """Redis, which several processes share and which survives them; else this process's memory."""
    url = os.environ.get("REDIS_URL")
    return RedisTransport(url, history=HISTORY) if url else MemoryTransport(history=HISTORY)


realtime = Realtime(transport())
# Processes that share a transport need the same secret. The default ends with this process.
gateway = Gateway(
    realtime, os.environ.get("REALTIME_SECRET") or secrets.token_hex(32), channels=CHANNELS
)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with realtime:
        yield
        await gateway.aclose()


app = FastAPI(lifespan=lifespan)
app.mount("/v1/realtime", gateway)


class Alert(BaseModel):
    message: str
    severity: Literal["low", "medium", "high"]


class Prompt(BaseModel):
    prompt: str


async def write_text(text_id: str, prompt: str) -> None:
    """Publish a text word by word, as a language model would."""
    channel = pipeline_channel(run_id=text_id)
    await realtime.publish(channel.status, {"message": "Writing...", "step": "write"})
    for index, word in enumerate(f"You asked for {prompt}, and here it is.".split()):
        await asyncio.sleep(0.05)
        await realtime.publish(channel.tokens, {"token": word, "index": index})
    await realtime.publish(channel.status, {"message": "Done"})


async def process_upload(upload_id: str) -> None:
    """Publish an upload's progress and its result."""
    channel = uploads_channel(upload_id=upload_id)
    for done in range(4):
        await realtime.publish(
            channel.status,
            {"message": "Processing...", "progress": {"done": done, "total": 4}},
        )
        await asyncio.sleep(0.25)
    url = f"https://files.example/{upload_id}"
    await realtime.publish(channel.result, {"success": True, "url": url})


@app.post("/alerts", status_code=202)
async def post_alert(body: Alert) -> None:
    """Publish an alert."""
    await realtime.publish(
        alerts_channel.alert, {"message": body.message, "severity": body.severity}
    )


@app.post("/texts/{text_id}", status_code=202)
async def post_text(text_id: str, body: Prompt, background: BackgroundTasks) -> None:
    """Start to write a text."""
    background.add_task(write_text, text_id, body.prompt)


@app.post("/uploads/{upload_id}", status_code=202)
async def post_upload(upload_id: str, background: BackgroundTasks) -> None:
    """Start to process an upload."""
    background.add_task(process_upload, upload_id)


# A real app decides here whether the user who asks may follow the channel. `since` is the cursor of
# the newest message that the page has.
@app.get("/texts/{text_id}/token")
async def get_text_token(text_id: str, since: str | None = None) -> Token:
    """What a browser needs to follow a text."""
    channel = pipeline_channel(run_id=text_id)
    return gateway.token(channel, topics=[channel.status, channel.tokens], last=LAST, since=since)


@app.get("/uploads/{upload_id}/token")
async def get_upload_token(upload_id: str, since: str | None = None) -> Token:
    """What a browser needs to follow an upload."""
    channel = uploads_channel(upload_id=upload_id)
    return gateway.token(channel, topics=[channel.status, channel.result], last=LAST, since=since)


@app.get("/alerts/token")
async def get_alerts_token(since: str | None = None) -> Token:
    """What a browser needs to follow the alerts."""
    return gateway.token(alerts_channel, topics=[alerts_channel.alert], last=LAST, since=since)
