"""DBOS in the process of the tests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from dbos import DBOS, SetWorkflowID

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from dbos import StepInfo

_body: Callable[[], Any]


@DBOS.workflow()
async def workflow() -> Any:
    return await _body()


@DBOS.workflow()
def workflow_sync() -> Any:
    return _body()


class Engine:
    """Runs a body as a workflow. `again` is what a crash and another process are to DBOS."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.create()

    def create(self) -> None:
        name = "realtime-tests"
        DBOS(config={"name": name, "system_database_url": self._url, "log_level": "CRITICAL"})

    async def run(self, body: Callable[[], Awaitable[Any]], run: str = "run") -> Any:
        """What the body returns. A workflow that has been started is only waited for."""
        global _body
        _body = body
        with SetWorkflowID(run):
            handle = await DBOS.start_workflow_async(workflow)
        return await handle.get_result(polling_interval_sec=0.02)

    async def run_sync(self, body: Callable[[], Any], run: str = "run") -> Any:
        """The same for a body that is not async, in a thread."""
        global _body
        _body = body

        def start() -> Any:
            with SetWorkflowID(run):
                return DBOS.start_workflow(workflow_sync).get_result()

        return await asyncio.to_thread(start)

    async def again(self) -> None:
        """Go on with the workflows that have not ended."""
        await asyncio.to_thread(DBOS.destroy)
        self.create()
        DBOS.launch()

    async def steps(self, run: str = "run") -> list[StepInfo]:
        return await DBOS.list_workflow_steps_async(run)


@pytest.fixture
async def dbos(tmp_path: Path) -> Any:
    """DBOS on SQLite, launched in the event loop of the test."""
    engine = Engine(f"sqlite:///{tmp_path / 'dbos.sqlite'}")
    DBOS.launch()
    yield engine
    await asyncio.to_thread(DBOS.destroy)
