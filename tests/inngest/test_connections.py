"""Connections: one client for all event loops, threads and processes, closed cleanly."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from realtime_runtime import PublishFailed

from ..support.commands import run
from ..support.files import ROOT
from .channels import chat
from .stub import Answer

if TYPE_CHECKING:
    from realtime_runtime.inngest import Inngest

    from .stub import Stub

pytestmark = pytest.mark.slow


def numbers(stub: Stub) -> list[int]:
    return sorted(request.json for request in stub.published())


def test_every_event_loop_is_served(stub: Stub, client: Inngest) -> None:
    """One `asyncio.run` for each publish works, over connections that are kept alive."""
    for number in range(10):
        asyncio.run(client.realtime.publish(chat.messages, number))
    assert numbers(stub) == list(range(10))
    assert len(stub.peers) == 1


def test_every_thread_is_served(stub: Stub, client: Inngest) -> None:
    """Threads with and without event loops share a client."""

    def publish(number: int) -> None:
        client.realtime.publish_sync(chat.messages, number)
        asyncio.run(client.realtime.publish(chat.messages, number + 10))

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(stub) == list(range(20))


async def test_a_hundred_at_once_arrive(stub: Stub, client: Inngest) -> None:
    """Concurrent publishes all arrive, and connections are used again."""
    for _ in range(3):
        work = (client.realtime.publish(chat.messages, number) for number in range(100))
        await asyncio.gather(*work)
    assert numbers(stub) == sorted([*range(100)] * 3)
    assert len(stub.peers) < 300


async def test_messages_that_wait_for_each_other_keep_their_order(
    stub: Stub, client: Inngest
) -> None:
    """Publishes one after another arrive in order; their sequence numbers say it too."""
    for number in range(20):
        await client.realtime.publish(chat.messages, number)
    assert [request.json for request in stub.published()] == list(range(20))
    sequence = [request.metadata["seq"] for request in stub.published()]
    assert sequence == sorted(sequence)


FORKS = """
import asyncio, os, sys
from realtime_runtime.inngest import Inngest
from tests.inngest.channels import chat

client = Inngest(app_id="tests", api_base_url=sys.argv[1], is_production=False)
children = []
for number in (1, 2):
    child = os.fork()
    if child == 0:
        client.realtime.publish_sync(chat.messages, number)
        asyncio.run(client.realtime.publish(chat.messages, number + 2))
        os._exit(0)
    children.append(child)
sys.exit(sum(os.waitpid(child, 0)[1] for child in children))
"""


def test_forked_workers_publish(stub: Stub) -> None:
    """Processes forked from one that has made a client publish, under ids of their own."""
    assert run(sys.executable, "-c", FORKS, stub.origin, cwd=ROOT).err == ""
    assert numbers(stub) == [1, 2, 3, 4]
    assert len({request.metadata["id"] for request in stub.published()}) == 4


def test_a_process_forked_after_publishing_is_told(stub: Stub, client: Inngest) -> None:
    """The library cannot be used after a fork: PublishFailed says so, and the parent goes on."""
    client.realtime.publish_sync(chat.messages, 1)

    def publish() -> None:
        with pytest.raises(PublishFailed, match="fork"):
            client.realtime.publish_sync(chat.messages, 2)
        with pytest.raises(PublishFailed, match="fork"):
            asyncio.run(client.realtime.publish(chat.messages, 3))

    process = multiprocessing.get_context("fork").Process(target=publish)
    process.start()
    process.join(20)
    if process.is_alive():
        process.kill()
        process.join()
    client.realtime.publish_sync(chat.messages, 4)
    assert process.exitcode == 0
    assert numbers(stub) == [1, 4]


def test_a_closed_client_leaves_nothing_open(stub: Stub, client: Inngest) -> None:
    """After `aclose` no warning tells of an open socket or loop, and publishing opens anew."""

    async def publish_and_close() -> None:
        await client.realtime.publish(chat.messages, 1)
        client.realtime.publish_sync(chat.messages, 2)
        await client.realtime.aclose()
        await client.realtime.aclose()

    asyncio.run(publish_and_close(), debug=True)
    gc.collect()
    client.realtime.publish_sync(chat.messages, 3)
    client.realtime.close()
    client.realtime.close()
    gc.collect()
    assert numbers(stub) == [1, 2, 3]


ENDS = """
import asyncio, atexit, sys, threading, time
from realtime_runtime.inngest import Inngest
from tests.inngest.channels import chat

class SlowlyWoken(asyncio.SelectorEventLoop):
    def _write_to_self(self):
        super()._write_to_self()
        if threading.get_ident() != main:
            ending.wait(30)
            time.sleep(0.3)

class SlowlyDeleted:
    def __del__(self, sleep=time.sleep):
        sleep(1)

main, ending, last = threading.get_ident(), threading.Event(), SlowlyDeleted()
client = Inngest(app_id="tests", api_base_url=sys.argv[1], is_production=False)
with asyncio.Runner(loop_factory=SlowlyWoken) as runner:
    runner.run(client.realtime.publish(chat.messages, 1))
atexit.register(ending.set)
"""


def test_a_process_ends_right_after_a_publish(stub: Stub) -> None:
    """It ends well, though the library's thread that woke the event loop is still in its code."""
    stub.answers.append(Answer(200, delay=0.5))
    assert run(sys.executable, "-c", ENDS, stub.origin, cwd=ROOT).err == ""
    assert numbers(stub) == [1]


def test_closing_what_was_not_opened(client: Inngest) -> None:
    """Closing a client that has sent nothing does nothing."""
    client.realtime.close()
    asyncio.run(client.realtime.aclose())


async def test_a_cancelled_publish_is_cancelled(stub: Stub, client: Inngest) -> None:
    """Cancellation goes through at once, and leaves the client usable."""
    stub.answers.append(Answer(200, delay=3.0))
    task = asyncio.create_task(client.realtime.publish(chat.messages, 1))
    while not stub.requests:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    task.cancel()
    assert (await asyncio.gather(task, return_exceptions=True))[0].__class__ is (
        asyncio.CancelledError
    )
    await client.realtime.publish(chat.messages, 2)
    assert stub.requests[-1].json == 2
