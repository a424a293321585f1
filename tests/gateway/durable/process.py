"""A gateway in a process of its own, over Redis: `python -m` this, with its port and Redis's."""

from __future__ import annotations

import sys

import uvicorn
from realtime_runtime import History, Realtime
from realtime_runtime.gateway import Gateway
from realtime_runtime.transports.redis import RedisTransport

from generated import CHANNELS

from ..serving import SECRET


def app(redis: str, prefix: str) -> Gateway:
    realtime = Realtime(
        RedisTransport(f"redis://127.0.0.1:{redis}", history=History(), prefix=prefix)
    )
    return Gateway(realtime, SECRET, channels=CHANNELS, public=lambda _: True, poll=1.0)


if __name__ == "__main__":
    port, redis, prefix = sys.argv[1:]
    uvicorn.run(app(redis, prefix), port=int(port), log_level="warning")
