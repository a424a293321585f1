"""The conformance suite of Durable Streams, unchanged: what it reads, it reads of the gateway."""

from __future__ import annotations

import asyncio
import json
import re
import tomllib
import uuid
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from realtime_runtime import History, Realtime
from realtime_runtime.gateway import Gateway

from ...support import node
from ...support.files import write
from ...transports.engines import ENGINES
from ..serving import SECRET, Server
from .shim import CHANNELS, Shim

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent
_LEFT_OUT: list[dict[str, Any]] = tomllib.loads(
    (FOLDER / "left_out.toml").read_text(encoding="utf-8")
)["left_out"]
_SUITE = """
import {{ runConformanceTests }} from "@durable-streams/server-conformance-tests";
runConformanceTests({{ baseUrl: "http://127.0.0.1:{port}" }});
"""


@pytest.mark.parametrize("engine", ["memory", "redis"])
async def test_suite(engine: str, tmp_path: Path) -> None:
    history = History(last=1000)
    async with ENGINES[engine].transport(uuid.uuid4().hex, history=history) as transport:
        realtime = Realtime(transport)
        gateway = Gateway(realtime, SECRET, channels=CHANNELS, poll=1.0)
        server = Server(uvicorn.Config(Shim(gateway, realtime), port=0, log_level="critical"))
        serving = asyncio.create_task(server.serve())
        ended = await asyncio.to_thread(_run, tmp_path, await server.port())
        server.should_exit = True
        await serving
    failed = {name: said for name, (status, said) in ended.items() if status == "failed"}
    assert not failed
    rest = {name for name, (status, _) in ended.items() if status != "passed"}
    assert rest == {name for name in ended if _is_left_out(name)}


def test_what_is_left_out_is_in_the_suite(tmp_path: Path) -> None:
    names = [*_run(tmp_path, 0, pattern="^(?!)")]
    for entry in _entries():
        assert [name for name in names if _is_of(name, entry)], entry


def _run(folder: Path, port: int, pattern: str = "") -> dict[str, tuple[str, list[str]]]:
    """How each test of the suite ended, and what it said."""
    left_out = "|".join(map(re.escape, _entries()))
    pattern = pattern or rf"^(?!({left_out})( |$))"
    write({"suite.test.mjs": _SUITE.format(port=port)}, folder)
    (folder / "node_modules").symlink_to(node.packages(FOLDER) / "node_modules")
    options = ("--reporter=json", "--outputFile=ended.json", "--testTimeout=120000")
    node.run("node_modules/vitest/vitest.mjs", "run", *options, "-t", pattern, cwd=folder)
    ended = json.loads((folder / "ended.json").read_bytes())
    return {
        test["fullName"]: (test["status"], test["failureMessages"])
        for file in ended["testResults"]
        for test in file["assertionResults"]
    }


def _entries() -> list[str]:
    return [entry for group in _LEFT_OUT for entry in group["tests"]]


def _is_left_out(name: str) -> bool:
    return any(_is_of(name, entry) for entry in _entries())


def _is_of(name: str, entry: str) -> bool:
    return name == entry or name.startswith(f"{entry} ")
