"""nginx: that of the machine, else Debian's package, unpacked in the user's cache.

Where there is neither, what needs it is skipped, and says so.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import pytest

from .node import CACHE, alone
from .servers import PATIENCE, Server, free_port

if TYPE_CHECKING:
    from pathlib import Path

_MAIN = """
daemon off;
user {user} {group};
pid {folder}/pid;
error_log stderr;
worker_processes 1;
events {{ worker_connections 16384; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/site.conf;
}}
"""


def nginx(site: str, folder: Path) -> Server:
    """nginx with a configuration as `conf.d` has it, in which `listen 80` becomes a free port; not
    started yet. Skips the test where there is none."""
    program = _program()
    if program is None:
        pytest.skip("nginx: there is none, and no package of Debian that can be unpacked")
    port = free_port()
    assert "listen 80;" in site
    (folder / "site.conf").write_text(site.replace("listen 80;", f"listen 127.0.0.1:{port};"))
    user, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    main = folder / "nginx.conf"
    main.write_text(_MAIN.format(user=user, group=group, folder=folder))
    command = [program, "-e", "stderr", "-c", str(main), "-p", str(folder)]
    return Server(command, port, folder / "log")


@cache
def _program() -> str | None:
    found = shutil.which("nginx")
    if found or not (shutil.which("apt-get") and shutil.which("dpkg")):
        return found
    folder = CACHE / "nginx"
    program = folder / "usr" / "sbin" / "nginx"
    with alone(CACHE):
        if not program.exists():
            folder.mkdir(exist_ok=True)
            if not (_ends_well("apt-get", "download", "nginx", cwd=folder)):
                return None
            for package in folder.glob("nginx_*.deb"):
                _ends_well("dpkg", "-x", package.name, ".", cwd=folder)
    return str(program) if program.exists() and _ends_well(str(program), "-v", cwd=folder) else None


def _ends_well(*command: str, cwd: Path) -> bool:
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
