"""A FastAPI app with Inngest functions that publish typed messages.

Start the dev server in one shell, this app in another, `follow.py` or the page of `../web` in a
third; docs/inngest.md says what one sees.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import inngest
import inngest.fast_api
from fastapi import FastAPI
from pydantic import BaseModel
from realtime_runtime.inngest import Context, Inngest, Token

from generated import alerts_channel, pipeline_channel, uploads_channel

client = Inngest(
    app_id="realtime-example", is_production=False, logger=logging.getLogger("uvicorn")
)


async def write(prompt: str) -> AsyncIterator[str]:
    """Stands for a language model: words, one after another."""
    for word in f"You asked for {prompt}, and here it is.".split():
        await asyncio.sleep(0.05)
        yield word


@client.create_function(fn_id="write-text", trigger=inngest.TriggerEvent(event="app/write"))
async def write_text(ctx: Context) -> str:
    """Streams tokens from inside a step: many small messages, none worth a retry."""
    channel = pipeline_channel(run_id=str(ctx.event.data["text_id"]))
    await ctx.publish(channel.status, {"message": "Writing...", "step": "write"})

    async def stream() -> str:
        words: list[str] = []
        async for word in write(str(ctx.event.data["prompt"])):
            await ctx.publish(channel.tokens, {"token": word, "index": len(words)})
            words.append(word)
        return " ".join(words)

    text = await ctx.step.run("write", stream)
    await ctx.publish(channel.status, {"message": "Done"})
    return text


@client.create_function(fn_id="process-upload", trigger=inngest.TriggerEvent(event="app/upload"))
async def process_upload(ctx: Context) -> str | None:
    """Publishes its result durably: once, whatever is retried after it."""
    upload_id = str(ctx.event.data["upload_id"])
    channel = uploads_channel(upload_id=upload_id)
    await ctx.publish(
        channel.status, {"message": "Processing...", "progress": {"done": 0, "total": 1}}
    )

    async def process() -> str:
        return f"https://files.example/{upload_id}"

    url = await ctx.step.run("process", process)
    result = await ctx.step.realtime.publish(
        "publish-result", channel.result, {"success": True, "url": url}
    )
    return result.url


@client.create_function(fn_id="check-disk", trigger=inngest.TriggerCron(cron="*/5 * * * *"))
async def check_disk(ctx: Context) -> None:
    """Publishes from a helper that knows nothing of the run; the run's ID is added all the same."""

    async def check() -> None:
        await alert("disk almost full", "medium")

    await ctx.step.run("check", check)


async def alert(message: str, severity: Literal["low", "medium", "high"]) -> None:
    """Publish an alert, from wherever this is called."""
    await client.realtime.publish(alerts_channel.alert, {"message": message, "severity": severity})


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await client.realtime.aclose()


app = FastAPI(lifespan=lifespan)
inngest.fast_api.serve(app, client, [write_text, process_upload, check_disk])


class Alert(BaseModel):
    message: str
    severity: Literal["low", "medium", "high"]


class Prompt(BaseModel):
    prompt: str


@app.post("/alerts", status_code=202)
async def post_alert(body: Alert) -> None:
    """A route that publishes."""
    await alert(body.message, body.severity)


@app.post("/texts/{text_id}", status_code=202)
async def post_text(text_id: str, body: Prompt) -> None:
    """Start a run of write_text."""
    data = {"text_id": text_id, "prompt": body.prompt}
    await client.send(inngest.Event(name="app/write", data=data))


@app.post("/uploads/{upload_id}", status_code=202)
async def post_upload(upload_id: str) -> None:
    """Start a run of process_upload."""
    await client.send(inngest.Event(name="app/upload", data={"upload_id": upload_id}))


@app.get("/texts/{text_id}/token")
async def get_text_token(text_id: str) -> Token:
    """What a browser needs to follow a text."""
    channel = pipeline_channel(run_id=text_id)
    return await client.realtime.token(channel, topics=[channel.status, channel.tokens])


@app.get("/alerts/token")
async def get_alerts_token() -> Token:
    """What a browser needs to follow the alerts."""
    return await client.realtime.token(alerts_channel, topics=[alerts_channel.alert])


@app.get("/uploads/{upload_id}/token")
async def get_token(upload_id: str) -> Token:
    """What a browser needs to follow an upload."""
    channel = uploads_channel(upload_id=upload_id)
    return await client.realtime.token(channel, topics=[channel.status, channel.result])
