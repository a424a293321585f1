"""Real servers on loopback, each from the wheel that the lock file has, stopped by its process ID.

One module for each engine says how it is started. What a machine has no wheel for is skipped, with
the engine's name and the reason.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PATIENCE = 60.0
"""Seconds that a server may take to listen or to end, on a machine with much to do."""


def free_port() -> int:
    """A port of loopback that nobody listens to."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def program(name: str, engine: str) -> str:
    """The path of a program beside this Python. Skips the test where there is none."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        pytest.skip(f"{engine}: no wheel of this machine brings {name}")
    return str(path)


class Server:
    """A server's process, which can be killed and started again with the same data and port."""

    def __init__(
        self,
        command: Sequence[str],
        port: int,
        log: Path,
        *,
        uid: int | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.port = port
        self._command = list(command)
        self._log = log
        self._uid = uid
        self._environment = os.environ | (variables or {})
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)

    def start(self) -> None:
        """Start it, and wait until its port is open."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self._uid,
                group=self._uid,
                env=self._environment,
                start_new_session=True,  # Ctrl-C ends the tests, and they end the server
            )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        self.stop()
        raise AssertionError(
            f"{self._command[0]} does not listen:\n{self._log.read_text()[-2000:]}"
        )

    @property
    def pid(self) -> int:
        """The process's ID, once it was started."""
        assert self._process is not None
        return self._process.pid

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it as a crash does, and wait for it."""
        assert self._process is not None
        if self._process.poll() is None:
            os.kill(self.pid, how)
        self._process.wait(PATIENCE)

    def stop(self) -> None:
        """End it, if it runs."""
        if self._process is not None:
            self.kill(signal.SIGTERM)
