"""The transports that the contract is run with. One is added by its factory in `TRANSPORTS`.
`WITH_HISTORY` names those that promise more.
"""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from realtime_runtime import MemoryTransport, Realtime
from realtime_runtime.inngest import Inngest
from realtime_runtime.testing import recording
from realtime_runtime.transports import Transport

from ..inngest.stub import Stub
from ..support.files import ROOT
from ..support.pages import blocks_of
from .engines import ENGINES

# A context that gives a transport, made in the test's event loop, and what it talks to.
Factory = Callable[[], AbstractAsyncContextManager[Transport]]


@asynccontextmanager
async def memory() -> AsyncIterator[Transport]:
    yield MemoryTransport()


@asynccontextmanager
async def kept_by(engine: str) -> AsyncIterator[Transport]:
    async with ENGINES[engine].transport(uuid4().hex) as transport:
        yield transport


@asynccontextmanager
async def inngest() -> AsyncIterator[Transport]:
    with Stub() as stub:
        client = Inngest(app_id="contract", api_base_url=stub.origin, is_production=False)
        yield client.realtime.transport


def from_the_page() -> type[Any]:
    """The transport that docs/transports.md shows, as somebody writes it who knows the page."""
    page = blocks_of(ROOT / "docs" / "transports.md")
    block = next(block for block in page if "class Journal" in block.text)
    names: dict[str, Any] = {}
    exec(compile("\n" * (block.line - 1) + block.text, block.page, "exec"), names)
    transport: type[Any] = names["Journal"]
    return transport


Journal = from_the_page()


@asynccontextmanager
async def journal() -> AsyncIterator[Transport]:
    with tempfile.TemporaryDirectory() as folder:
        transport = Journal(str(Path(folder, "journal.db")))
        yield transport
        await transport.aclose()


@asynccontextmanager
async def recorded(around: Factory) -> AsyncIterator[Transport]:
    """What a recording puts around a transport."""
    async with around() as transport:
        realtime = Realtime(transport)
        with recording(realtime):
            yield realtime._transport


TRANSPORTS: dict[str, Factory] = {
    "memory": memory,
    **{f"{engine} with history": partial(kept_by, engine) for engine in ENGINES},
    "inngest": inngest,
    "of the page": journal,
    "recorded": partial(recorded, memory),
    "recorded with history": partial(recorded, partial(kept_by, "memory")),
}
WITH_HISTORY = [name for name in TRANSPORTS if name.endswith("with history")] + ["of the page"]


def of_the_environment(variable: str) -> dict[str, Factory]:
    """The factory that a user names, as docs/transports.md says."""
    if not (named := os.environ.get(variable)):
        return {}
    module, _, factory = named.partition(":")
    return {named: getattr(importlib.import_module(module), factory)}


if users := of_the_environment("TRANSPORT") | of_the_environment("TRANSPORT_WITH_HISTORY"):
    TRANSPORTS = users
    WITH_HISTORY = list(of_the_environment("TRANSPORT_WITH_HISTORY"))
