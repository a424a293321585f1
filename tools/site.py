"""The site, from the pages as they are: `python -m tools.site FOLDER` writes FOLDER/site.

The pages are laid into FOLDER/pages, each in its own place in the repository, with the files that
they link to. So every link is right in the repository and in the site, and no page is written
twice.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [
    *(f"{name}.md" for name in ("README", "ARCHITECTURE", "CONTRIBUTING", "SECURITY", "CHANGELOG")),
    "runtime/README.md",
    "examples/web/README.md",
    "examples/gateway/README.md",
    "codegen/realtime_codegen/codes.md",
    *sorted(page.relative_to(ROOT).as_posix() for page in (ROOT / "docs").glob("*.md")),
]
_LINK = re.compile(r"\]\(([^)\s#]+)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def linked(page: Path) -> set[Path]:
    """The files of the repository that a page links to."""
    targets = _LINK.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))
    return {(page.parent / target).resolve() for target in targets if "://" not in target}


def lay(folder: Path) -> None:
    """The pages and what they link to, as they stand in the repository."""
    pages = {ROOT / page for page in PAGES}
    for file in pages.union(*map(linked, pages)):
        place = folder / file.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)


def prepare(folder: Path) -> None:
    """FOLDER as the site's generator takes it."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in ("pages", "site"):
        shutil.rmtree(folder / old, ignore_errors=True)
    lay(folder / "pages")
    shutil.copyfile(ROOT / "zensical.toml", folder / "zensical.toml")


def build(folder: Path) -> int:
    """Write FOLDER/site; the exit status, which is not 0 after a warning."""
    command = [str(Path(sys.executable).parent / "zensical"), "build", "--strict", "--clean"]
    return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
    sys.exit(build(Path(sys.argv[1])))
