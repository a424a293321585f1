"""The upload function of `inngest_app`, on DBOS and its SQLite: no server runs.

    python -m examples.durable
    python -m examples.durable --kill

The second kills a first run half-way, as `kill -9` does, and starts another one, which goes on.
"""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

from dbos import DBOS, SetWorkflowID
from realtime_runtime import MemoryTransport, Message, Realtime, Subscription
from realtime_runtime.durable.dbos import Durable

from generated import uploads_channel
from generated.uploads import UploadsResult, UploadsStatus

DATABASE = Path("build/durable/dbos.sqlite")

realtime = Realtime(MemoryTransport())
durable = Durable(realtime)


@DBOS.workflow()
async def process_upload(upload_id: str) -> str | None:
    """Publishes its result durably: once, whatever happens after it."""
    channel = uploads_channel(upload_id=upload_id)
    await realtime.publish(
        channel.status, {"message": "Processing...", "progress": {"done": 0, "total": 1}}
    )
    url = await process(upload_id)
    result = await durable.publish("publish-result", channel.result, {"success": True, "url": url})
    return result.url


@DBOS.step()
async def process(upload_id: str) -> str:
    """Stands for work that takes its time."""
    await asyncio.sleep(1)
    return f"https://files.example/{upload_id}"


async def run(upload_id: str) -> None:
    """Start the workflow, or go on with it where another process was killed."""
    DATABASE.parent.mkdir(parents=True, exist_ok=True)
    DBOS(
        config={
            "name": "uploads",
            "system_database_url": f"sqlite:///{DATABASE}",
            "application_version": "1",  # else a changed file does not go on with what is there
            "log_level": "ERROR",
        }
    )
    channel = uploads_channel(upload_id=upload_id)
    async with realtime.subscribe(channel.status, channel.result) as messages:
        showing = asyncio.create_task(show(messages))
        DBOS.launch()
        with SetWorkflowID(upload_id):
            handle = await DBOS.start_workflow_async(process_upload, upload_id)
        url = await handle.get_result()
        await realtime.aclose()  # which ends the subscription, behind what was published
        await showing
    print(f"returned: {url}")
    for step in await DBOS.list_workflow_steps_async(upload_id):
        print(f"step {step['function_id']}: {step['function_name']}")
    DBOS.destroy()


async def show(messages: Subscription[Message[UploadsStatus] | Message[UploadsResult]]) -> None:
    async for message in messages:
        print(f"{message.topic}: {message.body.decode()}", flush=True)


def kill_and_run_again() -> None:
    shutil.rmtree(DATABASE.parent, ignore_errors=True)
    command = [sys.executable, "-m", "examples.durable"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        print(first.stdout.readline(), end="")
        first.kill()
    print("killed; a new process goes on:", flush=True)
    subprocess.run(command, check=True)


if __name__ == "__main__":
    if "--kill" in sys.argv:
        kill_and_run_again()
    else:
        asyncio.run(run("one"))
