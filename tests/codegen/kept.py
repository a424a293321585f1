"""What runs keep for the next, and how much each run makes."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from realtime_codegen.disk import write_cache
from realtime_codegen.targets import Owned, Rendered, Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from realtime_codegen.model import File
    from realtime_codegen.model import Project as Model
    from realtime_codegen.types import Types

    from ..support.projects import Project


def records(project: Project, user_cache: Path) -> list[Path]:
    """The files that a run has kept, wherever."""
    beside = {project.schemas, project.output}
    kept = [path for path in project.folder.iterdir() if path not in beside]
    found = [*user_cache.rglob("*"), *(file for path in kept for file in path.rglob("*.json"))]
    return [path for path in found if path.is_file()]


def kept(record: Path) -> str:
    """What a record says, without its seal."""
    return record.read_text().partition("\n")[2]


def keep(record: Path, text: str) -> None:
    """Let a record say this, sealed as by a run."""
    write_cache(record.name, text)
    assert kept(record) == text


def everything(folder: Path) -> dict[str, bytes | str]:
    """All files below a folder, and all links with where they lead."""
    return {
        path.relative_to(folder).as_posix(): (
            os.readlink(path) if path.is_symlink() else path.read_bytes()  # noqa: PTH115
        )
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def hash_of(content: bytes) -> str:
    return sha256(content).hexdigest()


COUNTED = """\
[tool.realtime-codegen]
schemas = "schemas"
[tool.realtime-codegen.counting]
output = "counted"
"""


class Counting(Target):
    """A target that gives no files; `runs` has how many definition files each run has made."""

    owned = Owned(mark="Counted", suffix=".counted")
    runs: ClassVar[list[int]] = []

    def paths(self, files: Iterable[File]) -> set[str]:
        return set()

    def render(self, project: Model, types: Types, files: Sequence[File]) -> Iterator[Rendered]:
        self.runs.append(len(files))
        return (Rendered({}) for _ in files)


def counting(_: object) -> Counting:
    return Counting()
