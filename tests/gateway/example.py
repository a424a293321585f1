"""examples/gateway over Redis, in a process of its own that can be killed and started again."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

from realtime_runtime import History, MemoryTransport, Realtime
from realtime_runtime.gateway import Gateway
from realtime_runtime.transports.redis import RedisTransport

from generated import CHANNELS, alerts_channel, pipeline_channel

from ..support.files import ROOT
from ..support.servers import Server, free_port
from ..support.servers.redis import redis_port
from .serving import SECRET

if TYPE_CHECKING:
    from pathlib import Path

    from generated.pipeline import PipelineChannel


@dataclass
class Example:
    """The app. `folder` has its log, and in `pages` what it serves besides."""

    folder: Path
    port: int = field(default_factory=free_port)
    redis: str = field(default_factory=lambda: f"redis://127.0.0.1:{redis_port()}")
    secret: str = SECRET
    channel: PipelineChannel = field(default_factory=lambda: pipeline_channel(run_id=uuid4().hex))

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def id(self) -> str:
        """What the app's routes call the channel."""
        return str(self.channel.params["run_id"])

    @cached_property
    def server(self) -> Server:
        pages = self.folder / "pages"
        pages.mkdir(exist_ok=True)
        variables = {"REDIS_URL": self.redis, "REALTIME_SECRET": self.secret, "PAGES": str(pages)}
        command = [sys.executable, "-m", "uvicorn", "tests.gateway.pages:app"]
        options = ["--app-dir", str(ROOT), "--port", str(self.port)]
        log = self.folder / "log"
        return Server([*command, *options], self.port, log, variables=variables)

    def __enter__(self) -> Example:
        self.server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.kill()

    def realtime(self) -> Realtime:
        """To publish from here, whether the app runs or not."""
        return Realtime(RedisTransport(self.redis, history=History()))

    async def write(self, *words: str, channel: PipelineChannel | None = None) -> None:
        async with self.realtime() as realtime:
            for word in words:
                await realtime.publish((channel or self.channel).tokens, {"token": word})

    async def alert(self, message: str) -> None:
        async with self.realtime() as realtime:
            await realtime.publish(alerts_channel.alert, {"message": message, "severity": "low"})

    def key(self, *, last: int | None = None) -> str:
        """A token of the words, for as long as a test may take."""
        gateway = Gateway(Realtime(MemoryTransport()), self.secret, channels=CHANNELS)
        lifetime = timedelta(hours=1)
        topics = [self.channel.tokens]
        return gateway.token(self.channel, topics=topics, last=last, lifetime=lifetime)["key"]
