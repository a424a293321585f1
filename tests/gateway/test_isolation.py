"""Each browser gets what its tokens name, and nothing else, whatever is opened and left."""

import asyncio
import json
import os
import random
from typing import Any

import pytest

from generated import pipeline_channel

from .serving import Served, read_events, serving

ROUNDS = int(os.environ.get("GATEWAY_ROUNDS", "3"))
BROWSERS = int(os.environ.get("GATEWAY_BROWSERS", "12"))
RUNS = "abcd"
END = "the end"

Key = tuple[str, str]  # the names of a channel and a topic


def token(served: Served, run: str, topics: list[str]) -> str:
    channel = pipeline_channel(run_id=run)
    refs = [channel.topics[topic] for topic in topics]
    return served.gateway.token(channel, topics=refs)["key"]


async def publish(served: Served, word: str) -> None:
    """To every topic of every channel, its own name."""
    for run in RUNS:
        channel = pipeline_channel(run_id=run)
        await served.realtime.publish(channel.status, {"message": f"{run} status {word}"})
        await served.realtime.publish(channel.tokens, {"token": f"{run} tokens {word}", "index": 0})


def text_of(frame: Any) -> str:
    data = frame["data"]
    text: str = data.get("message") or data["token"]
    assert text.startswith(f"{frame['channel'].removeprefix('pipeline:')} {frame['topic']} ")
    return text


def expected(followed: set[Key], word: str) -> list[str]:
    return sorted(f"{run} {topic} {word}" for run, topic in followed)


async def until_heard(served: Served, socket: Any, run: str) -> None:
    """Until a topic that nobody else follows is followed: all that was said before was heard."""
    own = pipeline_channel(run_id=run)
    await served.realtime.publish(own.status, {"message": "heard"})
    key = served.gateway.token(own, topics=[own.status], last=1)["key"]
    await socket.send_str(json.dumps({"kind": "sub", "data": key}))
    assert json.loads(await socket.receive_str(timeout=60))["data"] == {"message": "heard"}


async def follow(served: Served, chance: random.Random, stage: asyncio.Barrier) -> None:
    """A websocket: opens one token, says `sub` with others, leaves some, and hears only its own."""
    first = chance.choice(RUNS), chance.choice(["status", "tokens"])
    followed = {first}
    async with served.connect(token(served, first[0], [first[1]])) as socket:
        for _ in range(chance.randrange(4)):
            if left := sorted(followed - {first}):
                run, topic = chance.choice(left)
                followed.discard((run, topic))
                gone = {"channel": f"pipeline:{run}", "name": topic}
                frame: object = {"kind": "unsub", "data": [gone]}
            else:
                run, topic = chance.choice(RUNS), chance.choice(["status", "tokens"])
                followed.add((run, topic))
                frame = {"kind": "sub", "data": token(served, run, [topic])}
            await socket.send_str(json.dumps(frame))
        await until_heard(served, socket, str(chance.random()))
        for word in ("one", END):
            await stage.wait()
            heard = [json.loads(await socket.receive_str(timeout=60)) for _ in followed]
            assert sorted(map(text_of, heard)) == expected(followed, word)


async def listen(served: Served, chance: random.Random, stage: asyncio.Barrier) -> None:
    """An event stream of one token."""
    run = chance.choice(RUNS)
    topics = chance.sample(["status", "tokens"], chance.randint(1, 2))
    async with served.events(token(served, run, topics)) as response:
        await read_events(response, 1)
        for word in ("one", END):
            await stage.wait()
            heard = [event.frame for event in await read_events(response, len(topics))]
            assert sorted(map(text_of, heard)) == expected({(run, t) for t in topics}, word)


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_each_gets_exactly_its_own(seed: int) -> None:
    chance = random.Random(seed)
    stage = asyncio.Barrier(BROWSERS + 1)
    async with serving() as served, asyncio.TaskGroup() as tasks:
        for _ in range(BROWSERS):
            tasks.create_task(chance.choice([follow, listen])(served, chance, stage))
        await stage.wait()
        await publish(served, "one")
        await stage.wait()
        await publish(served, END)
