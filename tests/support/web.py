"""The page of examples/web, as somebody copies, builds and looks at it."""

from __future__ import annotations

import contextlib
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from . import node
from .files import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .browser import Tab

WEB = ROOT / "examples" / "web"
OPEN = "document.querySelectorAll('[data-connection=open]').length === 3"
"""Whether the page follows its three channels, in JavaScript."""
_VITE = "node_modules/vite/bin/vite.js"


def copied(place: Path) -> Path:
    """The example as it is in the repository."""
    ignored = shutil.ignore_patterns("node_modules", "dist")
    return Path(shutil.copytree(WEB, place / "web", ignore=ignored))


def installed(place: Path) -> Path:
    """The example as somebody copies it, with its packages."""
    folder = copied(place)
    (folder / "node_modules").symlink_to(node.packages(WEB) / "node_modules")
    return folder


@contextlib.contextmanager
def shown(folder: Path, app: str) -> Iterator[str]:
    """The address of the page as it is built, with the app behind it."""
    node.run(_VITE, "build", "--configLoader", "runner", cwd=folder).expect(0)
    preview = (_VITE, "preview", "--configLoader", "runner", "--host", "127.0.0.1", "--port", "0")
    with node.running(*preview, cwd=folder, APP=app) as printed:
        yield next(filter(None, (re.search(r"http://[\d.:]+", line) for line in printed)))[0]


def press(tab: Tab, button: str) -> None:
    """Press the button with this text."""
    buttons = "[...document.querySelectorAll('button')]"
    tab.run(f"{buttons}.find((one) => one.textContent === '{button}').click()")
