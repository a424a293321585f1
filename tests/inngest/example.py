"""The example app, in a process of its own."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import httpx

from ..support.files import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator


def environment(inngest: str) -> dict[str, str]:
    """That of a process whose Inngest server is there."""
    addresses = {"INNGEST_API_BASE_URL": inngest, "INNGEST_EVENT_API_BASE_URL": inngest}
    return {**os.environ, **addresses}


@contextlib.contextmanager
def served(inngest: str) -> Iterator[str]:
    """The address of the app, whose Inngest server is there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = ["-m", "uvicorn", "examples.inngest_app.app:app", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, *command, "--log-level", "warning"], cwd=ROOT, env=environment(inngest)
    )
    origin = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert process.poll() is None, "the app has ended"
            try:
                httpx.get(f"{origin}/docs")
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        yield origin
    finally:
        process.terminate()
        assert process.wait(20) in (0, -15)
