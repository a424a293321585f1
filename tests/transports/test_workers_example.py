"""examples/workers: two workers share messages, and a page that is refreshed misses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING

import httpx
import pytest
from realtime_runtime.transports.backoff import Backoff

from ..support.files import ROOT
from ..support.servers import PATIENCE, free_port
from ..support.servers.redis import redis_port

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

TEXT = "Nobody reads a page twice unless it is refreshed"


@contextmanager
def workers(log: Path) -> Iterator[str]:
    """The address of the app, run as its docstring says, by two workers."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "examples.workers.app:app", "--workers", "2"]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--timeout-graceful-shutdown", "2"],
            cwd=ROOT,
            env={**os.environ, "REDIS_URL": f"redis://127.0.0.1:{redis_port()}"},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def events(address: str, since: str | None = None) -> Generator[dict[str, str], None, None]:
    """The server-sent events of a run; the first names the worker."""
    headers = {} if since is None else {"Last-Event-ID": since}
    with httpx.stream("GET", address, headers=headers, timeout=PATIENCE) as response:
        event: dict[str, str] = {}
        for line in response.iter_lines():
            if line:
                key, _, value = line.partition(": ")
                event[key] = value
            else:
                yield event
                event = {}


def test_a_page_that_is_refreshed_misses_nothing(tmp_path: Path) -> None:
    """One worker writes; pages on both read every token once, and go on where they were."""
    with workers(tmp_path / "log") as origin:
        writer = ""
        waits = Backoff(first=0.05, longest=0.5)
        for _ in range(200):
            with suppress(httpx.ConnectError):
                writer = str(httpx.post(f"{origin}/runs/abc", timeout=PATIENCE).json())
                break
            time.sleep(waits.wait())
        assert writer, (tmp_path / "log").read_text()
        readers: set[str] = set()
        for visit in range(50):
            page = events(f"{origin}/runs/abc")
            readers.add(next(page)["data"])
            seen = list(islice(page, 1 + visit % 5))
            page.close()  # refreshed in the middle
            again = events(f"{origin}/runs/abc", since=seen[-1]["id"])
            readers.add(next(again)["data"])
            seen += again
            assert [event["event"] for event in seen if event["event"] != "tokens"] == [
                "status",
                "result",
            ]
            tokens = [event["data"] for event in seen if event["event"] == "tokens"]
            assert tokens == [
                f'{{"token":"{word}","index":{index}}}' for index, word in enumerate(TEXT.split())
            ]
            if len(readers) == 2:
                break
        assert len(readers) == 2
        assert writer in readers
